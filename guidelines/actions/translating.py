"""What becomes of a translation: saved, confirmed, signed; and when readers get it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from guidelines.actions.approving import approve
from guidelines.actions.checking import findings_of, judged
from guidelines.models import ChangedMeanwhile, Clause, Edition, NotSignable, Rendition, Revision, Unsaved, Waiver
from institutions.models import User


class FindingsOpen(Exception):
    """The parity check finds something serious that nobody has accepted."""


@transaction.atomic
def save_translation(
    clause: Clause, *, by: User, language: str, heading: str, body: str, base: str, followed: str
) -> Revision | None:
    """Save what the translator wrote beside the source with the fingerprint ``followed``, as ``Clause.write``.

    What readers get stays until a second person signs. Forgets what she had typed and not saved.
    """
    revision = clause.write(by=by, language=language, heading=heading, body=body, base=base, followed=followed)
    Unsaved.objects.filter(clause=clause, language=language, person=by).delete()
    return revision


@transaction.atomic
def confirm_translation(clause: Clause, *, by: User, language: str, seen: str) -> Revision | None:
    """Say that the text needs no change. If a second person had signed it, readers are told so at once."""
    revision = clause.confirm(by=by, language=language, seen=seen)
    let_out(clause, language)
    return revision


@transaction.atomic
def sign_translation(clause: Clause, *, by: User, language: str, seen: str) -> Revision | None:
    """Note that a second person read it; a public text is what readers get from now on.

    Raises FindingsOpen, and what ``Clause.sign`` raises. Twice is harmless.
    """
    clause = (
        Clause.objects.select_for_update(of=("self",), no_key=True)
        .select_related("edition__guideline")
        .get(pk=clause.pk)
    )
    if any(one.is_open for one in findings_of(clause, language)):
        raise FindingsOpen
    revision = clause.sign(by=by, language=language, seen=seen)
    let_out(clause, language)
    return revision


@transaction.atomic
def sign_all_clean(edition: Edition, language: str, *, by: User, seen: dict[int, str]) -> int:
    """Sign what was on the page (fingerprints by clause) and has no finding at all; return how many.

    What changed meanwhile, has findings or is her own stays as it is.
    """
    source = edition.source_language
    clauses = list(edition.clauses.filter(pk__in=seen).select_for_update(of=("self",), no_key=True).order_by("pk"))
    found = judged(clauses, language, source=source)
    signed = []
    for clause in clauses:
        if found[clause.pk]:
            continue
        try:
            if clause.sign(by=by, language=language, seen=seen[clause.pk]) is not None:
                signed.append(clause)
        except (ChangedMeanwhile, NotSignable):
            continue
    if signed and edition.is_public:
        approve(edition, signed, language)
    return len(signed)


def let_out(clause: Clause, language: str) -> bool:
    """Give readers of a public text the translation, if it is signed and nothing serious stands open; tell whether."""
    clause = Clause.objects.select_related("edition").get(pk=clause.pk)
    edition = clause.edition
    if not edition.is_public or not clause.is_signed(language, edition.source_language):
        return False
    if any(one.is_open for one in findings_of(clause, language)):
        return False
    approve(edition, [clause], language)
    return True


def accepted(waiver: Waiver) -> None:
    """After a waiver was accepted: a signed translation that waited only for it goes out."""
    let_out(waiver.clause, waiver.language)


def kept_back(edition: Edition, clauses: Iterable[Clause], language: str) -> list[Clause]:
    """Of signed clauses of a public text: those whose present words readers do not get yet, because of a finding."""
    if not edition.is_public:
        return []
    source = edition.source_language
    clauses = [clause for clause in clauses if clause.is_signed(language, source)]
    rows = Rendition.objects.filter(clause__in=clauses, language=language)
    out = dict(rows.values_list("clause", "source_print"))
    return [clause for clause in clauses if out.get(clause.pk) != clause.print_in(source)]
