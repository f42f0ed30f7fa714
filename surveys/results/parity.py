"""Does a questionnaire ask the same in every language? What must be put right, and what somebody should look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.results.parity import Kind, compare
from surveys.results.units import Unit

HOLDERS = re.compile(r"\{\{?[^{}\n]{0,60}\}?\}|%\([^()\n]{1,60}\)[sd]|\[[^\[\]\n]{1,60}\]|https?://[^\s)]+")
FIGURES = (Kind.NUMBER, Kind.PERCENTAGE, Kind.DATE, Kind.STANDARD, Kind.CLAUSE_REFERENCE)
PLAIN = (*FIGURES, Kind.UNTRANSLATED, Kind.ABBREVIATION)  # the rest of the check is about paragraphs
NEGATIONS = {
    "en": "not no never nobody nothing none neither nor cannot",
    "bs": "ne nije nisam nisi nismo niste nisu niti nema nemam nemate nemaju niko ništa nijedan nijedna nijedno "
    "nikad nikada neću nećete neće nemoj nemojte",
    "sv": "inte ej icke aldrig ingen inget inga ingenting varken",
}
SHORTENED = re.compile(r"\b\w+n['’]t\b")  # don't, isn't
LETTERS = re.compile(r"\w+")
LONGEST = 300  # signs: more is not read on a telephone
SPARE, TIMES = 30, 1.7  # a translation longer than the source by more says more than it
_negations = {code: frozenset(words.split()) for code, words in NEGATIONS.items()}


@dataclass(frozen=True)
class Remark:
    """One thing the check found in one language; what ``is_serious`` stands in the way of publishing."""

    language: str
    unit: Unit
    message: str | Promise
    is_serious: bool
    source: str = ""
    words: str = ""


def remarks_on(units: Sequence[Unit], *, source: str, language: str) -> list[Remark]:
    """Everything to say about one language, in the order of the texts; ``source`` is the one it was written in."""
    found = [remark for unit in units for remark in _on_unit(unit, source, language)]
    return [*found, *_twins(units, source, language)]


def negates(text: str, language: str) -> bool:
    """Tell whether a sentence denies something; one that denies twice does, too."""
    words = {word.lower() for word in LETTERS.findall(text)}
    return bool(words & _negations[language]) or (language == "en" and bool(SHORTENED.search(text.lower())))


def _on_unit(unit: Unit, source: str, language: str) -> Iterator[Remark]:
    ours, theirs = unit.words[source], unit.words[language]
    if not theirs:
        if ours or unit.is_needed:
            yield Remark(language, unit, _("Nothing is written here."), is_serious=True, source=ours)
        return
    if len(theirs) > LONGEST and unit.thing[0] == "item":
        yield Remark(language, unit, _("This is long for a telephone."), is_serious=False, words=theirs)
    if language == source:
        return
    said = {"source": ours, "words": theirs}
    if not ours:
        message = _("The language it is written in says nothing here.")
        yield Remark(language, unit, message, is_serious=True, **said)
        return
    yield from _differing(unit, source, language)


def _differing(unit: Unit, source: str, language: str) -> Iterator[Remark]:
    """What two texts that are both there do not say alike."""
    ours, theirs = unit.words[source], unit.words[language]
    if sorted(HOLDERS.findall(ours)) != sorted(HOLDERS.findall(theirs)):
        message = _("Placeholders and addresses are not the same.")
        yield Remark(language, unit, message, is_serious=True, source=ours, words=theirs)
    plain, other = HOLDERS.sub(" ", ours), HOLDERS.sub(" ", theirs)
    for one in compare(plain, other, source_language=source, target_language=language):
        if one.kind in PLAIN:
            counts = one.kind in FIGURES and any(sign.isdigit() for sign in one.source_excerpt + one.target_excerpt)
            serious = one.is_serious and (counts or one.kind == Kind.UNTRANSLATED)
            yield Remark(language, unit, one.message, is_serious=serious, source=ours, words=theirs)
    if unit.is_rating and negates(plain, source) != negates(other, language):
        message = _("One of the two statements denies something, the other does not: agreeing would mean the opposite.")
        yield Remark(language, unit, message, is_serious=True, source=ours, words=theirs)
    if len(theirs) > TIMES * len(ours) + SPARE:
        message = _("The translation is much longer than the source.")
        yield Remark(language, unit, message, is_serious=False, source=ours, words=theirs)


def _twins(units: Sequence[Unit], source: str, language: str) -> Iterator[Remark]:
    """Texts of one family that read the same: serious where they are told apart in the source."""
    families: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        if unit.family and unit.words[language]:
            families.setdefault((unit.family, unit.words[language].casefold()), []).append(unit)
    for same in families.values():
        for first, second in pairwise(same):
            is_copy = first.words[source].casefold() != second.words[source].casefold()
            serious = is_copy or first.thing[0] == "scale"
            message = _("The same words stand here twice.")
            label = {"source": str(first.label), "words": second.words[language]}
            yield Remark(language, second, message, is_serious=serious, **label)
