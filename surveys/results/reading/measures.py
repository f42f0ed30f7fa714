"""Satisfaction as a whole, by theme, and question by question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from institutions.templatetags.people_dates import number
from surveys.models import Item
from surveys.results.reading.drawing import dot, fills, segments
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import DASH, shown, written, written_percent
from surveys.results.reading.parts import Part, Plot, Row, Table
from surveys.results.released import Estimate, ItemResult, Payload

T = TypeVar("T")
ASKED = (Item.Role.RATING, Item.Role.OVERALL, Item.Role.IMPORTANCE)


def withheld() -> str:
    """Why a number is missing."""
    return _("Not shown, to protect those who answered")


def dot_row(label: str, estimate: Estimate | None, code: str = "", mark: float | None = None) -> Row:
    """A line with a dot and its interval; words alone where there is nothing to draw."""
    if estimate is None:
        return Row(label, withheld(), None, code)
    return Row(label, shown(estimate), dot(estimate, mark=mark), code)


def told(rows: Iterable[Row]) -> str:
    """The plot in words."""
    return "; ".join(f"{row.label}: {row.value}" for row in rows) + "."


def themes(payload: Payload, names: Names) -> Part:
    """A dot with its interval for all ratings together and for each theme."""
    whole = payload["cells"][0]
    measured = [("overall", whole["overall"]), *in_order(whole["dimensions"], names)]
    if whole["weighted"] is not None:
        measured.insert(1, ("weighted", whole["weighted"]))
    rows = [dot_row(names.measure(code), estimate, code) for code, estimate in measured]
    title = _("Satisfaction by theme")
    return Part(
        "themes",
        title,
        sentences=[_("0 is the worst and 100 the best that could be said. The line is the 95 percent interval.")],
        plot=Plot("dots", title, told(rows), rows),
        table=Table(
            title,
            [_("Theme"), pgettext("survey", "Answers"), _("Score (interval)"), _("Agreement of the questions (alpha)")],
            [
                [
                    names.measure(code),
                    count_of(estimate),
                    shown(estimate),
                    alpha(payload["reliability"].get(code)),
                ]
                for code, estimate in measured
            ],
        ),
    )


def in_order(found: Mapping[str, T], names: Names) -> list[tuple[str, T]]:
    """Measures in the order of the questionnaire, what is about everything before all; a stored release has none."""
    order = {code: place for place, code in enumerate(("overall", "weighted", *names.dimensions))}
    return sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))


def count_of(estimate: Estimate | None) -> str:
    return DASH if estimate is None else number(estimate["n"])


def alpha(value: float | None) -> str:
    """Cronbach's alpha, which has no interval here."""
    return DASH if value is None else written(value, 2)


def items(payload: Payload, names: Names) -> Iterator[Part]:
    """Bars of all answers, question by question, one part for each theme."""
    yield Part(
        "items",
        _("Question by question"),
        sentences=[_("Each bar is all who answered the question, in the order of the scale.")],
    )
    results = payload["cells"][0]["items"]
    for key, title, codes in _grouped(names):
        shown_codes = [code for code in codes if code in results]
        if shown_codes:
            yield from _item_parts(key, title, shown_codes, results, names)


def _grouped(names: Names) -> Iterator[tuple[str, str, list[str]]]:
    rated = {code: item for code, item in names.items.items() if item.role in ASKED}
    for dimension in names.dimensions.values():
        mine = [
            code for code, item in rated.items() if item.role == Item.Role.RATING and item.dimension_id == dimension.pk
        ]
        yield f"theme-{dimension.code}", str(dimension.name), mine
    loose = [code for code, item in rated.items() if item.role == Item.Role.RATING and item.dimension_id is None]
    overall = [code for code, item in rated.items() if item.role == Item.Role.OVERALL]
    yield "overall", _("Overall"), loose + overall
    yield "importance", _("Importance"), [c for c, item in rated.items() if item.role == Item.Role.IMPORTANCE]


def _item_parts(
    key: str, title: str, codes: list[str], results: dict[str, ItemResult | None], names: Names
) -> Iterator[Part]:
    """One part for the questions of each scale, so that a legend and a table fit all its bars."""
    by_scale: dict[tuple[int | None, bool], list[str]] = {}
    for code in codes:
        item = names.items[code]
        by_scale.setdefault((item.scale_id, item.is_reversed), []).append(code)
    for place, mine in enumerate(by_scale.values()):
        places = names.places(mine[0])
        looks = fills(len(places), is_reversed=names.items[mine[0]].is_reversed)
        rows = [_bar_row(code, results[code], names) for code in mine]
        yield Part(
            f"{key}-{place}" if place else key,
            title,
            level=0 if place else 3,
            plot=Plot("bars", title, told(rows), rows, legend=list(zip(looks, places, strict=True))),
            table=Table(
                title,
                [
                    *(_("Question"), pgettext("survey", "Answers"), _("Score (interval)")),
                    *(places if len(places) < 7 else ()),
                    _("Not applicable"),
                ],
                [_item_cells(code, results[code], names, len(places)) for code in mine],
            ),
        )


def _bar_row(code: str, result: ItemResult | None, names: Names) -> Row:
    label = names.item(code)
    if result is None:
        return Row(label, withheld(), None, code)
    if result["counts"] is None or not sum(result["counts"]):
        return Row(label, blurred(code, result, names), None, code)
    drawn = segments(result["counts"], is_reversed=names.items[code].is_reversed)
    parts = (written_percent(100 * many / sum(result["counts"])) for many in result["counts"])
    said = "; ".join(f"{word}: {part}" for word, part in zip(names.places(code), parts, strict=True))
    return Row(label, item_words(result), drawn, code, said)


def blurred(code: str, result: ItemResult, names: Names) -> str:
    """What may be said of people who are of one mind."""
    if result["blur"] is None:
        return _("nobody answered")
    place, percent = result["blur"]
    words = {"percent": written_percent(percent), "answer": names.places(code)[place]}
    return _("At least %(percent)s answered “%(answer)s”.") % words


def item_words(result: ItemResult) -> str:
    """Score, and what else its scale allows to say."""
    found = [shown(result["score"])]
    if result["promoters"] is not None:
        found.append(_("recommendation score %(value)s") % {"value": shown(result["promoters"])})
    if result["top"] is not None:
        found.append(_("two best answers %(value)s") % {"value": shown(result["top"], written_percent)})
    return "; ".join(found)


def _item_cells(code: str, result: ItemResult | None, names: Names, places: int) -> list[str]:
    columns = places if places < 7 else 0
    if result is None:
        return [names.item(code), DASH, withheld(), *[DASH] * columns, DASH]
    counts = result["counts"]
    if counts is None or not sum(counts):
        parts, score = [DASH] * columns, blurred(code, result, names)
    else:
        parts, score = [written_percent(100 * many / sum(counts)) for many in counts][:columns], item_words(result)
    return [names.item(code), number(result["n"]), score, *parts, number(result["na"]) if counts else DASH]
