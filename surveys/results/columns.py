"""Columns of bytes, one byte a person, counted at the speed of the machine: no loop here runs over people.

A column is turned into other numbers by ``bytes.translate``; several are added, person by person, as two whole numbers
of as many digits as there are people. Sums that do not fit a byte take lanes of two or four.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

BYTE = 256
LANES: dict[int, Literal["B", "H", "I"]] = {1: "B", 2: "H", 4: "I"}  # bytes of a lane, and how a memoryview calls them


def tally(columns: Sequence[bytes], weights: Sequence[Mapping[int, int]]) -> Counter[int]:
    """How many people have which sum, where each column counts as its ``weights`` say; a code without weight is 0."""
    if not columns or not columns[0]:
        return Counter()
    width = _width(sum(max(weight.values(), default=0) for weight in weights))
    total = 0
    for column, weight in zip(columns, weights, strict=True):
        total += _as_number(column, weight, width)
    sums = total.to_bytes(width * len(columns[0]), "little")
    return Counter(sums if width == 1 else memoryview(sums).cast(LANES[width]))


def _width(largest: int) -> int:
    """The narrowest lane, in bytes, that holds the sum of everybody."""
    return next(width for width in LANES if largest < BYTE**width)


def _as_number(column: bytes, weight: Mapping[int, int], width: int) -> int:
    """The column as one number, whose lanes are the weights in the machine's own order of bytes."""
    lanes = bytearray(width * len(column))
    for place in range(width):
        table = bytes(weight.get(code, 0) >> (8 * place) & 255 for code in range(BYTE))
        if any(table):
            lanes[place::width] = column.translate(table)
    return int.from_bytes(lanes, "little")
