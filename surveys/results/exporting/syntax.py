"""SPSS syntax that reads the exported answers and names everything in them, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from surveys.results.exporting.codebook import Category, Variable
from surveys.results.layout import NONE, NOT_APPLICABLE

LONGEST_VARIABLE_LABEL, LONGEST_VALUE_LABEL = 250, 120  # bytes; what SPSS takes
LONGEST_NAME = 60  # bytes of 64, so that a number fits behind
LONGEST_PIECE = 120  # bytes of a quoted text on one line; longer lines are cut off
LONGEST_GROUP = 120  # bytes of a group of background answers
RESERVED = frozenset({"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"})


def syntax(variables: Sequence[Variable], language: str, file_name: str) -> str:
    """The whole file; it begins with the mark by which SPSS knows the encoding."""
    names = dict(zip((one.code for one in variables), spss_names([one.code for one in variables]), strict=True))
    measured = [one for one in variables if not one.is_background]
    parts = [
        "* Encoding: UTF-8.",
        *_data(variables, names, file_name),
        _each("VARIABLE LABELS", [_label_of(one, names[one.code], language) for one in variables]),
    ]
    labelled = [one for one in variables if one.categories]
    if labelled:
        parts.append(_each("VALUE LABELS", [_labels(one, names[one.code], language) for one in labelled]))
    if measured:
        parts += ["MISSING VALUES", *(f"  {names[one.code]}" for one in measured), f"  ({NONE}, {NOT_APPLICABLE})."]
    return "\ufeff" + "\n".join([*parts, "EXECUTE.", ""])


def spss_names(codes: Sequence[str]) -> list[str]:
    """Names SPSS takes: letters, digits and underscores, a letter first, no word of its own, none twice."""
    taken: set[str] = set()
    names = []
    for code in codes:
        name = re.sub(r"[^A-Za-z0-9_]", "_", code)[:LONGEST_NAME].strip("_")
        if not name or not name[0].isalpha() or name.upper() in RESERVED:
            name = f"V_{name}".rstrip("_")
        free, number = name, 1
        while free.upper() in taken:
            number += 1
            free = f"{name}_{number}"
        taken.add(free.upper())
        names.append(free)
    return names


def quoted(text: str, longest: int) -> str:
    """A text in quotes, on one line or in several pieces, cut where SPSS would refuse it."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    pieces = list(_pieces(_cut(plain, longest)))
    return " +\n    ".join("'" + piece.replace("'", "''") + "'" for piece in pieces or [""])


def _cut(text: str, longest: int) -> str:
    raw = text.encode()
    return text if len(raw) <= longest else raw[: longest - 3].decode(errors="ignore").rstrip() + "…"


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for sign in text:
        if len((piece + sign).encode()) > LONGEST_PIECE:
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _data(variables: Sequence[Variable], names: dict[str, str], file_name: str) -> Iterator[str]:
    yield "GET DATA"
    yield "  /TYPE=TXT"
    yield f"  /FILE={quoted(file_name, LONGEST_VARIABLE_LABEL)}"
    yield "  /ENCODING='UTF8'"
    yield '  /DELIMITERS=","'
    yield "  /QUALIFIER='\"'"
    yield "  /ARRANGEMENT=DELIMITED"
    yield "  /FIRSTCASE=2"
    yield "  /VARIABLES="
    yield from (f"    {names[one.code]} {f'A{LONGEST_GROUP}' if one.is_background else 'F3.0'}" for one in variables)
    yield "."


def _each(command: str, parts: Sequence[str]) -> str:
    return f"{command}\n  " + "\n  /".join(parts) + "."


def _label_of(one: Variable, name: str, language: str) -> str:
    return f"{name}\n    {quoted(one.texts[language], LONGEST_VARIABLE_LABEL)}"


def _labels(one: Variable, name: str, language: str) -> str:
    return "\n".join([name, *(f"    {_label(category, language)}" for category in one.categories)])


def _label(category: Category, language: str) -> str:
    said = category.code
    code = str(said) if isinstance(said, int) else quoted(said, LONGEST_GROUP)
    return f"{code} {quoted(category.labels[language], LONGEST_VALUE_LABEL)}"
