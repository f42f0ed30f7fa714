"""What institutions see of one another."""

import random
import statistics
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.results.disclosure.benchmarks import (
    DETAILS,
    MARGIN,
    Detail,
    Others,
    Participant,
    benchmarks,
    is_large_enough,
    may_change,
    solved,
)

EXACT = Detail(quartiles=True, step=1)


def pool_of(*values, n=100):
    return [Participant(name, n, value) for name, value in zip("ABCDEFGHIJ", values, strict=False)]


def test_REQ_24_at_least_five_others():
    assert benchmarks(pool_of(50, 55, 60, 65, 70)) == {}
    assert set(benchmarks(pool_of(50, 55, 60, 65, 70, 75))) == set("ABCDEF")


def test_REQ_24_no_other_holds_more_than_half():
    pool = [*pool_of(50, 55, 60, 65, 70), Participant("F", 400, 75)]

    assert is_large_enough(pool, "A")  # 400 of 800
    assert not is_large_enough([*pool[:5], Participant("F", 401, 75)], "A")
    assert is_large_enough([*pool[:5], Participant("F", 401, 75)], "F")
    assert set(benchmarks([*pool[:5], Participant("F", 401, 75)])) == {"F"}


def test_REQ_24_everybody_is_compared_with_the_others_only():
    shown = benchmarks(pool_of(50.2, 55.4, 60.4, 65.5, 70, 75))

    assert shown["A"] == Others(5, 66, None, None, 1)
    assert shown["F"] == Others(5, 60, None, None, 1)


def test_REQ_24_quartiles_where_nobody_stands_alone():
    shown = benchmarks(pool_of(58, 59, 60, 60, 60, 60, 60, 60, 61, 62))
    others = [58.0, 59, 60, 60, 60, 60, 60, 60, 61]

    assert shown["J"] == Others(9, 60, 60, 60, 1)
    assert statistics.quantiles(others, n=4, method="inclusive") == [60, 60, 60]


def test_REQ_24_an_institution_takes_part_once():
    with pytest.raises(ValueError, match="once"):
        benchmarks([*pool_of(50, 55, 60, 65, 70, 75), Participant("A", 100, 50)])


def test_REQ_24_nothing_is_shown_where_nothing_is_safe(monkeypatch):
    monkeypatch.setattr("surveys.results.disclosure.benchmarks.DETAILS", (EXACT,))

    assert benchmarks(pool_of(40, 50, 60, 70, 80, 90)) == {}


def test_too_few_to_compare_is_refused():
    with pytest.raises(ValueError, match="Too few"):
        solved({"A": 50, "B": 60}, ["A"], EXACT)


@pytest.mark.parametrize(
    ("now", "allowed"), [("ABCDEF", True), ("ABCDEFG", False), ("ABCDE", False), ("ABCDEFGHIJK", True), ("GHIJK", True)]
)
def test_REQ_24_a_pool_does_not_change_by_one(now, allowed):
    assert may_change("ABCDEF", now) == allowed


def test_REQ_24_exact_quartiles_of_six_give_two_of_them_away():
    """Rank 3 alone sees second, fourth and fifth; all others see what she does not: the third."""
    values = dict(zip("ABCDEF", (40, 50, 60, 70, 80, 90), strict=True))

    assert {"C", "D"} <= solved(values, values, EXACT)
    assert solved(values, values, Detail(quartiles=False, step=1)) == frozenset()


def see(values, reader, detail):
    """The view of one reader, calculated anew."""
    others = sorted(value for place, value in enumerate(values) if place != reader)
    numbers = statistics.quantiles(others, n=4, method="inclusive")
    numbers = numbers if detail.quartiles else numbers[1:2]
    return [int(number / detail.step + 0.5) for number in numbers]


def known_to_somebody(values, detail, grid):
    """By trying every world on a grid: who is known to a participant that has all views and its own value."""
    views = [see(values, reader, detail) for reader in range(6)]
    worlds = [world for world in product(grid, repeat=6) if all(see(world, r, detail) == views[r] for r in range(6))]
    found = set()
    for attacker in range(6):
        possible = [world for world in worlds if world[attacker] == values[attacker]]
        found |= {
            target
            for target in range(6)
            if target != attacker and all(abs(world[target] - values[target]) < MARGIN for world in possible)
        }
    return found


@pytest.mark.parametrize("seed", range(4))
def test_REQ_24_with_five_others_nobody_is_solved_by_any_set_of_views(seed):
    draw = random.Random(seed)
    values = tuple(draw.choice([42, 44, 46]) for _ in range(6))
    shown = benchmarks(pool_of(*values))
    detail = Detail(shown["A"].lower is not None, shown["A"].step)

    assert known_to_somebody(values, detail, (40, 42, 44, 46, 48)) == set()


@pytest.mark.parametrize("seed", range(2))
def test_REQ_24_the_audit_misses_nobody_who_is_known(seed):
    draw = random.Random(seed)
    values = (*draw.sample([40, 42, 44, 46, 48], 4), 42, 46)
    known = known_to_somebody(values, EXACT, (38, 40, 42, 44, 46, 48, 50))

    assert known
    assert {str(place) for place in known} <= solved(dict(zip("012345", values, strict=True)), "012345", EXACT)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.floats(0, 100), min_size=6, max_size=10))
def test_REQ_24_what_is_shown_passes_the_audit(values):
    shown = benchmarks(pool_of(*values))

    for reader, others in shown.items():
        detail = Detail(others.lower is not None, others.step)
        assert detail in DETAILS
        assert others.institutions == len(values) - 1
        assert others.median % others.step == 0
        assert not solved({each.institution: each.value for each in pool_of(*values)}, shown, detail)
        true = statistics.median(v for name, v in zip("ABCDEFGHIJ", values, strict=False) if name != reader)
        assert abs(others.median - true) <= others.step / 2 + 1e-9
