"""When letters are due, as the secretariat decides: a rule for each occasion, else the code's own steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from letters.actions.occasions import occasions_with_steps
from letters.models import ReminderRule


@dataclass(frozen=True)
class Rule:
    """Days before the date (negative: after it), whether letters are written at all, and whether the code says so."""

    steps: tuple[int, ...]
    is_on: bool = True
    is_own: bool = True

    @property
    def seen(self) -> str:
        """What a page remembers of it, to notice when somebody else has changed it; empty for the code's own."""
        return "" if self.is_own else f"{','.join(map(str, self.steps))}{'' if self.is_on else ' off'}"


class RuleChanged(Exception):
    """Somebody else has changed the rule since the page was opened."""


def rules_in_force() -> dict[str, Rule]:
    """The rule in force for every occasion that has steps, in one query."""
    decided = {rule.occasion: rule for rule in ReminderRule.objects.all()}
    return {
        name: _as_rule(decided[name]) if name in decided else Rule(kind.steps)
        for name, kind in occasions_with_steps().items()
    }


@transaction.atomic
def decide_rule(name: str, *, steps: Sequence[int], is_on: bool, seen: str) -> None:
    """Let letters of the occasion be due on these days; twice is harmless.

    Raises RuleChanged when the rule is neither the one that was ``seen`` nor the one that is wanted.
    """
    wanted = Rule(tuple(steps), is_on, is_own=False)
    row = _locked(name)
    present = _as_rule(row) if row else None
    if present == wanted:
        return
    if seen != (present.seen if present else ""):
        raise RuleChanged
    if row is None:
        _insert(name, wanted)
    else:
        row.steps, row.is_on = list(steps), is_on
        row.save(update_fields=["steps", "is_on"])


@transaction.atomic
def restore_rule(name: str, *, seen: str) -> None:
    """Let the code's own steps count again; twice is harmless. Raises RuleChanged as ``decide_rule`` does."""
    row = _locked(name)
    if row is None:
        return
    if _as_rule(row).seen != seen:
        raise RuleChanged
    row.delete()


def _insert(name: str, rule: Rule) -> None:
    try:
        with transaction.atomic():
            ReminderRule.objects.create(occasion=name, steps=list(rule.steps), is_on=rule.is_on)
    except IntegrityError:  # somebody else made one in this moment
        raise RuleChanged from None


def _locked(name: str) -> ReminderRule | None:
    return ReminderRule.objects.select_for_update().filter(occasion=name).first()


def _as_rule(row: ReminderRule) -> Rule:
    return Rule(tuple(row.steps), row.is_on, is_own=False)
