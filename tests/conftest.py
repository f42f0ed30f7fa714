"""The cast: one person for every role, named by what she is."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings

from institutions.models import Affiliation, GroupRole, Institution, Subgroup, SubgroupSeat, User
from qmportal.launch import tables
from tests.factories import make_activity, make_institution, make_subgroup, make_user, seat
from workplans.models import Activity

# examples may take their time: a busy machine is no reason to fail
settings.register_profile("in peace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("in peace")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Workers copy the tables that were made while they collected."""
    connection.settings_dict["TEST"]["TEMPLATE"] = tables.made()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests empty the table of baselines, and end what kept connected, so that the database can be dropped."""
    with django_db_blocker.unblock():
        pgtrigger.disable("workplans.PlanBaseline:never_emptied")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture(autouse=True)
def english():
    """Every test begins in English, whatever the last one left behind."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """No test meets the rate limits of another."""
    cache.clear()


@pytest.fixture
def institution(db) -> Institution:
    """The lead body of ``activity``; the coordinator coordinates it."""
    return make_institution("Office of Records", code="records")


@pytest.fixture
def subgroup(db) -> Subgroup:
    return make_subgroup("Surveys")


@pytest.fixture
def member(institution, subgroup) -> User:
    """Sits in the subgroup."""
    user = make_user("member@test.example", display_name="Member", institution=institution)
    seat(user, subgroup, institution)
    return user


@pytest.fixture
def lead(institution, subgroup) -> User:
    """Leads the subgroup."""
    user = make_user("lead@test.example", display_name="Lead", institution=institution)
    seat(user, subgroup, institution, SubgroupSeat.Role.LEAD)
    return user


@pytest.fixture
def coordinator(institution) -> User:
    """Coordinates the institution that is the activity's lead body."""
    return make_user(
        "coordinator@test.example",
        display_name="Coordinator",
        institution=institution,
        role=Affiliation.Role.COORDINATOR,
    )


@pytest.fixture
def secretariat(db) -> User:
    """Runs the group."""
    return make_user("secretariat@test.example", display_name="Secretariat", group_role=GroupRole.Role.SECRETARIAT)


@pytest.fixture
def admin(db) -> User:
    """Keeps the technology going; neither publishes nor decides."""
    return make_user("admin@test.example", display_name="Admin", group_role=GroupRole.Role.ADMIN)


@pytest.fixture
def outsider(db) -> User:
    """Belongs to another institution of the group and sits in no subgroup."""
    return make_user("outsider@test.example", display_name="Outsider", institution=make_institution("Other Agency"))


@pytest.fixture
def activity(institution, subgroup) -> Activity:
    """Under way, due in ten days, led by the institution, worked on by the subgroup."""
    return make_activity(
        "Write the guideline",
        lead_body=institution,
        subgroup=subgroup,
        due_on=timezone.localdate() + timedelta(days=10),
    )
