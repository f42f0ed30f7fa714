"""What was recorded after a moment, moved to a later day: so a snapshot taken today can be compared with the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from pghistory.models import Event


@contextmanager
def days_later(days: int) -> Iterator[datetime]:
    """Travel; at the end, what the database's own clock stamped on the way gets the day of the journey too."""
    marks = {model: model._default_manager.aggregate(top=models.Max("pgh_id"))["top"] or 0 for model in trails()}
    there = timezone.now() + timedelta(days=days)
    with time_machine.travel(there, tick=False):
        yield there
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")  # the trail is append-only
            for model, top in marks.items():
                table = model._meta.db_table
                cursor.execute(f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_id > %s", [there, top])
            cursor.execute("SET session_replication_role = DEFAULT")


def trails() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Event)]
