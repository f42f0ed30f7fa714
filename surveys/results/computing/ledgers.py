"""What earlier releases gave away, as the ledger keeps it: counts of combinations, and which cells were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from surveys.results.disclosure.cells import Atom, batches, cell
from surveys.results.disclosure.publishing import Breakdown, Plan

EVERYBODY = ""  # the measure that counts respondents; others are questions by code and indexes
Combination = tuple[int, ...]
Shown = list[list[Any]] | None  # of each breakdown its places and its groups; None where nothing was shown


class Content(TypedDict):
    """A ledger: by measure, how many of each combination count in it, and in which cells it was shown."""

    counts: dict[str, dict[str, int]]
    shown: dict[str, Shown]


def write(counts: Mapping[str, Mapping[Combination, int]], plans: Mapping[str, Plan]) -> Content:
    """The ledger of a release."""
    return {
        "counts": {measure: {_name(key): n for key, n in many.items() if n} for measure, many in counts.items()},
        "shown": {measure: _shown(plan) for measure, plan in plans.items()},
    }


def read(
    contents: Sequence[Content], measure: str = EVERYBODY, now: Mapping[Combination, int] | None = None
) -> tuple[dict[Atom, int], list[Plan]]:
    """Counts of all atoms up to the last release, or up to ``now``, and what each release showed of the measure."""
    snapshots = [{_key(name): n for name, n in content["counts"].get(measure, {}).items()} for content in contents]
    plans = [
        _plan(content["shown"].get(measure), batches(snapshots[:number]))
        for number, content in enumerate(contents, start=1)
    ]
    return batches([*snapshots, *([dict(now)] if now is not None else [])]), plans


def _plan(shown: Shown, counts: dict[Atom, int]) -> Plan:
    if shown is None:
        return Plan(None)
    total = cell(counts)
    breakdowns = []
    for places, groups in shown:
        named = tuple(tuple(tuple(group) for group in cell_groups) for cell_groups in groups)
        cells = tuple(cell(counts, dict(zip(places, each, strict=True))) for each in named)
        breakdowns.append(Breakdown(tuple(places), named, cells, total.n - sum(part.n for part in cells)))
    return Plan(total, tuple(breakdowns))


def _shown(plan: Plan) -> Shown:
    if plan.total is None:
        return None
    return [
        [list(each.places), [[list(group) for group in groups] for groups in each.groups]] for each in plan.breakdowns
    ]


def _name(combination: Combination) -> str:
    return ",".join(map(str, combination))


def _key(name: str) -> Combination:
    return tuple(map(int, name.split(",")))
