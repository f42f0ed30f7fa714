"""The plan as files: what is in them, for whom, and that nothing in them runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.factories import in_languages, make_activity, make_area, make_institution, make_plan
from tests.workplans.test_sheets import HOSTILE
from workplans.actions.sheets import armed_again
from workplans.models import Activity, Dependency, WorkPlan
from workplans.results.open_data import KEYS

EVERYBODY = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]


@pytest.fixture
def plan(db) -> WorkPlan:
    return make_plan(code="2017-2019", **in_languages("title", "Plan of three years"))


@pytest.fixture
def moved(plan, institution, subgroup, member) -> Activity:
    """Led, helped, moved twice, waiting for another one, owned by a person."""
    area = make_area(plan)
    first = make_activity("First", area=area, lead_body=institution)
    activity = make_activity(
        "Second",
        area=area,
        lead_body=institution,
        contributing=(make_institution(code="bb"), make_institution(code="aa")),
        subgroup=subgroup,
        owner=member,
        percent=40,
        due_on=date(2018, 3, 31),
    )
    activity.set_deadline(due_on=date(2018, 6, 30), by=member, reason_class="capacity", reason="Said in confidence.")
    activity.set_deadline(
        due_on=date(2018, 9, 30),
        precision="quarter",
        by=member,
        reason_class="scope",
        reason="More.",
        decision="2018/2-D4",
    )
    Dependency.objects.create(activity=activity, predecessor=first)
    return activity


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"), newline="")))


def sheet(content: bytes, name: str) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_Z_09_nobody_learns_of_proposals_by_what_waits_for_them(client, moved, member):
    hidden = make_activity("Unspoken", area=moved.area, state=Activity.State.PROPOSED)
    elsewhere = make_activity("Unspoken", area=make_area(make_plan(state=WorkPlan.State.DRAFT), number=9))
    for predecessor in (hidden, elsewhere):
        Dependency.objects.create(activity=moved, predecessor=predecessor)
    address = "/en/work-plans/2017-2019/plan.csv"

    assert [row["waits_for"] for row in csv_rows(client.get(address))] == ["", "1.1"]
    client.force_login(member)
    assert [row["waits_for"] for row in csv_rows(client.get(address))] == ["", "1.1 1.3", ""]


def test_the_csv_says_what_the_plan_says(client, moved, subgroup):
    response = client.get("/en/work-plans/2017-2019/plan.csv")

    _first, row = csv_rows(response)
    assert tuple(row) == KEYS
    modified = row.pop("modified")
    assert modified > "2020-01-01T00:00:00"
    assert {key: value for key, value in row.items() if value} == {
        "plan": "2017-2019",
        "area": "1",
        "area_title_en": "Area 1",
        "area_title_bs": "Area 1 (bs)",
        "area_title_sv": "Area 1 (sv)",
        "position": "2",
        "code": "1.2",
        "title_en": "Second",
        "title_bs": "Second (bs)",
        "title_sv": "Second (sv)",
        "state": "under_way",
        "priority": "normal",
        "subgroup": subgroup.code,
        "lead_body": "records",
        "contributing": "aa bb",
        "due_on": "2018-09-30",
        "due_precision": "quarter",
        "waits_for": "1.1",
        "baseline_due_on": "2018-03-31",
        "moves": "2",
        "slip_days": "183",
        "percent": "40",
        "added_on": moved.added_on.isoformat(),
    }
    assert response["Content-Disposition"] == 'attachment; filename="plan-2017-2019.csv"'


def test_the_workbook_has_numbers_dates_and_explained_columns(client, moved):
    content = body(client.get("/bs/work-plans/2017-2019/plan.xlsx"))

    rows = sheet(content, "activities")
    row = dict(zip(rows[0], rows[2], strict=True))
    assert (row["area"], row["slip_days"], row["percent"]) == (1, 183, 40)
    assert (row["due_on"], row["baseline_due_on"]) == (date(2018, 9, 30), date(2018, 3, 31))
    assert row["waits_for"] == "1.1"
    assert [line[0] for line in sheet(content, "columns")[1:]] == list(KEYS)


def test_the_json_fits_its_schema_and_tells_every_deadline(client, moved):
    data = json.loads(body(client.get("/en/work-plans/2017-2019/plan.json")))
    schema = client.get("/en/work-plans/2017-2019/schema.json").json()

    fit(data, schema)
    assert data["$schema"] == schema["$id"]
    assert data["plan"]["title"]["bs"] == "Plan of three years (bs)"
    last = data["activities"][1]
    assert [(d["due_on"], d["reason_class"], d["decision"], d["is_baseline"]) for d in last["deadlines"]] == [
        ("2018-03-31", "", "", True),
        ("2018-06-30", "capacity", "", False),
        ("2018-09-30", "scope", "2018/2-D4", False),
    ]
    assert last["contributing"] == ["aa", "bb"]


def fit(value, schema: dict) -> None:
    """As much of JSON Schema as ours uses."""
    if "enum" in schema:
        assert value in schema["enum"]
        return
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", type(None): "null"}
    assert names[type(value)] in types, (value, schema)
    if isinstance(value, dict):
        assert set(value) == set(schema["properties"]) == set(schema["required"])
        for name, inner in schema["properties"].items():
            fit(value[name], inner)
    if isinstance(value, list):
        for inner in value:
            fit(inner, schema["items"])


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_no_file_names_a_person_or_repeats_what_members_said(client, moved, member, form):
    content = body(client.get(f"/en/work-plans/2017-2019/plan.{form}"))
    text = str(sheet(content, "activities")) if form == "xlsx" else content.decode()

    assert "Second" in text
    for secret in (member.display_name + '"', member.email, "confidence", "owner"):
        assert secret not in text


def test_the_cancelled_stay_and_proposals_are_for_the_group(client, plan, secretariat, member):
    area = make_area(plan)
    make_activity("Given up", area=area).cancel(by=secretariat, reason="No money.", decision="2018/2-D1")
    make_activity("Only proposed", area=area, state=Activity.State.PROPOSED)

    public = csv_rows(client.get("/en/work-plans/2017-2019/plan.csv"))
    client.force_login(member)
    group = csv_rows(client.get("/en/work-plans/2017-2019/plan.csv"))

    assert [(row["title_en"], row["state"]) for row in public] == [("Given up", "cancelled")]
    assert [row["title_en"] for row in group] == ["Given up", "Only proposed"]


@pytest.mark.parametrize("file", ["data/", "plan.csv", "plan.xlsx", "plan.json", "schema.json", "calendar.ics"])
def test_a_draft_is_for_the_group(client, request, file, db):
    make_plan(code="next", state=WorkPlan.State.DRAFT)

    assert client.get(f"/en/work-plans/next/{file}").status_code == 404
    for who in EVERYBODY:
        client.force_login(request.getfixturevalue(who))
        assert client.get(f"/en/work-plans/next/{file}").status_code == 200


def test_the_page_explains_every_column_to_visitors_without_a_cookie(client, moved):
    response = client.get("/sv/work-plans/2017-2019/data/")

    content = response.content.decode()
    assert [key for key in KEYS if f"<code>{key}</code>" not in content] == []
    assert not response.cookies
    assert "/import/" not in content


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_queries_are_few_and_the_same_for_many(client, plan, institution, form):
    area = make_area(plan)
    counted = []
    for more in (1, 4):
        for _number in range(more):
            make_activity(area=area, lead_body=institution, due_on=date(2018, 3, 31))
        with CaptureQueriesContext(connection) as queries:
            body(client.get(f"/en/work-plans/2017-2019/plan.{form}"))
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 7


def test_who_has_it_already_gets_a_short_answer_until_something_changes(client, moved, secretariat):
    first = client.get("/en/work-plans/2017-2019/plan.json")
    again = client.get("/en/work-plans/2017-2019/plan.json", headers={"If-None-Match": first["ETag"]})
    moved.hold(by=secretariat, reason="Rest.", review_on=date(2019, 1, 1))
    later = client.get("/en/work-plans/2017-2019/plan.json", headers={"If-None-Match": first["ETag"]})

    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert later.status_code == 200
    assert json.loads(body(later))["activities"][1]["state"] == "on_hold"
    assert not first.cookies


@pytest.mark.parametrize("text", HOSTILE)
def test_X_08_hostile_text_is_text_in_every_file(client, plan, text):
    make_activity(area=make_area(plan, title_en=text), title_en=text, description_en=f"{text}\nmore")

    (row,) = csv_rows(client.get("/en/work-plans/2017-2019/plan.csv"))
    cells = sheet(body(client.get("/en/work-plans/2017-2019/plan.xlsx")), "activities")

    assert row["title_en"] == f"'{text}"
    assert row["description_en"].startswith("'")
    assert armed_again(row["title_en"]) == text
    shown = dict(zip(*cells, strict=True))
    assert shown["title_en"].lstrip("'").strip("\r") == text.lstrip("'").strip("\r")
    assert shown["position"] == 1


@pytest.mark.parametrize("form", ["exe", "CSV", "xls"])
def test_other_formats_do_not_exist(client, plan, form):
    assert client.get(f"/en/work-plans/2017-2019/plan.{form}").status_code == 404


def test_a_part_that_ended_shows_without_any_write(client, moved):
    before = client.get("/en/work-plans/2017-2019/plan.csv")["ETag"]

    with time_machine.travel(datetime(2040, 1, 1, 12, tzinfo=UTC)):
        assert client.get("/en/work-plans/2017-2019/plan.csv")["ETag"] != before
