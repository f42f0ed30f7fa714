"""One letter, and what the secretariat does with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from letters.models import Letter
from tests.letters.test_index import make_letter

CAST = ["lead", "coordinator", "outsider"]


@pytest.fixture
def letter(member) -> Letter:
    """A reminder to the member that the mail server refused for good."""
    return make_letter("k", to=member, language="bs", state="failed", answer="550 no such mailbox", attempts=1)


def test_visitor_signs_in_first(client, letter):
    assert client.get(f"/en/letters/{letter.pk}/").status_code == 302
    assert client.post(f"/en/letters/{letter.pk}/resend/").status_code == 302
    assert client.post(f"/en/letters/{letter.pk}/close/", {"reason": "x"}).status_code == 302


@pytest.mark.parametrize("who", CAST)
def test_strangers_do_not_find_it(who, client, request, letter):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/en/letters/{letter.pk}/").status_code == 404
    assert client.post(f"/en/letters/{letter.pk}/resend/").status_code == 404
    assert client.post(f"/en/letters/{letter.pk}/close/", {"reason": "x"}).status_code == 404


def test_recipient_reads_her_letter_but_does_not_handle_it(client, member, letter):
    client.force_login(member)

    text = client.get(letter.get_absolute_url()).content.decode()

    assert '<pre class="letter" lang="bs">Text of k</pre>' in text
    assert "Send again" not in text
    assert client.post(f"/en/letters/{letter.pk}/resend/").status_code == 403
    assert client.post(f"/en/letters/{letter.pk}/close/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("who", ["secretariat", "admin"])
def test_secretariat_reads_headers_text_and_story(who, client, request, letter):
    client.force_login(request.getfixturevalue(who))

    text = client.get(letter.get_absolute_url()).content.decode()

    assert letter.message_id.strip("<>") in text
    assert "550 no such mailbox" in text
    assert "Text of k" in text
    assert "Send again" in text


@pytest.mark.parametrize("who", ["secretariat", "member"])
def test_confidential_text_is_never_shown(who, client, request, letter):
    Letter.objects.update(is_secret=True)
    client.force_login(request.getfixturevalue(who))

    text = client.get(letter.get_absolute_url()).content.decode()

    assert "Text of k" not in text
    assert "The text is confidential" in text


def test_reason_is_read_in_the_readers_language_not_the_recipients(client, secretariat, letter):
    Letter.objects.update(state="dropped", answer="The deadline has moved since.")
    client.force_login(secretariat)

    assert "The deadline has moved since." in client.get(f"/en/letters/{letter.pk}/").content.decode()


def test_send_again(client, secretariat, letter):
    Letter.objects.update(useless_after=timezone.now() - timedelta(days=1))
    client.force_login(secretariat)

    answer = client.post(f"/en/letters/{letter.pk}/resend/")

    letter.refresh_from_db()
    assert answer["Location"] == f"/en/letters/{letter.pk}/"
    assert (letter.state, letter.useless_after) == ("due", None)
    assert letter.try_at <= timezone.now()


def test_send_now_keeps_the_end_of_use(client, secretariat, letter):
    tomorrow = timezone.now() + timedelta(days=1)
    Letter.objects.update(state="due", try_at=tomorrow, useless_after=tomorrow)
    client.force_login(secretariat)

    client.post(f"/en/letters/{letter.pk}/resend/")

    letter.refresh_from_db()
    assert letter.try_at <= timezone.now()
    assert letter.useless_after == tomorrow


@pytest.mark.parametrize("deed", ["resend", "close"])
@pytest.mark.parametrize("state", ["sent", "dropped"])
def test_what_is_closed_stays_closed(deed, state, client, secretariat, letter):
    Letter.objects.update(state=state, sent_at=timezone.now() if state == "sent" else None)
    client.force_login(secretariat)

    answer = client.post(f"/en/letters/{letter.pk}/{deed}/", {"reason": "not needed"}, follow=True)

    letter.refresh_from_db()
    assert letter.state == state
    assert "in the meantime" in answer.content.decode()


def test_a_forgotten_text_cannot_be_sent_again(client, secretariat, letter):
    Letter.objects.update(is_secret=True, body="")
    client.force_login(secretariat)

    client.post(f"/en/letters/{letter.pk}/resend/")

    letter.refresh_from_db()
    assert letter.state == "failed"


def test_close_with_reason(client, secretariat, letter):
    client.force_login(secretariat)

    client.post(f"/en/letters/{letter.pk}/close/", {"reason": "She has left"})

    letter.refresh_from_db()
    assert (letter.state, letter.answer) == ("dropped", "She has left (Secretariat)")


def test_close_without_reason_is_refused(client, secretariat, letter):
    client.force_login(secretariat)

    answer = client.post(f"/en/letters/{letter.pk}/close/", {"reason": ""})

    letter.refresh_from_db()
    assert letter.state == "failed"
    assert "This field is required." in answer.content.decode()


@pytest.mark.parametrize("deed", ["resend", "close"])
def test_Z_06_reading_changes_nothing(deed, client, secretariat, letter):
    client.force_login(secretariat)

    answer = client.get(f"/en/letters/{letter.pk}/{deed}/", HTTP_X_HTTP_METHOD_OVERRIDE="POST")

    letter.refresh_from_db()
    assert answer.status_code == 405
    assert letter.state == "failed"


@pytest.fixture
def unwritten(member, activity) -> Letter:
    """A reminder whose words are chosen when it leaves."""
    return make_letter(
        "unwritten",
        to=member,
        subject="",
        body="",
        payload={"activity": activity.pk, "version": activity.deadline_version, "step": 30, "planned": ""},
    )


@pytest.mark.parametrize("who", ["secretariat", "member"])
def test_words_not_chosen_yet_are_shown_as_they_would_be_now(who, client, request, unwritten):
    client.force_login(request.getfixturevalue(who))

    text = client.get(unwritten.get_absolute_url()).content.decode()

    assert "If it left now, it would say:" in text
    assert "Write the guideline" in text
    unwritten.refresh_from_db()
    assert (unwritten.subject, unwritten.body, unwritten.state) == ("", "", "due")


def test_what_would_be_dropped_says_why(client, secretariat, activity, unwritten):
    type(activity).objects.update(state="cancelled")
    client.force_login(secretariat)

    text = client.get(unwritten.get_absolute_url()).content.decode()

    assert "it would be dropped: The activity is finished, on hold or cancelled." in text


def test_what_would_fail_says_why_to_the_secretariat_only(client, secretariat, member, unwritten):
    Letter.objects.update(payload={})

    client.force_login(secretariat)
    assert "it would fail: KeyError" in client.get(unwritten.get_absolute_url()).content.decode()
    client.force_login(member)
    text = client.get(unwritten.get_absolute_url()).content.decode()
    assert "Its text cannot be written at present." in text
    assert "KeyError" not in text


def test_letters_of_the_same_message_are_named(client, secretariat, member, outsider):
    sent = {"state": "sent", "sent_at": timezone.now(), "sent_as": "<bundle@localhost>"}
    first, second = (make_letter(key, to=member, **sent) for key in ("first", "second"))
    make_letter("alone", to=outsider, **{**sent, "sent_as": "<other@localhost>"})
    client.force_login(secretariat)

    answer = client.get(first.get_absolute_url())

    assert answer.context["others"] == [second]
    assert f'<a href="/en/letters/{second.pk}/" lang="en">Subject of second</a>' in answer.content.decode()
