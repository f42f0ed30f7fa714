"""Writing a plan: its facts, its areas, their order, what is taken out, and what comes along from the last plan."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import in_languages, make_activity, make_area, make_institution, make_plan, make_subgroup
from workplans.actions import copying
from workplans.models import Activity, Area, Dependency, WorkPlan

EDIT = "/en/work-plans/2020-2022/edit/"
PLAN = {"code": "2023-2025", "starts_on": "2023-01-01", "ends_on": "2025-12-31", "title_bs": "Plan rada"}
ROLES = [("member", 403), ("lead", 403), ("coordinator", 403), ("secretariat", 200), ("admin", 403), ("outsider", 403)]


@pytest.fixture
def draft(db) -> WorkPlan:
    plan = make_plan(code="2020-2022", state="draft", starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31))
    for number in (1, 2, 3):
        make_area(plan, number=number)
    return plan


@pytest.fixture
def area(draft) -> Area:
    return draft.areas.get(number=1)


@pytest.fixture
def proposals(area, institution) -> list[Activity]:
    return [make_activity(word, area=area, lead_body=institution, state="proposed") for word in ("a", "b", "c")]


def titles(area: Area) -> list[str]:
    return list(area.activities.order_by("position").values_list("title_en", flat=True))


@pytest.mark.parametrize(("who", "status"), ROLES)
def test_only_the_secretariat_edits_plans(who, status, client, request, draft, area):
    client.force_login(request.getfixturevalue(who))

    for page in ("", "facts/", "areas/new/"):
        assert client.get(f"{EDIT}{page}").status_code == status
    assert client.get("/en/work-plans/edit/").status_code == status
    assert client.get("/en/work-plans/edit/new/").status_code == status
    assert client.get(f"/en/work-plans/areas/{area.pk}/activities/new/").status_code == status


def test_a_plan_begins_with_the_areas_of_the_last(client, secretariat, draft):
    client.force_login(secretariat)

    response = client.post("/en/work-plans/edit/new/", {**PLAN, "copied_from": draft.pk})

    assert response.url == "/en/work-plans/2023-2025/edit/copy/?from=2020-2022"
    plan = WorkPlan.objects.get(code="2023-2025")
    assert (plan.state, plan.title_bs, plan.starts_on) == ("draft", "Plan rada", date(2023, 1, 1))
    assert list(plan.areas.order_by("number").values_list("title_sv", flat=True)) == [
        f"Area {n} (sv)" for n in (1, 2, 3)
    ]
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("code", "2020-2022", "There already is a plan with this code."),
        ("code", "edit", "This word is the address of another page; choose another one."),
        ("ends_on", "2023-01-01", "The last day must come after the first."),
        ("starts_on", "0000-01-01", "Write the day as 2018-06-30."),
        ("starts_on", "9999-12-31", "Choose a year from 2000 to 2100."),
        ("title_bs", "", "Write it in at least one language."),
    ],
)
def test_D_26_what_cannot_be_a_plan_is_told_at_its_field(field, value, message, client, secretariat, draft):
    client.force_login(secretariat)

    response = client.post("/en/work-plans/edit/new/", {**PLAN, field: value})

    said = [text for texts in response.context["form"].errors.values() for text in texts]
    assert said == [message]


def test_of_an_adopted_plan_only_the_words_change(client, secretariat, draft, proposals):
    draft.adopt(by=secretariat, on=date(2020, 1, 1))
    client.force_login(secretariat)
    form = client.get(f"{EDIT}facts/").context["form"]
    assert set(form.fields) == {
        "seen",
        *(f"{word}_{code}" for word in ("title", "summary") for code in ("en", "bs", "sv")),
    }

    said = {name: form[name].value() for name in form.fields}
    client.post(f"{EDIT}facts/", {**said, "title_en": "New title", "code": "other", "ends_on": "2030-01-01"})

    draft.refresh_from_db()
    assert (draft.title_en, draft.code, draft.ends_on) == ("New title", "2020-2022", date(2022, 12, 31))


def test_D_05_areas_and_activities_sent_twice_are_there_once(client, secretariat, draft, area):
    client.force_login(secretariat)
    words = {"title_sv": "Nytt", "area": area.pk, "priority": 2}

    for _time in range(2):
        client.post(f"{EDIT}areas/new/", words)
        client.post(f"/en/work-plans/areas/{area.pk}/activities/new/", words)

    assert list(draft.areas.filter(title_sv="Nytt").values_list("number", flat=True)) == [4]
    new = area.activities.get()
    assert (new.state, new.position, new.baseline_number) == ("proposed", 1, None)


def test_in_a_plan_in_force_a_new_activity_waits_as_a_proposal(client, secretariat, activity, institution):
    client.force_login(secretariat)
    area = activity.area
    said = {"title_en": "New", "area": area.pk, "priority": 2, "lead_body": institution.pk, "wish": "2027-Q2"}

    client.post(f"/en/work-plans/areas/{area.pk}/activities/new/", said)

    new = area.activities.get(title_en="New")
    assert (new.state, new.lead_body, new.due_on, new.deadline_version) == (
        "proposed",
        institution,
        date(2027, 6, 30),
        0,
    )


def test_a_plan_may_begin_empty_and_an_area_gets_other_words(client, secretariat, area):
    client.force_login(secretariat)
    assert client.post("/en/work-plans/edit/new/", PLAN).url == "/en/work-plans/2023-2025/edit/"
    url = f"/en/work-plans/areas/{area.pk}/edit/"
    form = client.get(url).context["form"]

    client.post(url, {**{name: form[name].value() for name in form.fields}, "aim_bs": "Cilj"})

    area.refresh_from_db()
    assert (area.aim_bs, area.title_en) == ("Cilj", "Area 1")


def test_proposals_go_up_and_down_and_to_a_number(client, secretariat, area, proposals):
    client.force_login(secretariat)

    def move(activity: Activity, to: str) -> list[str]:
        client.post(f"/en/work-plans/activities/{activity.pk}/place/", {"to": to})
        return titles(area)

    assert move(proposals[2], "up") == ["a", "c", "b"]
    assert move(proposals[0], "down") == ["c", "a", "b"]
    assert move(proposals[2], "up") == ["c", "a", "b"]
    assert move(proposals[1], "1") == ["b", "c", "a"]
    assert move(proposals[1], "999") == ["c", "a", "b"]
    assert move(proposals[1], "9" * 40) == ["c", "a", "b"]
    assert list(area.activities.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_what_was_adopted_keeps_its_number(client, secretariat, draft, area, proposals):
    draft.adopt(by=secretariat, on=date(2020, 1, 1))
    late = [make_activity(word, area=area, state="proposed") for word in ("d", "e")]
    client.force_login(secretariat)

    client.post(f"/en/work-plans/activities/{proposals[2].pk}/place/", {"to": "up"})
    client.post(f"/en/work-plans/activities/{late[1].pk}/place/", {"to": "1"})
    assert titles(area) == ["a", "b", "c", "e", "d"]

    client.post(f"/en/work-plans/areas/{area.pk}/place/", {"to": "down"})
    client.post(f"/en/work-plans/areas/{draft.areas.get(number=3).pk}/place/", {"to": "1"})
    assert list(draft.areas.order_by("number").values_list("title_en", flat=True)) == ["Area 1", "Area 3", "Area 2"]


def test_an_activity_moves_to_the_end_of_another_area(client, secretariat, draft, area, proposals):
    second = draft.areas.get(number=2)
    make_activity("x", area=second, state="proposed")
    client.force_login(secretariat)
    url = f"/en/work-plans/activities/{proposals[0].pk}/edit/"
    form = client.get(url).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    client.post(url, {**said, "area": second.pk})
    assert titles(second) == ["x", "a"]

    form = client.get(url).context["form"]
    client.post(url, {**said, "seen": form["seen"].value(), "area": second.pk, "position": 1})
    assert titles(second) == ["a", "x"]


def test_removing_asks_first_and_closes_the_gap(client, secretariat, draft, area, proposals):
    client.force_login(secretariat)
    url = f"/en/work-plans/activities/{proposals[0].pk}/remove/"
    assert b"gone for good" in client.get(url).content
    assert area.activities.count() == 3

    client.post(url)
    client.post(url)
    assert list(area.activities.order_by("position").values_list("title_en", "position")) == [("b", 1), ("c", 2)]

    for other in draft.areas.all():
        client.post(f"/en/work-plans/areas/{other.pk}/remove/")
    assert list(draft.areas.values_list("title_en", flat=True)) == ["Area 1"]


def test_what_was_adopted_or_reported_on_is_never_removed(client, secretariat, lead, draft, area, proposals, activity):
    draft_activity = make_activity("old", area=area, state="planned")
    draft_activity.set_deadline(due_on=date(2020, 5, 1), by=None)
    client.force_login(secretariat)

    reported = make_activity("reported", area=area, state="planned")
    said = {"status": "under_way", "percent": 5, "achieved": "Begun.", "seen_version": 0}
    reported.report(by=lead, acting_for_id=None, today=date(2020, 2, 1), **said)
    for one in (activity, draft_activity, reported):
        url = f"/en/work-plans/activities/{one.pk}/remove/"
        client.get(url)
        assert b"it stays, and can be cancelled" in client.post(url, follow=True).content
        assert Activity.objects.filter(pk=one.pk).exists()


def test_chosen_activities_come_along_with_bodies_dates_and_predecessors(client, secretariat, area, institution):
    leaving, closed = make_institution("Former", in_group=False), make_subgroup(state="closed")
    plan = WorkPlan.objects.create(
        code="2024-2026", starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31), title_en="N"
    )
    Area.objects.create(plan=plan, number=1, title_en="One")
    first = make_activity("first", area=area, lead_body=institution, contributing=(leaving,), subgroup=closed)
    first.set_deadline(due_on=date(2020, 2, 29), by=None, precision="month")
    second = make_activity("second", area=area, state="done")
    Dependency.objects.create(activity=second, predecessor=first)
    client.force_login(secretariat)
    url = "/en/work-plans/2024-2026/edit/copy/?from=2020-2022"
    listed = client.get(url).context["activities"]
    assert [activity.is_ticked for activity in listed] == [True, False]

    for _time in range(2):
        client.post(url, {"chosen": [first.pk, second.pk], "deadlines": "shift"})

    copies = list(Activity.objects.filter(area__plan=plan).order_by("position"))
    assert [(copy.title_en, copy.state, copy.percent, copy.due_on, copy.due_precision) for copy in copies] == [
        ("first", "proposed", 0, date(2024, 2, 29), "month"),
        ("second", "proposed", 0, None, "none"),
    ]
    assert [body.institution for body in copies[0].bodies.all()] == [institution]
    assert copies[0].subgroup is None
    assert Dependency.objects.get(activity=copies[1]).predecessor == copies[0]


def test_d05_a_plan_adopted_meanwhile_takes_nothing_over(client, secretariat, draft, monkeypatch):
    def adopted_meanwhile(*args, **options):
        raise WorkPlan.WrongState

    monkeypatch.setattr(copying, "copy_activities", adopted_meanwhile)
    client.force_login(secretariat)
    said = {"chosen": make_activity(area=make_area(make_plan())).pk, "deadlines": "empty"}
    assert b"Somebody else was faster" in client.post(f"{EDIT}copy/", said, follow=True).content


def test_only_drafts_take_activities_over(area):
    plan = make_plan()

    with pytest.raises(WorkPlan.WrongState):
        copying.copy_activities([make_activity(area=area)], plan, today=date(2020, 1, 1), shift_deadlines=True)


def test_the_last_day_of_a_month_stays_the_last(draft, area):
    plan = make_plan(state="draft", starts_on=date(2021, 3, 1), ends_on=date(2022, 1, 1))
    odd = make_plan(state="draft", starts_on=date(2020, 1, 11), ends_on=date(2022, 1, 1))

    for due_on, in_plan, elsewhere in [
        (date(2020, 2, 29), date(2021, 4, 30), date(2020, 3, 10)),
        (date(2020, 2, 28), date(2021, 4, 28), date(2020, 3, 9)),
        (date(2020, 12, 31), date(2022, 2, 28), date(2021, 1, 10)),
    ]:
        activity = make_activity(area=area, state="proposed")
        activity.due_on = due_on
        assert (copying.shifted(activity, plan), copying.shifted(activity, odd)) == (in_plan, elsewhere)


def test_one_line_and_many_cost_the_same(client, secretariat, draft, area, proposals, institution):
    client.force_login(secretariat)
    client.get(EDIT)
    with CaptureQueriesContext(connection) as few:
        client.get(EDIT)
    for number in range(4):
        other = make_area(draft, number=10 + number, **in_languages("title", "More"))
        make_activity(area=other, lead_body=institution, subgroup=make_subgroup(), state="proposed")

    with CaptureQueriesContext(connection) as many:
        page = client.get(EDIT)

    assert len(many) == len(few)
    assert page.content.decode().count(">Up<") == 13  # areas but the first, and every proposal


@pytest.mark.parametrize(("who", "has_link"), [("secretariat", True), ("member", False)])
def test_the_list_of_plans_leads_to_editing(who, has_link, client, request, draft):
    make_plan()
    client.force_login(request.getfixturevalue(who))

    assert ("/en/work-plans/edit/" in client.get("/en/work-plans/").content.decode()) is has_link
