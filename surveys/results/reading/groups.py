"""Parts of the whole: breakdowns, what people wrote, and who is missing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from institutions.templatetags.people_dates import number
from surveys.results.reading.drawing import plain
from surveys.results.reading.measures import dot_row, in_order, told, withheld
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import shown, written_percent
from surveys.results.reading.parts import Part, Plot, Row, Table
from surveys.results.released import Bias, CellResult, Payload


def breakdowns(payload: Payload, names: Names) -> Iterator[Part]:
    """Satisfaction of groups, as far as none of them is small."""
    by: dict[tuple[str, ...], list[CellResult]] = {}
    for cell in payload["cells"][1:]:
        by.setdefault(tuple(cell["by"]), []).append(cell)
    if not by and not payload["withheld"]:
        return
    yield Part(
        "groups",
        _("By group"),
        sentences=[_("Groups too small to be shown were put together with others, as announced before the survey.")],
    )
    for place, (codes, cells) in enumerate(by.items(), start=1):
        yield _breakdown(f"group-{place}", codes, cells, names)
    if payload["withheld"]:
        quotes = [" · ".join(names.item(code) for code in codes) for codes in payload["withheld"]]
        why = _("Too few people answered in some group, and the rest would give them away.")
        yield Part("withheld", withheld(), level=3, sentences=[why], quotes=quotes)


def _breakdown(key: str, by: tuple[str, ...], cells: list[CellResult], names: Names) -> Part:
    rows = [dot_row(f"{names.cell(cell)} ({number(cell['n'])})", cell["overall"]) for cell in cells]
    title = " · ".join(names.item(code) for code in by)
    codes = [code for code, _estimate in in_order(cells[0]["dimensions"], names)]
    head = [_("Group"), pgettext("survey", "Answers"), names.measure("overall"), *map(names.measure, codes)]
    table = [
        [
            *(names.cell(cell), number(cell["n"]), shown(cell["overall"])),
            *(shown(cell["dimensions"].get(code)) for code in codes),
        ]
        for cell in cells
    ]
    return Part(key, title, level=3, plot=Plot("dots", title, told(rows), rows), table=Table(title, head, table))


def texts(payload: Payload, names: Names) -> Iterator[Part]:
    """What people wrote, theme by theme; somebody read it before and took out what could tell who wrote."""
    if not payload["texts"]:
        return
    yield Part("texts", _("In their own words"))
    for code, result in sorted(payload["texts"].items(), key=lambda pair: names.position(pair[0])):
        n = result["n"]
        sentences = [ngettext("%(n)s person wrote.", "%(n)s people wrote.", n) % {"n": number(n)}]
        if result["withheld"]:
            words = ngettext("%(n)s text is not shown.", "%(n)s texts are not shown.", result["withheld"])
            sentences.append(words % {"n": number(result["withheld"])})
        yield Part(f"text-{code}", names.item(code), level=3, sentences=sentences)
        for place, theme in enumerate(result["themes"]):
            title = theme["name"] or _("Other")
            yield Part(f"text-{code}-{place}", title, level=4, quotes=theme["texts"])


def bias(payload: Payload, names: Names) -> Iterator[Part]:
    """Who answered, beside who there is."""
    if not payload["bias"]:
        return
    yield Part(
        "bias",
        _("Are those who answered like all?"),
        sentences=[_("The filled bar is the share among answers, the empty one the share among all people.")],
    )
    for place, one in enumerate(payload["bias"]):
        yield _strip(f"bias-{place}", one, names)


def _strip(key: str, one: Bias, names: Names) -> Part:
    title, rows, cells = names.item(one["by"]), [], []
    for group, answered, people in zip(one["groups"], one["answered"], one["people"], strict=True):
        label, values = names.group(one["by"], group), (written_percent(answered), written_percent(people))
        words = _("%(answered)s of answers, %(people)s of people") % {"answered": values[0], "people": values[1]}
        rows.append(Row(label, words, (plain(answered), plain(people))))
        cells.append([label, *values])
    table = Table(title, [_("Group"), _("Share of answers"), _("Share of people")], cells)
    return Part(key, title, level=3, plot=Plot("pairs", title, told(rows), rows), table=table)
