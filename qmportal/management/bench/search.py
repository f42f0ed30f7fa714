"""A search among 10,000 clauses in three languages: with a rare word, a very common one, and one that nothing has."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from guidelines.models import Clause, Edition, Guideline, Rendition
from qmportal.management.bench.data import Data, words
from qmportal.management.bench.pages import Page, queries_of, ratios_of
from qmportal.management.bench.server import Server
from qmportal.search import vocabulary

LANGUAGES = ("en", "bs", "sv")
GUIDELINES, EDITIONS = 50, 2
CLAUSES = 10_000
COMMON, RARE, NOBODYS = "quality", "heliotrope", "quallity"  # in every clause; in five; a mistyped word
RARE_IN = 5
LENGTH = 110  # words of a clause
LEXICON = 4_000  # different words
BEGUN, RENEWED = date(2014, 1, 1), date(2018, 1, 1)


def measure_search(write: Callable[[str], Any], analyse: Callable[[], None], data: Data, server: Server) -> list[str]:
    """Write one figure a line (goal of each ratio 0.08); return what took another number of queries than with few.

    The texts stay. A page that fails raises LookupError.
    """
    pages = {name: Page(name, f"{reverse('search')}?{urlencode({'q': word})}") for name, word in _words().items()}
    make_texts(100)
    analyse()
    few = {name: queries_of(page, data) for name, page in pages.items()}
    make_texts(CLAUSES)
    analyse()
    trouble = []
    for name, page in pages.items():
        many = queries_of(page, data)
        write(f"guidelines.search.{name}.queries: {many}")
        write(f"guidelines.search.{name}.ratio_to_bare: {ratios_of(page, data, server)[0]:.3f}")
        if many != few[name]:
            trouble.append(f"search for a {name} word takes {few[name]} queries among few clauses, {many} among many")
    return trouble


def _words() -> dict[str, str]:
    return {"rare": RARE, "common": COMMON, "mistyped": NOBODYS}


def make_texts(number: int) -> None:
    """Add clauses, each approved in three languages, until there are so many; half of them hold no longer."""
    chance = random.Random(number)  # noqa: S311 - the same texts in every run
    lexicon = ["".join(chance.choices("abdeghiklmnoprstuv", k=chance.randint(4, 11))) for _word in range(LEXICON)]
    editions = _editions(number)
    each = number // len(editions)
    clauses = [
        Clause(
            edition=edition,
            position=position,
            number=str(position),
            anchor=f"n{number}-clause-{position}",
            **words("heading", f"{lexicon[position % LEXICON].capitalize()} {position}"),
        )
        for edition in editions
        for position in range(1, each + 1)
    ]
    Clause.objects.bulk_create(clauses, batch_size=1000)
    Rendition.objects.bulk_create(
        (
            Rendition(
                clause=clause,
                language=language,
                heading=clause.heading_en,
                body=_body(chance, lexicon, is_rare=place < RARE_IN),
                print="x",
            )
            for place, clause in enumerate(clauses)
            for language in LANGUAGES
        ),
        batch_size=1000,
    )
    vocabulary.refresh()


def _body(chance: random.Random, lexicon: list[str], *, is_rare: bool) -> str:
    said = [lexicon[int(len(lexicon) * chance.random() ** 2)] for _word in range(LENGTH)]
    said[chance.randrange(LENGTH)] = COMMON
    said[0] = RARE if is_rare else said[0]
    return " ".join(said)


def _editions(number: int) -> list[Edition]:
    """Of each guideline one that has ended and one in force."""
    made = []
    for place in range(min(GUIDELINES, number // 2)):
        guideline = Guideline.objects.create(code=f"S-{number}-{place}", **words("title", f"Recommendation {place}"))
        ended = {"state": "superseded", "in_force_from": BEGUN, "in_force_to": RENEWED, "published_on": BEGUN}
        held = {"state": "published", "in_force_from": RENEWED, "published_on": RENEWED}
        for position, fields in enumerate((ended, held), start=1):
            edition = Edition(guideline=guideline, number=position, year=2014, source_language="bs", **fields)
            edition.save()
            made.append(edition)
    return made
