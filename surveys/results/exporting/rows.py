"""Answers of users as rows, in the order of their random keys, as many as there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count

from surveys.models import Campaign, Response
from surveys.results.exporting.codebook import Variable, group_code
from surveys.results.released import Payload

COLUMNS = ("d1", "d2", "d3")
ROWS_AT_ONCE = 2_000  # rows the database hands over together
Groups = dict[str, dict[int, str]]  # by background question: the released group of each category, by its number


def groups_shown(campaign: Campaign, payload: Payload) -> Groups:
    """The background questions whose groups stand in the rows; two queries.

    One after the other in the order of the survey, each only where all combinations with those before it, and with
    no group at all, have as many people as the survey promises.
    """
    dimensions = list(campaign.dimensions.select_related("item"))
    counts = Response.objects.filter(campaign=campaign).order_by().values_list(*COLUMNS).annotate(n=Count("id"))
    cells = [(row[:3], row[3]) for row in counts]
    shown: Groups = {}
    used: list[tuple[int, dict[int, str]]] = []
    for dimension in dimensions:
        released = released_groups(payload, dimension.item.code)
        names = _names(dimension.categories, released)
        tried = [*used, (dimension.position - 1, names)]
        if released and all(n >= campaign.k_cell for n in _classes(cells, tried).values()):
            used = tried
            shown[dimension.item.code] = names
    return shown


def released_groups(payload: Payload, code: str) -> list[list[str]]:
    """The merged groups of a background question, as they were released; none where it was withheld."""
    return [cell["groups"][0] for cell in payload["cells"] if cell["by"] == [code]]


def answer_rows(campaign: Campaign, variables: Sequence[Variable], shown: Groups) -> Iterator[list[Any]]:
    """One row per answer, read from the database some thousand at a time; one query, and one more for breakdowns."""
    positions = {row.item.code: row.position for row in campaign.dimensions.select_related("item")}
    readers = [_reader(one, positions, shown) for one in variables]
    rows = Response.objects.filter(campaign=campaign).order_by("id").values_list(*COLUMNS, "answers")
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield [column[row[source]] if source < 3 else row[3][column] for source, column in readers]


def _reader(one: Variable, positions: Mapping[str, int], shown: Groups) -> tuple[int, Any]:
    """Where the column comes from: a breakdown with the names of its groups, or the answers with a place in them."""
    if not one.is_background:
        return 3, one.place
    if one.code in shown:
        return positions[one.code] - 1, _Known(shown[one.code])
    return 0, _Known()


class _Known(dict[int, str]):
    """Names of groups; empty for every other category, and for none."""

    def __missing__(self, _category: int) -> str:
        return ""


def _names(categories: list[list[str]], released: list[list[str]]) -> dict[int, str]:
    """The released group of each category the survey declared, by the number that stands in the answers."""
    return {
        number: group_code(group)
        for number, codes in enumerate(categories, start=1)
        for group in released
        if set(codes) <= set(group)
    }


def _classes(cells: list[tuple[Any, int]], columns: list[tuple[int, dict[int, str]]]) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for categories, n in cells:
        found[tuple(names.get(categories[place], "") for place, names in columns)] += n
    return found
