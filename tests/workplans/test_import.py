"""Filling a plan from a table: every mistake named, nothing by halves, twice changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import in_languages, make_activity, make_area, make_plan
from workplans.models import Activity, Area, Dependency, WorkPlan
from workplans.results.open_data import KEYS, data_rows

PAGE = "/en/work-plans/next/import/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = "area;position;title_en;title_bs;lead_body;contributing;due_on;due_precision;waits_for;priority\n"
GOOD = (
    HEAD
    + "1;1;Write it;Napisati čćđšž;records;aa bb;2020-03-31;quarter;;high\n"
    + "1;2;Read it;;aa;;2020-04-15;day;1.1;\n"
)


def send(client, content: str | bytes, name: str = "plan.csv", kind: str = "text/csv", page: str = PAGE):
    raw = content.encode() if isinstance(content, str) else content
    return client.post(page, {"file": SimpleUploadedFile(name, raw, kind)})


def confirm(client, preview, page: str = PAGE):
    return client.post(page, {"token": preview.context["token"]})


def troubles(response) -> list[tuple[int, str, str]]:
    assert not Activity.objects.exists()
    return [(trouble.row, trouble.column, trouble.problem) for trouble in response.context["judgement"].troubles]


def snapshot(plan: WorkPlan) -> list[dict]:
    """All the data say of a plan, apart from its name and the day."""
    rows = data_rows(Activity.objects.filter(area__plan=plan), date.today())
    return [{**row, "plan": "", "modified": "", "added_on": ""} for row in rows]


def test_a_good_file_is_shown_first_and_imported_on_confirmation(office, next_plan):
    preview = send(office, GOOD)

    assert [line.code for line in preview.context["judgement"].added] == ["1.1", "1.2"]
    assert not Activity.objects.exists()
    answer = confirm(office, preview)
    assert answer["Location"] == "/en/work-plans/next/"
    first, second = Activity.objects.in_plan_order()
    assert (first.title_en, first.title_bs, first.title_sv) == ("Write it", "Napisati čćđšž", "")
    assert (first.state, first.priority, first.due_on, first.due_precision) == (
        "proposed",
        1,
        date(2020, 3, 31),
        "quarter",
    )
    assert (first.lead_body.code, [body.code for body in first.contributing_bodies]) == ("records", ["aa", "bb"])
    assert Dependency.objects.get().predecessor == first
    assert second.priority == 2


def test_the_same_file_twice_changes_nothing(office, next_plan):
    confirm(office, send(office, GOOD))
    before = snapshot(next_plan)

    again = send(office, GOOD)

    assert again.context["judgement"].is_empty
    assert "Nothing: the plan already is as the file says." in again.content.decode()
    assert b'name="token"' not in again.content
    assert snapshot(next_plan) == before


def test_confirming_twice_is_harmless(office, next_plan):
    preview = send(office, GOOD)
    confirm(office, preview)
    before = snapshot(next_plan)

    answer = confirm(office, preview)

    assert answer["Location"] == PAGE
    assert snapshot(next_plan) == before


def test_a_second_file_changes_what_differs_and_says_so(office, next_plan):
    confirm(office, send(office, GOOD))

    preview = send(office, HEAD + "1;1;Write it well;;bb;;2020-06-30;month;;high\n1;2;Read it;;aa;;2020-04-15;;1.1;\n")

    (line,) = preview.context["judgement"].changed
    assert [change["key"] for change in line.shown_changes] == [
        "title_en",
        "title_bs",
        "lead_body",
        "contributing",
        "due_on",
        "due_precision",
    ]
    confirm(office, preview)
    first = Activity.objects.get(position=1)
    assert (first.title_en, first.title_bs) == ("Write it well", "")
    assert (first.lead_body.code, first.contributing_bodies, first.due_on) == ("bb", [], date(2020, 6, 30))
    assert send(office, GOOD.splitlines()[0] + "\n").context["judgement"].is_empty


def test_every_mistake_is_listed_and_nothing_is_imported(office, next_plan):
    response = send(
        office,
        HEAD
        + "1;1;Fine;;records;;2020-03-31;;;\n"
        + "x;0;No place;;;;;;;\n"
        + "1;1;Again;;;;;;;\n"
        + "1;3;;;nobody;;30.9.2020;;1.3;urgent\n"
        + "1;4;Month;;records;records;2020-03-30;month;1.9 hello;\n"
        + "7;1;No area;;;;2020-02-30;;;\n"
        + "1;5;Years;;;;0001-01-01;;1.6;\n"
        + "1;6;Circle;;;;;day;1.5;;;too much\n",
    )

    assert troubles(response) == [
        (3, "area", "“x” is no number from 1 to 9999."),
        (3, "position", "“0” is no number from 1 to 9999."),
        (4, "position", "Activity 1.1 is in row 2 already."),
        (5, "title_en", "The title is missing."),
        (5, "priority", "“urgent” is none of the possible values."),
        (5, "lead_body", "No institution of the group has the code “nobody”."),
        (5, "due_on", "“30.9.2020” is no date as year, month, day."),
        (5, "waits_for", "The activity would wait for itself."),
        (6, "contributing", "“records” has two parts in the activity."),
        (6, "due_on", "The deadline of a month, quarter or year is its last day."),
        (6, "waits_for", "“hello” is no code of an activity."),
        (7, "area", "The plan has no area 7 yet."),
        (7, "due_on", "There is no day 2020-02-30."),
        (8, "due_on", "The year 1 cannot be meant."),
        (8, "waits_for", "Activities would wait for each other in a circle: 1.5, 1.6."),
        (9, "", "The row has more cells than there are columns."),
        (9, "due_on", "There is a precision without a deadline."),
        (9, "waits_for", "Activities would wait for each other in a circle: 1.5, 1.6."),
    ]
    remedies = [trouble.remedy for trouble in response.context["judgement"].troubles]
    assert remedies[5] == "Take one of its code names, such as aa, bb, records."
    assert remedies[9] == "Write 2020-03-31."
    assert b'name="token"' not in response.content


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_comes_back_the_same(office, next_plan, form, institution, subgroup):
    old = make_plan(code="old")
    areas = [make_area(old, **in_languages("aim", "=Aim")) for _ in range(2)]
    first = make_activity("=1+1", area=areas[0], lead_body=institution, state="proposed")
    second = make_activity(
        "'@Second", area=areas[1], position=10, subgroup=subgroup, state="proposed", contributing=(institution,)
    )
    Activity.objects.filter(pk=second.pk).update(
        due_on=date(2020, 6, 30),
        due_precision="quarter",
        priority=3,
        description_sv='Rad ett\nrad två; "citat"',
        percent=0,
    )
    Dependency.objects.create(activity=second, predecessor=first)
    Area.objects.filter(plan=next_plan).delete()

    response = office.get(f"/en/work-plans/old/plan.{form}")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    preview = send(office, content, f"plan.{form}", response["Content-Type"])
    confirm(office, preview)

    assert preview.context["judgement"].ignored[:3] == ["plan", "code", "state"]
    assert snapshot(next_plan) == snapshot(old)
    assert send(office, content, f"plan.{form}", response["Content-Type"]).context["judgement"].is_empty


def test_an_adopted_plan_takes_proposals_and_keeps_what_was_adopted(office, next_plan, institution):
    WorkPlan.objects.filter(pk=next_plan.pk).update(state=WorkPlan.State.ADOPTED)
    promised = make_activity("Promised", area=next_plan.areas.get(), lead_body=institution, due_on=date(2020, 3, 31))
    head = "area,position,title_en,due_on\n"

    refused = send(office, head + "1,1,Other words,2020-09-30\n9,1,New area,\n").context["judgement"].troubles
    confirm(office, send(office, head + "1,1,Promised,2020-03-31\n1,2,Wished,2020-12-31\n"))

    assert [(trouble.row, trouble.column) for trouble in refused] == [(2, "title_en"), (2, "due_on"), (3, "area")]
    assert refused[0].problem == "Activity 1.1 is adopted; an import does not change it."
    promised.refresh_from_db()
    assert promised.due_on == date(2020, 3, 31)
    assert Activity.objects.get(position=2).state == Activity.State.PROPOSED


def test_a_closed_plan_takes_nothing(office, next_plan):
    WorkPlan.objects.filter(pk=next_plan.pk).update(state=WorkPlan.State.CLOSED)

    assert "This plan is closed" in office.get(PAGE).content.decode()
    assert send(office, GOOD).status_code == 409


def test_a_change_between_preview_and_confirmation_is_shown_not_overrun(office, next_plan):
    preview = send(office, GOOD)
    make_activity("Meanwhile", area=next_plan.areas.get(), state="proposed")

    answer = confirm(office, preview)

    assert answer.status_code == 409
    assert "Somebody has changed the plan since." in answer.content.decode()
    assert [line.code for line in answer.context["judgement"].changed] == ["1.1"]
    assert Activity.objects.get().title == "Meanwhile"
    assert confirm(office, answer).status_code == 302
    assert Activity.objects.count() == 2


def test_nobody_confirms_what_somebody_else_looked_at(office, next_plan, admin, member):
    preview = send(office, GOOD)
    other = type(member).objects.get(pk=member.pk)
    other.group_roles.create(role="secretariat", valid_from=date(2013, 1, 1))
    office.force_login(other)

    assert confirm(office, preview)["Location"] == PAGE
    assert not Activity.objects.exists()


def test_a_preview_that_is_gone_is_explained(office, next_plan):
    preview = send(office, GOOD)
    cache.clear()

    answer = office.post(PAGE, {"token": preview.context["token"]}, follow=True)

    assert "This preview was confirmed already, or is older than an hour." in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("secretariat", 200), ("admin", 403), ("lead", 403), ("member", 403)])
def test_only_the_secretariat_imports(client, request, next_plan, who, status):
    client.force_login(request.getfixturevalue(who))

    for page in (PAGE, f"{PAGE}template.csv", f"{PAGE}template.xlsx"):
        assert client.get(page).status_code == status
    assert send(client, GOOD).status_code == status


def test_the_template_has_the_columns_and_can_be_sent_back(office, next_plan):
    response = office.get(f"{PAGE}template.csv")

    content = b"".join(response.streaming_content)
    (head,) = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert set(head) < set(KEYS)
    assert send(office, content).context["judgement"].is_empty
    assert office.get(f"{PAGE}template.exe").status_code == 404


def test_judging_takes_the_same_queries_for_one_row_and_many(office, next_plan):
    counted = []
    for count in (1, 4):
        rows = "".join(f"1;{number};Title;;records;;2020-03-31;;;\n" for number in range(1, count + 1))
        with CaptureQueriesContext(connection) as queries:
            send(office, HEAD + rows)
        counted.append(len(queries))

    assert counted[0] == counted[1]
