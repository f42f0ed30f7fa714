"""Who translates what: assigning it, the letters about it, and what the first page says is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from guidelines.actions import duties
from guidelines.models import Duty, Edition
from guidelines.tasks import write_reminders
from letters.actions import NoLongerTrue, preview
from letters.models import JobRun, Letter
from tests.factories import make_clause, make_edition, make_guideline

TODAY = date(2018, 3, 12)  # a Monday
DUE = date(2018, 3, 19)


@pytest.fixture
def text(subgroup):
    """Two clauses have no Swedish."""
    edition = make_edition(make_guideline("Reception", code="G-7", subgroup=subgroup), clauses=0)
    for position in (1, 2):
        words = {"heading_bs": "Rok", "body_bs": f"Rok je {position} dan."}
        make_clause(edition, position=position, **words, heading_sv="", body_sv="")
    return edition


@pytest.fixture
def url(text):
    return f"/en/guidelines/texts/{text.pk}/languages/sv/"


@pytest.fixture
def duty(text, member, outsider, secretariat):
    row = Duty.objects.create(
        edition=text, language="sv", translator=member, reviewer=outsider, assigned_by=secretariat, due_on=DUE
    )
    Duty.objects.filter(pk=row.pk).update(assigned_at=datetime(2018, 1, 1, tzinfo=UTC))
    row.refresh_from_db()
    return row


def said(member, outsider, **more):
    return {"translator": member.pk, "reviewer": outsider.pk, "due_on": "2030-06-01", "seen": "", **more}


def occasions():
    return sorted(Letter.objects.values_list("occasion", "recipient__display_name"))


def remind(day):
    """What the planner writes on that morning."""
    with time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=UTC), tick=False):
        return duties.write_reminders(day)


def write_all(text, by, *positions):
    for clause in text.clauses.filter(position__in=positions):
        words = {"heading": "Tid", "body": f"Tiden är {clause.position} dag."}
        clause.write(by=by, language="sv", base=clause.print_sv or "", followed=clause.print_bs, **words)


def test_assigning_tells_both_at_once(client, secretariat, member, outsider, text, url):
    client.force_login(secretariat)

    client.post(url, said(member, outsider))
    client.post(url, said(member, outsider))

    duty = Duty.objects.get()
    assert (duty.translator, duty.reviewer, duty.due_on) == (member, outsider, date(2030, 6, 1))
    assert occasions() == [("translation_assigned", "Member"), ("translation_assigned", "Outsider")]
    mine, theirs = Letter.objects.order_by("recipient__display_name")
    assert f"/en/guidelines/texts/{text.pk}/translate/sv/" in mine.body
    assert "2 clauses are to be translated" in mine.body
    assert "Member translates it." in theirs.body


def test_only_who_is_new_is_told(client, secretariat, member, outsider, lead, duty, url):
    client.force_login(secretariat)

    client.post(url, said(member, lead, seen=duties.seen_of(duty)))

    assert occasions() == [("translation_assigned", "Lead")]


def test_a_choice_somebody_else_made_meanwhile_is_shown(client, secretariat, member, outsider, lead, duty, url):
    client.force_login(secretariat)

    answer = client.post(url, said(lead, outsider, seen=""))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "By now Member translates." in page
    assert f'value="{duties.seen_of(duty)}"' in page
    client.post(url, said(lead, outsider, seen=duties.seen_of(duty)))
    assert Duty.objects.get().translator == lead


def test_nobody_reviews_her_own_translation(client, secretariat, member, url):
    client.force_login(secretariat)

    answer = client.post(url, said(member, member))

    assert "The reviewer must be another person than the translator." in answer.content.decode()
    assert not Duty.objects.exists()


def test_a_duty_can_be_taken_away(client, secretariat, duty, url):
    client.force_login(secretariat)

    client.post(url, {"act": "unassign", "seen": duties.seen_of(duty)})

    assert not Duty.objects.exists()


@pytest.mark.parametrize("wrong", [{"translator": "x"}, {"due_on": "9999-99-99"}, {"due_on": "0001-01-01"}])
def test_D_26_odd_values_are_answered_at_the_field(client, secretariat, member, outsider, url, wrong):
    client.force_login(secretariat)

    assert client.post(url, said(member, outsider, **wrong)).status_code == 200
    assert not Duty.objects.exists()


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (DUE - timedelta(days=8), None),
        (DUE - timedelta(days=7), "translation_due"),
        (DUE, "translation_due"),
        (DUE + timedelta(days=2), None),
        (DUE + timedelta(days=4), "translation_overdue"),
    ],
)
def test_the_translator_is_reminded_before_and_after_the_day(member, duty, day, occasion):
    with time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=UTC), tick=False):
        write_reminders()
        write_reminders()

    assert occasions() == ([(occasion, "Member")] if occasion else [])
    assert JobRun.objects.filter(job="guidelines.write_reminders", error="").count() == 2


def test_a_moved_day_is_announced_anew(member, duty):
    remind(TODAY)
    Duty.objects.filter(pk=duty.pk).update(due_on=DUE - timedelta(days=1))

    assert remind(TODAY)["translation_due"] == 1


def test_whoever_was_only_just_asked_is_not_reminded(member, duty):
    Duty.objects.filter(pk=duty.pk).update(assigned_at=datetime(2018, 3, 12, tzinfo=UTC), due_on=TODAY)

    assert remind(TODAY)["translation_due"] == 0


def test_nobody_is_reminded_of_what_is_done_and_the_reviewer_is_called_once_a_day(member, text, duty):
    write_all(text, member, 1)
    remind(TODAY)
    assert occasions() == [("translation_due", "Member")]
    reminder = Letter.objects.get()

    write_all(text, member, 2)
    remind(TODAY)
    remind(TODAY + timedelta(days=1))

    assert occasions() == [("translation_due", "Member"), ("translation_review", "Outsider")]
    reminder.subject = ""
    with time_machine.travel(datetime(2018, 3, 13, tzinfo=UTC)), pytest.raises(NoLongerTrue):
        preview(reminder)


def test_letters_of_another_translator_are_dropped(member, lead, duty):
    remind(TODAY)
    Duty.objects.update(translator=lead)
    letter = Letter.objects.get()
    letter.subject = ""

    with time_machine.travel(datetime(2018, 3, 13, tzinfo=UTC)), pytest.raises(NoLongerTrue):
        preview(letter)


def test_the_first_page_opens_exactly_the_work(client, member, outsider, text, duty):
    client.force_login(member)
    page = client.get("/en/my-work/").content.decode()
    assert "You translate 2 clauses in Swedish." in page
    assert f'href="/en/guidelines/texts/{text.pk}/translate/sv/"' in page

    write_all(text, member, 1)
    client.force_login(outsider)
    page = client.get("/en/my-work/").content.decode()

    assert "You review 1 clause in Swedish." in page
    assert f'href="/en/guidelines/texts/{text.pk}/review/sv/"' in page


def test_the_languages_of_a_text(client, lead, secretariat, member, text, duty):
    write_all(text, member, 1)
    client.force_login(secretariat)

    page = " ".join(client.get(f"/en/guidelines/texts/{text.pk}/languages/").content.decode().split())

    assert "1 of 2 clauses; 1 missing" in page
    assert "Translate 1 clause" in page
    assert "Review 1 clause" in page
    client.force_login(lead)
    page = client.get(f"/en/guidelines/texts/{text.pk}/languages/").content.decode()
    assert "Translate 1 clause" not in page
    assert "Change who translates" not in page


def test_many_clauses_take_as_many_queries_as_one(client, secretariat, text, duty, django_assert_max_num_queries):
    client.force_login(secretariat)
    url = f"/en/guidelines/texts/{text.pk}/languages/"
    client.get(url)
    with django_assert_max_num_queries(25) as few:
        client.get(url)
    for position in range(3, 8):
        make_clause(text, position=position)

    with django_assert_max_num_queries(25) as many:
        client.get(url)

    assert len(many) == len(few)


def test_texts_that_are_over_remind_nobody(member, text, duty):
    Edition.objects.filter(pk=text.pk).update(state="withdrawn", in_force_to=date(2018, 1, 1))

    assert set(remind(TODAY).values()) == {0}


def test_after_a_change_of_the_source_the_translator_is_told_of_it_and_not_that_she_is_late(
    member, secretariat, text, duty
):
    write_all(text, member, 1, 2)
    clause = text.clauses.first()
    with time_machine.travel(datetime(2019, 5, 6, 9, tzinfo=UTC), tick=False):
        clause.write(by=secretariat, language="bs", heading="Rok", body="Rok je sedam dana.", base=clause.print_bs)

    found = remind(date(2019, 5, 6))

    assert (found["translation_changed"], found["translation_overdue"]) == (1, 0)
    assert occasions() == [("translation_changed", "Member")]
    assert remind(date(2019, 5, 7))["translation_changed"] == 0


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
@pytest.mark.parametrize(
    ("day", "occasion", "path"),
    [
        (DUE - timedelta(days=1), "translation_due", "translate"),
        (DUE + timedelta(days=3), "translation_overdue", "translate"),
        (DUE, "translation_review", "review"),
    ],
)
def test_letters_open_exactly_the_work_in_the_readers_language(
    member, outsider, text, duty, day, occasion, path, language
):
    type(member).objects.update(language=language)
    if occasion == "translation_review":
        write_all(text, member, 1, 2)

    remind(day)

    letter = Letter.objects.get(occasion=occasion)
    assert f"/{language}/guidelines/texts/{text.pk}/{path}/sv/" in letter.body
    assert letter.subject.endswith("Reception" if language == "en" else f"Reception ({language})")
