"""Puts pieces side by side and tells where lists, tables and pointers differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.results.parity.blocks import Listing, Segment, Structure, Table
from guidelines.results.parity.findings import Finding, Kind
from guidelines.results.parity.remarks import remark

Pair = tuple[list[Segment], list[Segment]]
Differ = Callable[[Segment, Segment], int]
GAP = 1.5  # what it costs to leave a piece without a partner; a figure that differs costs 1
MOST_ALIGNED = 3_000  # pairs tried where two lists differ in length; beyond, only the difference is told
POINTERS = {
    "links": (
        Kind.LINK,
        _("The address {what} is not in the translation."),
        _("The address {what} is not in the source."),
    ),
    "references": (
        Kind.CLAUSE_REFERENCE,
        _("The cross-reference to {what} is not in the translation."),
        _("The cross-reference to {what} is not in the source."),
    ),
    "footnotes": (
        Kind.FOOTNOTE,
        _("The footnote {what} is not in the translation."),
        _("The footnote {what} is not in the source."),
    ),
    "figures": (
        Kind.FIGURE,
        _("The figure {what} is not in the translation."),
        _("The figure {what} is not in the source."),
    ),
    "placeholders": (
        Kind.PLACEHOLDER,
        _("The placeholder {what} is not in the translation as it stands in the source."),
        _("The placeholder {what} is not in the source."),
    ),
}
COUNTED = ("placeholders", "footnotes")  # each one counts; a link given once may be enough


def pairs(source: Structure, target: Structure, differ: Differ) -> tuple[list[Pair], list[Finding]]:
    """The pieces that belong together, and what keeps others apart.

    What has another shape on the other side is compared as one heap: a list or table may have become a sentence.
    """
    found: list[Finding] = []
    together: list[Pair] = []
    heaps: Pair = ([], [])
    same_prose, same_lists, same_tables = (
        len(getattr(source, name)) == len(getattr(target, name)) for name in ("prose", "lists", "tables")
    )
    if same_lists:
        for ours, theirs in zip(source.lists, target.lists, strict=True):
            together += _pair_items(ours, theirs, differ, found)
    else:
        found.append(_other_number_of_lists(source, target))
        _heap(heaps, source.items(), target.items())
    if same_tables:
        for table, other in zip(source.tables, target.tables, strict=True):
            together += _pair_cells(table, other, differ, found)
    else:
        found.append(_other_number_of_tables(source, target))
        _heap(heaps, source.cells(), target.cells())
    if same_prose and same_lists and same_tables:
        together += [([one], [other]) for one, other in zip(source.prose, target.prose, strict=True)]
    else:
        _heap(heaps, source.prose, target.prose)
    return [*together, heaps] if any(heaps) else together, found


def _heap(heaps: Pair, ours: list[Segment], theirs: list[Segment]) -> None:
    heaps[0].extend(ours)
    heaps[1].extend(theirs)


def _other_number_of_lists(source: Structure, target: Structure) -> Finding:
    message = format_lazy(
        _("The source has {source} lists, the translation {target}."),
        source=len(source.lists),
        target=len(target.lists),
    )
    ours = next((listing.items[0] for listing in source.lists if listing.items), None)
    theirs = next((listing.items[0] for listing in target.lists if listing.items), None)
    return remark(Kind.LIST, message, ours, theirs)


def _other_number_of_tables(source: Structure, target: Structure) -> Finding:
    message = format_lazy(
        _("The source has {source} tables, the translation {target}."),
        source=len(source.tables),
        target=len(target.tables),
    )
    ours, theirs = (
        next((table.rows[0][0] for table in side.tables if table.rows and table.rows[0]), None)
        for side in (source, target)
    )
    return remark(Kind.TABLE, message, ours, theirs)


def _pair_items(ours: Listing, theirs: Listing, differ: Differ, found: list[Finding]) -> list[Pair]:
    if len(ours.items) == len(theirs.items):
        return _reordered(ours.items, theirs.items, differ)
    aligned, alone, others = align(ours.items, theirs.items, differ)
    message = format_lazy(
        _("The list has {source} items in the source and {target} in the translation."),
        source=len(ours.items),
        target=len(theirs.items),
    )
    found.append(remark(Kind.LIST, message, _first(alone, ours.items), _first(others, theirs.items)))
    if elsewhere := _partners(
        [*alone, *(one for one, other in aligned if differ(one, other))],
        [*others, *(other for one, other in aligned if differ(one, other))],
        differ,
    ):
        there = {id(segment): segment for segment in ours.items}
        return [([there[key]], [other]) for key, other in elsewhere.items()] + [
            ([one], [other]) for one, other in aligned if not differ(one, other)
        ]
    return [([one], [other]) for one, other in aligned]


def _first(alone: Sequence[Segment], everything: Sequence[Segment]) -> Segment | None:
    return alone[0] if alone else (everything[0] if everything else None)


def _reordered(ours: list[Segment], theirs: list[Segment], differ: Differ) -> list[Pair]:
    """Items in their order, except those that agree only with an item elsewhere: alphabets differ."""
    unlike = [(one, other) for one, other in zip(ours, theirs, strict=True) if differ(one, other)]
    elsewhere = _partners([one for one, _ in unlike], [other for _, other in unlike], differ)
    return [([one], [elsewhere.get(id(one), other)]) for one, other in zip(ours, theirs, strict=True)]


def _partners(ours: list[Segment], theirs: list[Segment], differ: Differ) -> dict[int, Segment]:
    """By the identity of ours: a partner whose figures agree, for all of the fewer; none at all where one has none."""
    if not 1 < len(ours) * len(theirs) <= MOST_ALIGNED:
        return {}
    free, found = list(theirs), {}
    for one in ours:
        index = next((index for index, other in enumerate(free) if not differ(one, other)), None)
        if index is not None:
            found[id(one)] = free.pop(index)
    return found if len(found) == min(len(ours), len(theirs)) else {}


def _pair_cells(ours: Table, theirs: Table, differ: Differ, found: list[Finding]) -> list[Pair]:
    rows, other_rows = ours.rows, theirs.rows
    if (len(rows), ours.columns) != (len(other_rows), theirs.columns):
        message = format_lazy(
            _("The table has {rows} × {columns} cells in the source and {other_rows} × {other_columns} here."),
            rows=len(rows),
            columns=ours.columns,
            other_rows=len(other_rows),
            other_columns=theirs.columns,
        )
        joined, other_joined = [_joined(row) for row in rows], [_joined(row) for row in other_rows]
        if ours.columns != theirs.columns:
            found.append(remark(Kind.TABLE, message, *(_first(lines, lines) for lines in (joined, other_joined))))
            return []
        aligned, alone, others = align(joined, other_joined, differ)
        found.append(remark(Kind.TABLE, message, _first(alone, joined), _first(others, other_joined)))
        return [([one], [other]) for one, other in aligned]
    cells = [
        (one, other)
        for row, other_row in zip(rows, other_rows, strict=True)
        for one, other in zip(row, other_row, strict=False)
    ]
    for one, other in cells:
        if bool(one.text.strip()) != bool(other.text.strip()):
            found.append(remark(Kind.TABLE, _("A cell of the table is empty on one side only."), one, other))
    return [([one], [other]) for one, other in cells if one.text.strip() and other.text.strip()]


def _joined(row: list[Segment]) -> Segment:
    return Segment(" | ".join(cell.text for cell in row), row[0].line if row else 1)


def align(
    ours: list[Segment], theirs: list[Segment], differ: Differ
) -> tuple[list[tuple[Segment, Segment]], list[Segment], list[Segment]]:
    """Pairs in order, and who is left alone on either side; no pairs at all where there are too many to try."""
    if len(ours) * len(theirs) > MOST_ALIGNED:
        return [], [], []
    cost = [[GAP * (row + column) for column in range(len(theirs) + 1)] for row in range(len(ours) + 1)]
    for row, one in enumerate(ours, start=1):
        for column, other in enumerate(theirs, start=1):
            together = cost[row - 1][column - 1] + differ(one, other) + _other_length(one, other)
            cost[row][column] = min(together, cost[row - 1][column] + GAP, cost[row][column - 1] + GAP)
    aligned, alone, others = [], [], []
    row, column = len(ours), len(theirs)
    while row or column:
        if row and cost[row][column] == cost[row - 1][column] + GAP:
            row -= 1
            alone.append(ours[row])
        elif column and cost[row][column] == cost[row][column - 1] + GAP:
            column -= 1
            others.append(theirs[column])
        else:
            row, column = row - 1, column - 1
            aligned.append((ours[row], theirs[column]))
    return aligned[::-1], alone[::-1], others[::-1]


def _other_length(one: Segment, other: Segment) -> float:
    return min(1.0, abs(math.log((len(one.text) + 4) / (len(other.text) + 4))))


def compare_pointers(source: Structure, target: Structure) -> list[Finding]:
    """Links, cross-references, footnotes, figures and placeholders that only one side has."""
    found = []
    for name, (kind, lost, new) in POINTERS.items():
        ours, theirs = _pointing(source, name), _pointing(target, name)
        for here, there, message, is_source in ((ours, theirs, lost, True), (theirs, ours, new, False)):
            for what, pieces in here.items():
                wanted = len(pieces) if name in COUNTED else 1
                if len(there.get(what, ())) < wanted:
                    piece = pieces[0]
                    sides = (piece, None) if is_source else (None, piece)
                    found.append(remark(kind, format_lazy(message, what=what), *sides))
    return found


def _pointing(side: Structure, name: str) -> dict[str, list[Segment]]:
    places: dict[str, list[Segment]] = {}
    for piece in side.segments():
        for what in getattr(piece.pointers, name):
            places.setdefault(what, []).append(piece)
    return places
