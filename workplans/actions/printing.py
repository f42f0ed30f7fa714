"""Makes the PDF of a report, once for each content: tagged (PDF/UA-1), in its language, without network or files.

The template is ours and fixed; whatever people wrote reaches it as JSON and is only ever set as text.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import unicodedata
from datetime import date, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from institutions.templatetags.people_dates import long_date, number
from workplans.results.report import Cell, Report, Table, count_words

# Latin, Greek, Cyrillic, and the signs between them; tests set every one of these in every weight
DRAWABLE = re.compile(
    r"[\n\u0020-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2190-\u22ff\u2500-\u25ff]"
)
MISSING = "\u25a1"  # an empty square
KEPT = 30 * 24 * 3600  # seconds; whoever asks for an older one waits until it is made again
ENDLESS = re.compile(r"(\S{30})(?=\S)")


def pdf_of(report: Report, *, until: date) -> bytes:
    """The document in the active language; ``until`` is the day up to which it tells, and its date."""
    content = json.dumps(document_of(report, until), ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256("\n".join((version("typst"), _template(), content)).encode()).hexdigest()
    path = Path(settings.MEDIA_ROOT) / "reports" / f"{key}.pdf"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    made = render(content, until)
    # a full disk costs the next reader time, and this one nothing
    with contextlib.suppress(OSError):
        _keep(path, made)
    return made


def render(content: str, until: date) -> bytes:
    """Let Typst set the content; its folder is empty, so that there is nothing to read."""
    stamp = int(datetime.combine(until, time(12), timezone.get_default_timezone()).timestamp())
    with tempfile.TemporaryDirectory() as empty:
        compiler = typst.Compiler(
            input=_template().encode(),
            root=empty,
            ignore_system_fonts=True,
            font_paths=[],
            package_path=empty,
            package_cache_path=empty,
            sys_inputs={"doc": content},
        )
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp)
    return made if isinstance(made, bytes) else b"".join(made or [])


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


@cache
def _template() -> str:
    return Path(settings.BASE_DIR, "templates", "workplans", "pdf", "report.typ").read_text(encoding="utf-8")


@cache
def _mark() -> str:
    return Path(str(finders.find("img/mark.svg"))).read_text(encoding="utf-8")


def document_of(report: Report, until: date) -> dict[str, Any]:
    """The tree as plain data, with every word that the template needs, all of them fit to be set."""
    words = _settable(
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
    return {**words, "mark": _mark()}


def _table(table: Table) -> dict[str, Any]:
    more = ngettext("… and %(count)s more", "… and %(count)s more", table.more) % {"count": number(table.more)}
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return {"title": table.title, "head": table.head, "rows": rows, "more": more if table.more else ""}


def _cell(cell: Cell) -> dict[str, str]:
    return {"text": cell.text, "lang": cell.lang, "note": cell.note, "note_lang": cell.note_lang}


def _settable(tree: Any) -> Any:
    """Keep what Typst's own fonts can draw, for PDF/UA refuses a letter without a shape; let endless words break."""
    if isinstance(tree, dict):
        return {key: _settable(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_settable(value) for value in tree]
    if not isinstance(tree, str):
        return tree
    shown = "".join(letter if DRAWABLE.match(letter) else MISSING for letter in tree if not _is_hidden(letter))
    return ENDLESS.sub("\\1\u200b", shown)


def _is_hidden(letter: str) -> bool:
    """Tell whether it is a control sign, such as those that turn the direction of their neighbours."""
    return unicodedata.category(letter) in {"Cc", "Cf"} and letter != "\n"
