"""The secretariat decides on which days reminders are due."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letters import actions
from letters.models import ReminderRule
from tests.pages import squeezed

URL = "/en/letters/rules/"
EDIT, RESTORE = f"{URL}deadline/", f"{URL}deadline/restore/"
TYPED = {"steps": "1, 14, 0, 14", "is_on": "on", "seen": ""}
OTHERS = ["member", "lead", "coordinator", "admin", "outsider"]


def rule() -> tuple[list[int], bool] | None:
    return ReminderRule.objects.filter(occasion="deadline").values_list("steps", "is_on").first()


def test_visitor_signs_in_first(client, db):
    assert client.get(URL)["Location"] == f"/en/accounts/login/?next={URL}"
    assert client.post(EDIT, TYPED).status_code == 302
    assert rule() is None


@pytest.mark.parametrize("who", OTHERS)
def test_others_may_not(who, client, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403
    assert client.post(EDIT, TYPED).status_code == 403
    assert client.post(RESTORE).status_code == 403
    assert client.post(f"{URL}nothing/").status_code == 403
    assert rule() is None


def test_days_are_said_in_words(client, secretariat):
    client.force_login(secretariat)

    text = squeezed(client.get(URL))

    assert "Written: 30 days before, 7 days before, 1 day before, on the day." in text
    assert "Written: 3 days after, 14 days after." in text
    assert "Written: 60 days after, 90 days after" in text
    assert "Back to the portal" not in text
    assert "Nobody can decline these letters." in text


def test_save_sorts_and_counts_from_now_on(client, secretariat):
    client.force_login(secretariat)

    answer = client.post(EDIT, TYPED)

    assert answer["Location"] == URL
    assert rule() == ([14, 1, 0], True)
    assert actions.steps_of("deadline") == (14, 1, 0)
    text = squeezed(client.get(URL))
    assert "Written: 14 days before, 1 day before, on the day." in text
    assert "The portal's own days: 30 days before" in text.replace("&#x27;", "'")


def test_switching_off_keeps_the_days(client, secretariat):
    client.force_login(secretariat)

    client.post(EDIT, {"steps": "30, 7", "seen": ""})

    assert rule() == ([30, 7], False)
    assert actions.steps_of("deadline") == ()
    assert "These letters are not written." in client.get(URL).content.decode()


def test_back_to_the_own_steps_twice(client, secretariat):
    client.force_login(secretariat)
    client.post(EDIT, TYPED)

    for _time in range(2):
        assert client.post(RESTORE, {"seen": "14,1,0"})["Location"] == URL

    assert rule() is None
    assert actions.steps_of("deadline") == (30, 7, 1, 0)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("", "This field is required."),
        (" , ,", "This field is required."),
        ("7, x", "“x” is not a number of days."),
        ("1e9", "“1e9” is not a number of days."),
        ("٣", "“٣” is not a number of days."),
        ("7.5", "“7.5” is not a number of days."),
        ("--7", "“--7” is not a number of days."),
        ("7\x00", "is not a number of days."),
        ("<b>", "“&lt;b&gt;” is not a number of days."),
        ("366", "“366” is too high: these letters take numbers from 0 to 365."),
        ("9" * 5000, "is too high"),
        ("-1", "“-1” is too low"),
        ("-" + "9" * 5000, "is too low"),
        (", ".join(map(str, range(13))), "At most twelve numbers."),
    ],
)
def test_D_25_wrong_days_are_refused_and_kept_in_the_field(steps, words, client, secretariat):
    client.force_login(secretariat)

    answer = client.post(EDIT, {**TYPED, "steps": steps})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert rule() is None


@pytest.mark.parametrize(("steps", "is_taken"), [("-3, −14", True), ("3", False), ("0", False)])
def test_letters_about_what_has_passed_stay_after_it(steps, is_taken, client, secretariat):
    client.force_login(secretariat)

    client.post(f"{URL}overdue/", {**TYPED, "steps": steps})

    assert ReminderRule.objects.filter(occasion="overdue").exists() is is_taken


@pytest.mark.parametrize("url", [EDIT, RESTORE])
def test_P2_what_somebody_else_changed_meanwhile_is_not_overwritten(url, client, secretariat):
    ReminderRule.objects.create(occasion="deadline", steps=[10])
    client.force_login(secretariat)

    answer = client.post(url, {"steps": "5", "is_on": "on", "seen": "20"})

    text = squeezed(answer)
    assert answer.status_code == 409
    assert rule() == ([10], True)
    assert "Written: 10 days before." in text
    assert 'value="5"' in text
    assert "Somebody else has changed this rule meanwhile." in text
    assert 'name="seen" value="10"' in text  # so that the next click is meant


def test_the_same_wish_of_two_people_is_no_conflict(client, secretariat):
    client.force_login(secretariat)

    for _time in range(2):
        assert client.post(EDIT, TYPED).status_code == 302

    assert rule() == ([14, 1, 0], True)


def test_an_unknown_kind_is_not_found(client, secretariat):
    client.force_login(secretariat)

    assert client.post(f"{URL}account/", TYPED).status_code == 404


def test_the_audit_trail_tells_who(client, secretariat):
    client.force_login(secretariat)

    client.post(EDIT, TYPED)

    [event] = apps.get_model("letters", "ReminderRuleEvent").objects.select_related("pgh_context")
    assert event.steps == [14, 1, 0]
    assert event.pgh_context.metadata["user"] == secretariat.pk


def test_reading_asks_for_all_rules_at_once(client, secretariat):
    client.force_login(secretariat)
    client.get(URL)
    with CaptureQueriesContext(connection) as none:
        client.get(URL)
    for name in actions.occasions_with_steps():
        ReminderRule.objects.create(occasion=name, steps=[1])

    with CaptureQueriesContext(connection) as all_of_them:
        client.get(URL)

    assert len(all_of_them) == len(none)
