"""Reads the starter files: TOML, JSON and Markdown in every language of the portal."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

HEADING = re.compile(r"^(#{2,3}) (.+?) \{#([a-z0-9-]+)(?: adds-to=([a-z0-9-]+))?\}$", re.MULTILINE)


@dataclass(frozen=True)
class Count:
    """How many things of a kind were added, and how many were there and left alone."""

    added: int
    left_alone: int


@dataclass(frozen=True)
class Piece:
    """One clause of a guideline's text in one language; level 1 is a clause, 2 a sub-clause."""

    level: int
    anchor: str
    heading: str
    body: str
    amends: str = ""  # of a supplement: the clause of the edition it adds to


def folder() -> Path:
    """Where the starter files are."""
    return Path(settings.BASE_DIR) / "qmportal" / "starter"


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def toml(*path: str) -> dict[str, Any]:
    return tomllib.loads(folder().joinpath(*path).read_text(encoding="utf-8"))


def questionnaires() -> list[dict[str, Any]]:
    """The questionnaires as their files have them, users before employees."""
    names = ("users", "employees")
    return [json.loads((folder() / "questionnaires" / f"{name}.json").read_text(encoding="utf-8")) for name in names]


def texts(**fields: dict[str, str]) -> dict[str, str]:
    """Columns of translated fields: ``texts(title={"en": "Plan", …})`` is ``{"title_en": "Plan", …}``.

    Raises KeyError when a language is missing: the starter content is complete in every language.
    """
    return {f"{field}_{code}": text[code].strip() for field, text in fields.items() for code in languages()}


def document(*path: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """A Markdown file per language, cut into title (``# …``), opening paragraph and the rest."""
    title, lead, body = {}, {}, {}
    for code in languages():
        words = folder().joinpath(*path, f"{code}.md").read_text(encoding="utf-8")
        first, lead[code], *rest = words.strip().split("\n\n", 2)
        title[code] = first.removeprefix("# ").strip()
        body[code] = rest[0] if rest else ""
    return title, lead, body


def pieces(body: str) -> Iterator[Piece]:
    """Cut a guideline's text at its headings ``## Heading {#anchor}`` and ``### Heading {#anchor adds-to=other}``."""
    before, *found = HEADING.split(body)
    if before.strip():
        raise ValueError(f"Text outside a clause: {before.strip()[:60]}")
    for hashes, heading, anchor, amends, text in zip(*[iter(found)] * 5, strict=True):
        yield Piece(
            level=len(hashes) - 1, anchor=anchor, heading=heading, body=(text or "").strip(), amends=amends or ""
        )


def numbers(levels: Iterable[int]) -> Iterator[str]:
    """Numbers of clauses and sub-clauses in order: levels 1, 2, 2, 1 are 1, 1.1, 1.2, 2."""
    clause = sub = 0
    for level in levels:
        if level == 1:
            clause, sub = clause + 1, 0
            yield str(clause)
        else:
            sub += 1
            yield f"{clause}.{sub}"


def missing(model: type[models.Model], entries: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The entries whose code no row has, and how many of the codes were found."""
    there = set(model._default_manager.values_list("code", flat=True))
    by_code = {entry["code"]: entry for entry in entries}
    return [entry for code, entry in by_code.items() if code not in there], len(by_code.keys() & there)
