"""How others cite a text: a sentence in the reader's language, and three formats that programs read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from institutions.templatetags.people_dates import long_date

BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
    "_": r"\_", "$": r"\$", "^": r"\^{}", "~": r"\~{}",
}  # fmt: skip


@dataclass(frozen=True)
class Cited:
    """A text as others name it. ``version`` is "Edition 1" or "Edition 1, supplement 2" in the reader's language."""

    code: str
    title: str
    version: str
    year: int
    language: str
    address: str
    group: str
    seen_on: date

    @property
    def key(self) -> str:
        """A name for lists of references, of letters and figures only."""
        return re.sub(r"[^A-Za-z0-9]+", "-", f"{self.code}-{self.year}").strip("-").lower()


def sentence(text: Cited) -> str:
    """The text in one sentence, after ISO 690: who, what, version, year, where, and when it was seen."""
    return _("%(group)s: %(title)s. %(code)s, %(version)s, %(year)s. %(address)s (seen on %(date)s).") % {
        "group": text.group,
        "title": text.title,
        "code": text.code,
        "version": text.version,
        "year": text.year,
        "address": text.address,
        "date": long_date(text.seen_on),
    }


def bibtex(text: Cited) -> str:
    """For BibTeX and its kin."""
    fields = {
        "author": "{" + _bibtex(text.group) + "}",
        "title": "{" + _bibtex(text.title) + "}",
        "number": _bibtex(text.code),
        "edition": _bibtex(text.version),
        "year": str(text.year),
        "url": _bibtex(text.address),
        "urldate": text.seen_on.isoformat(),
        "language": text.language,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@techreport{{{text.key},\n{lines}\n}}\n"


def ris(text: Cited) -> str:
    """For EndNote, Zotero and others that read RIS."""
    fields = [
        ("TY", "STAND"),
        ("AU", text.group),
        ("TI", text.title),
        ("ET", text.version),
        ("PY", str(text.year)),
        ("SN", text.code),
        ("LA", text.language),
        ("UR", text.address),
        ("Y2", f"{text.seen_on:%Y/%m/%d}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in fields)


def csl(text: Cited) -> str:
    """For programs that cite by the Citation Style Language, as JSON."""
    entry = {
        "id": text.key,
        "type": "standard",
        "title": text.title,
        "author": [{"literal": text.group}],
        "number": text.code,
        "edition": text.version,
        "issued": {"date-parts": [[text.year]]},
        "accessed": {"date-parts": [[text.seen_on.year, text.seen_on.month, text.seen_on.day]]},
        "language": text.language,
        "URL": text.address,
    }
    return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"


FORMATS = {
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
    "json": (csl, "application/vnd.citationstyles.csl+json; charset=utf-8"),
}


def _bibtex(words: str) -> str:
    return "".join(BIBTEX.get(letter, letter) for letter in _line(words))


def _line(words: str) -> str:
    return " ".join(words.split())
