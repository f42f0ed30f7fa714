"""What an institution may see of the others: median and quartiles of their releases, never a value (REQ-24).

Every participant sees the others without itself. These views differ, and together they can give away who stands in the
middle: with six participants and exact quartiles, two of them always. So the audit lends a reader *all* views of a
pool and its own value, and asks of every other value whether it could also be ``MARGIN`` points away. If not, less is
shown: first without quartiles, then rounded more, at last nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from institutions.results.statistics.benchmarks import benchmark
from institutions.results.statistics.rounding import half_up

FEWEST_OTHERS = 5  # institutions besides the reader
LARGEST_PERCENT = 50  # of the others' answers that one of them may hold
MARGIN = 2.0  # points; a value known better than that counts as known


@dataclass(frozen=True)
class Participant:
    """An institution that opted in, with ``n`` answers and ``value`` (0 to 100) of its release."""

    institution: str
    n: int
    value: float


@dataclass(frozen=True)
class Detail:
    """How much is shown: with quartiles or not, rounded to multiples of ``step`` points."""

    quartiles: bool
    step: int


@dataclass(frozen=True)
class Others:
    """What one reader sees: how many others there are, their median and perhaps quartiles, rounded to ``step``."""

    institutions: int
    median: float
    lower: float | None
    upper: float | None
    step: int


DETAILS = (Detail(True, 1), Detail(False, 1), Detail(False, 2), Detail(False, 5), Detail(False, 10))


def is_large_enough(pool: Sequence[Participant], reader: str) -> bool:
    """Say whether a reader may see the others: at least five, none of them with more than half of their answers."""
    sizes = [each.n for each in pool if each.institution != reader]
    return len(sizes) >= FEWEST_OTHERS and 100 * max(sizes) <= LARGEST_PERCENT * sum(sizes)


def may_change(before: Collection[str], now: Collection[str]) -> bool:
    """Say whether a pool may be compared again after institutions joined or left: none, or at least five, of each.

    The median before and after one more institution is the value of that institution.
    """
    joined, left = set(now) - set(before), set(before) - set(now)
    return all(not moved or len(moved) >= FEWEST_OTHERS for moved in (joined, left))


def benchmarks(pool: Sequence[Participant]) -> dict[str, Others]:
    """What each participant may see; those missing see nothing. All get the same detail.

    ``pool`` is frozen for an edition (see ``may_change``). Any verdict about a reader must start from these rounded
    numbers, and no page may show two participants' views or the values themselves, in a funnel for example.
    """
    readers = [each.institution for each in pool if is_large_enough(pool, each.institution)]
    values = {each.institution: each.value for each in pool}
    if len(values) < len(pool):
        raise ValueError("An institution takes part once.")
    for detail in DETAILS if readers else ():
        if not solved(values, readers, detail):
            return {reader: _view(_others(values, reader), detail) for reader in readers}
    return {}


def solved(values: Mapping[str, float], readers: Collection[str], detail: Detail) -> frozenset[str]:
    """Name the institutions whose value some other participant could know from its own value and all readers' views.

    A value is safe if another world gives the same views with that value ``MARGIN`` away: it moved alone, or a second
    institution took its place. One such second institution is not enough, because it may be the one who looks. Worlds
    of other kinds are not tried; so some safe values may be named, but none that is not safe is missed.
    """
    views = {reader: _view(_others(values, reader), detail) for reader in readers}
    return frozenset(target for target in values if not _is_safe(values, target, views, detail))


def _is_safe(values: Mapping[str, float], target: str, views: Mapping[str, Others], detail: Detail) -> bool:
    own = values[target]
    if any(_looks_alike({**values, target: other}, views, detail) for other in _away(own)):
        return True
    partners = 0
    for partner, theirs in sorted(values.items(), key=lambda item: (abs(item[1] - own), item[0])):
        if partner == target:
            continue
        places = [theirs] if abs(theirs - own) >= MARGIN else []
        worlds = ({**values, partner: own, target: other} for other in (*places, *_away(own)))
        partners += any(_looks_alike(world, views, detail) for world in worlds)
        if partners == 2:
            return True
    return False


def _away(value: float) -> Iterator[float]:
    """The nearest values that count as different; those farther away change views at least as much."""
    yield from (other for other in (value - MARGIN, value + MARGIN) if 0 <= other <= 100)


def _looks_alike(values: Mapping[str, float], views: Mapping[str, Others], detail: Detail) -> bool:
    return all(_view(_others(values, reader), detail) == view for reader, view in views.items())


def _others(values: Mapping[str, float], reader: str) -> list[float]:
    return [value for institution, value in values.items() if institution != reader]


def _view(others: Sequence[float], detail: Detail) -> Others:
    found = benchmark(others)
    if found is None:
        raise ValueError("Too few institutions to compare.")
    lower, median, upper = (_rounded(value, detail.step) for value in (found.lower, found.median, found.upper))
    if not detail.quartiles:
        return Others(len(others), median, None, None, detail.step)
    return Others(len(others), median, lower, upper, detail.step)


def _rounded(value: float, step: int) -> float:
    return half_up(value / step) * step
