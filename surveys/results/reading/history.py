"""How numbers moved from survey to survey; a line that does not continue another is not joined to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.results.reading.drawing import along, ends_of, plain
from surveys.results.reading.measures import in_order, told
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import shown, written
from surveys.results.reading.parts import Part, Plot, Row, Table
from surveys.results.released import Estimate
from surveys.results.trends import OVERALL, WEIGHTED, Group, Line, Trend

AIR = 12.0  # percent of the height kept free above and below


@dataclass(frozen=True)
class Stop:
    """A survey on a line: where its number stands; no height where it is not shown."""

    x: str
    y: str
    low: str
    high: str
    word: str


@dataclass(frozen=True)
class Path:
    """Stops, the stretches between those that continue one another, and where a series breaks."""

    stops: list[Stop]
    joins: list[tuple[str, str, str, str]]
    breaks: list[str]


def history(found: Trend | None, names: Names) -> Iterator[Part]:
    """Lines for all ratings together and each theme; questions in the table; groups below."""
    if found is None:
        return
    sentences = [_("Numbers are joined only where surveys asked the same.")]
    yield Part("history", _("Over time"), sentences=sentences)
    words = [f"{release.campaign.closes_on:%m/%Y}" for release in found.releases]
    everybody, *groups = found.groups
    ordered = in_order({line.measure: line for line in everybody.lines}, names)
    lines = [(names.measure(measure), line) for measure, line in ordered]
    drawn = [(label, line) for label, line in lines if _is_drawn(line, names)]
    yield _part("history-all", _("Everybody"), drawn, lines, words)
    if groups:
        lines = [(_name(group, names), line) for group in groups for line in group.lines if line.measure == OVERALL]
        yield _part("history-groups", _("By group"), lines, lines, words)


def _name(group: Group, names: Names) -> str:
    return " · ".join(names.group(by, list(codes)) for by, codes in zip(group.by, group.groups, strict=True))


def _part(
    key: str, title: str, drawn: list[tuple[str, Line]], told_of: list[tuple[str, Line]], words: list[str]
) -> Part:
    drawn = [(label, line) for label, line in drawn if any(line.points)]
    ends = ends_of(
        [point for _label, line in drawn for point in line.points if point is not None], *([] if drawn else [50])
    )
    low, high = max(ends[0], 0.0), min(ends[1], 100.0)
    rows = [Row(label, line_words(line, words), path(line, words, low, high), line.measure) for label, line in drawn]
    cells = [
        [label, *(_cell(*pair) for pair in zip(line.points, line.breaks, strict=True))]
        for label, line in told_of
        if any(line.points)
    ]
    notes = [
        _("The height of each picture goes from %(low)s to %(high)s.") % {"low": written(low), "high": written(high)},
        _("A dashed line marks a break: the questions changed."),
    ]
    table = Table(title, [_("Theme"), *words], cells)
    return Part(key, title, level=3, plot=Plot("line", title, told(rows), rows, notes=notes), table=table)


def _is_drawn(line: Line, names: Names) -> bool:
    return line.measure in {OVERALL, WEIGHTED} or line.measure in names.dimensions


def _cell(point: Estimate | None, is_broken: bool) -> str:
    return shown(point) + (f"; {_('not comparable with the one before')}" if is_broken and point else "")


def line_words(line: Line, words: list[str]) -> str:
    """Each survey with its number, and where the series breaks."""
    pairs = zip(words, line.points, line.breaks, strict=True)
    return "; ".join(f"{word}: {_cell(point, is_broken)}" for word, point, is_broken in pairs)


def path(line: Line, words: list[str], low: float, high: float) -> Path:
    """Where a line runs, in percent of the picture."""
    count = len(line.points)
    xs = [100 * (place + 0.5) / count for place in range(count)]
    ys = [None if point is None else _height(point["value"], low, high) for point in line.points]
    stops = [_stop(x, point, word, low, high) for x, point, word in zip(xs, line.points, words, strict=True)]
    joins, breaks = [], []
    for place in range(1, count):
        before, now = ys[place - 1], ys[place]
        if line.breaks[place]:
            breaks.append(plain(100 * place / count))
        elif before is not None and now is not None:
            joins.append((plain(xs[place - 1]), plain(before), plain(xs[place]), plain(now)))
    return Path(stops, joins, breaks)


def _height(value: float, low: float, high: float) -> float:
    return 100 - AIR - along(value, low, high) * (100 - 2 * AIR) / 100


def _stop(x: float, point: Estimate | None, word: str, low: float, high: float) -> Stop:
    if point is None:
        return Stop(plain(x), "", "", "", word)
    ends = [point["value"] if end is None else end for end in (point["low"], point["high"])]
    ys = [plain(_height(value, low, high)) for value in (point["value"], *ends)]
    return Stop(plain(x), ys[0], ys[1], ys[2], word)
