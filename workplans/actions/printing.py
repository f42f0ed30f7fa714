"""Makes the PDF of a report, once for each content, in its language."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from institutions.actions.printing import mark, settable, template_of, typeset_once
from institutions.templatetags.people_dates import long_date, number
from workplans.results.report import Cell, Report, Table, count_words


def pdf_of(report: Report, *, until: date) -> bytes:
    """The document in the active language; ``until`` is the day up to which it tells, and its date."""
    content = json.dumps(document_of(report, until), ensure_ascii=False, sort_keys=True)
    return typeset_once(_template(), content, on=until, folder="reports")


def _template() -> str:
    return template_of("workplans", "report.typ")


def document_of(report: Report, until: date) -> dict[str, Any]:
    """The tree as plain data, with every word that the template needs, all of them fit to be set."""
    words = settable(
        {
            "lang": get_language(),
            "title": _("Report on the work plan"),
            "plan": _cell(report.plan),
            "period": report.period,
            "group": _("Inter-institutional Working Group for Quality Management"),
            "as_of": _("As of %(as_of)s.") % {"as_of": long_date(until)},
            "page": _("Page %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
            "state": _("State of the plan"),
            "nothing": _("Nothing happened in this area, and nothing is due."),
            "figures": [list(figure) for figure in count_words(report.figures)],
            "sections": [
                {"title": _cell(section.title), "tables": [_table(table) for table in section.tables]}
                for section in report.sections
            ],
            "decisions": _table(report.decisions) if report.decisions else None,
            "source": _("Source: reports of the institutions of the group."),
        }
    )
    return {**words, "mark": mark()}


def _table(table: Table) -> dict[str, Any]:
    more = ngettext("… and %(count)s more", "… and %(count)s more", table.more) % {"count": number(table.more)}
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return {"title": table.title, "head": table.head, "rows": rows, "more": more if table.more else ""}


def _cell(cell: Cell) -> dict[str, str]:
    return {"text": cell.text, "lang": cell.lang, "note": cell.note, "note_lang": cell.note_lang}
