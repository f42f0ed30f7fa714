"""Hiding small groups of one table, and two results that differ by a few answers.

Source: the rule of the UK civil service survey (groups below the minimum hidden, counted in totals) with complementary
suppression, as survey vendors describe it. For tables that are made once; whole campaigns go through ``publishing``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Suppression:
    """Names of groups in the order given; ``hidden_total`` counts all answers outside the groups shown."""

    primary: tuple[str, ...]
    complementary: tuple[str, ...]
    shown: tuple[str, ...]
    hidden_total: int
    total_shown: bool


def suppress(groups: Mapping[str, int], k: int, total: int | None = None) -> Suppression:
    """Hide groups below ``k`` answers, then the next smallest until what is hidden cannot be subtracted.

    ``total`` counts all answers, by default the sum of the groups; answers in none of the groups count as hidden ones.
    One hidden group alone, or hidden groups of fewer than ``k`` answers together, take the next smallest with them (of
    equal ones the first by name). A total below ``k`` hides everything. Raises ValueError if groups exceed the total.
    """
    whole = sum(groups.values()) if total is None else total
    unnamed = whole - sum(groups.values())
    if unnamed < 0 or any(n < 0 for n in groups.values()):
        raise ValueError("Groups cannot hold more answers than there are, or fewer than none.")
    primary = tuple(name for name, n in groups.items() if n < k or whole < k)
    rest = sorted((name for name in groups if name not in primary), key=lambda name: (groups[name], name))
    complementary: list[str] = []
    hidden, parts = unnamed + sum(groups[name] for name in primary), len(primary) + (unnamed > 0)
    while rest and parts and (parts == 1 or hidden < k):
        if not primary and hidden >= k:
            break  # those who said nothing of themselves are many: nobody is singled out
        complementary.append(rest.pop(0))
        hidden += groups[complementary[-1]]
        parts += 1
    out = {*primary, *complementary}
    return Suppression(
        primary=primary,
        complementary=tuple(complementary),
        shown=tuple(name for name in groups if name not in out),
        hidden_total=hidden,
        total_shown=whole >= k,
    )


def may_both_be_shown(n1: int, n2: int, k: int) -> bool:
    """Say whether two results of one survey may be seen by the same people: equal, or at least ``k`` answers apart."""
    return not 0 < abs(n1 - n2) < k
