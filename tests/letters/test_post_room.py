"""The page that says whether letters are written and sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.models import JobRun
from tests.letters.test_index import make_letter
from tests.pages import squeezed

URL = "/en/letters/post-room/"


def make_run(job: str = "planner", *, minutes: int = 1, **fields) -> JobRun:
    at = timezone.now() - timedelta(minutes=minutes)
    return JobRun.objects.create(job=job, started_at=at, **{"ended_at": at, "counts": {"written": 3}, **fields})


def test_visitor_signs_in_first(client, db):
    assert client.get(URL)["Location"] == f"/en/accounts/login/?next={URL}"


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "outsider"])
def test_others_may_not(who, client, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403


@pytest.mark.parametrize(("who", "sees_rules"), [("secretariat", True), ("admin", False)])
def test_each_planner_with_its_runs(who, sees_rules, client, request, member):
    make_run("deadlines", minutes=20, counts={"deadline": 3, "overdue": 0, "unheard of": 1})
    make_run("deadlines", error="Boom: <script>")
    make_run("reports", ended_at=None, counts={})
    make_run("reports", minutes=60 * 24 * 8)
    make_letter("k", to=member, state="failed")
    client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)

    text = answer.content.decode()
    assert [(job["job"], job["runs"], job["bad"]) for job in answer.context["jobs"]] == [
        ("deadlines", 2, 1),
        ("reports", 1, 1),
    ]
    assert "Boom: &lt;script&gt;" in text
    assert "reminder of a deadline: 3, unheard of: 1<" in squeezed(answer)
    assert answer.context["room"]["failed"] == 1
    assert ("/en/letters/rules/" in text) is sees_rules


def test_without_any_run_it_says_whom_to_tell(client, secretariat):
    client.force_login(secretariat)

    text = client.get(URL).content.decode()

    assert "No reminders are being written" in text
    assert "No planner has run in the last days" in text


def test_same_queries_for_one_run_and_many(client, secretariat):
    client.force_login(secretariat)
    make_run()
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(4):
        make_run(f"job {number}")

    with CaptureQueriesContext(connection) as many:
        client.get(URL)

    assert len(many) == len(few)
