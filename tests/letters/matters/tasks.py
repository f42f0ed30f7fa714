"""The occasion ``matter``: payload ``says``, and ``is_over``, ``poison`` or ``day`` where a test wants them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from institutions.models import User
from letters.actions import NoLongerTrue, occasion
from letters.models import Letter

READINGS: list[int] = []  # how many letters each call of the reader was about


class Poison:
    def __str__(self) -> str:
        raise ZeroDivisionError("poison")


@occasion(
    "matter",
    template="matters/matter.txt",
    label="matter",
    steps=(7, 1, 0, -3),
    may_decline=True,
    answers_at="letters:unsubscribe",
)
def read_matters(letters: Sequence[Letter]) -> dict[int, dict[str, Any] | NoLongerTrue]:
    READINGS.append(len(letters))
    User.objects.in_bulk({letter.recipient_id for letter in letters})  # as real readers do, one query
    if any(letter.payload.get("poison") == "read" for letter in letters):
        raise ZeroDivisionError("poison")
    return {letter.pk: _reading(letter.payload) for letter in letters}


def _reading(payload: dict[str, Any]) -> dict[str, Any] | NoLongerTrue:
    if payload.get("is_over"):
        return NoLongerTrue("It is over.")
    says = Poison() if payload.get("poison") == "render" else payload["says"]
    return {"says": says, "day": date.fromisoformat(payload.get("day", "2027-03-12"))}


@occasion("duty", template="matters/matter.txt", label="duty", answers_at="letters:unsubscribe")
def read_duties(letters: Sequence[Letter]) -> dict[int, dict[str, Any] | NoLongerTrue]:
    """Cannot be declined."""
    return {letter.pk: _reading(letter.payload) for letter in letters}
