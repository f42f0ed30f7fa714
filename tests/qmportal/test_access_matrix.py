"""Every address of ours, every role, every method, against one written table (Z-01); and drafts by address (Z-02)."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import resolve

from tests.pages import squeezed
from tests.qmportal.things import SECRET, make_things
from tests.test_house_rules import patterns

CAST = ("visitor", "member", "lead", "coordinator", "secretariat", "admin", "outsider")
FOREIGN = ("account_", "mfa_", "admin:")  # pages of packages; those of the office have a test of their own below
# Name, method, what each of the cast meets in the order above, and an address. HEAD answers as GET. A method without a
# line is refused: 405, to visitors of a closed page the way to sign in.
TABLE = """
healthz                   GET   200 200 200 200 200 200 200  /healthz
readyz                    GET   200 200 200 200 200 200 200  /readyz
health                    GET   200 200 200 200 200 200 200  /health/
robots                    GET   200 200 200 200 200 200 200  /robots.txt
home                      GET   200 200 200 200 200 200 200  /en/
my-work                   GET   302 200 200 200 200 200 200  /en/my-work/
dashboards                GET   302 302 302 302 200 200 302  /en/dashboards/
dashboard                 GET   302 200 200 200 200 200 404  /en/dashboards/records/
dashboard                 GET   302 404 404 404 200 200 404  /en/dashboards/elsewhere/
invite                    GET   302 403 403 200 200 200 403  /en/dashboards/records/invite/
invite                    POST  302 403 403 200 200 200 403  /en/dashboards/records/invite/
invite                    GET   302 403 403 403 200 200 403  /en/dashboards/elsewhere/invite/
invite                    POST  302 403 403 403 200 200 403  /en/dashboards/elsewhere/invite/
withdraw-invitation       POST  302 404 404 302 302 302 404  /en/invitations/{offer}/withdraw/
withdraw-invitation       POST  302 404 404 404 302 302 404  /en/invitations/{foreign_offer}/withdraw/
accept-invitation         GET   200 200 200 200 200 200 200  /en/invitations/{token}/
accept-invitation         POST  200 403 403 403 403 403 403  /en/invitations/{token}/
accept-invitation         GET   410 410 410 410 410 410 410  /en/invitations/guessed/
accept-invitation         POST  410 410 410 410 410 410 410  /en/invitations/guessed/
profile                   GET   302 200 200 200 200 200 200  /en/profile/
profile                   POST  302 200 200 200 200 200 200  /en/profile/
audit-trail               GET   302 403 403 403 200 200 403  /en/audit/
guidelines:index          GET   200 200 200 200 200 200 200  /en/guidelines/
guidelines:guideline      GET   200 200 200 200 200 200 200  /en/guidelines/G-1/
guidelines:guideline      GET   404 200 200 200 200 200 200  /en/guidelines/G-2/
guidelines:edition        GET   200 200 200 200 200 200 200  /en/guidelines/G-1/editions/1/
guidelines:edition        GET   404 200 200 200 200 200 200  /en/guidelines/G-1/editions/2/
guidelines:edition        GET   404 200 200 200 200 200 200  /en/guidelines/G-2/editions/1/
workplans:index           GET   302 200 200 200 200 200 200  /en/work-plans/
workplans:plan            GET   200 200 200 200 200 200 200  /en/work-plans/in-force/
workplans:plan            GET   404 200 200 200 200 200 200  /en/work-plans/to-come/
workplans:timeline        GET   200 200 200 200 200 200 200  /en/work-plans/in-force/timeline/
workplans:timeline        GET   404 200 200 200 200 200 200  /en/work-plans/to-come/timeline/
workplans:table           GET   302 403 403 403 200 403 403  /en/work-plans/in-force/table/
workplans:table           GET   302 403 403 403 200 403 403  /en/work-plans/to-come/table/
workplans:statistics      GET   200 200 200 200 200 200 200  /en/work-plans/in-force/statistics/
workplans:statistics      GET   404 200 200 200 200 200 200  /en/work-plans/to-come/statistics/
workplans:report          GET   200 200 200 200 200 200 200  /en/work-plans/in-force/report/
workplans:report          GET   404 404 404 404 404 404 404  /en/work-plans/to-come/report/
workplans:report-pdf      GET   200 200 200 200 200 200 200  /en/work-plans/in-force/report.pdf
workplans:activity        GET   200 200 200 200 200 200 200  /en/work-plans/activities/{activity}/
workplans:activity        GET   404 200 200 200 200 200 200  /en/work-plans/activities/{proposed}/
workplans:activity        GET   404 200 200 200 200 200 200  /en/work-plans/activities/{future}/
workplans:report-progress GET   302 200 200 200 200 403 403  /en/work-plans/activities/{activity}/report/
workplans:report-progress POST  302 200 200 200 200 403 403  /en/work-plans/activities/{activity}/report/
workplans:report-progress GET   302 403 403 403 200 403 403  /en/work-plans/activities/{foreign}/report/
workplans:report-progress POST  302 403 403 403 200 403 403  /en/work-plans/activities/{foreign}/report/
workplans:correct-report  GET   302 200 403 403 403 403 403  /en/work-plans/activities/{activity}/reports/1/correct/
workplans:correct-report  POST  302 200 403 403 403 403 403  /en/work-plans/activities/{activity}/reports/1/correct/
workplans:propose-move    GET   302 403 200 200 200 403 403  /en/work-plans/activities/{activity}/propose-move/
workplans:propose-move    POST  302 403 200 200 200 403 403  /en/work-plans/activities/{activity}/propose-move/
workplans:propose-move    GET   302 403 403 403 200 403 403  /en/work-plans/activities/{foreign}/propose-move/
workplans:propose-move    POST  302 403 403 403 200 403 403  /en/work-plans/activities/{foreign}/propose-move/
workplans:move-deadline   GET   302 403 403 403 200 403 403  /en/work-plans/activities/{activity}/move-deadline/
workplans:move-deadline   POST  302 403 403 403 200 403 403  /en/work-plans/activities/{activity}/move-deadline/
workplans:take-step       GET   302 403 403 403 200 403 403  /en/work-plans/activities/{activity}/steps/hold/
workplans:take-step       POST  302 403 403 403 200 403 403  /en/work-plans/activities/{activity}/steps/hold/
workplans:set-owner       GET   302 403 200 200 200 403 403  /en/work-plans/activities/{activity}/owner/
workplans:set-owner       POST  302 403 302 302 302 403 403  /en/work-plans/activities/{activity}/owner/
workplans:set-owner       GET   302 403 403 403 200 403 403  /en/work-plans/activities/{foreign}/owner/
workplans:set-owner       POST  302 403 403 403 302 403 403  /en/work-plans/activities/{foreign}/owner/
workplans:replace-lead-body GET  302 403 403 403 200 403 403 /en/work-plans/activities/{activity}/lead-body/
workplans:replace-lead-body POST 302 403 403 403 200 403 403 /en/work-plans/activities/{activity}/lead-body/
workplans:proposals       GET   302 200 200 200 200 200 200  /en/work-plans/proposals/
workplans:proposals       POST  302 403 403 403 200 403 403  /en/work-plans/proposals/
workplans:approve-proposal GET  302 403 403 403 200 403 403  /en/work-plans/proposals/{proposal}/approve/
workplans:approve-proposal POST 302 403 403 403 302 403 403  /en/work-plans/proposals/{proposal}/approve/
workplans:refuse-proposal GET   302 403 403 403 200 403 403  /en/work-plans/proposals/{proposal}/refuse/
workplans:refuse-proposal POST  302 403 403 403 200 403 403  /en/work-plans/proposals/{proposal}/refuse/
workplans:withdraw-proposal POST 302 302 403 403 403 403 403 /en/work-plans/proposals/{proposal}/withdraw/
workplans:remind          GET   302 403 403 403 200 403 403  /en/work-plans/activities/{activity}/remind/
workplans:remind          POST  302 403 403 403 200 403 403  /en/work-plans/activities/{activity}/remind/
workplans:answer          GET   200 200 200 200 200 200 200  /en/work-plans/answer/{answer}/
workplans:answer          POST  200 200 200 200 200 200 200  /en/work-plans/answer/{answer}/
workplans:answer          GET   410 410 410 410 410 410 410  /en/work-plans/answer/guessed/
workplans:answer          POST  410 410 410 410 410 410 410  /en/work-plans/answer/guessed/
workplans:calendars       GET   302 200 200 200 200 200 200  /en/work-plans/calendars/
workplans:calendars       POST  302 400 400 400 400 400 400  /en/work-plans/calendars/
workplans:renew-calendar  POST  302 200 404 404 404 404 404  /en/work-plans/calendars/{calendar}/renew/
workplans:revoke-calendar POST  302 302 404 404 404 404 404  /en/work-plans/calendars/{calendar}/revoke/
workplans:private-calendar GET  200 200 200 200 200 200 200  /en/work-plans/calendars/{calendar_token}.ics
workplans:private-calendar GET  404 404 404 404 404 404 404  /en/work-plans/calendars/guessed.ics
workplans:calendar        GET   200 200 200 200 200 200 200  /en/work-plans/in-force/calendar.ics
workplans:calendar        GET   404 200 200 200 200 200 200  /en/work-plans/to-come/calendar.ics
workplans:data            GET   200 200 200 200 200 200 200  /en/work-plans/in-force/data/
workplans:data            GET   404 200 200 200 200 200 200  /en/work-plans/to-come/data/
workplans:download        GET   200 200 200 200 200 200 200  /en/work-plans/in-force/plan.xlsx
workplans:download        GET   404 200 200 200 200 200 200  /en/work-plans/to-come/plan.csv
workplans:download        GET   404 200 200 200 200 200 200  /en/work-plans/to-come/plan.json
workplans:schema          GET   200 200 200 200 200 200 200  /en/work-plans/in-force/schema.json
workplans:schema          GET   404 200 200 200 200 200 200  /en/work-plans/to-come/schema.json
workplans:import          GET   302 403 403 403 200 403 403  /en/work-plans/in-force/import/
workplans:import          POST  302 403 403 403 200 403 403  /en/work-plans/in-force/import/
workplans:template        GET   302 403 403 403 200 403 403  /en/work-plans/in-force/import/template.csv
workplans:edit-plans      GET   302 403 403 403 200 403 403  /en/work-plans/edit/
workplans:add-plan        GET   302 403 403 403 200 403 403  /en/work-plans/edit/new/
workplans:add-plan        POST  302 403 403 403 200 403 403  /en/work-plans/edit/new/
workplans:edit-plan       GET   302 403 403 403 200 403 403  /en/work-plans/in-force/edit/
workplans:edit-plan-facts GET   302 403 403 403 200 403 403  /en/work-plans/in-force/edit/facts/
workplans:edit-plan-facts POST  302 403 403 403 409 403 403  /en/work-plans/in-force/edit/facts/
workplans:copy-activities GET   302 403 403 403 200 403 403  /en/work-plans/to-come/edit/copy/
workplans:copy-activities POST  302 403 403 403 200 403 403  /en/work-plans/to-come/edit/copy/
workplans:copy-activities GET   302 403 403 403 403 403 403  /en/work-plans/in-force/edit/copy/
workplans:copy-activities POST  302 403 403 403 403 403 403  /en/work-plans/in-force/edit/copy/
workplans:add-area        GET   302 403 403 403 200 403 403  /en/work-plans/in-force/edit/areas/new/
workplans:add-area        POST  302 403 403 403 200 403 403  /en/work-plans/in-force/edit/areas/new/
workplans:edit-area       GET   302 403 403 403 200 403 403  /en/work-plans/areas/{area}/edit/
workplans:edit-area       POST  302 403 403 403 409 403 403  /en/work-plans/areas/{area}/edit/
workplans:place-area      POST  302 403 403 403 302 403 403  /en/work-plans/areas/{area}/place/
workplans:remove-area     GET   302 403 403 403 200 403 403  /en/work-plans/areas/{area}/remove/
workplans:remove-area     POST  302 403 403 403 302 403 403  /en/work-plans/areas/{area}/remove/
workplans:add-activity    GET   302 403 403 403 200 403 403  /en/work-plans/areas/{area}/activities/new/
workplans:add-activity    POST  302 403 403 403 200 403 403  /en/work-plans/areas/{area}/activities/new/
workplans:edit-activity   GET   302 403 200 403 200 403 403  /en/work-plans/activities/{activity}/edit/
workplans:edit-activity   POST  302 403 409 403 409 403 403  /en/work-plans/activities/{activity}/edit/
workplans:edit-activity   GET   302 403 403 403 200 403 403  /en/work-plans/activities/{foreign}/edit/
workplans:edit-activity   POST  302 403 403 403 409 403 403  /en/work-plans/activities/{foreign}/edit/
workplans:place-activity  POST  302 403 403 403 302 403 403  /en/work-plans/activities/{proposed}/place/
workplans:remove-activity GET   302 403 403 403 200 403 403  /en/work-plans/activities/{proposed}/remove/
workplans:remove-activity POST  302 403 403 403 302 403 403  /en/work-plans/activities/{proposed}/remove/
workplans:adopt-plan      GET   302 403 403 403 200 403 403  /en/work-plans/in-force/adopt/
workplans:adopt-plan      POST  302 403 403 403 200 403 403  /en/work-plans/in-force/adopt/
workplans:close-plan      GET   302 403 403 403 200 403 403  /en/work-plans/in-force/close/
workplans:close-plan      POST  302 403 403 403 302 403 403  /en/work-plans/in-force/close/
workplans:versions        GET   200 200 200 200 200 200 200  /en/work-plans/in-force/versions/
workplans:versions        GET   404 200 200 200 200 200 200  /en/work-plans/to-come/versions/
workplans:version         GET   200 200 200 200 200 200 200  /en/work-plans/in-force/versions/1/
workplans:version         GET   404 404 404 404 404 404 404  /en/work-plans/to-come/versions/1/
workplans:watch           GET   302 403 403 403 200 403 403  /en/work-plans/watch/
workplans:end-membership  GET   302 403 403 403 200 403 403  /en/work-plans/leaving/institutions/records/
workplans:end-membership  POST  302 403 403 403 200 403 403  /en/work-plans/leaving/institutions/records/
workplans:let-go          GET   302 403 403 200 200 200 403  /en/work-plans/leaving/people/{place}/
workplans:let-go          POST  302 403 403 200 200 200 403  /en/work-plans/leaving/people/{place}/
meetings:index            GET   200 200 200 200 200 200 200  /en/meetings/
meetings:meeting          GET   200 200 200 200 200 200 200  /en/meetings/held/
meetings:meeting          GET   404 200 200 200 200 200 200  /en/meetings/pencilled/
meetings:meeting          GET   404 200 200 200 200 200 200  /en/meetings/internal/
surveys:index             GET   200 200 200 200 200 200 200  /en/surveys/
surveys:questionnaire     GET   200 200 200 200 200 200 200  /en/surveys/questionnaires/asked/1/
surveys:questionnaire     GET   404 404 404 404 200 404 404  /en/surveys/questionnaires/asked/2/
letters:index             GET   302 200 200 200 200 200 200  /en/letters/
letters:send-letters      POST  302 403 403 403 302 302 403  /en/letters/send/
letters:close-letters     POST  302 403 403 403 200 200 403  /en/letters/close/
letters:post-room         GET   302 403 403 403 200 200 403  /en/letters/post-room/
letters:rules             GET   302 403 403 403 200 403 403  /en/letters/rules/
letters:edit-rule         POST  302 403 403 403 200 403 403  /en/letters/rules/deadline/
letters:restore-rule      POST  302 403 403 403 302 403 403  /en/letters/rules/deadline/restore/
letters:unsubscribe       GET   200 200 200 200 200 200 200  /en/letters/unsubscribe/{unsubscribe}/
letters:unsubscribe       POST  200 200 200 200 200 200 200  /en/letters/unsubscribe/{unsubscribe}/
letters:unsubscribe       GET   410 410 410 410 410 410 410  /en/letters/unsubscribe/guessed/
letters:unsubscribe       POST  410 410 410 410 410 410 410  /en/letters/unsubscribe/guessed/
letters:resubscribe       GET   200 200 200 200 200 200 200  /en/letters/resubscribe/{unsubscribe}/
letters:resubscribe       POST  200 200 200 200 200 200 200  /en/letters/resubscribe/{unsubscribe}/
letters:letter            GET   302 200 404 404 200 200 404  /en/letters/{letter}/
letters:resend-letter     POST  302 403 404 404 302 302 404  /en/letters/{letter}/resend/
letters:close-letter      POST  302 403 404 404 200 200 404  /en/letters/{letter}/close/
institutions:index        GET   200 200 200 200 200 200 200  /en/institutions/
institutions:institution  GET   200 200 200 200 200 200 200  /en/institutions/records/
institutions:subgroup     GET   200 200 200 200 200 200 200  /en/subgroups/{subgroup}/
institutions:history      GET   200 200 200 200 200 200 200  /en/history/
institutions:page         GET   200 200 200 200 200 200 200  /en/pages/about/
"""
ROWS = [
    dict(zip(("name", "method", *CAST, "address"), line.split(), strict=True)) for line in TABLE.strip().splitlines()
]
ADDRESSES = list(dict.fromkeys(row["address"] for row in ROWS))
CLOSED = {row["address"] for row in ROWS if row["visitor"] == "302" and row["name"] != "workplans:index"}
HIDDEN = [
    address for address in ADDRESSES if any(row["address"] == address and row["visitor"] == "404" for row in ROWS)
]


@pytest.fixture
def things(institution, subgroup, member, secretariat) -> dict:
    return make_things(institution, subgroup, reader=member, host=secretariat)


@pytest.fixture
def enter(client, request):
    """Sign somebody of the cast in; a visitor stays outside."""

    def sign_in(role: str) -> None:
        if role != "visitor":
            client.force_login(request.getfixturevalue(role))

    return sign_in


def expected(address: str, method: str, role: str) -> int:
    wanted = "GET" if method == "HEAD" else method
    found = [int(row[role]) for row in ROWS if (row["address"], row["method"]) == (address, wanted)]
    return found[0] if found else 302 if role == "visitor" and address in CLOSED else 405


def test_Z_01_every_address_of_ours_is_in_the_table(things):
    ours = {name for name, _pattern in patterns() if not name.startswith(FOREIGN)}

    assert {row["name"] for row in ROWS} == ours
    assert [row["name"] for row in ROWS] == [resolve(row["address"].format(**things)).view_name for row in ROWS]


@pytest.mark.parametrize("role", CAST)
def test_Z_01_everybody_meets_what_the_table_says(role, client, enter, things):
    enter(role)
    deviations = []

    for address in ADDRESSES:
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
            with transaction.atomic():
                status = client.generic(method, address.format(**things)).status_code
                transaction.set_rollback(True)
            if status != expected(address, method, role):
                deviations.append((method, address, status, expected(address, method, role)))

    assert deviations == []


@pytest.mark.parametrize("address", sorted(CLOSED))
def test_Z_01_visitors_are_led_to_sign_in_and_nowhere_else(address, client, things):
    path = address.format(**things)

    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        assert client.generic(method, path)["Location"] == f"/en/accounts/login/?next={path}"


@pytest.mark.parametrize("role", ["visitor", "member", "lead", "coordinator", "outsider"])
def test_Z_01_the_office_is_closed_to_all_others(role, client, enter, things):
    enter(role)
    answers = {}

    for name, pattern in patterns():
        if name.startswith("admin:") and name not in {"admin:login", "admin:logout"}:
            path = f"/office/{'institutions/institution/' if pattern.pattern.converters else ''}{pattern.pattern}"
            for method in ("GET", "POST", "DELETE"):
                answer = client.generic(method, path.replace("<path:object_id>", "1").replace("(?P<url>.*)$", "x"))
                answers[method, path] = answer.status_code

    assert set(answers.values()) <= {302, 403, 404}


@pytest.mark.parametrize("address", HIDDEN)
def test_Z_02_hidden_and_missing_answer_alike(address, client, things):
    def page(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 404
        return squeezed(answer).replace(path.removeprefix("/en/"), "HERE")

    path = address.format(**things)
    *parent, last = path.rstrip("/").split("/")
    missing = "/".join([*parent, "99999" if last.isdigit() else "none", ""])

    assert page(path) == page(missing)


@pytest.mark.parametrize(
    "where",
    ["", "guidelines/", "work-plans/", "work-plans/in-force/", "meetings/", "surveys/", "institutions/records/"],
)
def test_Z_02_no_list_tells_a_visitor_of_drafts(where, client, things):
    assert SECRET not in client.get(f"/en/{where}", follow=True).content.decode()


def test_Z_09_searching_for_a_draft_finds_what_nonsense_finds(client, things):
    found, nothing = (squeezed(client.get(f"/en/guidelines/?q={word}")) for word in (SECRET, "Nonsense"))

    assert found.replace(SECRET, "Nonsense") == nothing


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("member", {"records"}),
        ("coordinator", {"records"}),
        ("outsider", set()),
        ("secretariat", {"records", "elsewhere"}),
    ],
)
def test_Z_02_planned_surveys_are_known_to_their_institution(role, seen, client, enter, things):
    enter(role)

    page = client.get("/en/surveys/").content.decode()

    assert {code for code in ("records", "elsewhere") if f"{SECRET} of {code}" in page} == seen
