"""Many letters with one statement: to whom, when, and never twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, JSONObject
from django.utils import timezone

from institutions.models import User
from letters.actions import decline, deliver, write_many
from letters.models import Letter
from tests.factories import make_institution, make_user

pytestmark = pytest.mark.usefixtures("working_day")


def rows(people=None):
    """A matter for everybody."""
    return (
        (people if people is not None else User.objects.all())
        .annotate(
            recipient_id=F("pk"),
            key=Concat(Value("m/"), "pk", output_field=CharField()),
            payload=JSONObject(says=Value("Paint the door")),
            useless_after=Value(timezone.now() + timedelta(days=60)),
        )
        .values("recipient_id", "key", "payload", "useless_after")
    )


def test_one_statement_and_never_twice(member, lead, django_assert_num_queries):
    with django_assert_num_queries(2):  # the zones people live in, the letters
        assert write_many("matter", rows()) == 2
    assert write_many("matter", rows()) == 0

    letter = Letter.objects.get(recipient=member)
    assert (letter.key, letter.payload) == (f"m/{member.pk}", {"says": "Paint the door"})
    assert (letter.address, letter.language, letter.state) == (member.email, "en", "due")
    assert (letter.subject, letter.body, letter.try_at) == ("", "", timezone.now())


def test_a_union_of_rows(member, lead):
    union = rows(User.objects.filter(pk=member.pk)).union(rows(User.objects.all()), all=True)

    assert write_many("matter", union) == 2


def test_people_who_get_none_are_left_out(member, lead, coordinator, outsider):
    User.objects.filter(pk=lead.pk).update(address_state="bouncing")
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    decline(coordinator, ["matter", "duty"])

    assert write_many("matter", rows()) == 1
    Letter.objects.all().delete()
    assert write_many("duty", rows()) == 2


@pytest.mark.parametrize(
    ("zone", "calendar", "morning"),
    [
        ("Europe/Sarajevo", "BA-BIH", "2027-03-02T07:00:00+01:00"),
        ("Europe/Helsinki", "FI", "2027-03-01T08:00:00+02:00"),  # already day there, and no holiday
        ("Europe/Sarajevo", "BA-SRP", "2027-03-01T07:00:00+01:00"),
        ("Atlantic/Azores", "SE", "2027-03-01T07:00:00-01:00"),
    ],
)
def test_each_readers_own_working_morning(zone, calendar, morning, time_machine, db):
    """Independence Day is a holiday of the Federation, of nobody else."""
    time_machine.move_to("2027-03-01 06:00:00Z", tick=False)
    reader = make_user(time_zone=zone, institution=make_institution(calendar=calendar))

    write_many("matter", rows())

    letter = Letter.objects.get(recipient=reader)
    local = timezone.localtime(letter.try_at, ZoneInfo(zone))
    assert local.isoformat() == morning
    assert letter.bundle_on == local.date()


def test_a_person_without_an_institution_has_the_calendar_of_the_seat(secretariat, time_machine):
    time_machine.move_to("2027-03-01 09:00:00Z", tick=False)

    write_many("matter", rows())

    assert str(Letter.objects.get().bundle_on) == "2027-03-02"


def test_N_22_an_unknown_zone_makes_one_letter_fail(member, mail_server):
    make_user(time_zone="Nowhere/Land")

    assert write_many("matter", rows()) == 2
    deliver()

    assert sorted(Letter.objects.values_list("state", flat=True)) == ["failed", "sent"]


def test_N_14_planners_at_the_same_time_write_each_once(transactional_db):
    for number in range(30):
        make_user(f"{number}@test.example")
    written = []

    def plan() -> None:
        written.append(write_many("matter", rows()))
        connection.close()

    threads = [threading.Thread(target=plan) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(written) == Letter.objects.count() == 30
