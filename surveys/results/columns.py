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


class Sums:
    """How people's sums are made: what each code of each column is worth, by ``weights``; without weight, nothing."""

    def __init__(self, weights: Sequence[Mapping[int, int]]) -> None:
        largest = sum(max(weight.values(), default=0) for weight in weights)
        self.width = next(width for width in LANES if largest < BYTE**width)
        self.tables = [_tables(weight, self.width) for weight in weights]

    def tally(self, columns: Sequence[bytes]) -> Counter[int]:
        """How many people have which sum."""
        if not columns:
            return Counter()
        people, total = len(columns[0]), 0
        for column, tables in zip(columns, self.tables, strict=True):
            lanes = bytearray(self.width * people)
            for place, table in tables:
                lanes[place :: self.width] = column.translate(table)
            total += int.from_bytes(lanes, "little")
        sums = total.to_bytes(self.width * people, "little")
        return Counter(memoryview(sums).cast(LANES[self.width]))


def _tables(weight: Mapping[int, int], width: int) -> list[tuple[int, bytes]]:
    """For each byte of a lane that is ever in use, what ``bytes.translate`` makes of each code."""
    made = []
    for place in range(width):
        table = bytearray(BYTE)
        for code, worth in weight.items():
            table[code] = worth >> (8 * place) & (BYTE - 1)
        made += [(place, bytes(table))] if any(table) else []
    return made
