"""Importance against performance."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.results.reading.drawing import Frame, Spot, ends_of, keep_apart, plain
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import Writer, shown, two_places, written
from surveys.results.reading.parts import Part, Plot, Table
from surveys.results.released import Driver, Estimate, Payload, Picture


def quadrants() -> dict[str, str]:
    """What the place of a theme in the picture suggests."""
    return {
        "concentrate": pgettext("quadrant", "improve"),
        "keep": pgettext("quadrant", "keep it up"),
        "low": pgettext("quadrant", "less urgent"),
        "maintain": pgettext("quadrant", "maintain"),
        "uncertain": pgettext("quadrant", "uncertain"),
    }


def importance(payload: Payload, names: Names) -> Iterator[Part]:
    """Two pictures: importance as people said, and as satisfaction moves with a theme."""
    known = [
        ("stated", _("As people said"), payload["stated"], written),
        ("derived", _("As it moves with satisfaction as a whole"), payload["derived"], two_places),
    ]
    drawn = [(key, title, picture, write) for key, title, picture, write in known if picture and picture["points"]]
    if not drawn:
        return
    yield Part(
        "importance-performance",
        _("Importance and satisfaction"),
        sentences=[_("“Uncertain” means: chance may have put the theme on this side of a line.")],
    )
    for key, title, picture, write in drawn:
        yield _picture(key, title, picture, names, write)


def _picture(key: str, title: str, picture: Picture, names: Names, write: Writer) -> Part:
    words, points = quadrants(), picture["points"]
    rows = [
        [
            f"{names.measure(one['code'])} ({one['code']})",
            *(shown(one["importance"], write), shown(one["performance"]), words[one["quadrant"]]),
        ]
        for one in points
    ]
    told = "; ".join(f"{row[0]}: {row[3]}" for row in rows) + "."
    notes = [
        _("Themes at the top are more important, themes on the right more satisfying than the others."),
        _("A hollow square is uncertain: an interval crosses a line."),
    ]
    head = [_("Theme"), _("Importance"), _("Satisfaction"), pgettext("quadrant", "What it suggests")]
    return Part(
        key,
        title,
        level=3,
        plot=Plot("scatter", title, told, drawn=_scatter(picture), notes=notes),
        table=Table(title, head, rows),
    )


def _scatter(picture: Picture) -> dict[str, object]:
    points = picture["points"]
    frame = Frame(
        ends_of((one["performance"] for one in points), picture["performance_line"]),
        ends_of((one["importance"] for one in points), picture["importance_line"]),
    )
    heights = keep_apart([(frame.x(p["performance"]["value"]), frame.y(p["importance"]["value"])) for p in points])
    words = quadrants()
    return {
        "cross_x": plain(frame.x(picture["performance_line"])),
        "cross_y": plain(frame.y(picture["importance_line"])),
        "spots": [_spot(one, frame, height) for one, height in zip(points, heights, strict=True)],
        "left": plain(frame.left),
        "right": plain(frame.left + frame.width),
        "top": plain(frame.top),
        "bottom": plain(frame.top + frame.height),
        "words": words,
    }


def _spot(one: Driver, frame: Frame, height: float) -> Spot:
    performance, weight = one["performance"], one["importance"]
    x, y = frame.x(performance["value"]), frame.y(weight["value"])
    x_low, x_high = (plain(frame.x(end)) for end in _ends(performance))
    y_low, y_high = (plain(frame.y(end)) for end in _ends(weight))
    is_uncertain = one["quadrant"] == "uncertain"
    has_room = x < frame.left + 0.7 * frame.width
    side = ("start", 8) if has_room else ("end", -8)
    return Spot(one["code"], plain(x), plain(y), x_low, x_high, y_low, y_high, is_uncertain, plain(height - 7), *side)


def _ends(estimate: Estimate) -> tuple[float, float]:
    low, high = estimate["low"], estimate["high"]
    if low is None or high is None:
        return estimate["value"], estimate["value"]
    return low, high
