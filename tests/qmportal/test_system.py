"""What machines ask for."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from letters.models import JobRun, Letter
from tests.letters.test_index import make_letter


def forget_newest_migration() -> None:
    [newest] = MigrationLoader(connection).graph.leaf_nodes("letters")
    MigrationRecorder(connection).record_unapplied(*newest)


def test_healthz_needs_no_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_when_all_migrations_are_applied(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_waits_for_migrations(client):
    forget_newest_migration()

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"migrations wait\n")


def health(client, query: str = "") -> tuple[int, dict[str, str]]:
    answer = client.get(f"/health/{query}")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    return answer.status_code, answer.json()


@pytest.fixture
def planner_ran(db):
    now = timezone.now()
    for job in settings.LETTER_PLANNERS:
        JobRun.objects.create(job=job, started_at=now, ended_at=now)


def test_O_11_health_names_the_parts(client, planner_ran):
    well = {"status": "ok", "database": "ok", "cache": "ok", "letters": "ok"}

    assert health(client) == (200, well)
    assert health(client, "?part=letters") == (200, well)


def test_O_11_health_serves_pages_without_planner_and_cache_but_says_so(client, db, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}

    status, parts = health(client)

    assert (status, parts["cache"], parts["letters"]) == (200, "away", "late")


@pytest.mark.parametrize("late", ["planner", "letters"])
def test_O_11_health_of_letters_rings(late, client, planner_ran):
    long_ago = timezone.now() - timedelta(minutes=31)
    if late == "planner":
        JobRun.objects.update(started_at=long_ago)
    else:
        make_letter("k")
        Letter.objects.update(try_at=long_ago)

    assert health(client, "?part=letters") == (
        503,
        {"status": "failing", "database": "ok", "cache": "ok", "letters": "late"},
    )
    assert health(client)[0] == 200


def test_O_11_health_waits_for_migrations(client, planner_ran):
    forget_newest_migration()

    assert health(client) == (
        503,
        {"status": "failing", "database": "migrations wait", "cache": "ok", "letters": "unknown"},
    )


def test_O_11_health_without_a_database(client, db, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.__init__", refuse)

    status, parts = health(client)

    assert (status, parts["database"], parts["letters"]) == (503, "database does not answer", "unknown")


def test_robots_stay_out_of_demonstrations(client, settings):
    settings.DEMO = True
    assert b"Disallow: /\n" in client.get("/robots.txt").content

    settings.DEMO = False
    assert b"Disallow: /\n" not in client.get("/robots.txt").content


@pytest.mark.parametrize(("header", "address"), [("sv,en;q=0.5", "/sv/"), ("bs", "/bs/"), ("de", "/en/")])
def test_the_first_address_leads_to_the_readers_language(client, header, address):
    response = client.get("/", headers={"accept-language": header})

    assert response.status_code == 302
    assert response["Location"] == address
    assert "Accept-Language" in response["Vary"]
