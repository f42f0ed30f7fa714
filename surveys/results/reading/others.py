"""An institution beside the others: own numbers, their median, one of three words; no rank, no number of another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from institutions.results.statistics import Funnel, Standing, funnel, t_quantile
from institutions.templatetags.people_dates import number
from surveys.results.beside import Beside
from surveys.results.disclosure.benchmarks import Others
from surveys.results.reading.drawing import Frame, dot, ends_of, plain
from surveys.results.reading.measures import in_order, told
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import DASH, shown, written
from surveys.results.reading.parts import Part, Plot, Row, Table
from surveys.results.released import Estimate
from surveys.results.trends import OVERALL

CURVE = 40  # corners of a limit


def standing_words(verdict: Standing | None) -> str:
    """The three words, or that there are too few answers for one."""
    words = {
        Standing.ABOVE: pgettext("beside others", "above"),
        Standing.WITHIN_NOISE: pgettext("beside others", "within noise"),
        Standing.BELOW: pgettext("beside others", "below"),
    }
    return words[verdict] if verdict else _("too few answers for a word")


def beside_others(found: Mapping[str, Beside], names: Names) -> Iterator[Part]:
    """Dots with the median of the others marked, for readers of the institution."""
    if not found:
        return
    ordered = in_order(found, names)
    count = ordered[0][1].others.institutions
    title = _("Beside other institutions")
    rows = [_row(names.measure(code), one, code) for code, one in ordered]
    sentences = [
        ngettext(
            "The diamond is the median of %(n)s other institution.",
            "The diamond is the median of %(n)s other institutions.",
            count,
        )
        % {"n": number(count)},
        _("“Within noise” means: chance alone explains the difference."),
    ]
    head = [
        _("Theme"),
        _("Score (interval)"),
        _("Median of the others"),
        _("Middle half of the others"),
        _("In a word"),
    ]
    cells = [
        [
            *(names.measure(code), shown(one.own), written(one.others.median), _quartiles(one.others)),
            standing_words(one.verdict),
        ]
        for code, one in ordered
    ]
    yield Part(
        "others",
        title,
        sentences=sentences,
        plot=Plot("dots", title, told(rows), rows),
        table=Table(title, head, cells),
    )


def _row(label: str, one: Beside, code: str) -> Row:
    words = {"value": shown(one.own), "median": written(one.others.median), "word": standing_words(one.verdict)}
    said = _("%(value)s; others %(median)s: %(word)s") % words
    return Row(label, said, dot(one.own, mark=one.others.median), code)


def _quartiles(others: Others) -> str:
    if others.lower is None or others.upper is None:
        return DASH
    return f"{written(others.lower)}–{written(others.upper)}"


def expected(found: Mapping[str, Beside], names: Names) -> Iterator[Part]:
    """The funnel: how far an institution of this size may lie from the others' median by chance; one point, its own."""
    one = found.get(OVERALL)
    limits = limits_of(one.own, one.others.median) if one else None
    if one is None or limits is None:
        return
    title, own = _("What chance would do"), one.own
    inner, outer = limits.inner.within(0, 100), limits.outer.within(0, 100)
    cells = [
        [_("95 of 100 institutions of this size"), f"{written(inner.low)}–{written(inner.high)}"],
        [_("998 of 1,000 institutions of this size"), f"{written(outer.low)}–{written(outer.high)}"],
        [names.measure(OVERALL), shown(own)],
    ]
    notes = [
        _("Between the lines institutions would lie if only chance were at work: 95 of 100 between the dashed ones.")
    ]
    yield Part(
        "funnel",
        title,
        plot=Plot(
            "funnel",
            title,
            "; ".join(f"{row[0]}: {row[1]}" for row in cells) + ".",
            drawn=_funnel(own, limits.centre),
            notes=notes,
        ),
        table=Table(title, [_("If only chance were at work"), _("Score")], cells),
    )


def limits_of(own: Estimate, centre: float, n: int | None = None) -> Funnel | None:
    """Limits around the others' median for ``n`` answers, or as many as there are; None without a width to go by."""
    spread = _spread(own)
    return funnel(centre, spread, n or own["n"]) if spread else None


def _spread(own: Estimate) -> float | None:
    """The deviation of one answer, from the interval of their mean; so the part of the people who answered is in it."""
    low, high, n = own["low"], own["high"], own["n"]
    if low is None or high is None or own["bound"] or n < 2:
        return None
    half = max(own["value"] - low, high - own["value"])  # the other end may stand at the end of the scale
    return half * math.sqrt(n) / t_quantile(0.975, n - 1) or None


def _funnel(own: Estimate, centre: float) -> dict[str, object]:
    most = 2 * own["n"]
    least = max(2, most // 20)
    sizes = [least + (most - least) * place / CURVE for place in range(CURVE + 1)]
    limits = [one for size in sizes if (one := limits_of(own, centre, max(2, round(size))))]
    at = [max(2, round(size)) for size in sizes]
    values = [end for one in limits[4:] for end in (one.outer.low, one.outer.high)]
    frame = Frame((least, most), ends_of([own], *values), height=210)
    lines = {
        name: " ".join(f"{plain(frame.x(n))},{plain(frame.y(end(one)))}" for n, one in zip(at, limits, strict=True))
        for name, end in (
            ("inner_low", lambda one: one.inner.low),
            ("inner_high", lambda one: one.inner.high),
            ("outer_low", lambda one: one.outer.low),
            ("outer_high", lambda one: one.outer.high),
        )
    }
    return {
        **lines,
        "centre": plain(frame.y(centre)),
        "centre_word": written(centre),
        "x": plain(frame.x(own["n"])),
        "y": plain(frame.y(own["value"])),
        "low": plain(frame.y(own["low"] if own["low"] is not None else own["value"])),
        "high": plain(frame.y(own["high"] if own["high"] is not None else own["value"])),
        "n": number(own["n"]),
    }
