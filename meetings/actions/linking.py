"""Links changes that were made earlier to the decisions whose numbers they cite."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from institutions.models import User
from meetings.models import Decision, DecisionEffect
from meetings.results.orphans import SOURCES, VERSION, moment_of, unlinked


@transaction.atomic
def link(key: str, *, by: User) -> int:
    """Link one change, named as in ``Cited.key``; 0 where it is linked already, or no decision has its number."""
    kind, _dash, pk = key.partition("-")
    if kind not in SOURCES or kind == VERSION or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return 0
    return _link(kind, unlinked(kind).filter(pk=int(pk)), by)


@transaction.atomic
def link_all(*, by: User) -> int:
    """Link every change whose number a decision has; tells how many there were."""
    return sum(_link(kind, unlinked(kind), by) for kind in SOURCES if kind != VERSION)


def _link(kind: str, rows: Any, by: User) -> int:
    numbers = list(rows.order_by().values_list("decision", flat=True).distinct())
    locked = Decision.objects.filter(number__in=numbers).select_for_update(of=("self",), no_key=True).order_by("pk")
    decisions = {decision.number: decision for decision in locked}
    made: dict[tuple[str, int], DecisionEffect] = {}
    for row in rows.filter(decision__in=decisions):  # asked again: somebody may have been faster
        decision = decisions[row.decision]
        thing = row.activity if kind == DecisionEffect.Kind.ACTIVITY else row
        at = _moment(moment_of(kind, row) or decision.decided_on)
        effect = DecisionEffect(decision=decision, kind=kind, applied_by=by, applied_at=at, **{kind: thing})
        made.setdefault((row.decision, thing.pk), effect)
    return len(DecisionEffect.objects.bulk_create(made.values()))


def _moment(day: date | datetime) -> datetime:
    return day if isinstance(day, datetime) else timezone.make_aware(datetime.combine(day, time(12)))
