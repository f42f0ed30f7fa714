"""Decisions change what they say they change: through the rooms' own verbs, all of it or nothing."""

from datetime import date

import pytest

from guidelines.models import Edition
from institutions.models import GroupMembership
from meetings.actions.deciding import Adoption, Amendment, Leaving, Move, NewLead, Refused, Step, decide
from meetings.models import Decision, DecisionEffect
from tests.factories import make_activity, make_edition, make_institution, make_meeting
from workplans.models import Activity

pytestmark = pytest.mark.django_db
SPOKEN = "The deadline is moved."
LATER = date(2019, 3, 1)


@pytest.fixture
def meeting():
    return make_meeting(code="tenth", number="2018/2", on=date(2018, 6, 5))


@pytest.fixture
def activity():
    return make_activity(lead_body=make_institution(), due_on=date(2018, 6, 30))


def decided(meeting, by, *changes, seen=0, text=SPOKEN):
    words = {"en": text, "bs": "Odluka.", "sv": "Beslut."}
    said = {"item": None, "decided_on": date(2018, 6, 5), "language": "en"}
    return decide(meeting, by=by, words=words, seen=seen, changes=changes, **said)


def test_a_far_move_cites_the_number_and_is_an_effect(meeting, secretariat, activity):
    decision = decided(meeting, secretariat, Move(activity, LATER, seen_version=1))

    deadline = decision.effects.get().thing
    assert (decision.number, deadline.due_on) == ("2018/2-D1", LATER)
    assert (deadline.decision, deadline.reason_class) == ("2018/2-D1", "decision")


def test_a_text_for_adoption_is_adopted(meeting, secretariat):
    text = make_edition(state=Edition.State.FOR_ADOPTION)

    decision = decided(meeting, secretariat, Adoption(text))

    text.refresh_from_db()
    assert (text.state, text.decision, decision.effects.get().edition) == ("adopted", decision.number, text)


def test_another_body_leads_from_the_day_of_the_decision(meeting, secretariat, activity):
    heir, present = make_institution(), activity.bodies.get()

    decision = decided(meeting, secretariat, NewLead(activity, heir, seen_part_id=present.pk))

    part = decision.effects.get().lead
    assert (part.institution, part.valid_from, part.decision) == (heir, date(2018, 6, 5), decision.number)


def test_a_membership_ends_and_others_lead(meeting, secretariat, activity):
    membership = GroupMembership.objects.get(institution=activity.bodies.get().institution)
    heir = make_institution()

    decided(meeting, secretariat, Leaving(membership, date(2018, 7, 1), {activity.pk: heir.pk}))

    membership.refresh_from_db()
    assert (membership.valid_to, membership.decision) == (date(2018, 7, 1), "2018/2-D1")
    assert activity.bodies.filter(institution=heir).exists()


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        ("done", "confirm", "confirmed"),
        ("under_way", "hold", "on_hold"),
        ("under_way", "cancel", "cancelled"),
        ("done", "reopen", "under_way"),
    ],
)
def test_an_activity_takes_a_step(meeting, secretariat, before, verb, after):
    activity = make_activity(state=before)

    decision = decided(meeting, secretariat, Step(activity, verb, review_on=LATER if verb == "hold" else None))

    activity.refresh_from_db()
    assert (activity.state, activity.state_changes.get().decision) == (after, decision.number)
    assert decision.effects.get().activity == activity


def test_one_change_that_is_not_possible_leaves_nothing_behind(meeting, secretariat, activity):
    finished = make_activity(state=Activity.State.CANCELLED)

    with pytest.raises(Refused) as refused:
        decided(meeting, secretariat, Move(activity, LATER, seen_version=1), Step(finished, "cancel"))

    assert isinstance(refused.value.cause, Activity.NotNow)
    activity.refresh_from_db()
    assert activity.due_on == date(2018, 6, 30)
    assert not Decision.objects.exists()
    assert not DecisionEffect.objects.exists()


def test_the_same_decision_sent_twice_is_recorded_once(meeting, secretariat, activity):
    first = decided(meeting, secretariat, Move(activity, LATER, seen_version=1))
    again = decided(meeting, secretariat, Move(activity, LATER, seen_version=1))
    other = decided(meeting, secretariat, text="Another one.")

    assert (again, other.number) == (first, "2018/2-D2")


def test_what_is_proposed_becomes_part_of_the_plan_and_traces_back(meeting, secretariat, activity, institution):
    plan = activity.area.plan
    plan.amend(by=secretariat, on=date(2018, 1, 1), decision="2018/1-D1")
    new = make_activity("New", area=activity.area, lead_body=institution, state=Activity.State.PROPOSED)
    other = make_activity("Other", area=activity.area, lead_body=institution, state=Activity.State.PROPOSED)

    decision = decided(meeting, secretariat, Amendment(plan))

    new.refresh_from_db()
    assert new.state == Activity.State.PLANNED
    assert {effect.activity for effect in decision.effects.all()} == {new, other}
    assert plan.baselines.get(number=new.baseline_number).decision == decision.number


def test_nothing_proposed_is_no_amendment(meeting, secretariat, activity):
    plan = activity.area.plan
    plan.amend(by=secretariat, on=date(2018, 1, 1), decision="2018/1-D1")

    with pytest.raises(Refused):
        decided(meeting, secretariat, Amendment(plan))
    assert not Decision.objects.exists()
