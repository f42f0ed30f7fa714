"""The agenda: written by the secretariat, wished for by members, suggested by the plan, read when it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from guidelines.models import Edition
from letters.models import Letter
from meetings.actions import agenda
from meetings.models import ActionItem, AgendaItem, Invitee, Meeting, Minutes
from meetings.models.states import NotNow
from meetings.results.agenda import by_day
from meetings.results.suggesting import suggestions_for
from tests.factories import in_languages, make_activity, make_edition, make_guideline, make_meeting
from tests.pages import squeezed

URL = "/en/meetings/next/agenda/"
SAID = {"kind": "decision", "title_en": "Processes", "minutes": "45", "is_public": "on"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db) -> Meeting:
    on = timezone.localdate() + timedelta(days=30)
    made = make_meeting(on=on, days=2, state=Meeting.State.ANNOUNCED, code="next")
    made.days.update(starts=time(9), ends=time(10))
    return made


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


def titles(meeting) -> list[str]:
    return [f"{item.number} {item.title_en}" for item in meeting.items.on_agenda()]


def put(meeting, *names) -> list[AgendaItem]:
    first = meeting.items.on_agenda().count()
    return [
        AgendaItem.objects.create(
            meeting=meeting, number=first + place, state="on_agenda", language="en", **in_languages("title", name)
        )
        for place, name in enumerate(names, start=1)
    ]


def act(client, item, name):
    return client.post(f"{URL}{item.pk}/{name}/")


def test_items_are_added_edited_moved_removed_and_brought_back(host, meeting):
    assert host.post(f"{URL}add/", SAID)["Location"] == URL
    put(meeting, "Risks", "Training")
    first = meeting.items.get(number=1)

    act(host, first, "down")
    assert titles(meeting) == ["1 Risks", "2 Processes", "3 Training"]
    act(host, first, "remove")
    act(host, first, "remove")
    assert titles(meeting) == ["1 Risks", "2 Training"]
    assert "Removed items" in squeezed(host.get(URL))
    act(host, first, "take")
    act(host, first, "up")
    act(host, meeting.items.get(number=1), "up")
    assert titles(meeting) == ["1 Risks", "2 Processes", "3 Training"]
    form = host.get(f"{URL}{first.pk}/").context["form"]
    host.post(f"{URL}{first.pk}/", {**SAID, "title_en": "Processes, again", "seen": form["seen"].value()})
    assert "2 Processes, again" in titles(meeting)


def test_two_who_edit_an_item_at_once_lose_nothing(host, meeting):
    (item,) = put(meeting, "Risks")
    seen = host.get(f"{URL}{item.pk}/").context["form"]["seen"].value()
    AgendaItem.objects.filter(pk=item.pk).update(title_en="Hers")

    answer = host.post(f"{URL}{item.pk}/", {**SAID, "title_en": "Mine", "seen": seen})

    assert answer.status_code == 409
    assert "Hers" in squeezed(answer)
    assert 'value="Mine"' in squeezed(answer)


def test_sums_tell_what_is_too_long(host, meeting):
    first = meeting.days.order_by("held_on").first()
    items = put(meeting, "Risks", "Training", "Later")
    for item in items[:2]:
        item.day, item.minutes = first, 45
        item.save()

    plans = by_day(meeting.items.on_agenda(), meeting.days.order_by("held_on"))

    assert [(plan.minutes, plan.length, plan.over) for plan in plans] == [(90, 60, 30), (0, None, 0)]
    assert "30 min more than the day has" in squeezed(host.get(URL))


def test_a_member_proposes_from_an_activity_in_two_clicks(client, member, host, meeting, activity, institution):
    client.force_login(member)
    page = client.get(activity.get_absolute_url())
    link = f"/en/meetings/items/propose/?activity={activity.pk}"
    assert link in page.content.decode()
    said = {"title": "How do we go on?", "kind": "discussion", "meeting": meeting.pk, "explanation": "It waits."}

    for _time in range(2):
        assert client.post(link, said)["Location"] == URL

    item = AgendaItem.objects.get()
    assert (item.activity, item.proposed_by, item.proposed_for) == (activity, member, institution)
    assert (item.state, item.meeting, item.origin) == ("proposed", meeting, "member")
    assert "How do we go on?" in squeezed(client.get(URL))


def test_a_title_that_is_kept_comes_in_every_language(client, member, meeting, activity):
    client.force_login(member)
    link = f"/en/meetings/items/propose/?activity={activity.pk}"
    assert f'value="{activity.title_en}"' in client.get(link).content.decode()

    client.post(link, {"title": activity.title_en, "kind": "discussion"})

    item = AgendaItem.objects.get()
    assert (item.title_en, item.title_bs) == (activity.title_en, activity.title_bs)


def test_a_wish_for_no_meeting_waits_and_the_secretariat_takes_or_declines_it(host, secretariat, meeting):
    for title in ("One", "Two"):
        host.post("/en/meetings/items/propose/", {"title": title, "kind": "discussion"})
    one, two = AgendaItem.objects.backlog()
    assert "Waiting for a meeting" in squeezed(host.get(URL))

    act(host, one, "take")
    act(host, two, "remove")

    assert titles(meeting) == ["1 One"]
    two.refresh_from_db()
    assert two.state == "removed"


@pytest.mark.parametrize("query", ["activity=0", "activity=x", "text=99999999999999999999", "activity=٣"])
def test_hostile_links_lead_nowhere(client, member, query):
    client.force_login(member)
    assert client.get(f"/en/meetings/items/propose/?{query}").status_code == 404


def test_the_plan_suggests_what_is_late_and_open_each_with_why(host, secretariat, institution, meeting):
    today = timezone.localdate()
    late = make_activity("Late", due_on=today - timedelta(days=9))
    make_activity("Soon", due_on=today + timedelta(days=60))
    make_activity("Far", due_on=today + timedelta(days=900))
    draft = make_edition(make_guideline("Guide", code="QG-9"), state=Edition.State.FOR_ADOPTION, published_on=None)
    before = make_meeting(on=date(2017, 11, 5), number="10")
    Minutes.objects.create(meeting=before, language="bs")
    facts = {"text": "Pošalji", "language": "bs", "institution": institution, "due_on": today}
    action = ActionItem.add(before, by=secretariat, **facts)

    found = {one.title: one.why for one in suggestions_for(meeting, today=today)}
    assert found["Late"] == "the activity is overdue"
    assert found["Soon"] == "the deadline falls before the next meeting"
    assert "Far" not in found
    assert found["Guide"] == "the draft waits for adoption"
    assert found[f"Minutes: {before}"] == "the minutes are not approved yet"
    assert found["Pošalji"] == "the action item is open"

    chosen = [f"overdue-{late.pk}", f"adoption-{draft.pk}", "overdue-0", "burn"]
    host.post(f"{URL}suggestions/", {"suggestion": chosen})
    host.post(f"{URL}suggestions/", {"suggestion": chosen})
    host.post(f"{URL}suggestions/", {"dismiss": f"action-{action.pk}"})

    assert [(item.origin, item.text_id, item.activity_id) for item in meeting.items.on_agenda()] == [
        ("adoption", draft.pk, None),
        ("overdue", None, late.pk),
    ] or titles(meeting) == ["1 Late", "2 Guide"]
    assert {one.title for one in suggestions_for(meeting, today=today)} == {"Soon", f"Minutes: {before}"}


def test_what_was_not_dealt_with_is_carried_over_once(host, meeting, secretariat):
    (item,) = put(meeting, "Risks")
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.HELD)

    act(host, item, "carry")
    act(host, item, "carry")

    (waiting,) = AgendaItem.objects.backlog()
    assert (waiting.carried_from, waiting.title_bs, waiting.origin) == (item, "Risks (bs)", "carried")
    assert titles(meeting) == ["1 Risks"]
    item.refresh_from_db()
    with pytest.raises(NotNow):
        agenda.remove(item)


def test_it_is_sent_by_letter_and_then_open_to_everybody(client, host, meeting, member, institution):
    Invitee.objects.create(meeting=meeting, person=member, institution=institution)
    put(meeting, "Risks")
    AgendaItem.objects.update(is_public=True)

    assert host.post("/en/meetings/next/steps/send-agenda/").status_code == 302

    assert Letter.objects.get(occasion="meeting_agenda").recipient == member
    client.logout()
    page = squeezed(client.get(URL))
    assert "Risks" in page
    assert "Member" not in page
    assert mail.outbox == []


def test_an_empty_agenda_is_not_sent(host, meeting):
    answer = host.post("/en/meetings/next/steps/send-agenda/")

    assert answer.status_code == 409
    assert "Nothing is on the agenda yet." in squeezed(answer)


def test_the_page_costs_the_same_for_many(host, meeting, django_assert_num_queries, django_assert_max_num_queries):
    put(meeting, "One")
    with django_assert_max_num_queries(22) as few:
        host.get(URL)
    put(meeting, *(f"Item {number}" for number in range(60)))
    with django_assert_num_queries(len(few)):
        host.get(URL)


@pytest.mark.django_db(transaction=True)
def test_items_moved_and_removed_at_once_keep_whole_numbers(secretariat):
    meeting = make_meeting(on=date(2031, 5, 5), state=Meeting.State.ANNOUNCED)
    items = put(meeting, *"ABCDEF")

    def do(deed) -> None:
        try:
            deed()
        finally:
            connection.close()

    deeds = [
        lambda: agenda.move(items[0], by=1),
        lambda: agenda.remove(items[2]),
        lambda: agenda.move(items[5], by=-1),
        lambda: agenda.add(meeting, in_languages("title", "New"), by=secretariat),
    ]
    with ThreadPoolExecutor(len(deeds)) as threads:
        list(threads.map(do, deeds))

    assert [item.number for item in meeting.items.on_agenda()] == list(range(1, 7))
