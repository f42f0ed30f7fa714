"""What the log must not hold."""

import io
import logging.config

import pytest
from django.test import Client


@pytest.fixture
def log(settings, monkeypatch):
    """The log as the settings arrange it, caught before it reaches the screen."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig({**settings.LOGGING, "disable_existing_loggers": False})
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)


@pytest.mark.django_db
def test_a_link_that_reports_from_a_letter_is_logged_without_its_secret(log):
    Client().get("/bs/work-plans/answer/12:3x:Tr0ub4dor/")

    assert "/bs/work-plans/answer/..." in log.getvalue()
    assert "Tr0ub4dor" not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/invitations/{}/", "/sv/accounts/password/reset/key/{}/"])
def test_a_refused_one_time_link_is_logged_without_its_secret(log, path):
    secret = "3x-Tr0ub4dor"

    response = Client(enforce_csrf_checks=True).post(path.format(secret))

    assert response.status_code == 403
    assert path.format("...") in log.getvalue()
    assert secret not in log.getvalue()


def test_a_calendar_asked_for_too_late_is_logged_without_its_secret(log, db):
    secret = "3x-Tr0ub4dor"

    Client().get(f"/sv/work-plans/calendars/{secret}.ics")

    assert "Not Found: /sv/work-plans/calendars/..." in log.getvalue()
    assert secret not in log.getvalue()


def test_the_web_servers_own_log_hides_them_too(log):
    line = {"r": "GET /en/work-plans/calendars/3x-Tr0ub4dor.ics HTTP/1.1", "s": "200"}

    logging.getLogger("gunicorn.access").info('"%(r)s" %(s)s', line)

    assert '"GET /en/work-plans/calendars/... HTTP/1.1" 200' in log.getvalue()
