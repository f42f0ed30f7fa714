"""The life of editions and supplements: which step may follow which, and what the database never lets in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidelines import actions
from guidelines.models import Disposition, Edition, NotNow, NotReady, Rendition
from tests.factories import make_edition, make_guideline

State = Edition.State
DRAFT = {"state": State.DRAFT, "published_on": None, "in_force_from": None}
TODAY = date(2026, 5, 4)


@pytest.fixture
def first(db) -> Edition:
    return make_edition(make_guideline(code="QG-7"), published_on=date(2020, 1, 1), in_force_from=date(2020, 1, 1))


@pytest.fixture
def second(first) -> Edition:
    """The adopted edition that shall take the place of the first."""
    draft = make_edition(first.guideline, replaces=first, change_summary_bs="Novo.", change_summary_en="New.", **DRAFT)
    draft.submit()
    draft.adopt(decision="2026/1-D3")
    return draft


def supplement(base: Edition, **fields) -> Edition:
    fields = {"published_on": base.published_on, "in_force_from": base.in_force_from, **fields}
    return make_edition(base.guideline, supplement_to=base, title_bs="Dodatak", title_en="Addition", **fields)


def test_a_draft_goes_its_way(first):
    text = make_edition(first.guideline, **DRAFT)

    text.submit()
    text.adopt(decision=" 2026/1-D3 ")
    text.take_back()

    text.refresh_from_db()
    assert (text.state, text.decision) == (State.DRAFT, "")


@pytest.mark.parametrize(
    ("state", "step", "facts"),
    [
        (State.ADOPTED, "submit", {}),
        (State.DRAFT, "adopt", {"decision": "2026/1-D3"}),
        (State.DRAFT, "take_back", {}),
        (State.FOR_ADOPTION, "publish", {"today": TODAY, "in_force_from": TODAY}),
        (State.ADOPTED, "withdraw", {"today": TODAY, "decision": "1", "reason": {"bs": "Da."}}),
        (State.DRAFT, "unschedule", {}),
    ],
)
def test_no_step_out_of_turn(first, state, step, facts):
    text = make_edition(first.guideline, **{**DRAFT, "state": state})

    with pytest.raises(NotNow) as refused:
        getattr(text, step)(**facts)

    assert refused.value.state == state


def test_what_is_missing_is_named(first):
    text = make_edition(first.guideline, replaces=first, **DRAFT)
    supplement(first)
    text.clauses.update(heading_bs="")

    with pytest.raises(NotReady) as refused:
        text.submit()
    assert refused.value.obstacles == ("no text",)

    wanted = ["no text", "no change note", "too early", "supplements"]
    assert text.obstacles(in_force_from=first.in_force_from) == wanted


def test_the_next_edition_takes_the_place_at_one_instant(first, second):
    day = TODAY + timedelta(days=10)

    actions.publish(second, today=TODAY, in_force_from=day)

    first.refresh_from_db()
    assert (first.state, first.in_force_to) == (State.SUPERSEDED, day)
    for on, expected in ((day - timedelta(days=1), first), (day, second)):
        assert list(Edition.objects.in_force(on)) == [expected]


def test_publishing_twice_is_refused_and_changes_nothing(first, second):
    actions.publish(second, today=TODAY, in_force_from=TODAY)

    with pytest.raises(NotNow):
        actions.publish(second, today=TODAY, in_force_from=TODAY + timedelta(days=3))

    second.refresh_from_db()
    assert second.in_force_from == TODAY


def test_readers_get_the_source_and_what_a_second_person_signed(first, second, member, lead):
    clause = second.clauses.first()
    clause.write(
        by=member, language="sv", heading="Avsnitt 1", body="Ny text för avsnitt 1.", base=clause.print_in("sv")
    )
    assert not Rendition.objects.filter(clause__edition=second).exists()
    clause.sign(by=lead, language="sv", seen=clause.print_in("sv"))

    actions.publish(second, today=TODAY, in_force_from=TODAY)

    given = Rendition.objects.filter(clause=clause).values_list("language", "heading")
    assert dict(given) == {"bs": clause.heading_bs, "sv": "Avsnitt 1"}


def test_a_supplement_waits_for_its_disposition(first, second):
    addition = supplement(first)
    with pytest.raises(NotReady, match="supplements"):
        actions.publish(second, today=TODAY, in_force_from=TODAY)
    first.refresh_from_db()
    assert first.state == State.PUBLISHED

    addition.dispose(Disposition.CARRIED_OVER)
    actions.publish(second, today=TODAY, in_force_from=TODAY)

    addition.refresh_from_db()
    carried = addition.carried_to
    assert (addition.state, addition.in_force_to) == (State.SUPERSEDED, TODAY)
    assert (carried.supplement_to, carried.state, carried.in_force_from) == (second, State.PUBLISHED, TODAY)
    assert [clause.anchor for clause in carried.clauses.all()] == [clause.anchor for clause in addition.clauses.all()]
    assert Rendition.objects.filter(clause__edition=carried, language="bs").count() == 2
    with pytest.raises(NotNow):
        addition.dispose(Disposition.WITHDRAWN)


def test_a_withdrawn_supplement_ends_with_its_edition(first, second):
    addition = supplement(first)
    addition.dispose(Disposition.WITHDRAWN)

    actions.publish(second, today=TODAY, in_force_from=TODAY)

    addition.refresh_from_db()
    assert (addition.state, addition.in_force_to) == (State.WITHDRAWN, TODAY)
    assert not second.supplements.exists()


def test_withdrawing_what_has_not_begun_gives_way_to_what_it_was_to_replace(first, second):
    addition = supplement(first)
    addition.dispose(Disposition.INCORPORATED)
    actions.publish(second, today=TODAY, in_force_from=TODAY + timedelta(days=30))

    second.withdraw(today=TODAY, decision="2026/2-D1", reason={"bs": "Pogrešno."})

    first.refresh_from_db()
    addition.refresh_from_db()
    assert (first.state, first.in_force_to) == (State.PUBLISHED, None)
    assert (addition.state, addition.in_force_to) == (State.PUBLISHED, None)
    assert not Edition.objects.in_force(TODAY + timedelta(days=40)).exclude(pk=first.pk).exists()


def test_withdrawing_needs_decision_and_reason(first):
    for facts in ({"decision": " ", "reason": {"bs": "Da."}}, {"decision": "2026/2-D1", "reason": {"bs": " "}}):
        with pytest.raises(NotReady):
            first.withdraw(today=TODAY, **facts)

    first.withdraw(today=TODAY, decision="2026/2-D1", reason={"bs": "Zastarjelo.", "sv": ""})

    first.refresh_from_db()
    assert (first.state, first.in_force_to, first.withdrawal_reason_bs) == (State.WITHDRAWN, TODAY, "Zastarjelo.")


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"disposition": "withdrawn"}, "edition_disposition_of_supplement"),
        ({"publish_at": timezone.now()}, "edition_scheduled_is_adopted"),
        ({"number": 1}, "edition_number_once"),
    ],
)
def test_the_database_keeps_the_rules(first, fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make_edition(first.guideline, **{**DRAFT, **fields})


def test_a_supplement_belongs_to_an_edition_of_its_guideline(first):
    other = make_guideline(code="QG-8")
    addition = supplement(first)
    for fields in (
        {"guideline": other, "supplement_to": first},
        {"guideline": first.guideline, "supplement_to": addition},
    ):
        with pytest.raises(IntegrityError, match="own guideline"), transaction.atomic():
            Edition.texts.create(number=9, year=2026, source_language="bs", **fields)


def test_an_edition_replaces_an_earlier_one_so_there_is_no_circle(first, second):
    with pytest.raises(IntegrityError, match="earlier one"), transaction.atomic():
        Edition.texts.filter(pk=first.pk).update(replaces=second)


def test_supplements_do_not_pass_for_editions(first):
    addition = supplement(first)

    assert list(Edition.objects.filter(guideline=first.guideline)) == [first]
    assert set(first.guideline.texts.all()) == {first, addition}
    assert list(first.supplements.all()) == [addition]


def test_serious_findings_stand_in_the_way(first, second, member, lead):
    clause = second.clauses.first()
    clause.write(by=member, language="sv", heading="Avsnitt 1", body="Text för avsnitt 7.", base=clause.print_in("sv"))
    clause.sign(by=lead, language="sv", seen=clause.print_in("sv"))

    with pytest.raises(NotReady, match="findings"):
        actions.publish(second, today=TODAY, in_force_from=TODAY)

    second.refresh_from_db()
    assert second.state == State.ADOPTED
    clause.write(by=member, language="sv", heading="Avsnitt 1", body="Text för avsnitt 1.", base=clause.print_in("sv"))
    actions.publish(second, today=TODAY, in_force_from=TODAY)
