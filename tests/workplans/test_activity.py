"""The page of an activity: public facts, the story of its deadline, and the reports for the group."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import LONG_AGO, make_activity, make_institution, make_plan, make_user
from workplans.models import Activity, ActivityBody, WorkPlan

MAY_REPORT = ["member", "lead", "coordinator", "secretariat"]
MAY_ONLY_READ = ["admin", "outsider"]


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url_of(activity: Activity, language: str = "en") -> str:
    return f"/{language}/work-plans/activities/{activity.pk}/"


def report(activity: Activity, by, institution, **said):
    said = {"status": "under_way", "percent": 40, "achieved": "Napisano pola teksta.", **said}
    return activity.report(
        by=by,
        acting_for_id=institution and institution.pk,
        seen_version=activity.version,
        today=timezone.localdate(),
        **said,
    )


@pytest.fixture
def moved(activity) -> Activity:
    """Moved twice, 183 days in all."""
    fresh = make_activity("Moved", area=activity.area, due_on=date(2018, 3, 31))
    for due_on, reason in ((date(2018, 6, 30), "Ana was ill."), (date(2018, 9, 30), "Ana is still ill.")):
        fresh.set_deadline(due_on=due_on, by=None, reason_class="capacity", reason=reason)
    return fresh


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "30 September 2018 (was 30 June 2018; baseline 31 March 2018; moved twice; 183 days later)"),
    ],
)
def test_the_deadline_tells_its_story(client, moved, language, expected):
    text = text_of(client.get(url_of(moved, language)))

    assert expected in text
    assert [deadline.due_on for deadline in moved.deadlines.order_by("version")] == [
        date(2018, 3, 31),
        date(2018, 6, 30),
        date(2018, 9, 30),
    ]
    told = r"· Baseline Deadline 31 March 2018 .* From 31 March 2018 to 30 June 2018: 91 days later .* 92 days later"
    assert re.search(told, text)


def test_dates_are_the_readers(client, moved):
    assert "30. septembar 2018." in text_of(client.get(url_of(moved, "bs")))
    assert "30 september 2018" in text_of(client.get(url_of(moved, "sv")))


def test_reasons_in_peoples_own_words_are_for_members(client, moved, outsider):
    assert "not enough people or time" in text_of(client.get(url_of(moved)))
    assert "Ana" not in text_of(client.get(url_of(moved)))

    client.force_login(outsider)

    assert "Ana was ill." in text_of(client.get(url_of(moved)))


def test_public_facts(client, activity, institution):
    helper = make_institution("Helping Agency")
    ActivityBody.objects.create(
        activity=activity, institution=helper, part=ActivityBody.Part.CONSULTED, valid_from=LONG_AGO
    )

    text = text_of(client.get(url_of(activity)))

    assert "1.1 Write the guideline" in text
    assert "Lead body Office of Records" in text
    assert "Consulted bodies Helping Agency" in text
    assert "Subgroup Surveys" in text
    assert "no report yet" in text


def test_a_lead_body_that_was_replaced_stays_in_the_story(client, activity, institution):
    yesterday = timezone.localdate() - timedelta(days=1)
    activity.bodies.update(valid_to=yesterday)
    ActivityBody.objects.create(activity=activity, institution=make_institution("New Agency"), valid_from=yesterday)

    text = text_of(client.get(url_of(activity)))

    assert "Lead body New Agency" in text
    assert "Lead passed from Office of Records to New Agency" in text


def test_no_person_and_no_report_in_public(client, activity, member, institution):
    Activity.objects.filter(pk=activity.pk).update(owner=member)
    member.display_name = "Zlata Zlatić"
    member.save(update_fields=["display_name"])
    report(activity, member, institution, next_steps="Napisati ostatak.", blockers="Nema vremena.")

    content = client.get(url_of(activity)).content.decode()

    for secret in ("Zlata", "Napisano", "Napisati", "Nema vremena", "Progress reports", "Report progress"):
        assert secret not in content
    assert "40%" in content


@pytest.mark.parametrize("who", MAY_REPORT + MAY_ONLY_READ)
def test_the_group_reads_reports_in_their_authors_language(client, request, who, activity, institution):
    author = make_user(institution=institution, display_name="Author", language="bs")
    report(activity, author, institution, next_steps="Napisati ostatak.", blockers="Nema vremena.")
    client.force_login(request.getfixturevalue(who))

    content = client.get(url_of(activity)).content.decode()

    assert '<p class="timeline__title" lang="bs">Napisano pola teksta.</p>' in content
    assert '<span lang="bs">Napisati ostatak.</span>' in content
    assert '<span lang="bs">Nema vremena.</span>' in content
    assert "Author · on behalf of: Office of Records" in content
    assert (f'href="/en/work-plans/activities/{activity.pk}/report/"' in content) == (who in MAY_REPORT)


def test_nothing_is_reported_on_what_is_finished(client, secretariat, activity):
    Activity.objects.filter(pk=activity.pk).update(state=Activity.State.DONE)
    client.force_login(secretariat)

    assert "Report progress" not in client.get(url_of(activity)).content.decode()


@pytest.mark.parametrize("hidden", ["draft plan", "proposed"])
def test_z02_hidden_activities_are_as_absent_as_what_never_was(client, member, activity, hidden):
    if hidden == "proposed":
        Activity.objects.filter(pk=activity.pk).update(state=Activity.State.PROPOSED)
    else:
        WorkPlan.objects.update(state=WorkPlan.State.DRAFT)

    there, nowhere = client.get(url_of(activity)), client.get("/en/work-plans/activities/999999999/")

    assert there.status_code == nowhere.status_code == 404
    assert there.content.replace(url_of(activity)[3:].encode(), b"/work-plans/activities/999999999/") == nowhere.content
    client.force_login(member)
    assert client.get(url_of(activity)).status_code == 200


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999"])
def test_odd_numbers_are_not_found(client, db, number):
    make_plan()

    assert client.get(f"/en/work-plans/activities/{number}/").status_code == 404


def test_a_visitor_gets_no_cookie(client, activity):
    assert not client.get(url_of(activity)).cookies


def test_query_count_is_the_same_for_one_report_and_many(client, member, activity, institution):
    client.force_login(member)
    counted = []
    for percents in ((10,), (20, 30, 40)):
        for percent in percents:
            report(activity, member, institution, percent=percent)
            activity.set_deadline(due_on=date(2018, 3, percent // 2), by=None, reason="Waiting.")
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of(activity))
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 12
