"""What a version of a questionnaire changed: question by question, and whether answers can be set side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.results.difference import Budget, Piece, difference
from surveys.models import Item, Questionnaire
from surveys.results.units import LANGUAGES, words_in_all

FIRM = ("role", "scale_id", "is_reversed")  # another of these makes another question of it
Kept = Item.Comparability


class Touched(StrEnum):
    """How much of a question is another than before."""

    NOTHING = "nothing"
    WORDS = "words"
    MEANING = "meaning"


ALLOWED = {  # what may be said of a question that was asked before, what is proposed first
    Touched.NOTHING: (Kept.SAME, Kept.REWORDED, Kept.BROKEN),
    Touched.WORDS: (Kept.REWORDED, Kept.BROKEN),
    Touched.MEANING: (Kept.BROKEN,),
}


@dataclass(frozen=True)
class Change:
    """A question on both sides or one, with its words in each language in which they differ."""

    kind: str  # added, removed, changed, same
    item: Item
    before: Item | None = None
    words: list[tuple[str, list[Piece]]] = field(default_factory=list)


def version_before(questionnaire: Questionnaire) -> Questionnaire | None:
    """The last one that was in use under the same code."""
    earlier = Questionnaire.objects.filter(code=questionnaire.code, number__lt=questionnaire.number)
    return earlier.exclude(state=Questionnaire.State.DRAFT).order_by("-number").first()


def touched(before: Item, item: Item) -> Touched:
    """Published scales never change, so another scale is another row."""
    if any(getattr(before, name) != getattr(item, name) for name in FIRM):
        return Touched.MEANING
    is_same = words_in_all(before, "text") == words_in_all(item, "text")
    return Touched.NOTHING if is_same else Touched.WORDS


def allowed(before: Item | None, item: Item) -> tuple[Kept, ...]:
    """What may be said of how its answers continue those before."""
    return (Kept.NEW,) if before is None else ALLOWED[touched(before, item)]


def refusal(before: Item | None, item: Item) -> str | Promise:
    """Why what the question says of itself cannot be; empty where it can."""
    if item.comparability in allowed(before, item):
        is_told = item.comparability in (Kept.NEW, Kept.SAME) or item.comparability_reason.strip()
        return "" if is_told else _("Say why the answers can or cannot be compared.")
    if before is None:
        return _("The version before does not have this question; it is new.")
    if touched(before, item) == Touched.MEANING:
        return _("Its answers, its role or what agreeing means changed: it means something else.")
    if item.comparability == Kept.NEW:
        return _("The version before has this question; say whether the answers continue.")
    return _("The words changed: say whether the question still means the same, and why.")


def refusals(questionnaire: Questionnaire) -> list[tuple[Item, str | Promise]]:
    """Questions of which something is said that cannot be, with the reason. Two queries besides the questionnaire."""
    known = items_before(questionnaire)
    found = ((item, refusal(known.get(item.code), item)) for item in questionnaire.items.all())
    return [(item, why) for item, why in found if why]


def items_before(questionnaire: Questionnaire) -> dict[str, Item]:
    """The questions of the version before, by code."""
    before = version_before(questionnaire)
    return {item.code: item for item in before.items.all()} if before else {}


def changes(before: Questionnaire, now: Questionnaire) -> list[Change]:
    """Every question once: in the order of the new version, and those that are gone behind."""
    known = {item.code: item for item in before.items.all()}
    codes = {item.code for item in now.items.all()}
    gone = [Change("removed", item) for item in known.values() if item.code not in codes]
    return [*_kept_or_new(known, now.items.all()), *gone]


def _kept_or_new(known: dict[str, Item], items: Iterable[Item]) -> Iterator[Change]:
    budget = Budget()
    for item in items:
        before = known.get(item.code)
        if before is None:
            yield Change("added", item)
        elif touched(before, item) == Touched.NOTHING:
            yield Change("same", item, before)
        else:
            was, is_now = words_in_all(before, "text"), words_in_all(item, "text")
            words = [
                (code, difference(was[code], is_now[code], budget)) for code in LANGUAGES if was[code] != is_now[code]
            ]
            yield Change("changed", item, before, words)
