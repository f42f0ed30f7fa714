"""Compares two whole texts: cuts them at their headings, puts the parts side by side and compares part by part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from guidelines.results.parity.blocks import Segment
from guidelines.results.parity.comparing import compare
from guidelines.results.parity.findings import Finding, Kind
from guidelines.results.parity.matching import match
from guidelines.results.parity.remarks import remark
from guidelines.results.parity.scanning import scan
from guidelines.results.parity.shape import align

HEADING = re.compile(r"^(#{1,6})[ \t]+(\S[^\n]*)$", re.MULTILINE)
ANCHOR = re.compile(r"\{#([\w-]{1,80})[^{}\n]{0,200}\}\s*$")
LONGEST_HEADING = 500  # signs
MOST_PARTS = 50  # on each side, where the headings differ; more are compared as one text


@dataclass(frozen=True)
class Part:
    """A heading with what follows it up to the next heading; level 0 comes before the first."""

    level: int
    anchor: str
    heading: str
    text: str
    line: int

    @property
    def segment(self) -> Segment:
        return Segment(self.heading or self.text, self.line)


def compare_documents(source: str, target: str, *, source_language: str, target_language: str) -> list[Finding]:
    """As ``compare``, for two files; lines are those of the files."""
    ours, theirs = parts(source), parts(target)
    found: list[Finding] = []
    languages = {"source_language": source_language, "target_language": target_language}
    for one, other in _side_by_side(ours, theirs, found, (source_language, target_language)):
        found += [_moved(finding, one, other) for finding in compare(one.text, other.text, **languages)]
    return found


def parts(text: str) -> list[Part]:
    """The parts of a text with headings; a text without any is one part."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    headings = list(HEADING.finditer(text))
    starts = [0, *(found.start() for found in headings)]
    ends = [*(found.start() for found in headings), len(text)]
    found, line = [], 1
    for heading, start, end in zip([None, *headings], starts, ends, strict=True):
        body = text[start:end]
        if body.strip():
            level, words = (len(heading[1]), heading[2][:LONGEST_HEADING]) if heading else (0, "")
            named = ANCHOR.search(words)
            anchor = named[1] if named else ""
            words = words[: named.start()].strip() if named else words
            found.append(Part(level, anchor, words, body, line))
        line += body.count("\n")
    return found


def _side_by_side(
    ours: list[Part], theirs: list[Part], found: list[Finding], languages: tuple[str, str]
) -> list[tuple[Part, Part]]:
    if [part.level for part in ours] == [part.level for part in theirs] and _same_anchors(ours, theirs):
        return list(zip(ours, theirs, strict=True))
    below = [part for part in [*ours, *theirs] if part.level > 1]
    if below and all(part.anchor for part in below):
        return _by_anchor(ours, theirs, found)
    if max(len(ours), len(theirs)) > MOST_PARTS:
        found.append(remark(Kind.HEADING, _("The two texts have other headings."), ours[0].segment, theirs[0].segment))
        return []
    return _by_likeness(ours, theirs, found, languages)


def _same_anchors(ours: list[Part], theirs: list[Part]) -> bool:
    return all(
        one.anchor == other.anchor or not (one.anchor and other.anchor) for one, other in zip(ours, theirs, strict=True)
    )


def _by_anchor(ours: list[Part], theirs: list[Part], found: list[Finding]) -> list[tuple[Part, Part]]:
    places = {part.anchor or f"\0{part.level}": part for part in theirs}
    together = []
    for part in ours:
        other = places.pop(part.anchor or f"\0{part.level}", None)
        if other:
            together.append((part, other))
        else:
            found.append(_missing(part))
    found += [_added(part) for part in places.values()]
    return together


def _by_likeness(
    ours: list[Part], theirs: list[Part], found: list[Finding], languages: tuple[str, str]
) -> list[tuple[Part, Part]]:
    """Pair parts in order so that the figures in them differ least."""
    pieces, other_pieces = ([Segment(part.text, part.line) for part in side] for side in (ours, theirs))
    read = {
        id(segment): (scan(segment.text, language), part.level)
        for segments, side, language in zip((pieces, other_pieces), (ours, theirs), languages, strict=True)
        for segment, part in zip(segments, side, strict=True)
    }

    def differ(one: Segment, other: Segment) -> int:
        (tokens, level), (other_tokens, other_level) = read[id(one)], read[id(other)]
        matched = match(tokens, other_tokens)
        return len(matched.source) + len(matched.target) + 3 * (level != other_level)

    aligned, alone, others = align(pieces, other_pieces, differ)
    by_line = [{part.line: part for part in side} for side in (ours, theirs)]
    found += [_missing(by_line[0][segment.line]) for segment in alone]
    found += [_added(by_line[1][segment.line]) for segment in others]
    return [(by_line[0][one.line], by_line[1][other.line]) for one, other in aligned]


def _missing(part: Part) -> Finding:
    return remark(Kind.HEADING, _("This part of the source is not in the translation."), part.segment)


def _added(part: Part) -> Finding:
    return remark(Kind.HEADING, _("This part of the translation is not in the source."), None, part.segment)


def _moved(finding: Finding, one: Part, other: Part) -> Finding:
    """With the lines of the files."""
    return replace(
        finding,
        source_line=finding.source_line and finding.source_line + one.line - 1,
        target_line=finding.target_line and finding.target_line + other.line - 1,
    )
