"""Reporting from a letter without signing in: for one person, about one activity, once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from letters.actions import answer_token
from letters.models import Letter
from tests.factories import LONG_KNOWN, make_institution
from workplans.models import Activity, ProgressReport
from workplans.tasks import write_reminders

SAID = {"status": "under_way", "percent": "60", "achieved": "A draft went out.", "seen_version": "0"}


@pytest.fixture
def letter(activity, member) -> Letter:
    """A reminder to the member, as the planner writes it."""
    due_on = timezone.localdate() + timedelta(days=7)
    activity.set_deadline(due_on=due_on, by=None, set_at=LONG_KNOWN, reason="a correction")
    write_reminders()
    return Letter.objects.get(recipient=member)


@pytest.fixture
def url(letter) -> str:
    return f"/en/work-plans/answer/{answer_token(letter)}/"


def untouched(letter: Letter) -> bool:
    letter.refresh_from_db()
    return letter.answered_at is None and not ProgressReport.objects.exists()


def test_scanners_that_look_change_nothing(client, letter, url):
    for method in (client.get, client.head, client.get, client.options):
        method(url)
    answer = client.get(url)

    assert answer.status_code == 200
    assert untouched(letter)
    assert "You report as Member, on behalf of Office of Records." in " ".join(answer.content.decode().split())
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not answer.cookies
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_post_reports_in_the_readers_name_and_uses_the_link_up(letter, url, activity, member, institution):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})

    answer = strict.post(url, SAID)

    assert answer.status_code == 200
    assert "Your report is saved" in answer.content.decode()
    report = ProgressReport.objects.get()
    assert (report.author, report.acting_for, report.percent) == (member, institution, 60)
    activity.refresh_from_db()
    assert (activity.percent, activity.last_report_on) == (60, timezone.localdate())
    letter.refresh_from_db()
    assert letter.answered_at is not None
    for again in (strict.get(url), strict.post(url, {**SAID, "percent": "70", "seen_version": "1"})):
        assert again.status_code == 410
        assert "Sign in" in again.content.decode()
    assert ProgressReport.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_whoever_is_signed_in_the_reader_of_the_letter_reports(request, client, who, url, member):
    client.force_login(request.getfixturevalue(who))

    page = client.get(url)
    client.post(url, SAID)

    assert ("this link is from a letter to Member" in page.content.decode()) == (who != "member")
    assert ProgressReport.objects.get().author == member


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_page_speaks_the_language_of_its_address(client, url, language):
    answer = client.get(url.replace("/en/", f"/{language}/"))

    assert f'<html lang="{language}">' in answer.content.decode()


def test_a_link_expires(client, letter, url, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=15))

    assert client.get(url).status_code == 410
    assert client.post(url, SAID).status_code == 410
    assert untouched(letter)


@pytest.mark.parametrize("token", ["x", "1:2:3", "0:aaaaaa:bbbb", "9" * 300, "%00", "..%2f"])
def test_a_link_that_was_made_up_or_cut_opens_nothing(client, letter, token):
    answer = client.get(f"/en/work-plans/answer/{token}/")

    assert answer.status_code in (404, 410)
    assert client.post(f"/en/work-plans/answer/{token}/", SAID).status_code in (404, 410)
    assert untouched(letter)


def test_the_link_of_a_letter_of_another_kind_opens_nothing(client, letter):
    Letter.objects.update(occasion="review")

    assert client.post(f"/en/work-plans/answer/{answer_token(letter)}/", SAID).status_code == 410
    assert untouched(letter)


@pytest.mark.parametrize("payload", [{}, {"activity": 0}])
def test_the_link_of_an_activity_that_is_gone_opens_nothing(client, letter, payload):
    Letter.objects.update(payload=payload)

    assert client.post(f"/en/work-plans/answer/{answer_token(letter)}/", SAID).status_code == 410
    assert untouched(letter)


def test_who_left_the_subgroup_reports_no_more(client, letter, url, member):
    member.seats.update(valid_to=timezone.localdate())
    member.affiliations.update(valid_to=timezone.localdate())

    answer = client.post(url, SAID)

    assert answer.status_code == 403
    assert "You no longer work on activity 1.1" in answer.content.decode()
    assert untouched(letter)


def test_an_account_that_is_switched_off_reports_no_more(client, letter, url, member):
    type(member).objects.update(is_active=False)

    assert client.post(url, SAID).status_code == 410
    assert untouched(letter)


@pytest.mark.parametrize("state", ["done", "confirmed", "cancelled"])
def test_a_finished_activity_needs_no_report(client, letter, url, state):
    Activity.objects.update(state=state)

    for answer in (client.get(url), client.post(url, SAID)):
        assert answer.status_code == 410
        assert "No report is needed any more" in answer.content.decode()
    assert untouched(letter)


def test_what_was_typed_stays_when_it_is_wrong(client, letter, url):
    answer = client.post(url, {**SAID, "percent": "120"})

    assert answer.status_code == 200
    assert "A draft went out." in answer.content.decode()
    assert untouched(letter)


def test_what_is_done_needs_an_output(client, letter, url):
    client.post(url, {**SAID, "status": "done"})
    assert untouched(letter)

    client.post(url, {**SAID, "status": "done", "output": "QG-03"})

    assert ProgressReport.objects.get().output == "QG-03"


def test_somebody_else_was_faster_and_nothing_typed_is_lost(client, letter, url, activity, lead):
    today = timezone.localdate()
    activity.report(
        by=lead, acting_for_id=None, status="at_risk", percent=50, achieved="We wait.", seen_version=0, today=today
    )

    answer = client.post(url, SAID)

    assert answer.status_code == 409
    assert "We wait." in answer.content.decode()
    assert "A draft went out." in answer.content.decode()
    letter.refresh_from_db()
    assert letter.answered_at is None
    assert client.post(url, {**SAID, "seen_version": "1"}).status_code == 200
    assert ProgressReport.objects.count() == 2


def test_who_works_for_two_institutions_chooses(client, letter, url, member):
    second = make_institution("Second Office")
    member.affiliations.create(institution=second, valid_from=timezone.localdate() - timedelta(days=1))

    assert "Second Office" in client.get(url).content.decode()
    client.post(url, {**SAID, "acting_for": second.pk})

    assert ProgressReport.objects.get().acting_for == second


@pytest.mark.django_db(transaction=True)
def test_D_05_twenty_posts_at_once_are_one_report(letter, url):
    answers: list[int] = []

    def post() -> None:
        answers.append(Client().post(url, SAID).status_code)
        connection.close()

    threads = [threading.Thread(target=post) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] + [410] * 19
    assert ProgressReport.objects.count() == 1
