"""Every address of ours, every role, every method, against one written table (Z-01); and drafts by address (Z-02)."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.urls import resolve

from tests.pages import squeezed
from tests.qmportal.access_table import TABLE
from tests.qmportal.things import SECRET, make_things
from tests.test_house_rules import patterns

CAST = ("visitor", "member", "lead", "coordinator", "secretariat", "admin", "outsider")
FOREIGN = ("account_", "mfa_", "admin:")  # pages of packages; those of the office have a test of their own below
ROWS = [
    dict(zip(("name", "method", *CAST, "address"), line.split(), strict=True)) for line in TABLE.split("\n") if line
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
def test_Z_01_everybody_meets_what_the_table_says(role, client, enter, things, monkeypatch):
    enter(role)
    deviations = []

    for address in ADDRESSES:
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
            with transaction.atomic(), monkeypatch.context() as patched:
                if method == "HEAD":  # nothing is sent of a page that GET has just written
                    patched.setattr(Template, "render", lambda *_page: "")
                status = client.generic(method, address.format(**things)).status_code
                transaction.set_rollback(True)
            if status != expected(address, method, role):
                deviations.append((method, address, status, expected(address, method, role)))

    assert deviations == []


def test_Z_01_visitors_are_led_to_sign_in_and_nowhere_else(client, things):
    paths = [address.format(**things) for address in sorted(CLOSED)]

    led = {
        (method, path): client.generic(method, path).get("Location")
        for path in paths
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
    }

    assert {asked: to for asked, to in led.items() if to != f"/en/accounts/login/?next={asked[1]}"} == {}


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


def test_Z_02_hidden_and_missing_answer_alike(client, things):
    def page(path: str) -> tuple[int, str]:
        answer = client.get(path)
        return answer.status_code, squeezed(answer).replace(path.removeprefix("/en/"), "HERE")

    def beside(path: str) -> str:
        *parent, last = path.rstrip("/").split("/")
        return "/".join([*parent, "99999" if last.isdigit() else "none", ""])

    hidden = {path: page(path) for path in (address.format(**things) for address in HIDDEN)}

    assert {status for status, _words in hidden.values()} == {404}
    assert {path: shown for path, shown in hidden.items() if shown != page(beside(path))} == {}


@pytest.mark.parametrize(
    "where",
    [
        "",
        "guidelines/",
        "work-plans/",
        "work-plans/in-force/",
        "meetings/",
        "surveys/",
        "news/",
        "news/feed/",
        "institutions/records/",
    ],
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
