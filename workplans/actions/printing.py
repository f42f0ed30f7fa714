"""Makes the PDF of a report, once for each content, in its language."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from institutions.actions.printing import mark, settable, template_of, typeset
from institutions.templatetags.people_dates import long_date, number
from workplans.results.report import Cell, Report, Table, count_words

KEPT = 30 * 24 * 3600  # seconds; whoever asks for an older one waits until it is made again


def pdf_of(report: Report, *, until: date) -> bytes:
    """The document in the active language; ``until`` is the day up to which it tells, and its date."""
    content = json.dumps(document_of(report, until), ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256("\n".join((version("typst"), _template(), content)).encode()).hexdigest()
    path = Path(settings.MEDIA_ROOT) / "reports" / f"{key}.pdf"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    made = typeset(_template(), content, on=until)
    # a full disk costs the next reader time, and this one nothing
    with contextlib.suppress(OSError):
        _keep(path, made)
    return made


def _template() -> str:
    return template_of("workplans", "report.typ")


def _keep(path: Path, made: bytes) -> None:
    """Write it beside its place first, so that nobody ever reads half a document; and throw old ones away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as beside:
        beside.write(made)
    os.replace(beside.name, path)
    now = timezone.now().timestamp()
    for other in path.parent.iterdir():
        # somebody else may be tidying up, too
        with contextlib.suppress(OSError):
            if other.stat().st_mtime < now - KEPT:
                other.unlink()


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
