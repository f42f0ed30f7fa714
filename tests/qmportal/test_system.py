"""What machines ask for."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def test_healthz_needs_no_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_when_all_migrations_are_applied(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_waits_for_migrations(client):
    MigrationRecorder(connection).record_unapplied("letters", "0002_rules_and_bundles")

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"migrations wait\n")


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
