"""Reads a number written in figures: thousands and decimals the way each language writes them."""

from __future__ import annotations

import re
from fractions import Fraction

from guidelines.results.parity.tokens import Meaning, number

FIGURES = re.compile(r"[0-9]+(?:[.,][0-9]+|[ \u00a0\u2009\u202f'’][0-9]{3}(?![0-9]))*")
SPACES = re.compile(r"[ \u00a0\u2009\u202f'’]")
SPLIT = re.compile(r"([.,])")
GROUP = 3
LONGEST = 30  # digits; what is longer is a code, not an amount
GROUP_SIGN = {"en": ",", "bs": ".", "sv": "."}
DECIMAL_SIGN = {"en": ".", "bs": ",", "sv": ","}


def figures_at(text: str, at: int, language: str) -> tuple[list[Meaning], int]:
    """The ways to read the figures at this place, and where they end."""
    found = FIGURES.match(text, at)
    assert found is not None  # noqa: S101 - only asked where a digit is
    written = found[0]
    if (space := SPACES.search(written)) and not _is_grouped(written):
        written = written[: space.start()]
    if sum(map(str.isdigit, written)) > LONGEST:
        return [("c", written)], at + len(written)
    meanings, length = _meanings(SPACES.sub("", written), language)
    return meanings, at + (len(written) if length is None else length)


def _is_grouped(written: str) -> bool:
    """12 345,67 but not 2017 120, and not 1.5 200."""
    head, *groups = SPACES.split(written)
    last = SPLIT.split(groups[-1])[0]
    return (
        1 <= len(head) <= GROUP
        and head.isdigit()
        and head[0] != "0"
        and all(map(str.isdigit, groups[:-1]))
        and (len(last) == GROUP)
    )


def _meanings(written: str, language: str) -> tuple[list[Meaning], int | None]:
    """The meanings, and how many signs were read where it is not all of them."""
    parts = SPLIT.split(written)
    groups, signs = parts[::2], parts[1::2]
    if not signs:
        return [number(int(written))], None
    in_groups = len(groups[0]) <= GROUP and groups[0][0] != "0" and all(len(group) == GROUP for group in groups[1:])
    if len(set(signs)) > 1:
        return _mixed(groups, signs)
    sign = signs[0]
    if in_groups and (len(signs) > 1 or sign == GROUP_SIGN[language]):
        return [number(int("".join(groups)))], None
    if len(signs) == 1:
        value: list[Meaning] = [("n", Fraction(f"{groups[0]}.{groups[1]}"))]
        return (value if sign == "," else [*value, ("r", written)]), None
    if sign == ".":
        return [("r", written)], None
    return [number(int(groups[0]))], len(groups[0])  # "1,2,3" is a list


def _mixed(groups: list[str], signs: list[str]) -> tuple[list[Meaning], int | None]:
    *thousands, last = signs
    if last not in thousands and len(set(thousands)) == 1 and all(len(group) == GROUP for group in groups[1:-1]):
        return [("n", Fraction(f"{''.join(groups[:-1])}.{groups[-1]}"))], None
    if signs[0] == ",":
        return [number(int(groups[0]))], len(groups[0])
    return [("n", Fraction(f"{groups[0]}.{groups[1]}")), ("r", f"{groups[0]}.{groups[1]}")], len(groups[0]) + 1 + len(
        groups[1]
    )
