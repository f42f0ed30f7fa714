"""What a release holds: breakdowns in order, each only while nothing small can be calculated."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.results.disclosure.auditing import audit
from surveys.results.disclosure.cells import batches, cell
from surveys.results.disclosure.merging import Dimension
from surveys.results.disclosure.publishing import STAFF, USERS, Plan, Thresholds, comparable, for_item, may_follow, plan
from tests.surveys.disclosure.worlds import random_world

AGES = Dimension(0, ((1, 2, 3),))
UNITS = Dimension(1, ((1,), (2,)))
FIRST = {(1, 1): 12, (1, 2): 12, (2, 1): 12, (2, 2): 12, (3, 1): 3, (3, 2): 4}


def test_a_release_holds_the_total_and_merged_breakdowns():
    made = plan(batches([FIRST]), [AGES, UNITS], STAFF, crossings=[(AGES, UNITS)])

    assert made.total.n == 55
    assert [breakdown.places for breakdown in made.breakdowns] == [(0,), (1,), (0, 1)]
    assert made.breakdowns[0].groups == (((1,),), ((2, 3),))
    assert [part.n for part in made.breakdowns[0].cells] == [24, 31]
    assert [part.n for part in made.breakdowns[2].cells] == [12, 12, 15, 16]
    assert made.withheld == ()
    assert len(made.cells) == 9


def test_the_breakdown_named_first_is_kept():
    """Everybody aged 1 works in unit 1; with both breakdowns the three others of unit 1 could be calculated."""
    counts = batches([{(1, 1): 12, (2, 1): 3, (2, 2): 20}])
    ages = Dimension(0, ((1,), (2,)))

    assert plan(counts, [ages, UNITS], STAFF).withheld == ((1,),)
    assert plan(counts, [UNITS, ages], STAFF).withheld == ((0,),)


@pytest.mark.parametrize(("thresholds", "people"), [(USERS, 4), (STAFF, 9)])
def test_a_small_campaign_is_never_released(thresholds, people):
    assert plan(batches([{(1, 1): people}]), [], thresholds) == Plan(None)
    assert plan(batches([{(1, 1): people + 1}]), [], thresholds).total.n == people + 1
    assert Plan(None).cells == ()


@given(seed=st.integers(1_000, 1_000_000))
@settings(max_examples=60, deadline=None)
def test_REQ_05_no_published_breakdown_leaves_a_small_remainder(seed):
    world = random_world(seed)

    for made in world.plans():
        for breakdown in made.breakdowns:
            assert breakdown.rest == made.total.n - sum(part.n for part in breakdown.cells)
            assert breakdown.rest == 0 or breakdown.rest >= world.thresholds.cell
            assert all(part.n >= world.thresholds.cell for part in breakdown.cells)
            assert len(breakdown.groups) == len(breakdown.cells)


@pytest.mark.parametrize(
    ("before", "now", "allowed"), [(40, 40, True), (40, 41, False), (40, 49, False), (40, 50, True), (40, 39, False)]
)
def test_REQ_10_a_correction_has_as_many_answers_or_a_fold_more(before, now, allowed):
    assert may_follow(before, now, fold=10) == allowed


@given(seed=st.integers(1_000, 1_000_000))
@settings(max_examples=60, deadline=None)
def test_REQ_10_no_two_releases_differ_by_a_few(seed):
    world = random_world(seed)
    sizes = [made.total.n for made in world.plans() if made.total]

    assert all(now == before or now - before >= world.thresholds.fold for before, now in pairwise(sizes))


def test_REQ_10_stragglers_wait():
    first = plan(batches([FIRST]), [AGES, UNITS], STAFF)
    later = batches([FIRST, FIRST | {(3, 1): 12}])

    assert plan(later, [AGES, UNITS], STAFF, earlier=[first]) == Plan(None)


def test_REQ_10_a_correction_shows_only_what_cannot_be_subtracted():
    """Twelve more people, all of one unit: its breakdown still holds; ages would show two and ten of them."""
    first = plan(batches([FIRST]), [AGES, UNITS], STAFF)
    later = batches([FIRST, FIRST | {(1, 1): 14, (3, 1): 13}])

    second = plan(later, [AGES, UNITS], STAFF, earlier=[first])

    assert second.total.n == 67
    assert [breakdown.places for breakdown in second.breakdowns] == [(1,)]
    assert second.withheld == ((0,),)
    assert audit([*first.cells, *second.cells], later, STAFF.cell).clean


def test_REQ_10_an_unchanged_correction_repeats_everything():
    first = plan(batches([FIRST]), [AGES, UNITS], STAFF)

    assert plan(batches([FIRST, FIRST]), [AGES, UNITS], STAFF, earlier=[first]) == first


def test_a_ledger_that_gives_a_group_away_stops_every_release():
    counts = batches([{(1, 1): 12, (2, 1): 3, (2, 2): 20}])
    known = Plan(cell(counts), tuple(plan(counts, [each], STAFF).breakdowns[0] for each in (AGES, UNITS)))

    assert plan(counts, [AGES], STAFF, earlier=[known]) == Plan(None)


def test_k_applies_to_every_item():
    counts = batches([FIRST])
    released = plan(counts, [AGES, UNITS], STAFF)
    rarely = {atom: n if atom[1] == 1 else 3 for atom, n in counts.items()}

    shown = for_item(released, rarely, STAFF)

    assert shown.total.n == 36
    assert [breakdown.places for breakdown in shown.breakdowns] == [(0,)]
    assert [part.n for part in shown.breakdowns[0].cells] == [15, 21]
    assert shown.withheld == ((1,),)
    assert for_item(released, dict.fromkeys(counts, 1), STAFF) == Plan(None)
    assert for_item(Plan(None), counts, STAFF) == Plan(None)
    assert for_item(released, counts, STAFF, earlier=[released]) == released


def test_REQ_07_trends_join_only_cells_that_are_cut_alike():
    before = plan(batches([FIRST]), [AGES, UNITS], STAFF)
    alike = plan(batches([FIRST | {(1, 1): 30}]), [AGES, UNITS], STAFF)
    finer = plan(batches([FIRST | {(3, 1): 30}]), [AGES, UNITS], STAFF)

    assert comparable(before, alike) == (((0,), ((1,),)), ((0,), ((2, 3),)), ((1,), ((1,),)), ((1,), ((2,),)))
    assert comparable(before, finer) == (((0,), ((1,),)), ((1,), ((1,),)), ((1,), ((2,),)))


@pytest.mark.parametrize("numbers", [(4, 10, 5), (5, 4, 5), (5, 10, 1), (10, 5, 5)])
def test_REQ_26_thresholds_have_a_floor(numbers):
    with pytest.raises(ValueError, match="threshold"):
        Thresholds(*numbers)
