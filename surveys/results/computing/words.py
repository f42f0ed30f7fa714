"""What people wrote, as far as reviewers let others read it."""

from __future__ import annotations

from collections import defaultdict

from surveys.models import Campaign, TextAnswer
from surveys.results.released import TextResult, Theme

State = TextAnswer.State


def text_results(campaign: Campaign) -> dict[str, TextResult]:
    """By question, where enough people wrote; themes with most texts first, without a name last. One query."""
    rows = TextAnswer.objects.filter(campaign=campaign).order_by("item__position", "pk")
    by_question: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for code, state, shown, theme in rows.values_list("item__code", "state", "shown", "theme__name"):
        by_question[code].append((state, shown, theme or ""))
    return {
        code: {
            "n": len(written),
            "withheld": sum(not _is_shown(state, shown) for state, shown, _theme in written),
            "themes": _themes(written),
        }
        for code, written in by_question.items()
        if len(written) >= campaign.k_text
    }


def _themes(written: list[tuple[str, str, str]]) -> list[Theme]:
    found: dict[str, list[str]] = defaultdict(list)
    for state, shown, theme in written:
        if _is_shown(state, shown):
            found[theme].append(shown)
    names = sorted(found, key=lambda name: (not name, -len(found[name]), name))
    return [{"name": name, "texts": found[name]} for name in names]


def _is_shown(state: str, shown: str) -> bool:
    return state == State.KEPT and bool(shown)
