"""The life of a text as a dated story, read from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from guidelines.models import Edition
from guidelines.models.states import State
from institutions.models import User


@dataclass(frozen=True)
class Turn:
    """The text came into ``state`` at a moment; ``by`` is empty where the portal did it by itself."""

    at: datetime
    state: str
    by: str
    decision: str


def turns_of(text: Edition) -> list[Turn]:
    """Every change of state, newest first, in two queries."""
    events: Any = apps.get_model("guidelines", "EditionEvent")
    rows = events.objects.filter(pgh_obj=text.pk).order_by("pgh_created_at", "pgh_id")
    found, before = [], None
    for at, state, decision, metadata in rows.values_list(
        "pgh_created_at", "state", "decision", "pgh_context__metadata"
    ):
        if state != before:
            found.append((at, state, decision, (metadata or {}).get("user")))
        before = state
    names = dict(User.objects.filter(pk__in={row[3] for row in found if row[3]}).values_list("pk", "display_name"))
    return [
        Turn(at=at, state=str(State(state).label), by=names.get(user, ""), decision=decision)
        for at, state, decision, user in reversed(found)
    ]
