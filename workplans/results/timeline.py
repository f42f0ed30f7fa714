"""Where things stand in the picture of a plan: percent of its width, from days. No drawing and no words."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from typing import Any

from institutions.models.pages import Precision
from workplans.models import Activity

State = Activity.State
LONGEST = 40  # years after its end to which a late deadline may stretch the picture; beyond, an arrow says so
AHEAD = 6  # months of "the next six months"
NARROWEST = 0.4  # percent; what lasted a day must still be seen
MOST_PARTS = 24  # labels that fit side by side
STEPS = (1, 3, 12, 60, 120, 600, 1200, 12000)  # months between two labels
IN_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}


@dataclass(frozen=True)
class Span:
    """A stretch of the picture in percent of its width."""

    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class Window:
    """The days the picture shows, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def begin(self, day: date) -> float:
        """Where the day begins; below 0 or above 100 outside the window."""
        return round(100 * (day - self.first).days / self.days, 2)

    def end(self, day: date) -> float:
        """Where the day ends: deadlines last until then."""
        return round(100 * ((day - self.first).days + 1) / self.days, 2)

    def span(self, first: date, last: date, *, least: float = 0) -> Span | None:
        """The part of the days from first to last that is seen, at least ``least`` wide; nothing where none is."""
        x, end = max(self.begin(first), 0.0), min(self.end(last), 100.0)
        if end <= x:
            return None
        return Span(max(min(x, end - least), 0.0), round(max(end - x, least), 2))

    def sees(self, at: float) -> bool:
        return 0 <= at <= 100


@dataclass(frozen=True)
class Part:
    """One step of the scale: its first day, where it stands, and how many months it has."""

    first: date
    span: Span
    months: int


@dataclass(frozen=True)
class Scale:
    """Years above, finer parts below; ``years`` is empty where the parts are years or more themselves."""

    years: tuple[Part, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Promise:
    """What is known of one activity: since when, until when, and what was promised before."""

    state: str
    percent: int
    begins_on: date
    begun_on: date | None
    ended_on: date | None
    due_on: date | None
    precision: str
    is_overdue: bool
    deadlines: Sequence[tuple[date, str]] = ()  # with their precision; the baseline first, the present one last


@dataclass(frozen=True)
class Mark:
    """A deadline: a point, or a bracket over the period where only that is known."""

    at: float
    period: Span | None = None


@dataclass(frozen=True)
class Wire:
    """A piece of a connector within one line: it leaves the mark at ``x``, passes, or enters the mark at ``to``."""

    kind: str  # "leaves", "passes" or "enters"
    x: float
    to: float = 0
    is_down: bool = True
    is_conflict: bool = False  # due before what it waits for


@dataclass
class Drawing:
    """Everything one line of the picture draws; what lies outside the window is nothing."""

    promised: Span | None = None
    bar: Span | None = None
    filled: Span | None = None
    late: Span | None = None
    due: Mark | None = None
    baseline: Span | None = None
    baseline_mark: Mark | None = None
    slip: tuple[float, float] | None = None
    moves: tuple[float, ...] = ()
    is_open_ended: bool = False
    beyond: str = ""  # "before" or "after", where the deadline lies outside the window
    wires: list[Wire] = field(default_factory=list)


def whole(starts_on: date, ends_on: date, latest: date | None) -> Window:
    """The plan from its first month to its last, or to the latest deadline in it."""
    furthest = end_of_month(min(ends_on.year + LONGEST, MAXYEAR), 12)
    return window_of(starts_on, min(max(ends_on, latest or ends_on), furthest))


def ahead(today: date) -> Window:
    """This month and the next six."""
    return window_of(today, date(*month_after(today, AHEAD), 1))


def year(number: int) -> Window:
    """One calendar year."""
    return Window(date(number, 1, 1), date(number, 12, 31))


def window_of(first: date, last: date) -> Window:
    """Whole months around both days."""
    return Window(first.replace(day=1), end_of_month(last.year, last.month))


def end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def month_after(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months later; the last month there is at most."""
    index = min(_month(day) + months, MAXYEAR * 12 + 11)
    return index // 12, index % 12 + 1


def period_of(day: date, precision: str) -> tuple[date, date]:
    """First and last day of the month, quarter or year that is meant; the day itself where that is known."""
    months = IN_MONTHS.get(Precision(precision))
    if months is None:
        return day, day
    first = (day.month - 1) // months * months + 1
    return date(day.year, first, 1), end_of_month(day.year, first + months - 1)


def scale_of(window: Window) -> Scale:
    """Months, quarters, years or more, so that at most two dozen labels stand side by side."""
    months = _month(window.last) - _month(window.first)
    step = next((step for step in STEPS if months // step < MOST_PARTS), STEPS[-1])
    return Scale(_parts(window, 12) if step < 12 else (), _parts(window, step))


def _parts(window: Window, step: int) -> tuple[Part, ...]:
    first, last = _month(window.first), _month(window.last)
    parts = []
    for index in range(first - first % step, last + 1, step):
        begins = max(index, first)
        ends = min(index + step - 1, last)
        span = window.span(date(begins // 12, begins % 12 + 1, 1), end_of_month(ends // 12, ends % 12 + 1))
        if span:
            parts.append(Part(date(begins // 12, begins % 12 + 1, 1), span, step))
    return tuple(parts)


def draw(promise: Promise, window: Window, today: date) -> Drawing:
    """Turn what is known of an activity into places in the window."""
    drawing = Drawing(is_open_ended=promise.due_on is None)
    is_done = promise.state in (State.DONE, State.CONFIRMED)
    ends_on = (promise.ended_on if is_done else None) or promise.due_on or window.last
    begun_on = min(promise.begun_on or promise.begins_on, ends_on)
    if promise.begun_on and promise.begins_on < begun_on:
        drawing.promised = window.span(promise.begins_on, begun_on - timedelta(days=1))
    drawing.bar = window.span(begun_on, ends_on, least=NARROWEST)
    drawing.filled = _filled(window, begun_on, ends_on, 100 if is_done else promise.percent)
    if promise.due_on is None:
        return drawing
    drawing.due, drawing.beyond = _mark(window, promise.due_on, promise.precision)
    if promise.is_overdue:
        drawing.late = window.span(promise.due_on + timedelta(days=1), today)
    if promise.deadlines:
        _draw_past(drawing, promise, promise.due_on, window)
    return drawing


def _filled(window: Window, begun_on: date, ends_on: date, percent: int) -> Span | None:
    """As much of the bar as is done, cut at the edges like the bar itself."""
    if not percent:
        return None
    begin, end = window.begin(begun_on), window.end(ends_on)
    reached = min(begin + (end - begin) * percent / 100, 100.0)
    x = max(begin, 0.0)
    return Span(x, round(max(reached - x, NARROWEST), 2)) if reached > 0 and x < 100 else None


def _mark(window: Window, day: date, precision: str) -> tuple[Mark | None, str]:
    first, last = period_of(day, precision)
    at = window.end(last)
    if not window.sees(at):
        return None, "before" if at < 0 else "after"
    return Mark(at, window.span(first, last) if first != last else None), ""


def _draw_past(drawing: Drawing, promise: Promise, due_on: date, window: Window) -> None:
    """The baseline as a thin bar, the way from there to the present deadline, and the stops between."""
    baseline_on, precision = promise.deadlines[0]
    drawing.baseline = window.span(min(promise.begins_on, baseline_on), baseline_on)
    drawing.baseline_mark, _beyond = _mark(window, baseline_on, precision)
    ends = [min(max(at, 0.0), 100.0) for at in (window.end(baseline_on), window.end(due_on))]
    if ends[0] != ends[1]:
        drawing.slip = (ends[0], ends[1])
    stops = (window.end(day) for day, _precision in promise.deadlines[1:-1])
    drawing.moves = tuple(at for at in stops if window.sees(at))


def connect(drawings: Sequence[Drawing | None], waits_for: Iterable[tuple[int, int]]) -> None:
    """Draw connectors through the lines between two activities; ``waits_for`` holds pairs of (line, predecessor).

    Lines are counted from the top; a heading, which draws nothing, is given as an empty Drawing. Connectors whose ends
    are not both seen are left out. Each line gets each piece once, however many connectors pass.
    """
    pieces: list[dict[Wire, None]] = [{} for _line in drawings]
    for line, before in waits_for:
        after, first = drawings[line], drawings[before]
        if after is None or first is None or after.due is None or first.due is None or line == before:
            continue
        x, to = first.due.at, after.due.at
        way: dict[str, bool] = {"is_down": before < line, "is_conflict": to < x}
        pieces[before][Wire("leaves", x, **way)] = None
        for between in range(min(line, before) + 1, max(line, before)):
            pieces[between][Wire("passes", x, is_conflict=to < x)] = None
        pieces[line][Wire("enters", x, to, **way)] = None
    for drawing, found in zip(drawings, pieces, strict=True):
        if drawing is not None:
            drawing.wires = list(found)


def histogram(scale: Scale, months: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int], Counter[str]]:
    """Counts of ``Activity.objects.months`` by area_id and number of the part of the scale; others are left out."""
    step = scale.parts[0].months
    offset = _month(scale.parts[0].first) // step
    found: dict[tuple[int, int], Counter[str]] = {}
    for row in months:
        number = _month(row["month"]) // step - offset if row["month"] else -1
        if 0 <= number < len(scale.parts):
            sums = found.setdefault((row["area_id"], number), Counter())
            sums.update({name: row[name] for name in ("total", "done", "overdue")})
    return found


def _month(day: date) -> int:
    """Months since the beginning of the calendar."""
    return day.year * 12 + day.month - 1
