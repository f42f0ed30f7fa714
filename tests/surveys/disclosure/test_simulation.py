"""A thousand random campaigns: whoever has every release recovers no group below k."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from surveys.results.disclosure.publishing import for_item
from tests.surveys.disclosure.worlds import Attacker, random_world, small_groups

WORLDS = 1000


def recovered(world, cells, k):
    """The small groups the attacker calculates, with what he believes and what is true."""
    attacker = Attacker(cells, world)
    found = {group: attacker.recover(group) for group in small_groups(world, cells, k)}
    return {
        group: (value, sum(world.yes[atom] for atom in group)) for group, value in found.items() if value is not None
    }


def test_REQ_06_no_group_below_k_is_recovered_from_all_releases():
    """The threshold is that of cells where a breakdown was ever shown, else that of the total."""
    seen = Counter()
    for seed in range(WORLDS):
        world = random_world(seed)
        plans = world.plans()
        cells = [part for plan in plans for part in plan.cells]
        broken_down = any(plan.breakdowns for plan in plans)
        k = world.thresholds.cell if broken_down else world.thresholds.total

        assert recovered(world, cells, k) == {}, f"world {seed}"
        assert all(part.n >= k for part in cells), f"world {seed}"
        seen["released"] += bool(cells)
        seen["released again"] += len(plans) == 2 and bool(plans[1].cells)
        seen["broken down"] += broken_down
        seen["crossed"] += any(len(breakdown.places) == 2 for plan in plans for breakdown in plan.breakdowns)

    # a rule that shows nothing would be safe too
    assert seen["released"] > WORLDS * 0.85
    assert seen["released again"] > WORLDS * 0.1
    assert seen["broken down"] > WORLDS * 0.5
    assert seen["crossed"] > WORLDS * 0.05


def test_REQ_06_no_group_below_k_is_recovered_of_an_item_some_left_out():
    """People leave items out, so that groups that are large enough for the release are too small for the item."""
    shown, less = 0, 0
    for seed in range(0, WORLDS, 4):
        draw, world = random.Random(seed), random_world(seed)
        share = draw.choice([0.98, 0.9, 0.6])
        answers = {atom: sum(draw.random() < share for _ in range(n)) for atom, n in world.counts.items()}
        item = replace(world, counts=answers, yes={atom: min(answers[atom], n) for atom, n in world.yes.items()})
        of_item = []
        for number, made in enumerate(world.plans(), start=1):
            so_far = {atom: n for atom, n in answers.items() if atom[-1] <= number}
            of_item.append(for_item(made, so_far, world.thresholds, earlier=of_item))
            less += len(of_item[-1].breakdowns) < len(made.breakdowns)
        cells = [part for made in of_item for part in made.cells]
        broken_down = any(made.breakdowns for made in of_item)
        shown += broken_down

        assert recovered(item, cells, world.thresholds.cell if broken_down else world.thresholds.total) == {}, seed

    assert shown > WORLDS / 4 * 0.3
    assert less > WORLDS / 4 * 0.1


@pytest.mark.parametrize(("rule", "at_least"), [("threshold", 0.5), ("merging", 0.1)])
def test_REQ_06_the_same_attacker_breaks_weaker_rules(rule, at_least):
    """A threshold alone, and merging without the audit: what he recovers is also true."""
    broken, wrong, tried = 0, 0, range(0, WORLDS, 4)
    for seed in tried:
        world = random_world(seed)
        k = 5 if rule == "threshold" else world.thresholds.cell
        found = recovered(world, world.naive_cells(k) if rule == "threshold" else world.merged_cells(), k)
        broken += bool(found)
        wrong += sum(abs(value - truth) > 0.01 for value, truth in found.values())

    assert broken > len(tried) * at_least
    assert wrong == 0
