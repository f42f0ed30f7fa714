"""A release as a table: one figure per row, with its interval and how many answers it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.models import Item, Release
from surveys.results.exporting.codebook import LANGUAGES, Words, group_code, group_words, options_of, words_of
from surveys.results.released import CellResult, Estimate, ItemResult

WITHHELD, AT_LEAST = "withheld", "at least"
BOUNDS = {"least": AT_LEAST, "most": "at most"}  # of numbers that are blurred
KEYS = (
    *("survey", "release", "by", "group", *(f"group_{code}" for code in LANGUAGES)),
    *("kind", "code", *(f"label_{code}" for code in LANGUAGES)),
    *("statistic", "place", "value", "low", "high", "n", "note"),
)
ESTIMATES = ("score", "top", "bottom", "promoters")
NOBODY: Words = dict.fromkeys(LANGUAGES, "")
Figure = tuple[str, int | None, float | None, float | None, float | None, int | None, str]


def figure_rows(release: Release) -> Iterator[list[Any]]:
    """The cells of the table in the order of ``KEYS``; four queries, or two where the questionnaire is at hand."""
    payload, asked = release.payload, release.campaign.questionnaire
    items = {item.code: item for item in asked.items.select_related("scale").prefetch_related("scale__options")}
    names = {row.code: words_of(row, "name") for row in asked.dimensions.all()}
    survey = [release.campaign.address, release.number]
    for row in _whole(payload):
        yield [*survey, "", "", *NOBODY.values(), "survey", "", *NOBODY.values(), *row]
    for cell in payload["cells"]:
        head = [*survey, *_group(cell, items)]
        for kind, code, words, figure in _cell(cell, items, names):
            yield [*head, kind, code, *words.values(), *figure]
    for code, alpha in payload["reliability"].items():
        words = names.get(code, NOBODY)
        yield [*survey, "", "", *NOBODY.values(), "dimension", code, *words.values(), *_plain("alpha", alpha)]
    for by in payload["withheld"]:
        head = [*survey, " ".join(by), "", *NOBODY.values()]
        yield [*head, "breakdown", "", *NOBODY.values(), *_plain("", None)]


def _whole(payload: Any) -> Iterator[Figure]:
    if payload["asked"] is not None:
        yield _plain("asked", payload["asked"])
    if payload["rate"] is not None:
        yield _estimated("rate", payload["rate"])


def _group(cell: CellResult, items: Mapping[str, Item]) -> list[str]:
    """Which group a cell is about: questions, codes, words."""
    words = [
        group_words(options_of(items[code]), group) if code in items else NOBODY
        for code, group in zip(cell["by"], cell["groups"], strict=True)
    ]
    labels = (" / ".join(one[code] for one in words) for code in LANGUAGES)
    return [" ".join(cell["by"]), " ".join(map(group_code, cell["groups"])), *labels]


def _cell(
    cell: CellResult, items: Mapping[str, Item], names: Mapping[str, Words]
) -> Iterator[tuple[str, str, Words, Figure]]:
    yield "survey", "", NOBODY, _plain("answers", cell["n"])
    for code, result in cell["items"].items():
        kind = str(items[code].role) if code in items else "rating"
        words = words_of(items[code], "text") if code in items else NOBODY
        for figure in _item(result):
            yield kind, code, words, figure
    for code, estimate in cell["dimensions"].items():
        yield "dimension", code, names.get(code, NOBODY), _estimated("score", estimate)
    for kind in ("overall", "weighted"):
        yield kind, "", NOBODY, _estimated("score", cell[kind])  # type: ignore[literal-required]


def _item(result: ItemResult | None) -> Iterator[Figure]:
    if result is None:
        yield _plain("score", None)
        return
    for name in ESTIMATES:
        if result[name] is not None or name == "score":  # type: ignore[literal-required]
            yield _estimated(name, result[name])  # type: ignore[literal-required]
    for name in ("mean", "sd"):
        if result[name] is not None:  # type: ignore[literal-required]
            yield _plain(name, result[name], n=result["n"])  # type: ignore[literal-required]
    yield _plain("not applicable", result["na"])
    for place, count in enumerate(result["counts"] or (), start=1):
        yield _plain("answers", count, place=place)
    if result["blur"] is not None:
        place, percent = result["blur"]
        yield "percent", place + 1, percent, None, None, result["n"], AT_LEAST


def _estimated(name: str, estimate: Estimate | None) -> Figure:
    if estimate is None:
        return _plain(name, None)
    note = BOUNDS.get(estimate["bound"], "")
    return name, None, estimate["value"], estimate["low"], estimate["high"], estimate["n"], note


def _plain(name: str, value: float | None, *, place: int | None = None, n: int | None = None) -> Figure:
    return name, place, value, None, None, n, WITHHELD if value is None else ""
