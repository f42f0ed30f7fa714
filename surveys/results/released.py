"""The shape of a release: plain data, made once by ``surveys.actions.releasing``, read by pages, reports and exports.

What may not be known is not in it: a missing part is ``None`` or absent, never 0. Numbers stand with full precision;
whoever shows one rounds it (``institutions.results.statistics.rounding``). Scores run from 0 to 100, worst to best.
"""

from __future__ import annotations

from typing import Literal, TypedDict

VERSION = 1  # of this shape


class Estimate(TypedDict):
    """A number with its 95 % interval; both ends are ``None`` where there is none (one answer, or blurred).

    ``bound`` says that a blurred number is only known to be "least" or "most" this value: at least 90, at most 10.
    """

    n: int
    value: float
    low: float | None
    high: float | None
    bound: Literal["", "least", "most"]


class ItemResult(TypedDict):
    """A question with a scale in a cell.

    ``counts`` by place of the scale, worst answer first as the scale is written, and ``na`` not applicable; where the
    answers are blurred (of employees who are of one mind) ``counts`` is ``None`` and ``blur`` names the place and
    "at least" which percent. ``mean`` is in points of the scale, ``score`` from 0 to 100 after polarity. ``top`` and
    ``bottom`` are percents of the two best and two worst places (scales of five), ``promoters`` the recommendation
    score (-100 to 100; scales of eleven).
    """

    n: int
    na: int
    counts: list[int] | None
    blur: tuple[int, int] | None
    mean: float | None
    sd: float | None
    score: Estimate | None
    top: Estimate | None
    bottom: Estimate | None
    promoters: Estimate | None


class CellResult(TypedDict):
    """A group of answers: everybody (``by`` empty), or who chose these options of one or two background questions.

    ``items`` by code of the question, ``dimensions`` by code of the dimension; withheld ones are ``None``. ``overall``
    is the mean of people's own means over all ratings; ``weighted`` weighs dimensions by what people called important,
    its interval is the widest there can be.
    """

    by: list[str]
    groups: list[list[str]]
    n: int
    items: dict[str, ItemResult | None]
    dimensions: dict[str, Estimate | None]
    overall: Estimate | None
    weighted: Estimate | None


class Driver(TypedDict):
    """A dimension in the picture of importance and performance: two estimates, and where it falls.

    ``quadrant`` as in ``importance_performance``; uncertain where an interval crosses a cross-hair.
    """

    code: str
    importance: Estimate
    performance: Estimate
    quadrant: Literal["concentrate", "keep", "low", "maintain", "uncertain"]


class Picture(TypedDict):
    """Importance and performance: points and the two cross-hairs; importance is a correlation or a stated score."""

    points: list[Driver]
    importance_line: float
    performance_line: float


class Theme(TypedDict):
    """What people wrote about one thing; ``name`` empty where the reviewer named none."""

    name: str
    texts: list[str]


class TextResult(TypedDict):
    """Words on one open question: how many wrote, how many texts are not shown, and the rest by theme."""

    n: int
    withheld: int
    themes: list[Theme]


class Bias(TypedDict):
    """Who answered, against who there is: percents by group of a background question, where headcounts are known."""

    by: str
    groups: list[list[str]]
    answered: list[float]
    people: list[float]


class Payload(TypedDict):
    """Everything released of a survey. ``cells[0]`` is everybody; ``withheld`` are breakdowns nobody gets."""

    version: int
    audience: Literal["users", "employees"]
    n: int
    asked: int | None
    rate: Estimate | None  # percent who answered; no interval where everybody was asked
    cells: list[CellResult]
    withheld: list[list[str]]
    derived: Picture | None  # importance as correlation with overall satisfaction
    stated: Picture | None  # importance as people said
    reliability: dict[str, float | None]  # Cronbach's alpha by dimension
    texts: dict[str, TextResult]  # by code of the question
    bias: list[Bias]
    comparability: dict[str, str]  # by code of the question, against the version before


class Paper(TypedDict):
    """Answers on paper; ``agreement`` is the percent of answers typed in twice that were the same."""

    lots: int
    answers: int
    checked: int
    agreement: float | None


class Exclusions(TypedDict):
    """Who does not count in an index: fewer than this percent of its questions answered, or any of them left out."""

    least_percent: int
    needs_all: list[str]


class Card(TypedDict):
    """The method card, as codes and numbers; pages put words to them. Days are written as in ISO 8601.

    ``population`` and ``asked`` are people, as the institution says; ``held_back`` counts answers nobody took in, None
    where nobody knows. ``thresholds`` are the smallest total, cell, number of texts and fold.
    """

    institution: str
    audience: str
    population: int | None
    approach: str
    mode: str
    opens_on: str
    closes_on: str
    asked: int | None
    undeliverable: int
    answers: int
    questionnaire: str
    questionnaire_version: int
    questionnaire_hash: str
    languages: list[str]
    thresholds: dict[str, int]
    weights: Literal["none"]
    exclusions: Exclusions
    held_back: int | None
    paper: Paper
    software: str
