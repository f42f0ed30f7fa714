"""The story of an activity: one list in time order, with what the public may read and what only members may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_activity, make_institution
from tests.workplans.test_activity import report, text_of, url_of
from workplans.actions.handing_over import replace_lead_body
from workplans.models import Activity, DeadlineProposal, Dependency


@pytest.fixture
def eventful(activity, institution, lead, secretariat) -> Activity:
    """Adopted, moved as proposed, reported on, held, resumed, handed over; in that order."""
    plan = activity.area.plan
    plan.baselines.create(number=1, adopted_on=date(2017, 1, 2), content={}, hash="x", decision="2017/1-D1")
    Activity.objects.filter(pk=activity.pk).update(baseline_number=1)
    said = {"precision": "day", "reason_class": "dependency", "reason": "Čekamo zakon.", "seen_version": 1}
    lead.language = "bs"
    lead.save(update_fields=["language"])
    later = activity.due_on + timedelta(days=30)
    proposal = DeadlineProposal.propose(activity, by=lead, acting_for_id=institution.pk, due_on=later, **said)
    proposal.approve(by=secretariat)
    activity.refresh_from_db()
    report(activity, lead, institution, next_steps="Napisati ostatak.", waiting_on="Ministarstvo")
    activity.hold(by=secretariat, reason="The law is late.", review_on=date(2031, 1, 1))
    activity.resume(by=secretariat)
    replace_lead_body(
        activity,
        institution=make_institution("New Agency"),
        on=timezone.localdate() + timedelta(days=1),
        decision="2018/2-D4",
        seen_part_id=activity.bodies.get().pk,
        keeps_owner=False,
    )
    return activity


def in_order(text: str, *words: str) -> bool:
    """Tell whether the words stand in the story, each somewhere after the one before."""
    place = text.find(" Story ")
    for word in words:
        place = text.find(word, place)
        if place == -1:
            return False
    return True


def test_everything_stands_in_the_order_of_time(client, eventful, member):
    client.force_login(member)

    text = text_of(client.get(url_of(eventful)))

    assert in_order(
        text,
        "Office of Records leads",
        "2 January 2017 · Plan Adopted with the plan",
        "Decision 2017/1-D1",
        "· Baseline Deadline",
        "Lead · on behalf of: Office of Records Proposal: new deadline",
        "approved",
        "Deadline moved From",
        "30 days later",
        "waited for something else",
        "Čekamo zakon.",
        "Napisano pola teksta.",
        "Waiting for: Ministarstvo",
        "From “under way” to “on hold”",
        "The law is late.",
        "From “on hold” to “under way”",
        "Lead passed from Office of Records to New Agency",
        "Decision 2018/2-D4",
    )
    assert '<span lang="bs">Čekamo zakon.</span>' in client.get(url_of(eventful)).content.decode()


def test_the_public_reads_facts_but_no_person_and_no_own_words(client, eventful, lead):
    text = text_of(client.get(url_of(eventful)))

    assert in_order(text, "Adopted with the plan", "Deadline moved", "Progress report under way 40%", "Lead passed")
    for secret in ("Proposal", "Čekamo", "Napisano", "Ministarstvo", "The law is late", "Owner", " Lead ·"):
        assert secret not in text


def test_added_later_says_in_which_version(client, activity):
    plan = activity.area.plan
    plan.baselines.create(number=3, adopted_on=date(2018, 5, 4), content={}, hash="x")
    Activity.objects.filter(pk=activity.pk).update(baseline_number=3)

    assert "4 May 2018 · Plan Added in version 3 of the plan" in text_of(client.get(url_of(activity)))


def test_a_lead_body_without_successor_is_told(client, activity):
    activity.bodies.update(valid_to=timezone.localdate())

    text = text_of(client.get(url_of(activity)))

    assert "Office of Records no longer leads" in text
    assert "Lead body no lead body" in text


def test_what_is_not_adopted_yet_has_a_proposed_deadline(client, member, institution):
    wished = make_activity("New", lead_body=institution, state="proposed")
    Activity.objects.filter(pk=wished.pk).update(due_on=date(2018, 6, 30), due_precision="quarter")
    client.force_login(member)

    assert "Proposed deadline second quarter 2018" in text_of(client.get(url_of(wished)))


@pytest.mark.parametrize(
    ("due_in", "silent_for", "state", "is_flagged"),
    [
        (30, 60, "under_way", True),
        (0, 60, "planned", True),
        (31, 60, "under_way", False),
        (30, 59, "under_way", False),
        (-1, 60, "under_way", False),
        (30, 60, "at_risk", False),
        (30, 60, "done", False),
    ],
)
def test_the_flag_stands_beside_what_people_said(client, activity, due_in, silent_for, state, is_flagged):
    today = timezone.localdate()
    activity.set_deadline(due_on=today + timedelta(days=due_in), by=None, reason="x")
    Activity.objects.update(state=state, last_report_on=today - timedelta(days=silent_for))

    text = text_of(client.get(url_of(activity)))

    assert ("flag: near its deadline, no report for long" in text) is is_flagged
    activity.refresh_from_db()
    assert activity.state == state


def test_what_it_waits_for_and_what_waits_for_it(client, activity, member):
    before, after, hidden = make_activity("Law"), make_activity("Course"), make_activity("Secret", state="proposed")
    Dependency.objects.create(activity=activity, predecessor=before)
    Dependency.objects.create(activity=activity, predecessor=hidden)
    Dependency.objects.create(activity=after, predecessor=activity)

    text = text_of(client.get(url_of(activity)))

    assert "What it waits for 1.2 Law" in text
    assert "What waits for it 1.3 Course" in text
    assert "Secret" not in text
    client.force_login(member)
    assert "Secret" in text_of(client.get(url_of(activity)))


def test_a_long_story_has_pages_and_begins_with_the_newest(client, activity, member, institution):
    for percent in range(60):
        report(activity, member, institution, percent=percent)

    newest, first = client.get(url_of(activity)), client.get(url_of(activity), {"page": "1"})

    assert (newest.context["page_obj"].number, newest.context["page_obj"].paginator.num_pages) == (2, 2)
    assert "59%" in text_of(newest)
    assert "· Baseline" in text_of(first)
    for page in ("0", "x", "9" * 40, "-1"):
        assert client.get(url_of(activity), {"page": page}).status_code == 200


def test_same_number_of_queries_however_long_the_story(client, eventful, secretariat, member, institution):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url_of(eventful)).status_code == 200
        return len(captured)

    client.force_login(secretariat)
    Dependency.objects.create(activity=eventful, predecessor=make_activity("First"))
    client.get(url_of(eventful))
    short = queries()
    for number in range(5):
        Dependency.objects.create(activity=eventful, predecessor=make_activity(f"Another {number}"))
        report(eventful, member, institution, percent=number)
        eventful.hold(by=secretariat, reason="Again.", review_on=date(2031, 1, 1))
        eventful.resume(by=secretariat)
        eventful.set_deadline(due_on=date(2031, 1, number + 1), by=None, reason="Again.")

    assert queries() == short <= 13


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        ("member", {"report/"}),
        ("lead", {"report/", "propose-move/", "owner/"}),
        ("coordinator", {"report/", "propose-move/", "owner/"}),
        ("secretariat", {"report/", "move-deadline/", "owner/", "lead-body/", "steps/hold/", "steps/cancel/"}),
        ("admin", set()),
        ("outsider", set()),
    ],
)
def test_everybody_is_offered_what_she_may_do(client, activity, person, offered, request):
    client.force_login(request.getfixturevalue(person))
    all_acts = {"report/", "propose-move/", "move-deadline/", "owner/", "lead-body/"}
    all_acts |= {f"steps/{step}/" for step in ("confirm", "refuse", "hold", "resume", "cancel", "reopen")}

    html = client.get(url_of(activity)).content.decode()

    assert {act for act in all_acts if f'"{url_of(activity)}{act}"' in html} == offered


def test_a_visitor_meets_no_form(client, activity):
    assert 'method="post"' not in client.get(url_of(activity)).content.decode().lower()
