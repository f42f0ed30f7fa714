"""One message for each reader and morning."""

from __future__ import annotations

import pytest
from django.utils import timezone

from letters.actions import decline, deliver, send, send_again, write
from letters.models import Letter
from tests.factories import make_user
from tests.letters.conftest import matter

pytestmark = pytest.mark.usefixtures("working_day")


def states() -> dict[str, str]:
    return {letter.payload.get("says", letter.key): letter.state for letter in Letter.objects.all()}


def test_what_is_due_to_one_person_leaves_as_one_message(member, lead, mail_server):
    for says in ("Paint the door", "Oil the hinge", "Sweep the hall"):
        matter(member, says)
    matter(lead)

    deliver()

    [message], [single] = mail_server.to(member.email), mail_server.to(lead.email)
    text = message.get_content()
    assert message["Subject"] == "3 matters wait for you"
    assert text.count("Dear Member,") == 1
    assert [f"{number}. {says}" in text for number, says in enumerate(("Paint the door", "Oil the hinge"), 1)] == [
        True,
        True,
    ]
    assert single["Subject"] == "Paint the door"
    assert set(Letter.objects.filter(recipient=member).values_list("sent_as", flat=True)) == {message["Message-ID"]}
    assert Letter.objects.filter(state="sent").count() == 4


def test_the_text_of_each_is_kept_alone(member, mail_server):
    letters = [matter(member, says) for says in ("Paint the door", "Oil the hinge")]

    deliver()

    letters[1].refresh_from_db()
    assert letters[1].subject == "Oil the hinge"
    assert letters[1].body.startswith("About Oil the hinge, due 12 March 2027.")


@pytest.mark.parametrize(("language", "subject"), [("en", "2 matters wait for you")])
def test_the_subject_counts(language, subject, mail_server, db):
    person = make_user(language=language)
    matter(person, "a")
    matter(person, "b")

    deliver()

    assert mail_server.messages[0]["Subject"] == subject


def test_what_no_longer_holds_is_left_out(member, mail_server):
    matter(member, "stays")
    over = matter(member, "over")
    Letter.objects.filter(pk=over.pk).update(payload={"says": "over", "is_over": True})

    deliver()

    [message] = mail_server.messages
    assert message["Subject"] == "stays"
    assert states() == {"stays": "sent", "over": "dropped"}


@pytest.mark.parametrize("poison", ["read", "render"])
def test_N_22_a_poisonous_part_fails_and_the_others_leave(poison, member, lead, mail_server):
    for says in ("a", "b", "c"):
        matter(member, says)
    matter(lead, "d")
    Letter.objects.filter(payload__says="b").update(payload={"says": "b", "poison": poison})

    deliver()

    assert mail_server.to(member.email)[0]["Subject"] == "2 matters wait for you"
    assert states() == {"a": "sent", "b": "failed", "c": "sent", "d": "sent"}
    assert Letter.objects.get(state="failed").answer == "ZeroDivisionError: poison"


def test_one_bundle_a_morning_the_next_waits(member, mail_server, time_machine):
    matter(member, "first")
    deliver()
    second = matter(member, "second")

    deliver()

    second.refresh_from_db()
    assert (second.state, str(second.bundle_on)) == ("due", "2027-03-03")
    assert timezone.localtime(second.try_at).isoformat() == "2027-03-03T07:00:00+01:00"
    time_machine.move_to(second.try_at, tick=False)
    deliver()
    assert [message["Subject"] for message in mail_server.messages] == ["first", "second"]
    assert len({message["Message-ID"] for message in mail_server.messages}) == 2


def test_letters_somebody_asked_for_leave_alone_at_any_hour(member, mail_server, time_machine):
    matter(member, "first")
    deliver()
    time_machine.move_to("2027-03-06 23:00:00Z", tick=False)  # a Sunday night

    write(to=member, key="now", occasion="matter", payload={"says": "now"}, at_any_hour=True)
    later = matter(member, "on Monday")
    deliver()
    send_again(later, by=member)
    deliver()

    assert [message["Subject"] for message in mail_server.messages] == ["first", "now", "on Monday"]


def test_what_was_begun_leaves_again_as_it_was_begun(member, mail_server, monkeypatch):
    """The process dies after the server's acceptance: no letter written meanwhile hides behind the repeat."""
    matter(member, "a")
    matter(member, "b")
    with monkeypatch.context() as patched:
        patched.setattr("letters.actions.sending._stamp", lambda *args, **named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            deliver()
    late = matter(member, "c")

    deliver()

    first, repeat = mail_server.messages
    assert first["Message-ID"] == repeat["Message-ID"]
    assert "c" not in repeat.get_content().split()
    late.refresh_from_db()
    assert (late.state, str(late.bundle_on)) == ("due", "2027-03-03")


def test_a_refused_bundle_may_grow(member, mail_server, time_machine):
    matter(member, "a")
    mail_server.answers[member.email] = "451 later"
    deliver()
    matter(member, "b")
    mail_server.answers.clear()
    time_machine.move_to("2027-03-02 09:01:00Z", tick=False)

    deliver()

    assert [message["Subject"] for message in mail_server.messages] == ["2 matters wait for you"]


def test_a_long_list_is_cut_and_goes_on_the_next_morning(member, mail_server, settings):
    settings.LETTER_BUNDLE = 2
    for says in ("a", "b", "c"):
        matter(member, says)

    deliver()

    assert sorted(states().values()) == ["due", "sent", "sent"]
    assert str(Letter.objects.get(state="due").bundle_on) == "2027-03-03"


def test_a_bundle_is_declined_by_what_it_holds(member, mail_server):
    matter(member, "a")
    write(to=member, key="k", occasion="duty", payload={"says": "duty"})
    matter(member, "b")
    decline(member, ["matter"])

    deliver()

    [message] = mail_server.messages
    assert (message["Subject"], message["List-Unsubscribe"]) == ("duty", None)


def test_sending_one_sends_those_that_leave_with_it(member, mail_server):
    first, second = matter(member, "a"), matter(member, "b")

    assert send(second.pk)

    first.refresh_from_db()
    assert first.state == "sent"
    assert len(mail_server.messages) == 1


def test_each_answer_has_a_link_of_its_own_which_nobody_reads_in_the_portal(member, mail_server):
    matter(member, "a")
    matter(member, "b")

    deliver()

    links = [line for line in mail_server.messages[0].get_content().splitlines() if "/unsubscribe/" in line]
    assert len(set(links)) == 2
    assert all("your-own-link" not in link for link in links)
    assert all("/your-own-link/" in letter.body for letter in Letter.objects.all())
