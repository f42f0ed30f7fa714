"""Looks at the words themselves: left in the source language, far too short, abbreviations that mean something else."""

from __future__ import annotations

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.results.parity.abbreviations import compare_abbreviations
from guidelines.results.parity.blocks import Segment, Structure
from guidelines.results.parity.findings import Finding, Kind, Severity, normal
from guidelines.results.parity.remarks import excerpt, opening, remark
from guidelines.results.parity.shape import Pair
from guidelines.results.parity.wording import (
    FEWEST_WORDS,
    SMALL_WORDS,
    known_words,
    language_of,
    sentences,
    without_quotations,
    words_in,
)

LONG_ENOUGH = 180  # signs of a text before its length says much
LONG_PIECE = 160
LEAST, MOST = 0.68, 1.5  # of the source's length; honest translations of our clauses lie between 0.85 and 1.18
LEAST_PIECE, MOST_PIECE = 0.6, 1.75
MIDDLING_PIECE = 100
LEAST_MIDDLING, MOST_MIDDLING = 0.5, 2.0
CUT_OFF = 0.9  # a text without its final stop that is also shorter than this was cut
SAME_WORDS = 6  # words of a sentence that is the same in both languages by no chance
FEWEST_LETTERS = 3
ENDS = re.compile(r"[.!?:;…][\"”“)»]?$")


def compare_speech(
    source: Structure,
    target: Structure,
    pairs: list[Pair],
    source_language: str,
    target_language: str,
    *,
    measure: bool,
) -> list[Finding]:
    """``measure`` says whether lengths mean anything: not where a list or table has another shape."""
    ours, theirs = source.segments(), target.segments()
    found = _untranslated(ours, theirs, source_language, target_language)
    found += _abbreviations(ours, theirs, source_language, target_language)
    if measure and not found:  # what was left in another language need not be measured as well
        found += _lengths(ours, theirs, pairs)
    return found


def _untranslated(
    ours: list[Segment], theirs: list[Segment], source_language: str, target_language: str
) -> list[Finding]:
    source_words = {word for piece in ours for word in words_in(piece.text)}
    same = {
        normal(sentence)
        for piece in ours
        for _at, sentence in sentences(piece.text)
        if len(words_in(without_quotations(sentence))) >= SAME_WORDS
    }
    leftover = _foreign_words(source_words, source_language, target_language)
    found = []
    for piece in theirs:
        for at, sentence in sentences(piece.text):
            plain = without_quotations(sentence)
            words = words_in(plain)
            language = language_of(words) if len(words) >= FEWEST_WORDS else None
            if (language and language != target_language) or (language is None and normal(sentence) in same):
                found.append(_sentence_left(piece, at, sentence))
            elif left := _words_left(plain, leftover):
                found.append(_words_left_finding(piece, at, sentence, left))
    return found


def _foreign_words(source_words: set[str], source_language: str, target_language: str) -> set[str]:
    """Words that a text of the target language has by mistake: the source's own, or those of the third language."""
    third = next(code for code in SMALL_WORDS if code not in (source_language, target_language))
    left = (known_words(source_language) & source_words) | (known_words(third) - source_words)
    return set(left - known_words(target_language))


def _words_left(sentence: str, leftover: set[str]) -> list[str]:
    """Words of the source language inside a translated sentence; names with a capital are none."""
    found = re.findall(r"(?<![\w-])[^\W\d_A-ZČĆŠŽĐÅÄÖ][^\W\d_]{2,}(?![\w-])", sentence)
    return [word for word in found if word in leftover]


def _sentence_left(piece: Segment, at: int, sentence: str) -> Finding:
    return Finding(
        Kind.UNTRANSLATED,
        Severity.SERIOUS,
        "",
        opening(sentence),
        None,
        piece.line_at(at + len(sentence) - len(sentence.lstrip())),
        _("This sentence is not in the language of the translation."),
    )


def _words_left_finding(piece: Segment, at: int, sentence: str, left: list[str]) -> Finding:
    place = at + max(0, sentence.find(left[0]))
    serious = len(left) >= SAME_WORDS // 2
    return Finding(
        Kind.UNTRANSLATED,
        Severity.SERIOUS if serious else Severity.NOTICE,
        "",
        excerpt(piece.text, place, place + len(left[0])),
        None,
        piece.line_at(place),
        format_lazy(_("“{word}” looks like a word of the source language."), word=left[0]),
    )


def _abbreviations(
    ours: list[Segment], theirs: list[Segment], source_language: str, target_language: str
) -> list[Finding]:
    source, target = ("\n".join(piece.text for piece in side) for side in (ours, theirs))
    found = []
    for doubt in compare_abbreviations(
        source, target, source_language=source_language, target_language=target_language
    ):
        here, there = _place(doubt.source, ours), _place(doubt.target, theirs)
        if doubt.source and doubt.target:
            message = _("The abbreviation {source} has become {target}.")
        elif doubt.source:
            message = _("The abbreviation {source} is not in the translation; it may be spelled out.")
        else:
            message = _("The translation has the abbreviation {target}, which the source does not use.")
        found.append(
            Finding(
                Kind.ABBREVIATION,
                Severity.SERIOUS if doubt.is_serious else Severity.NOTICE,
                here[0],
                there[0],
                here[1],
                there[1],
                format_lazy(message, source=doubt.source, target=doubt.target),
            )
        )
    return found


def _place(form: str, pieces: list[Segment]) -> tuple[str, int | None]:
    if form:
        for piece in pieces:
            at = piece.text.find(form)
            if at >= 0:
                return excerpt(piece.text, at, at + len(form)), piece.line_at(at)
    return form, None


def _lengths(ours: list[Segment], theirs: list[Segment], pairs: list[Pair]) -> list[Finding]:
    source, target = (sum(len(piece.text) for piece in side) for side in (ours, theirs))
    message = _("The translation is much shorter or longer than the source: something may be missing.")
    if source >= LONG_ENOUGH and not LEAST <= target / source <= MOST:
        return [remark(Kind.LENGTH, message, ours[0], theirs[0], severity=Severity.NOTICE)]
    found = []
    for pieces, others in pairs:
        if len(pieces) != 1 or len(others) != 1:
            continue
        one, other = pieces[0], others[0]
        if _is_far_off(len(one.text), len(other.text)):
            found.append(remark(Kind.LENGTH, message, one, other, severity=Severity.NOTICE))
        elif _is_cut(one.text.strip(), other.text.strip()):
            cut = _("The translation of this passage stops without a full stop and is shorter than the source.")
            found.append(remark(Kind.LENGTH, cut, one, other, severity=Severity.NOTICE))
    return found


def _is_far_off(source: int, target: int) -> bool:
    if source >= LONG_PIECE:
        return not LEAST_PIECE <= target / source <= MOST_PIECE
    return source >= MIDDLING_PIECE and not LEAST_MIDDLING <= target / source <= MOST_MIDDLING


def _is_cut(source: str, target: str) -> bool:
    return (
        len(source) >= LONG_PIECE // 2
        and bool(ENDS.search(source))
        and not ENDS.search(target)
        and len(target) < CUT_OFF * len(source)
    )
