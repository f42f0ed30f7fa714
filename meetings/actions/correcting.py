"""What can still be said of a recorded decision: its words, and which effects of an older one it takes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from institutions.actions import wordings
from institutions.actions.copies import forget_copies
from institutions.models import User
from meetings.models import Decision, DecisionEffect
from meetings.models.states import NotNow


@transaction.atomic
def word(decision: Decision, said: Mapping[str, str], *, by: User) -> None:
    """Save these words by language. Raises NotNow for the source language once the minutes are approved."""
    locked = Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.pk)
    if decision.source_language in said and not locked.is_provisional:
        raise NotNow("approved")
    before = wordings.words_of(decision)
    for code, text in said.items():
        setattr(decision, f"text_{code}", text or None)
    decision.save(update_fields=[f"text_{code}" for code in said])
    wordings.note(decision, before=before, by=by)
    forget_copies()


@transaction.atomic
def choose(decision: Decision, taken_back: Iterable[int]) -> bool:
    """Say which effects of the decision it supersedes this one takes back: those with these keys, no others.

    Nothing but the trace changes: whoever takes back a change makes another. False where that is said already.
    Raises NotNow where the minutes are approved.
    """
    locked = Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.pk)
    if not locked.is_provisional:
        raise NotNow("approved")
    wanted = set(taken_back)
    has_changed = False
    for effect in DecisionEffect.objects.select_for_update(no_key=True).filter(decision=locked.supersedes_id or 0):
        undone_by = locked.pk if effect.pk in wanted else None
        if effect.undone_by_id not in {None, locked.pk} or effect.undone_by_id == undone_by:
            continue  # another decision took it back before, or that is said already
        effect.undone_by_id = undone_by
        effect.save(update_fields=["undone_by"])
        has_changed = True
    return has_changed
