"""Compares the institutions of an edition, so that each sees the others and nobody sees one of them (REQ-24)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from surveys.models import Comparison, Edition, Release
from surveys.results.beside import compared
from surveys.results.disclosure.benchmarks import FEWEST_OTHERS, Participant, benchmarks, may_change
from surveys.results.released import CellResult
from surveys.results.trends import value_of

Pool = dict[str, Release]  # by code of the institution


class Refusal(models.TextChoices):
    """Why institutions cannot be compared."""

    TOO_FEW = "too_few", _("At least six institutions must take part and have released their results.")
    TOO_FEW_NEW = "too_few_new", _("Too few institutions joined or changed since the last comparison.")
    GIVES_AWAY = "gives_away", _("Every figure would give the result of one institution away.")


class NotComparable(Exception):
    """The institutions cannot be compared now."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def pool_of(edition: Edition) -> Pool:
    """The newest releases of the institutions that take part and asked what the edition asks. One query."""
    rows = Release.objects.filter(
        campaign__edition=edition, campaign__takes_part=True, campaign__questionnaire=edition.questionnaire_id
    )
    rows = rows.select_related("campaign__institution").order_by("campaign__institution__code", "number")
    return {row.campaign.institution.code: row for row in rows}


@transaction.atomic
def compare(edition: Edition, today: date) -> Comparison:
    """Compare the releases there are; the last comparison where nothing changed. Raises NotComparable.

    Of each measure only what can follow what was shown of it before: those that joined, left or corrected their
    results are nobody, or at least five of each.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    pool = pool_of(edition)
    earlier = list(edition.comparisons.order_by("number"))
    if len(pool) <= FEWEST_OTHERS:
        raise NotComparable(Refusal.TOO_FEW)
    members = {code: _member(release) for code, release in pool.items()}
    if earlier and earlier[-1].pool == members:
        return earlier[-1]
    allowed = [name for name in _measures(pool) if all(_may_follow(before, members, name) for before in earlier)]
    if not allowed:
        raise NotComparable(Refusal.TOO_FEW_NEW)
    payload = {name: views for name in allowed if (views := _views(pool, name))}
    if not payload:
        raise NotComparable(Refusal.GIVES_AWAY)
    number = earlier[-1].number + 1 if earlier else 1
    return Comparison.objects.create(edition=edition, number=number, made_on=today, pool=members, payload=payload)


def _member(release: Release) -> dict[str, Any]:
    everybody = release.payload["cells"][0]
    return {"release": release.pk, "measures": [name for name in compared(everybody) if _value(everybody, name)]}


def _measures(pool: Pool) -> list[str]:
    found = [compared(release.payload["cells"][0]) for release in pool.values()]
    return list(dict.fromkeys(name for names in found for name in names))


def _may_follow(before: Comparison, now: dict[str, Any], measure: str) -> bool:
    """Tell whether a measure may be shown after it was shown before; a corrected result left and joined."""
    if measure not in before.payload:
        return True
    sets = [
        {f"{code} {member['release']}" for code, member in members.items() if measure in member["measures"]}
        for members in (before.pool, now)
    ]
    return may_change(*sets)


def _views(pool: Pool, measure: str) -> dict[str, Any]:
    participants = []
    for code, release in pool.items():
        if own := _value(release.payload["cells"][0], measure):
            participants.append(Participant(code, own[0], own[1]))
    return {code: asdict(others) for code, others in benchmarks(participants).items()}


def _value(cell: CellResult, measure: str) -> tuple[int, float] | None:
    own = value_of(cell, measure)
    return None if own is None or own["bound"] else (own["n"], own["value"])
