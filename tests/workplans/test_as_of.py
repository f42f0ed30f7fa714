"""The plan as it stood on a past day: the page of then is the page that was seen then."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import GroupMembership, SubgroupSeat
from institutions.models.lens import OnlyReading, as_of
from tests.factories import make_activity, make_area, make_institution, make_plan, make_subgroup, make_user, seat
from tests.later import days_later
from tests.pages import squeezed
from workplans.models import Activity, ActivityBody, Dependency, PlanBaseline, WorkPlan

HOSTILE = [
    "2018-02-30",
    "0000-01-01",
    "10000-01-01",
    "9999-12-31",
    "1e9",
    "'--",
    "%00",
    "2018-13-01",
    "1-1-1",
    "ä" * 999,
]


def seen(response) -> str:
    """The content of a page without the notice, the choice of the day, the day in links, deeds and the head."""
    assert response.status_code == 200
    text = squeezed(response)
    text = text[text.index("<main") : text.index("</main>")]
    text = re.sub(r'<details class="as-of.*?</details>', "", text)
    text = re.sub(r'<div class="notice notice--stale as-of.*?</div>', "", text)
    text = re.sub(r'<input type="hidden" name="on"[^>]*>', "", text)
    text = re.sub(r'<div class="form__acts noprint">.*?</div>', "", text)
    return re.sub(r"\?on=[\d-]+(&amp;)?", "?", text).replace('?"', '"')


@pytest.fixture
def plan(activity, institution, subgroup, secretariat) -> WorkPlan:
    """A plan in force with its baseline, a moved deadline, a report, and an activity without any."""
    make_activity("Nothing yet", state=Activity.State.PLANNED)
    plan = activity.area.plan
    day = timezone.localdate()
    with days_later(-20):
        PlanBaseline.objects.create(plan=plan, number=1, adopted_on=day - timedelta(days=20), content={}, hash="x")
        WorkPlan.objects.filter(pk=plan.pk).update(state="adopted")
        Activity.objects.update(added_on=day - timedelta(days=20))
    activity.set_deadline(due_on=day - timedelta(days=2), by=None, reason="Earlier.", reason_class="scope")
    activity.report(
        by=secretariat,
        acting_for_id=None,
        status="under_way",
        percent=40,
        achieved="Begun.",
        seen_version=0,
        today=day,
    )
    return plan


def change_everything(activity, plan, institution, subgroup, secretariat) -> None:
    """Whatever can change about a plan, changes."""
    day = timezone.localdate()
    other = make_institution("Another agency", in_group=False)
    GroupMembership.objects.create(institution=other, valid_from=day)
    activity.title_en, activity.position, activity.priority = "Another title", 7, 1
    activity.save()
    seen_version, said = 1, {"by": secretariat, "acting_for_id": None, "achieved": "More.", "today": day}
    activity.report(status="done", percent=100, output="Here.", seen_version=seen_version, **said)
    activity.confirm(by=secretariat)
    activity.reopen(by=secretariat, reason="Not yet.")
    activity.move_deadline(
        due_on=day + timedelta(days=9), by=secretariat, reason_class="scope", reason="x", seen_version=2
    )
    activity.bodies.filter(part=ActivityBody.Part.LEAD).update(valid_to=day)
    ActivityBody.objects.create(activity=activity, institution=other, valid_from=day)
    added = make_activity("Added later")
    Dependency.objects.create(activity=activity, predecessor=added)
    plan.areas.update(title_en="Another area")
    make_area(plan, title_en="One more area")
    WorkPlan.objects.filter(pk=plan.pk).update(title_en="Another plan", state="closed")
    subgroup.name_en = "Another subgroup"
    subgroup.save()
    make_subgroup("A new subgroup")
    GroupMembership.objects.filter(institution=institution).update(valid_to=day, reason="Left.")
    SubgroupSeat.objects.filter(subgroup=subgroup).update(valid_to=day)


@pytest.mark.parametrize("reader", [None, "member"])
def test_the_past_is_what_was_seen_then(client, activity, plan, institution, subgroup, secretariat, reader, request):
    if reader:
        person = make_user("reader@test.example", institution=make_institution("Staying"))
        seat(request.getfixturevalue("lead"), make_subgroup("Elsewhere"), institution)
        client.force_login(person)
    pages = [
        f"/en/work-plans/{plan.code}/",
        f"/bs/work-plans/{plan.code}/?state=overdue",
        f"/en/work-plans/{plan.code}/statistics/",
        f"/en/work-plans/{plan.code}/timeline/",
        f"/en/work-plans/activities/{activity.pk}/",
        "/en/institutions/",
        f"/en/subgroups/{subgroup.code}/",
    ]
    day = timezone.localdate()
    snapshot = {page: seen(client.get(page)) for page in pages}

    with days_later(30):
        change_everything(activity, plan, institution, subgroup, secretariat)
    with days_later(31):
        changed = [page for page in pages if seen(client.get(page)) != snapshot[page]]
        then = {page: seen(client.get(f"{page}{'&' if '?' in page else '?'}on={day}")) for page in pages}

    assert changed == pages
    assert then == snapshot


def test_history_that_was_taken_over_afterwards_is_read_from_its_dates(client, secretariat, institution):
    """Everything is recorded today, but happened in 2018."""
    activity = make_activity("Old", lead_body=institution, state="confirmed", percent=100, version=1)
    Activity.objects.update(added_on=date(2017, 1, 1))
    stamp = timezone.make_aware(timezone.datetime(2018, 3, 1, 12))
    activity.deadlines.create(version=1, is_baseline=True, due_on=date(2018, 2, 1), set_at=stamp - timedelta(days=99))
    said = {"language": "en", "achieved": "Done.", "output": "Here.", "author": secretariat}
    activity.reports.create(version=1, status="done", percent=100, reported_at=stamp, **said)
    activity.state_changes.create(from_state="done", to_state="confirmed", changed_at=stamp + timedelta(days=9))

    def state(day: str) -> str:
        page = client.get(f"/en/work-plans/activities/{activity.pk}/?on={day}").content.decode()
        return " ".join(re.search(r'status__word">([^<]+)<.*?progress__text">([^<]+)<', page, re.DOTALL).groups())

    assert [state(day) for day in ("2017-06-01", "2018-02-28", "2018-03-01", "2018-03-10")] == [
        "planned 0%",
        "overdue 0%",
        "done 100%",
        "done, confirmed 100%",
    ]


def test_before_the_adoption_the_page_says_so(client, plan):
    adopted = plan.baselines.get().adopted_on
    page = client.get(f"/en/work-plans/{plan.code}/?on={adopted - timedelta(days=1)}").content.decode()

    assert "this plan had not been adopted yet." in page
    assert "Nothing yet" not in page


def test_an_activity_that_came_later_is_not_there_yet(client, plan, activity):
    late = make_activity("Late", added_on=timezone.localdate())
    day = timezone.localdate() - timedelta(days=5)

    page = client.get(f"/en/work-plans/activities/{late.pk}/?on={day}")

    assert "this activity was not part of the plan." in page.content.decode()


def test_the_page_says_which_day_it_shows_and_leads_back(client, plan):
    page = client.get(f"/en/work-plans/{plan.code}/?on={timezone.localdate() - timedelta(days=1)}&area=1")

    assert "As it stood on" in page.content.decode()
    assert f'<a href="/en/work-plans/{plan.code}/">See it as it stands today</a>' in squeezed(page)
    assert page["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_nothing_can_be_done_to_the_past(client, plan, activity, secretariat):
    client.force_login(secretariat)
    day = timezone.localdate() - timedelta(days=1)

    for address in (f"/en/work-plans/{plan.code}/", f"/en/work-plans/activities/{activity.pk}/"):
        main = seen(client.get(f"{address}?on={day}"))
        assert 'method="post"' not in main
        assert "/edit/" not in main
        assert "/report/?next" not in main


@pytest.mark.parametrize("value", HOSTILE)
def test_D_26_hostile_days_get_a_message_at_the_field(client, plan, subgroup, value):
    for address in (f"/en/work-plans/{plan.code}/", "/en/institutions/", f"/en/subgroups/{subgroup.code}/"):
        page = client.get(address, {"on": value})
        assert page.status_code == 200
        assert 'id="id_on_error"' in page.content.decode()


def test_a_draft_stays_hidden_on_every_day(client, secretariat, member):
    draft = make_activity("Unspoken", area=make_area(make_plan(code="draft", state="draft")))
    Activity.objects.update(added_on=date(2017, 1, 1))
    addresses = [f"/en/work-plans/draft/?on={date(2018, 3, 1)}", f"/en/work-plans/activities/{draft.pk}/?on=2018-03-01"]

    assert [client.get(address).status_code for address in addresses] == [404, 404]
    client.force_login(member)
    assert "had not been adopted yet" in client.get(addresses[0]).content.decode()


def test_the_lens_only_reads(activity):
    with pytest.raises(OnlyReading), as_of(date(2018, 3, 1)):
        Activity.objects.update(percent=1)


def test_query_count_is_the_same_for_one_activity_and_many(client, plan, institution):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/en/work-plans/{plan.code}/?on={timezone.localdate() - timedelta(days=1)}")
        return len(captured)

    before = queries()
    for number in range(4):
        make_activity(f"More {number}", lead_body=institution, due_on=date(2018, 1, 1), added_on=date(2018, 1, 1))

    assert queries() == before
