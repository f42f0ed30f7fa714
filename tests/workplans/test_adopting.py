"""How proposals become promises: adoption, amendments, the chain of versions, and what waits for what."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests.factories import make_activity, make_area, make_plan
from workplans.models import Activity, Dependency, PlanBaseline, StateChange, WorkPlan

FIRST, LATER = date(2017, 1, 2), date(2018, 5, 2)


@pytest.fixture
def plan(db) -> WorkPlan:
    return make_plan(state="draft")


@pytest.fixture
def proposal(plan, institution) -> Activity:
    activity = make_activity("First", area=make_area(plan), lead_body=institution, state="proposed")
    Activity.objects.filter(pk=activity.pk).update(due_on=date(2018, 3, 31), due_precision="quarter")
    return Activity.objects.get(pk=activity.pk)


def test_adoption_turns_wishes_into_baselines(plan, proposal, secretariat):
    version = plan.adopt(by=secretariat, on=FIRST, decision="2016/3-D2")

    proposal.refresh_from_db()
    deadline = proposal.deadlines.get()
    assert (plan.state, WorkPlan.objects.get(pk=plan.pk).state) == ("adopted", "adopted")
    assert (proposal.state, proposal.added_on, proposal.baseline_number) == ("planned", FIRST, 1)
    assert (deadline.due_on, deadline.precision, deadline.is_baseline) == (date(2018, 3, 31), "quarter", True)
    assert (proposal.baseline_due_on, proposal.deadline_version) == (date(2018, 3, 31), 1)
    step = StateChange.objects.get()
    assert (step.from_state, step.to_state, step.changed_by) == ("proposed", "planned", secretariat)
    assert (version.number, version.previous_hash, version.is_intact) == (1, "", True)


def test_a_version_freezes_words_bodies_and_dates_and_names_nobody(plan, proposal, secretariat, member):
    proposal.owner = member
    proposal.save()

    content = plan.adopt(by=secretariat, on=FIRST).content

    assert content["plan"] | {"code": "", "title_en": ""} == {
        "code": "",
        "title_en": "",
        "starts_on": "2017-01-01",
        "ends_on": "2019-12-31",
        **{f"title_{code}": f"{plan.title_en} ({code})" for code in ("bs", "sv")},
        **dict.fromkeys(("summary_en", "summary_bs", "summary_sv"), ""),
    }
    assert [area["number"] for area in content["areas"]] == [1]
    frozen = content["activities"][0]
    assert (frozen["id"], frozen["code"], frozen["lead_body"]) == (proposal.pk, "1.1", "records")
    assert (frozen["due_on"], frozen["precision"], frozen["baseline_due_on"]) == ("2018-03-31", "quarter", "2018-03-31")
    assert (frozen["state"], frozen["added_in"]) == ("planned", 1)
    assert "Member" not in str(content)


def test_what_nobody_answers_for_is_not_adopted(plan, proposal, secretariat):
    bare = make_activity("Bare", area=proposal.area, state="proposed")

    with pytest.raises(WorkPlan.NotReady) as lacking:
        plan.adopt(by=secretariat, on=FIRST)

    assert lacking.value.without_lead_body == [bare]
    assert WorkPlan.objects.get(pk=plan.pk).state == "draft"
    assert not PlanBaseline.objects.exists()


def test_an_empty_plan_is_not_adopted(plan, secretariat):
    with pytest.raises(WorkPlan.NotReady) as lacking:
        plan.adopt(by=secretariat, on=FIRST)

    assert not lacking.value.without_lead_body


def test_one_plan_is_in_force_at_a_time(plan, proposal, secretariat):
    make_plan()

    with pytest.raises(ValidationError, match="Another plan is in force"):
        plan.adopt(by=secretariat, on=FIRST)


def test_each_verb_needs_its_state(plan, proposal, secretariat):
    for verb in (plan.close, lambda: plan.amend(by=secretariat, on=FIRST)):
        with pytest.raises(WorkPlan.WrongState):
            verb()
    plan.adopt(by=secretariat, on=FIRST)
    with pytest.raises(WorkPlan.WrongState):
        plan.adopt(by=secretariat, on=FIRST)
    plan.close()
    with pytest.raises(WorkPlan.WrongState):
        plan.close()


def test_an_amendment_adds_its_own_baselines_and_leaves_the_old_ones(plan, proposal, secretariat, institution):
    first = plan.adopt(by=secretariat, on=FIRST)
    frozen = dict(first.content)
    proposal.refresh_from_db()
    proposal.set_deadline(due_on=date(2018, 6, 30), by=secretariat, reason="More.", reason_class="scope")
    with pytest.raises(WorkPlan.NotReady):
        plan.amend(by=secretariat, on=LATER)
    late = make_activity("Late", area=proposal.area, lead_body=institution, state="proposed")

    second = plan.amend(by=secretariat, on=LATER, decision="2018/1-D3")

    late.refresh_from_db()
    assert (late.baseline_number, late.added_on, late.baseline_due_on) == (2, LATER, None)
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert PlanBaseline.objects.get(number=1).content == frozen
    assert [one["due_on"] for one in second.content["activities"]] == ["2018-06-30", None]
    assert [one["baseline_due_on"] for one in second.content["activities"]] == ["2018-03-31", None]
    assert (second.deadline_of(proposal.pk), second.deadline_of(late.pk)) == (date(2018, 3, 31), None)


def test_a_plan_of_an_earlier_release_gets_its_first_version_with_an_amendment(activity, secretariat):
    plan = activity.area.plan
    due_on = activity.due_on

    version = plan.amend(by=secretariat, on=FIRST, decision="2016/3-D2")

    activity.refresh_from_db()
    assert (version.number, activity.baseline_number, activity.state) == (1, 1, "under_way")
    assert (activity.baseline_due_on, activity.deadlines.count()) == (due_on, 1)
    assert not StateChange.objects.exists()


def test_every_fact_of_a_version_is_in_its_hash(plan, proposal, secretariat):
    version = plan.adopt(by=secretariat, on=FIRST, decision="2016/3-D2")

    for name, other in {"number": 2, "adopted_on": LATER, "decision": "", "previous_hash": "0", "content": {}}.items():
        forged = PlanBaseline.objects.get(pk=version.pk)
        setattr(forged, name, other)
        assert not forged.is_intact, name


@pytest.mark.django_db(transaction=True)
def test_of_two_who_adopt_at_once_one_is_first(plan, proposal, secretariat):
    outcomes = []

    def adopt() -> None:
        try:
            WorkPlan.objects.get(pk=plan.pk).adopt(by=secretariat, on=FIRST)
            outcomes.append("adopted")
        except WorkPlan.WrongState:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=adopt) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["adopted", "too late", "too late", "too late"]
    assert PlanBaseline.objects.count() == 1


def test_nothing_waits_for_itself_not_even_through_others(proposal):
    second, third = (make_activity(area=proposal.area) for _ in range(2))
    Dependency.objects.create(activity=second, predecessor=proposal)
    Dependency.objects.create(activity=third, predecessor=second)

    for follower, predecessor in [(proposal, third), (proposal, second), (proposal, proposal), (second, proposal)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Dependency.objects.create(activity=follower, predecessor=predecessor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Dependency.objects.filter(activity=third).update(activity=proposal, predecessor=second)
    Dependency.objects.create(activity=third, predecessor=proposal)
    with pytest.raises(ValidationError, match="cannot wait for itself"):
        Dependency(activity=second, predecessor=second).full_clean()


@pytest.mark.django_db(transaction=True)
def test_D_01_a_circle_closed_by_another_at_the_same_time_is_told_at_the_field(client, secretariat, proposal):
    second, third = (make_activity(area=proposal.area, state="proposed") for _ in range(2))
    Dependency.objects.create(activity=third, predecessor=proposal)
    client.force_login(secretariat)
    url, answers = f"/en/work-plans/activities/{proposal.pk}/edit/", []
    form = client.get(url).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    def post() -> None:
        try:
            answers.append(client.post(url, {**said, "waits_for": second.code}))
        finally:
            connection.close()

    thread = threading.Thread(target=post)
    with transaction.atomic():
        Dependency.objects.create(activity=second, predecessor=third)
        thread.start()
        wait_until_somebody_waits()
    thread.join()

    message = "Somebody else has just let one of these wait for this activity."
    assert answers[0].context["form"].errors == {"waits_for": [message]}
    assert not proposal.dependencies.exists()


def wait_until_somebody_waits() -> None:
    """Until another connection waits for the lock that the trigger against circles takes."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with connection.cursor() as cursor:
        for _try in range(10_000):
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")
