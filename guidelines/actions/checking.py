"""Findings of the parity check, judged: which stand open, and which somebody found to be right as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import get_language

from guidelines.models import ChangedMeanwhile, Clause, Duty, Edition, Waiver
from guidelines.results.parity import Finding, compare
from institutions.models import User

REMEMBERED = 3600  # seconds a comparison is kept; its key is the texts themselves


class NoSuchFinding(LookupError):
    """The check does not find that, or not any more."""


class OwnWaiver(Exception):
    """Whoever wrote the translation, or proposed that the finding is right, cannot be the one who accepts it."""


@dataclass(frozen=True)
class Judged:
    """A finding, and the waiver somebody proposed or accepted for these very texts."""

    finding: Finding
    waiver: Waiver | None = None

    @property
    def is_waived(self) -> bool:
        return self.waiver is not None and self.waiver.accepted_by_id is not None

    @property
    def is_open(self) -> bool:
        """Tell whether it stands in the way: serious, and nobody has accepted it."""
        return self.finding.is_serious and not self.is_waived


@dataclass(frozen=True)
class Open:
    """What stands in the way of a language of a text, at one clause."""

    clause: Clause
    language: str
    finding: Finding


def findings_of(clause: Clause, language: str) -> list[Judged]:
    """What the check finds in the saved texts of a clause, the serious first; nothing where one of them is missing."""
    return judged([clause], language, source=clause.edition.source_language)[clause.pk]


def judged(clauses: Iterable[Clause], language: str, *, source: str) -> dict[int, list[Judged]]:
    """By clause, as ``findings_of``; one query however many clauses there are."""
    clauses = list(clauses)
    both = [clause for clause in clauses if clause.has_text(source) and clause.has_text(language)]
    compared = _compared([(_text(clause, source), _text(clause, language)) for clause in both], source, language)
    found = {clause.pk: findings for clause, findings in zip(both, compared, strict=True)}
    waivers = _waivers([clause for clause in both if found[clause.pk]], language, source)
    return {
        clause.pk: [Judged(one, waivers.get((clause.pk, one.key))) for one in found.get(clause.pk, [])]
        for clause in clauses
    }


def findings_in(clause: Clause, language: str, *, heading: str, body: str) -> list[Judged]:
    """What the check finds in words that are typed, but not saved; nobody can have waived any of it."""
    source = clause.edition.source_language
    (found,) = _compared([(_text(clause, source), _joined(heading, body))], source, language)
    return [Judged(one) for one in found]


def open_serious(edition: Edition, languages: Iterable[str]) -> list[Open]:
    """What blocks the publication of these languages: serious findings in signed clauses that nobody has accepted.

    Other clauses do not become public, so nothing of them can be in the way. One query, and one for each language.
    """
    source = edition.source_language
    clauses = list(edition.clauses.order_by("position", "pk"))
    found = []
    for language in languages:
        signed = [clause for clause in clauses if language != source and clause.is_signed(language, source)]
        by_clause = judged(signed, language, source=source)
        found += [
            Open(clause, language, one.finding) for clause in signed for one in by_clause[clause.pk] if one.is_open
        ]
    return found


@transaction.atomic
def propose_waiver(clause: Clause, *, by: User, language: str, key: str, reason: str, seen: tuple[str, str]) -> Waiver:
    """Say why a finding is right as it stands; ``seen`` are the fingerprints of source and text it was said of.

    Said again, the reason is the new one, as long as nobody has accepted it. Raises ChangedMeanwhile where a text is
    another by now, and NoSuchFinding.
    """
    clause = Clause.objects.select_for_update(of=("self",)).select_related("edition").get(pk=clause.pk)
    source = clause.edition.source_language
    if seen != (clause.print_in(source), clause.print_in(language)):
        raise ChangedMeanwhile(clause)
    if all(one.finding.key != key for one in findings_of(clause, language)):
        raise NoSuchFinding
    waiver, is_new = Waiver.objects.get_or_create(
        clause=clause,
        language=language,
        finding=key,
        source_print=seen[0],
        target_print=seen[1],
        defaults={"reason": reason, "proposed_by": by},
    )
    if not is_new and waiver.accepted_by_id is None and waiver.reason != reason:
        waiver.reason, waiver.proposed_by = reason, by
        waiver.save(update_fields=["reason", "proposed_by"])
    return waiver


@transaction.atomic
def accept_waiver(waiver: Waiver, *, by: User) -> Waiver:
    """Agree that the finding is right; harmless where somebody has. Raises OwnWaiver, and ChangedMeanwhile."""
    waiver = Waiver.objects.select_for_update(of=("self",)).select_related("clause__edition").get(pk=waiver.pk)
    if waiver.accepted_by_id is not None:
        return waiver
    clause = waiver.clause
    if not waiver.holds_for(clause, clause.edition.source_language):
        raise ChangedMeanwhile(clause)
    if by.pk in {waiver.proposed_by_id, *translators_of(clause, waiver.language)}:
        raise OwnWaiver
    waiver.accepted_by = by
    waiver.save(update_fields=["accepted_by"])
    return waiver


def translators_of(clause: Clause, language: str) -> set[int]:
    """Who wrote the present text of the clause, and whose duty the language is."""
    newest = clause.revisions.filter(language=language, kind="written").order_by("-number").first()
    duty = Duty.objects.filter(edition=clause.edition_id, language=language).first()
    return {row for row in (newest and newest.author_id, duty and duty.translator_id) if row}


def _waivers(clauses: list[Clause], language: str, source: str) -> dict[tuple[int, str], Waiver]:
    if not clauses:
        return {}
    by_key = {clause.pk: clause for clause in clauses}
    rows = Waiver.objects.filter(clause__in=list(by_key), language=language)
    return {
        (row.clause_id, row.finding): row
        for row in rows.select_related("proposed_by", "accepted_by")
        if row.holds_for(by_key[row.clause_id], source)
    }


def _compared(pairs: list[tuple[str, str]], source: str, language: str) -> list[list[Finding]]:
    """Findings of each pair, the serious first, remembered by the texts: most clauses are compared once."""
    keys = [_key(source, language, *pair) for pair in pairs]
    known = cache.get_many(set(keys)) if keys else {}
    fresh = {}
    for key, (first, second) in zip(keys, pairs, strict=True):
        if key not in known:
            found = compare(first, second, source_language=source, target_language=language)
            known[key] = fresh[key] = sorted(found, key=lambda one: not one.is_serious)
    if fresh:
        cache.set_many(fresh, REMEMBERED)
    return [known[key] for key in keys]


def _key(source: str, language: str, *texts: str) -> str:
    """Messages are in the reader's language, so that is part of it."""
    words = hashlib.sha256("\0".join(texts).encode(errors="replace")).hexdigest()
    return f"parity/{source}-{language}/{get_language()}/{words}"


def _text(clause: Clause, language: str) -> str:
    return _joined(*clause.text_in(language))


def _joined(heading: str, body: str) -> str:
    return f"## {heading}\n\n{body}"
