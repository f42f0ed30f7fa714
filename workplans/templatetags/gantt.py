"""The picture of a plan in SVG: functions, because sixty lines of fragments would take a template half a second.

Places are percent of the width and pixels from the top, so a line fits every screen and breaks between pages. All looks
are in static/css/parts/gantt.css. The pieces are hidden from screen readers, who get the links and the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from institutions.templatetags.people_dates import number, write
from workplans.models import Activity
from workplans.templatetags.rows import lang_of, marked, status_of, when

register = template.Library()

MIDDLE = 22  # pixels from the top of a line: the middle of its bar
THICK, THIN = 12, 4  # pixels: the bar, and the baseline beneath it
BASELINE = 34  # pixels: the middle of the baseline
LANES = {True: 4, False: 46}  # pixels: where connectors from above and from below run sideways
TALL = 44  # pixels of the highest column
QUIET = 'class="gantt__plot"><svg aria-hidden="true" focusable="false"'
LINE = (
    '<li class="gantt__line"><div class="gantt__what">'
    '<a href="{url}"{lang}><span class="gantt__code">{code}</span> {title}</a>'
    '<span class="gantt__note" aria-hidden="true">{status}{lead}</span></div>'
    '<div {quiet}><title>{sentence}</title><use href="#gantt-grid"/>{drawing}</svg></div>'
    '<div class="gantt__when" aria-hidden="true">{due}{slip}</div></li>'
)


@register.simple_tag
def gantt_line(line: Any) -> SafeString:
    """``{% gantt_line line %}``: what an activity is, its drawing, and its deadline; a line of ``lines_of``."""
    lead = f" · {marked(line.lead)}" if line.lead else ""
    filled = LINE.format(
        url=line.url,
        lang=lang_of(line.title),
        code=line.code,
        title=escape(line.title.text),
        status=status_of(line),
        lead=lead,
        quiet=QUIET,
        sentence=escape(line.sentence),
        drawing=drawing_of(line),
        due=escape(line.due or _("no deadline")),
        slip=f'<span class="table__note">{escape(line.slip_words)}</span>' if line.slip_words else "",
    )
    return mark_safe(filled)  # noqa: S308 - numbers, addresses, and words escaped above


@register.simple_tag
def gantt_between(drawing: Any) -> SafeString:
    """``{% gantt_between drawing %}``: a heading's share of the picture, through which connectors pass."""
    return mark_safe(f'<div {QUIET}><use href="#gantt-grid"/>{_wires(drawing)}</svg></div>')  # noqa: S308 - numbers only


@register.simple_tag
def gantt_grid(scale: Any, today_at: float) -> SafeString:
    """``{% gantt_grid scale today_at %}``: what every line uses: lines between the parts, today's, and patterns."""
    years = {part.span.x for part in scale.years} or {part.span.x for part in scale.parts}
    fine = {part.span.x for part in scale.parts} - years
    lines = [_upright(x, "gantt__rule") for x in sorted(fine)]
    lines += [_upright(x, "gantt__rule gantt__rule--year") for x in sorted(years)]
    if 0 <= today_at <= 100:
        lines.append(_upright(round(today_at, 2), "gantt__today"))
    return mark_safe(f'<defs>{_patterns()}<g id="gantt-grid">{"".join(lines)}</g></defs>')  # noqa: S308 - numbers only


@register.simple_tag
def gantt_scale(scale: Any, today_at: float) -> SafeString:
    """``{% gantt_scale scale today_at %}``: the names of years and their parts, and the flag of today."""
    many = " gantt__label--many" if len(scale.parts) > 12 else ""
    words = [_label(part, "y", 15, "gantt__label gantt__label--year", 4) for part in scale.years]
    low = 34 if scale.years else 26
    words += [_label(part, _pattern(part.months), low, f"gantt__label{many}", 1.5) for part in scale.parts]
    if 0 <= today_at <= 100:
        anchor = "start" if today_at < 5 else "end" if today_at > 95 else "middle"
        place = f'class="gantt__label gantt__label--today" x="{today_at:.2f}%" y="51" text-anchor="{anchor}"'
        words.append(f"<text {place}>{escape(_('today'))}</text>")
    return mark_safe("".join(words))  # noqa: S308 - words escaped


@register.simple_tag
def gantt_columns(row: Mapping[str, Any], most: int, scale: Any) -> SafeString:
    """``{% gantt_columns row density.most scale %}``: a column of deadlines for each part of the scale."""
    drawn = []
    for part, sums in zip(scale.parts, row["cells"], strict=True):
        if not sums:
            continue
        x, width = part.span.x + part.span.width * 0.12, part.span.width * 0.76
        bottom = float(TALL + 6)
        piled = [("done", sums["done"]), ("overdue", sums["overdue"])]
        piled.append(("planned", sums["total"] - sums["done"] - sums["overdue"]))
        said = column_words(get_language(), part.first, part.months, sums["total"], sums["done"], sums["overdue"])
        drawn.append(f"<g><title>{escape(said)}</title>")
        for state, count in piled:
            if count:
                height = TALL * count / most
                bottom -= height
                drawn.append(_ground(x, round(bottom, 1), width, round(height, 1), state))
        drawn.append("</g>")
    return mark_safe(f'<div {QUIET}><use href="#gantt-grid"/>{"".join(drawn)}</svg></div>')  # noqa: S308 - escaped above


@lru_cache(maxsize=4096)
def column_words(language: str, first: date, months: int, total: int, done: int, overdue: int) -> str:
    """What one column says in the active language: October 2018: 12 deadlines, done 3, overdue 2."""
    due = ngettext("%(count)s deadline", "%(count)s deadlines", total) % {"count": number(total)}
    return _("%(when)s: %(deadlines)s, done %(done)s, overdue %(overdue)s") % {
        "when": when(first, months),
        "deadlines": due,
        "done": number(done),
        "overdue": number(overdue),
    }


def drawing_of(line: Any) -> str:
    """Everything of one line, the quiet things first, so that the deadline lies on top."""
    found = line.drawing
    said = [_wires(found)]
    if found.promised:
        said.append(_across("gantt__promised", found.promised.x, found.promised.end, MIDDLE))
    if found.baseline:
        said.append(_box("gantt__baseline", found.baseline, BASELINE, THIN))
    if found.slip:
        said.append(_across("gantt__slip", found.slip[0], found.slip[1], BASELINE))
    said += [_at(at, BASELINE, '<circle class="gantt__move" r="3"/>') for at in found.moves]
    if found.baseline_mark:
        said.append(_deadline(found.baseline_mark, BASELINE, 5, "gantt__mark--baseline"))
    if found.bar:
        kind = " gantt__bar--open" if found.is_open_ended else ""
        said.append(_box(f"gantt__bar gantt__bar--{line.state}{kind}", found.bar, MIDDLE, THICK))
    if found.filled:
        said.append(_ground(found.filled.x, MIDDLE - THICK / 2, found.filled.width, THICK, line.state))
    if found.late:
        said.append(_across("gantt__late", found.late.x, found.late.end, MIDDLE))
    if found.due:
        said.append(_deadline(found.due, MIDDLE, 7, f"gantt__mark--{line.state}"))
    if found.beyond:
        said.append(_beyond(found.beyond))
    return "".join(said)


@cache
def _patterns() -> str:
    """The patterns of the states, as in the bar of a plan."""
    frame = '<pattern id="gantt-{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>'
    states = [*Activity.State.values, "overdue"]
    return "".join(frame.format(state, render_to_string(f"includes/patterns/{state}.svg").strip()) for state in states)


def _upright(x: float, name: str) -> str:
    return f'<line class="{name}" x1="{x}%" x2="{x}%" y2="100%"/>'


def _across(name: str, x: float, end: float, y: float) -> str:
    return f'<line class="{name}" x1="{x}%" x2="{end}%" y1="{y}" y2="{y}"/>'


def _box(name: str, span: Any, middle: float, height: float) -> str:
    y = middle - height / 2
    return f'<rect class="{name}" x="{span.x}%" y="{y:g}" width="{span.width}%" height="{height}" rx="2"/>'


def _ground(x: float, y: float, width: float, height: float, state: str) -> str:
    """A piece in the colour of a state, with its pattern over it, as in the bar of a plan."""
    place = f'x="{x:.2f}%" y="{y:g}" width="{width:.2f}%" height="{height:g}"'
    return f'<rect class="gantt__fill gantt__bar--{state}" {place}/><rect fill="url(#gantt-{state})" {place}/>'


def _at(x: float, y: float, drawn: str) -> str:
    return f'<svg x="{x}%" y="{y}">{drawn}</svg>'


def _deadline(mark: Any, y: float, size: float, kind: str) -> str:
    """A diamond where the day is known; a bracket over the month, quarter or year that is meant."""
    if mark.period is None:
        return _diamond(f"{mark.at}%", y, size, kind)
    ends = f'<path class="gantt__bracket {kind}" d="M0-{size}V{size}"/>'
    top = y - size if size > 5 else y + size
    across = _across(f"gantt__bracket {kind}", mark.period.x, mark.period.end, top)
    return _at(mark.period.x, y, ends) + _at(mark.period.end, y, ends) + across


def _diamond(x: str, y: float, size: float, kind: str) -> str:
    path = f'<path class="gantt__mark {kind}" d="M0-{size} {size} 0 0 {size}-{size} 0z"/>'
    return f'<svg x="{x}" y="{y}">{path}</svg>'


def _beyond(side: str) -> str:
    """An arrow at the edge: the deadline is further that way."""
    x, path = (0, "M9-5 2 0 9 5") if side == "before" else (100, "M-9-5-2 0-9 5")
    return _at(x, MIDDLE, f'<path class="gantt__beyond" d="{path}"/>')


def _wires(drawing: Any) -> str:
    return "".join(_wire(wire) for wire in drawing.wires)


def _wire(wire: Any) -> str:
    name = "gantt__wire gantt__wire--conflict" if wire.is_conflict else "gantt__wire"
    if wire.kind == "passes":
        return _upright(wire.x, name)
    if wire.kind == "leaves":
        y = 'y2="100%"' if wire.is_down else 'y2="0"'
        return f'<line class="{name}" x1="{wire.x}%" x2="{wire.x}%" y1="{MIDDLE}" {y}/>'
    lane = LANES[wire.is_down]
    edge = "0" if wire.is_down else "100%"
    tip = "M-3.5-13.5 0-8 3.5-13.5" if wire.is_down else "M-3.5 19.5 0 14 3.5 19.5"
    end = MIDDLE - 8 if wire.is_down else MIDDLE + 14
    return (
        f'<line class="{name}" x1="{wire.x}%" x2="{wire.x}%" y1="{edge}" y2="{lane}"/>'
        + _across(name, wire.x, wire.to, lane)
        + f'<line class="{name}" x1="{wire.to}%" x2="{wire.to}%" y1="{lane}" y2="{end}"/>'
        + _at(wire.to, MIDDLE, f'<path class="{name}" d="{tip}"/>')
    )


def _pattern(months: int) -> str:
    return {1: "LLL", 3: "QQQ"}.get(months, "y")


def _label(part: Any, pattern: str, y: int, name: str, least: float) -> str:
    """The name of a part at its left edge; nothing where it is too narrow to be read."""
    if part.span.width < least:
        return ""
    return f'<text class="{name}" x="{part.span.x}%" y="{y}" dx="4">{escape(write(part.first, pattern))}</text>'


@register.simple_tag
def gantt_sample(kind: str) -> SafeString:
    """``{% gantt_sample "late" %}``: a piece of the picture beside its explanation."""
    drawn = SAMPLES[kind]
    return format_html('<svg class="gantt__sample" aria-hidden="true" focusable="false">{}</svg>', mark_safe(drawn))  # noqa: S308


BAR = '<rect class="gantt__bar gantt__bar--under_way" y="6" width="36" height="12" rx="2"/>'
HALF = '<rect class="gantt__fill gantt__bar--under_way" y="6" width="20" height="12"/>'
SHORT = '<rect class="gantt__baseline" y="10" width="28" height="4"/>'
STEPS = '<path class="{}" d="M{} 2V12H{}V19m-3.500-5.500 3.500 5.500 3.500-5.500"/>'
SAMPLES = {
    "bar": BAR + HALF,
    "promised": '<line class="gantt__promised" x2="36" y1="12" y2="12"/>',
    "due": _diamond("50%", 12, 7, ""),
    "period": '<path class="gantt__bracket" d="M6 19V5H30V19"/>',
    "baseline": SHORT + _diamond("28", 12, 5, "gantt__mark--baseline"),
    "slip": '<line class="gantt__slip" x2="36" y1="12" y2="12"/><circle class="gantt__move" cx="18" cy="12" r="3"/>',
    "late": '<line class="gantt__late" x2="36" y1="12" y2="12"/>',
    "today": '<line class="gantt__today" x1="18" x2="18" y2="24"/>',
    "wire": STEPS.format("gantt__wire", 6, 28),
    "conflict": STEPS.format("gantt__wire gantt__wire--conflict", 28, 6),
}
