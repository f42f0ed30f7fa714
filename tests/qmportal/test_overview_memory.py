"""The overview of all institutions is counted once, and anew after any change of what it counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import Affiliation, GroupMembership, Institution
from qmportal.overview import STAMP, overview
from tests.factories import LONG_AGO, make_activity, make_user
from workplans.models import Activity, ActivityBody, Area, WorkPlan

TODAY = timezone.localdate()
COUNTED = (Activity, ActivityBody, Area, WorkPlan, Institution, GroupMembership, Affiliation)


def queries() -> int:
    with CaptureQueriesContext(connection) as asked:
        overview(TODAY)
    return len(asked)


def test_nothing_is_counted_twice(activity):
    assert [queries(), queries(), queries()] == [2, 1, 1]


def test_every_table_that_is_counted_is_in_the_stamp():
    assert all(f"{model._meta.db_table}event" in STAMP for model in COUNTED)


def report(activity):
    author = make_user()
    activity.report(
        by=author,
        acting_for_id=None,
        status="done",
        percent=100,
        achieved="Done.",
        output="Shelf 4.",
        seen_version=0,
        today=TODAY,
    )


@pytest.mark.parametrize(
    "change",
    [
        report,
        lambda activity: activity.set_deadline(due_on=TODAY - timedelta(days=1), by=None, reason="Earlier."),
        lambda activity: Activity.objects.filter(pk=activity.pk).update(state=Activity.State.CANCELLED),
        lambda activity: make_activity(lead_body=activity.lead_body, area=activity.area),
        lambda activity: activity.bodies.update(valid_to=TODAY),
        lambda activity: WorkPlan.objects.update(state=WorkPlan.State.CLOSED),
        lambda activity: Institution.objects.update(name_en="Renamed"),
        lambda activity: GroupMembership.objects.update(valid_to=TODAY),
        lambda activity: Affiliation.objects.create(
            user=make_user(), institution=activity.lead_body, role="member", valid_from=LONG_AGO
        ),
    ],
)
def test_a_change_shows_at_once(activity, change):
    before = overview(TODAY)

    change(activity)

    after = overview(TODAY)
    assert (after.rows, after.totals) != (before.rows, before.totals)


def test_without_the_cache_it_is_counted_every_time(activity, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert [queries(), queries()] == [2, 2]
