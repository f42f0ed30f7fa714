"""What the parity check can find, and how a finding is named, shown and told from others."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

KEY_LENGTH = 16  # hexadecimal digits: a waiver names one finding among a few hundred


class Severity(StrEnum):
    SERIOUS = "serious"
    NOTICE = "notice"


class Kind(StrEnum):
    NUMBER = "number"
    PERCENTAGE = "percentage"
    DATE = "date"
    STANDARD = "standard"
    ABBREVIATION = "abbreviation"
    CLAUSE_REFERENCE = "clause_reference"
    LIST = "list"
    TABLE = "table"
    LINK = "link"
    PLACEHOLDER = "placeholder"
    UNTRANSLATED = "untranslated"
    LENGTH = "length"
    FOOTNOTE = "footnote"
    FIGURE = "figure"
    HEADING = "heading"


@dataclass(frozen=True)
class Finding:
    """One place to look at. Lines count from 1 in the compared texts; None where that side has nothing to show.

    ``message`` is one translated sentence, made into words when it is shown.
    """

    kind: Kind
    severity: Severity
    source_excerpt: str
    target_excerpt: str
    source_line: int | None
    target_line: int | None
    message: str | Promise

    @property
    def key(self) -> str:
        """The same for the same finding whatever moved above it: kind and excerpts count, lines do not."""
        words = (normal(excerpt) for excerpt in (self.source_excerpt, self.target_excerpt))
        return hashlib.sha256("\0".join([self.kind, *words]).encode()).hexdigest()[:KEY_LENGTH]

    @property
    def is_serious(self) -> bool:
        return self.severity is Severity.SERIOUS


def normal(text: str) -> str:
    """Without differences of case and space."""
    return re.sub(r"\s+", " ", text).strip().casefold()
