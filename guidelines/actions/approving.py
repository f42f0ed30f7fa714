"""Makes what was written what readers get."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from guidelines.actions.printing import order
from guidelines.models import Clause, Edition, Rendition
from guidelines.results.preview import html_on_page, surroundings_of
from institutions.actions.copies import forget_copies
from institutions.results.dialect import DIALECT

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@transaction.atomic
def approve(edition: Edition, clauses: Iterable[Clause], language: str) -> int:
    """Give readers the present texts of these clauses in the language; return how many."""
    count = Rendition.objects.approve(clauses, language, source=edition.source_language)
    changed(edition)
    return count


@transaction.atomic
def approve_all(edition: Edition) -> int:
    """Give readers every text there is, in every language, and take each as read by a second person.

    For texts that come in finished, as the starter content does.
    """
    clauses = list(edition.clauses.all())
    source = edition.source_language
    for clause in clauses:
        others = [code for code in LANGUAGES if code != source and clause.has_text(code)]
        clause.signed = {code: [clause.print_in(source), clause.print_in(code)] for code in others}
    Clause.objects.bulk_update(clauses, ["signed"])
    count = sum(Rendition.objects.approve(clauses, code, source=source) for code in LANGUAGES)
    changed(edition)
    return count


@transaction.atomic
def approve_signed(edition: Edition) -> int:
    """Give readers the source text, and of each translation the clauses that a second person has read."""
    clauses = list(edition.clauses.all())
    source = edition.source_language
    count = 0
    for code in LANGUAGES:
        ready = [clause for clause in clauses if code == source or clause.is_signed(code, source)]
        count += Rendition.objects.approve(ready, code, source=source)
    changed(edition)
    return count


def render(edition: Edition) -> int:
    """Make the HTML of public texts that have none of the present dialect; return how many."""
    rows = list(Rendition.objects.of(edition.pk).exclude(dialect=DIALECT).select_related("clause"))
    if not rows:
        return 0
    around = surroundings_of(edition)
    for row in rows:
        clause = row.clause
        row.html = html_on_page(
            row.body, language=row.language, anchor=clause.anchor, level=clause.level, around=around
        )
        row.dialect = DIALECT
    Rendition.objects.bulk_update(rows, ["html", "dialect"], batch_size=200)
    return len(rows)


def changed(edition: Edition) -> None:
    """Note that readers get something else than before: a new version, no copy of the old one, and its HTML."""
    Edition.texts.filter(pk=edition.pk).update(text_version=F("text_version") + 1, text_changed_at=timezone.now())
    edition.refresh_from_db(fields=["text_version", "text_changed_at"])
    render(edition)
    order(edition)
    forget_copies()
