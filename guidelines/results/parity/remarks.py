"""Says in one sentence what to look at."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.results.parity.blocks import Segment
from guidelines.results.parity.findings import Finding, Kind, Severity
from guidelines.results.parity.tokens import Token

AROUND = 36  # signs shown before and after
LONGEST = 200  # signs of an excerpt
Placed = tuple[Token, Segment]

CHANGED = {
    Kind.NUMBER: _("The source says {source}, the translation {target}."),
    Kind.PERCENTAGE: _("The source says {source}, the translation {target}: compare the share and its per cent sign."),
    Kind.DATE: _("The source gives the date or time as {source}, the translation as {target}."),
    Kind.STANDARD: _("The source names the standard {source}, the translation {target}."),
    Kind.CLAUSE_REFERENCE: _("The source refers to {source}, the translation to {target}."),
}
MISSING = {
    Kind.NUMBER: _("The number {source} is missing in the translation."),
    Kind.PERCENTAGE: _("The share {source} is missing in the translation."),
    Kind.DATE: _("The date or time {source} is missing in the translation."),
    Kind.STANDARD: _("The standard {source} is missing in the translation."),
    Kind.CLAUSE_REFERENCE: _("The reference to {source} is missing in the translation."),
}
ADDED = {
    Kind.NUMBER: _("The translation has the number {target}, which is not in the source."),
    Kind.PERCENTAGE: _("The translation has the share {target}, which is not in the source."),
    Kind.DATE: _("The translation has the date or time {target}, which is not in the source."),
    Kind.STANDARD: _("The translation names the standard {target}, which is not in the source."),
    Kind.CLAUSE_REFERENCE: _("The translation refers to {target}, which is not in the source."),
}


def excerpt(text: str, start: int, end: int) -> str:
    """The words around a place, whole, in one line."""
    left, right = max(0, start - AROUND), min(len(text), end + AROUND, start + LONGEST)
    words = text[left:right]
    if left and " " in words[: start - left]:
        words = "… " + words.partition(" ")[2]
    if right < len(text) and " " in text[end:right]:
        words = words.rpartition(" ")[0] + " …"
    return " ".join(words.split())


def opening(text: str) -> str:
    """The first words of a piece."""
    words = " ".join(text[: LONGEST * 2].split())
    return words if len(words) <= LONGEST // 2 else words[: LONGEST // 2].rpartition(" ")[0] + " …"


def _of(placed: Placed) -> tuple[str, int]:
    token, piece = placed
    return excerpt(piece.text, token.start, token.end), piece.line_at(token.start)


def _words(placed: Placed) -> str:
    return " ".join(placed[0].text[:LONGEST].split())


def changed(source: Placed, target: Placed) -> Finding:
    kinds = (source[0].kind, target[0].kind)
    kind = Kind.PERCENTAGE if Kind.PERCENTAGE in kinds else kinds[0]
    (ours, line), (theirs, other_line) = _of(source), _of(target)
    message = format_lazy(CHANGED[kind], source=_words(source), target=_words(target))
    return Finding(kind, Severity.SERIOUS, ours, theirs, line, other_line, message)


def other_unit(source: Placed, target: Placed) -> Finding:
    (ours, line), (theirs, other_line) = _of(source), _of(target)
    message = format_lazy(
        _("The number {source} stands with another unit in the translation: compare days, months and currencies."),
        source=_words(source),
    )
    return Finding(Kind.NUMBER, Severity.SERIOUS, ours, theirs, line, other_line, message)


def missing(placed: Placed) -> Finding:
    ours, line = _of(placed)
    kind = placed[0].kind
    return Finding(kind, Severity.SERIOUS, ours, "", line, None, format_lazy(MISSING[kind], source=_words(placed)))


def added(placed: Placed) -> Finding:
    theirs, line = _of(placed)
    kind = placed[0].kind
    return Finding(kind, Severity.SERIOUS, "", theirs, None, line, format_lazy(ADDED[kind], target=_words(placed)))


def remark(
    kind: Kind,
    message: str | Promise,
    source: Segment | None = None,
    target: Segment | None = None,
    *,
    severity: Severity = Severity.SERIOUS,
) -> Finding:
    """A finding about whole pieces."""
    return Finding(
        kind,
        severity,
        opening(source.text) if source else "",
        opening(target.text) if target else "",
        source.line if source else None,
        target.line if target else None,
        message,
    )


def nothing_written(source: Segment) -> Finding:
    return remark(Kind.LENGTH, _("The translation is empty."), source)


def too_many_figures(source: Segment) -> Finding:
    return remark(Kind.NUMBER, _("One of the texts has more figures than can be compared."), source)
