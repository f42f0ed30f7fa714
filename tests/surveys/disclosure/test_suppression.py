"""Hiding small groups of one table; the cases are those of our statistics, section on anonymity."""

import json

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from surveys.results.disclosure.suppression import may_both_be_shown, suppress

ORACLE = settings.BASE_DIR / "tests" / "data" / "statistics-oracle.json"
CASES = {case["id"]: case for case in json.loads(ORACLE.read_text())["cases"]}

groups_of_people = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 40), min_size=1)


@pytest.mark.parametrize(
    "name", ["suppression", "suppression_two_small", "suppression_none", "suppression_small_total"]
)
def test_worked_example(name):
    given_, expected = CASES[name]["inputs"], CASES[name]["expected"]

    found = suppress(given_["groups"], given_["k"], given_.get("total"))

    assert list(found.primary) == expected["primary"]
    assert list(found.complementary) == expected["complementary"]
    assert list(found.shown) == expected["shown"]
    assert found.hidden_total == expected["hidden_total"]
    assert found.total_shown == (name != "suppression_small_total")


def test_worked_example_differencing():
    case = CASES["differencing"]

    blocked = [not may_both_be_shown(n1, n2, case["inputs"]["k"]) for n1, n2 in case["inputs"]["pairs"]]

    assert blocked == case["expected"]["blocked"]


@given(groups=groups_of_people, k=st.integers(2, 12), unnamed=st.integers(0, 15))
def test_REQ_05_hidden_answers_are_none_or_at_least_k(groups, k, unnamed):
    total = sum(groups.values()) + unnamed

    found = suppress(groups, k, total)

    assert {*found.primary, *found.complementary, *found.shown} == set(groups)
    assert all(groups[name] >= k for name in found.shown)
    assert found.hidden_total == total - sum(groups[name] for name in found.shown)
    if found.shown or found.total_shown:
        assert found.hidden_total == 0 or found.hidden_total >= k or found.hidden_total == total
    assert found.total_shown == (total >= k)


def test_one_hidden_group_never_stands_alone():
    assert suppress({"A": 30, "B": 0, "C": 12}, 5).complementary == ("C",)


def test_people_in_no_group_take_the_smallest_with_them():
    assert suppress({"A": 20, "B": 9}, 5, total=31).complementary == ("B",)


def test_many_people_in_no_group_hide_nothing():
    assert suppress({"A": 20, "B": 9}, 5, total=40).shown == ("A", "B")


@pytest.mark.parametrize(("groups", "total"), [({"A": 3}, 2), ({"A": -1, "B": 5}, 4)])
def test_impossible_counts_are_refused(groups, total):
    with pytest.raises(ValueError, match="more answers than there are"):
        suppress(groups, 5, total)
