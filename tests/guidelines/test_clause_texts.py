"""What writing, confirming and signing a text do to how its languages stand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from guidelines import actions
from guidelines.models import ChangedMeanwhile, Clause, Edition, NotSignable, Rendition
from tests.factories import make_edition

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture
def clause(db) -> Clause:
    return make_edition(clauses=2, **DRAFT).clauses.first()


def states(clause: Clause) -> dict[str, str]:
    clause.refresh_from_db()
    return {code: clause.state_in(code, "bs") for code in ("en", "bs", "sv")}


def write(clause: Clause, by, language: str, body: str, **said):
    clause.refresh_from_db()
    facts = {"heading": f"Heading {language}", "base": clause.print_in(language), **said}
    return clause.write(by=by, language=language, body=body, **facts)


def test_a_major_change_makes_translations_stale_and_a_minor_one_does_not(clause, lead):
    write(clause, lead, "bs", "Ispravljen pravopis.", is_major=False)
    assert states(clause) == {"en": "current", "bs": "source", "sv": "current"}

    write(clause, lead, "bs", "Sasvim drugo.")
    assert states(clause) == {"en": "stale", "bs": "source", "sv": "stale"}

    write(clause, lead, "bs", "Sasvim drugo!", is_major=False)
    assert states(clause)["en"] == "stale"


def test_a_signature_goes_along_with_a_minor_change_only(clause, lead, member):
    write(clause, member, "sv", "Svensk text.")
    clause.sign(by=lead, language="sv", seen=clause.print_in("sv"))

    write(clause, lead, "bs", "Ispravljen pravopis.", is_major=False)
    assert clause.is_signed("sv", "bs")

    write(clause, lead, "bs", "Sasvim drugo.")
    assert not clause.is_signed("sv", "bs")


def test_saving_again_moving_and_writing_back_make_nothing_stale(clause, lead):
    heading, body = clause.text_in("bs")
    assert clause.write(by=lead, language="bs", heading=heading, body=body, base=clause.print_in("bs")) is None
    Clause.objects.filter(pk=clause.pk).update(position=9, number="9")
    assert set(states(clause).values()) == {"source", "current"}

    write(clause, lead, "bs", "Drugo.")
    write(clause, lead, "bs", body, heading=heading)
    assert set(states(clause).values()) == {"source", "current"}


def test_a_translation_follows_the_source_its_writer_saw(clause, lead, member):
    seen = clause.print_in("bs")
    write(clause, lead, "bs", "Novo u izvorniku.")

    write(clause, member, "sv", "Efter den gamla.", followed=seen)
    assert states(clause)["sv"] == "stale"

    write(clause, member, "sv", "Efter den nya.", followed=clause.print_in("bs"))
    assert states(clause)["sv"] == "current"


def test_confirming_is_recorded_and_lapses_with_the_next_change(clause, lead, member):
    write(clause, lead, "bs", "Novo.")

    revision = clause.confirm(by=member, language="sv", seen=clause.print_in("bs"))
    assert (revision.kind, revision.author) == ("confirmed", member)
    assert states(clause)["sv"] == "confirmed"
    assert clause.confirm(by=member, language="sv", seen=clause.print_in("bs")) is None

    write(clause, lead, "bs", "Opet novo.")
    assert states(clause)["sv"] == "stale"
    with pytest.raises(ChangedMeanwhile):
        clause.confirm(by=member, language="sv", seen="of another time")


def test_nobody_signs_her_own_text_nor_a_stale_one(clause, lead, member):
    write(clause, member, "sv", "Min text.")
    with pytest.raises(NotSignable, match="own text"):
        clause.sign(by=member, language="sv", seen=clause.print_in("sv"))

    write(clause, lead, "bs", "Novo.")
    with pytest.raises(NotSignable, match="not current"):
        clause.sign(by=lead, language="sv", seen=clause.print_in("sv"))


def test_history_cannot_be_rewritten(clause, lead):
    revision = write(clause, lead, "bs", "Novo.", note="Why")

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        type(revision).objects.filter(pk=revision.pk).update(body="Something else")
    with pytest.raises(IntegrityError, match="revision_number_once"), transaction.atomic():
        clause.revisions.create(language="bs", number=revision.number, heading="x", print="x", author=lead)


def test_what_somebody_else_saved_is_not_overwritten(clause, lead, member):
    base = clause.print_in("bs")
    write(clause, lead, "bs", "Prvi.")

    with pytest.raises(ChangedMeanwhile) as conflict:
        clause.write(by=member, language="bs", heading="Moj", body="Drugi.", base=base)

    assert conflict.value.clause.body_bs == "Prvi."
    clause.refresh_from_db()
    assert clause.body_bs == "Prvi."


@pytest.mark.django_db(transaction=True)
def test_d02_two_languages_at_once_are_both_kept(lead, member):
    clause = make_edition(clauses=1, **DRAFT).clauses.get()
    prints = {code: clause.print_in(code) for code in ("bs", "sv")}

    def save(job):
        person, code = job
        try:
            own = Clause.objects.get(pk=clause.pk)
            own.write(by=person, language=code, heading=f"H {code}", body=f"Text {code}", base=prints[code])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, [(lead, "bs"), (member, "sv")]))

    clause.refresh_from_db()
    assert (clause.body_bs, clause.body_sv) == ("Text bs", "Text sv")
    assert clause.revisions.count() == 2


def test_what_readers_get_changes_only_when_it_is_approved(lead, member):
    public = make_edition(clauses=1)
    clause = public.clauses.get()
    write(clause, member, "sv", "Ny text.")
    given = Rendition.objects.get(clause=clause, language="sv")
    assert given.body != "Ny text."
    version = Edition.texts.get(pk=public.pk).text_version

    actions.approve(public, [clause], "sv")

    given.refresh_from_db()
    public.refresh_from_db()
    assert (given.body, given.html) == ("Ny text.", "<p>Ny text.</p>\n")
    assert public.text_version == version + 1
    assert public.coverage()["sv"] == "current"
