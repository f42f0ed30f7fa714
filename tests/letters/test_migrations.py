"""What earlier releases knew is not lost."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

from letters.models import OptOut


def test_whoever_wanted_no_reminders_has_declined_them(member, lead):
    fill = import_module("letters.migrations.0004_decline_by_occasion").DECLINE
    OptOut.objects.create(user=member, occasion="deadline")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE institutions_user SET wants_reminders = (id = %s)", [lead.pk])

        for _time in range(2):
            cursor.execute(fill)

    assert set(OptOut.objects.values_list("user", "occasion")) == {
        (member.pk, "deadline"),
        (member.pk, "stale_report"),
    }
