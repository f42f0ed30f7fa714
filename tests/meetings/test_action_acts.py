"""What people do with action items: each act once, twice, and while somebody else is faster."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import Affiliation
from meetings.models import ActionItem, Meeting
from tests.factories import make_action, make_institution, make_meeting, make_user
from tests.pages import squeezed

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=40)
PUT_OFF = {"due_on": LATER.isoformat(), "reason": "We wait for an answer.", "seen": "1"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def action(institution, member) -> ActionItem:
    """The member's, due in ten days."""
    meeting = make_meeting(code="tenth", number="2018/2")
    return make_action("Send the list", meeting=meeting, institution=institution, owner=member)


@pytest.fixture
def owner(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


def act(client, action, name, **said):
    return client.post(f"/en/meetings/actions/{action.pk}/{name}/", said)


def test_one_click_closes_and_leads_back(owner, member, action):
    for _time in range(2):
        answer = act(owner, action, "close", next="/en/my-work/")
        assert (answer.status_code, answer["Location"]) == (302, "/en/my-work/")

    action.refresh_from_db()
    assert (action.state, action.closed_by, action.closing_note) == ("done", member, "")


def test_a_note_says_what_came_of_it(owner, action):
    assert act(owner, action, "close", note="Sent by post.")["Location"] == action.get_absolute_url()

    page = squeezed(owner.get(action.get_absolute_url()))
    assert "2018/2-A1 is done." in page
    assert "Sent by post." in page


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_led_astray(owner, action, away):
    assert act(owner, action, "close", next=away)["Location"] == action.get_absolute_url()


def test_it_is_put_off_with_a_reason_and_the_page_tells(owner, member, action):
    before = action.due_on

    for _time in range(2):
        assert act(owner, action, "postpone", **PUT_OFF).status_code == 302

    action.refresh_from_db()
    assert (action.due_on, action.version) == (LATER, 2)
    (move,) = action.postponements.all()
    assert (move.due_before, move.due_on, move.made_by) == (before, LATER, member)
    page = squeezed(owner.get(action.get_absolute_url()))
    assert "How the date moved" in page
    assert "We wait for an answer." in page


def test_whoever_was_slower_sees_the_present_date_and_keeps_her_words(owner, secretariat, action):
    theirs = TODAY + timedelta(days=20)
    action.postpone(theirs, reason="Theirs.", by=secretariat, seen=1)

    answer = act(owner, action, "postpone", **PUT_OFF, next="/en/my-work/")

    assert answer.status_code == 409
    page = squeezed(answer)
    assert "Somebody else moved the date to" in page
    assert 'value="We wait for an answer."' in page
    assert '<input type="hidden" name="next" value="/en/my-work/">' in page
    action.refresh_from_db()
    assert action.due_on == theirs
    again = answer.context["acts"][1][2]["seen"].value()
    assert act(owner, action, "postpone", **PUT_OFF | {"seen": again}).status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"due_on": "yesterday"},
        {"due_on": "2017-01-01"},
        {"due_on": "9999-12-31"},
        {"reason": ""},
        {"reason": "x" * 301},
        {"reason": "a\0b"},
        {"seen": ""},
        {"seen": "9" * 40},
    ],
)
def test_what_cannot_be_understood_is_said_and_kept(owner, action, said):
    answer = act(owner, action, "postpone", **PUT_OFF | said)

    assert answer.status_code == 200
    assert "errors__list" in answer.content.decode()
    assert ActionItem.objects.get().version == 1


def test_what_is_over_is_not_put_off_and_what_is_open_not_reopened(owner, member, action):
    again = {"due_on": LATER.isoformat(), "reason": "Not sent."}
    assert act(owner, action, "reopen", **again).status_code == 409
    action.close(by=member)

    answer = act(owner, action, "postpone", **PUT_OFF)
    assert answer.status_code == 409
    assert "the action item is done by now" in squeezed(answer)
    assert act(owner, action, "drop", note="Why?").status_code == 409
    assert act(owner, action, "reopen", **again).status_code == 302

    action.refresh_from_db()
    assert (action.state, action.due_on, action.closed_at) == ("open", LATER, None)


def test_it_is_dropped_only_with_a_reason(owner, action):
    assert act(owner, action, "drop").status_code == 200
    for _time in range(2):
        assert act(owner, action, "drop", note="The list is public.").status_code == 302

    action.refresh_from_db()
    assert (action.state, action.closing_note) == ("dropped", "The list is public.")


def handed(client, action, **said):
    page = client.get(action.get_absolute_url())
    form = {name: form for name, _words, form, _open in page.context["acts"]}["hand-over"]
    return act(client, action, "hand-over", seen=form["seen"].value(), **said)


def test_the_secretariat_hands_it_to_anybody(host, action, outsider):
    body = outsider.affiliations.get().institution

    assert handed(host, action, institution=body.pk, owner=outsider.pk).status_code == 302

    action.refresh_from_db()
    assert (action.institution, action.owner) == (body, outsider)


def test_a_coordinator_only_within_her_institution(client, coordinator, action, outsider, institution, lead):
    client.force_login(coordinator)
    body = outsider.affiliations.get().institution

    assert handed(client, action, institution=body.pk, owner="").status_code == 200
    assert handed(client, action, institution=institution.pk, owner=outsider.pk).status_code == 200
    assert handed(client, action, institution=institution.pk, owner=lead.pk).status_code == 302

    action.refresh_from_db()
    assert action.owner == lead


def test_nobody_gets_it_for_an_institution_she_does_not_work_for(host, action, outsider, institution):
    answer = handed(host, action, institution=institution.pk, owner=outsider.pk)

    assert "This person does not work for that institution." in squeezed(answer)
    assert ActionItem.objects.get().owner != outsider


def test_two_who_hand_it_over_at_once_lose_nothing(host, action, institution, lead, coordinator):
    form = host.get(action.get_absolute_url()).context["acts"][2][2]
    ActionItem.objects.update(owner=lead)

    said = {"institution": institution.pk, "owner": coordinator.pk, "seen": form["seen"].value()}
    answer = act(host, action, "hand-over", **said)

    assert answer.status_code == 409
    assert "Lead – Office of Records" in squeezed(answer)
    assert ActionItem.objects.get().owner == lead


def test_whoever_left_is_still_named_until_somebody_else_is(host, action, member, institution):
    Affiliation.objects.filter(user=member).delete()

    assert handed(host, action, institution=institution.pk, owner=member.pk).status_code == 302
    assert handed(host, action, institution=institution.pk, owner="").status_code == 302
    assert ActionItem.objects.get().owner is None


def test_the_secretariat_puts_the_text_right(host, action):
    form = host.get(action.get_absolute_url()).context["acts"][3][2]
    said = {"text": " Pošalji\nspisak ", "language": "bs", "seen": form["seen"].value()}

    assert act(host, action, "reword", **said).status_code == 302
    assert act(host, action, "reword", **said | {"text": "Mine"}).status_code == 409

    action.refresh_from_db()
    assert (action.text, action.language) == ("Pošalji spisak", "bs")


ADD = "/en/meetings/tenth/actions/add/"
NEW = {"text": "Print it", "due_on": LATER.isoformat(), "owner": "", "seen": "1"}


def test_it_is_added_while_minuting_and_twice_is_once(host, action, institution, member):
    item = action.meeting.items.create(number=1, state="on_agenda", language="en", title_en="Risks")
    assert "Risks" in squeezed(host.get(f"{ADD}?item={item.pk}"))
    said = NEW | {"institution": institution.pk, "owner": member.pk, "item": item.pk}

    for _time in range(2):
        assert host.post(ADD, said).status_code == 302

    added = ActionItem.objects.get(serial=2)
    assert (added.number, added.item, added.institution, added.owner) == ("2018/2-A2", item, institution, member)
    assert (added.text, added.language, added.due_on) == ("Print it", "en", LATER)
    assert host.post(ADD, said | {"text": "Bind it"}).status_code == 302
    assert ActionItem.objects.count() == 3


@pytest.mark.parametrize("origin", [{"item": "0"}, {"item": "x"}, {"item": "٣"}, {"decision": "9" * 30}, {"item": "8"}])
def test_foreign_origins_do_not_exist(host, action, institution, origin):
    assert host.post(ADD, NEW | {"institution": institution.pk} | origin).status_code == 404


@pytest.mark.parametrize(
    "said", [{"institution": "0"}, {"text": " "}, {"text": "x" * 501}, {"seen": "-1"}, {"due_on": ""}]
)
def test_mistakes_are_said_at_their_fields(host, action, institution, said):
    answer = host.post(ADD, NEW | {"institution": institution.pk} | said)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert ActionItem.objects.count() == 1


def test_a_meeting_that_never_was_has_none(host, action, institution):
    Meeting.objects.update(state=Meeting.State.CANCELLED)

    assert host.post(ADD, NEW | {"institution": institution.pk}).status_code == 409
    assert "This cannot be done now." in squeezed(host.get(ADD))


def test_people_of_two_institutions_are_offered_once(host, action, member):
    other = make_institution("Other")
    Affiliation.objects.create(user=member, institution=other, valid_from=TODAY)
    make_user(institution=make_institution(in_group=False))

    form = host.get(ADD).context["form"]

    assert [label for pk, label in form.fields["owner"].choices if pk] == ["Member – Office of Records, Other"]
