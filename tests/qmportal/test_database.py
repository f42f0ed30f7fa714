"""Kept connections: sound ones are not asked, broken ones are replaced before they are used."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """A second connection, as it is at the beginning of a request."""
    kept = connection.copy()
    kept.connect()
    kept.health_check_enabled, kept.health_check_done = True, False
    yield kept
    kept.close()


def number_of(kept) -> int:
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_sound_connection_is_used_without_asking_the_server(kept, monkeypatch):
    asked = []
    monkeypatch.setattr(kept, "is_usable", lambda: asked.append(True) or True)

    assert number_of(kept) == kept.connection.info.backend_pid
    assert not asked


def test_a_connection_the_server_ended_is_replaced(kept):
    first = kept.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])

    assert number_of(kept) != first


def test_a_connection_that_was_closed_here_is_replaced(kept):
    kept.connection.close()

    assert number_of(kept) == kept.connection.info.backend_pid
