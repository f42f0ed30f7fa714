"""The report on a survey as accessible PDF, in the active language: the same parts as on the page of results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.actions.printing import mark, settable, template_of, typeset, typeset_once
from institutions.templatetags.people_dates import date_range, long_date
from surveys.models import Release
from surveys.results.reading import Part, Row, Table

Tree = dict[str, Any]
FOLDER = "surveys"  # of the media, where what visitors may have is kept
DRAWN = {"dots", "bars", "pairs"}  # pictures the paper has; of the others it has the table
WIDEST = 7  # columns; a wider table would not be read on paper, and the page has it


def report_pdf(release: Release, parts: Sequence[Part], *, is_public: bool) -> bytes:
    """The release as paper, with what a reader may see in ``parts``; what not everybody may see is kept nowhere."""
    content = _document(release, parts)
    template = template_of("surveys", "report.typ")
    if is_public:
        return typeset_once(template, content, on=release.released_on, folder=FOLDER)
    return typeset(template, content, on=release.released_on)


def _document(release: Release, parts: Sequence[Part]) -> str:
    campaign = release.campaign
    words = settable(
        {
            "lang": get_language() or settings.LANGUAGE_CODE,
            "group": _("Inter-institutional Working Group for Quality Management"),
            "kicker": _("Results"),
            "title": str(campaign),
            "running": str(campaign.institution),
            "facts": [
                str(campaign.institution),
                date_range(campaign.opens_on, campaign.closes_on),
                _release_words(release),
            ],
            "parts": [_part(one) for one in parts],
            "foot": f"{campaign.institution}, {_release_words(release)}",
            "page": _("Page %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
            "anchors": [],
            "site": {"url": settings.SITE_URL},
        }
    )
    return json.dumps({**words, "mark": mark()}, ensure_ascii=False, sort_keys=True)


def _release_words(release: Release) -> str:
    return _("Release %(number)s of %(date)s") % {"number": release.number, "date": long_date(release.released_on)}


def _part(part: Part) -> Tree:
    kind = part.plot.kind if part.plot else ""
    is_drawn = part.plot is not None and kind in DRAWN
    table = part.table
    if table and is_drawn and len(table.head) > WIDEST:
        table = None
    if part.facts:
        table = Table(part.title, ["", ""], [[fact["term"], fact["value"]] for fact in part.facts])
    return {
        "title": part.title,
        "level": min(part.level, 3),
        "sentences": [*part.sentences, *(part.plot.notes if part.plot and is_drawn else ())],
        "kind": kind,
        "rows": [_row(row) for row in part.plot.rows] if part.plot and is_drawn else [],
        "legend": part.plot.legend if part.plot and is_drawn else [],
        "table": _table(table) if table else None,
        "quotes": part.quotes,
    }


def _row(row: Row) -> Tree:
    return {"label": row.label, "value": row.value, "alt": row.said or row.value, "drawn": _plain(row.drawn)}


def _plain(drawn: Any) -> Any:
    if is_dataclass(drawn) and not isinstance(drawn, type):
        return asdict(drawn)
    return [_plain(one) for one in drawn] if isinstance(drawn, list | tuple) else drawn


def _table(table: Table) -> Tree:
    rows = [[{"text": cell, "lang": "", "note": "", "note_lang": ""} for cell in row] for row in table.rows]
    return {"head": table.head, "rows": rows, "wide": [3, *[2] * (len(table.head) - 1)]}
