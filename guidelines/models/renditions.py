"""What readers get: the approved text of a clause in a language, apart from what is being written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guidelines.models.clauses import Clause
from guidelines.models.states import LanguageState


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def of(self, edition_id: int) -> Self:
        """Keep those of one edition or supplement, in the order of its clauses."""
        return self.filter(clause__edition=edition_id).order_by("clause__position", "clause", "language")

    def approve(self, clauses: Iterable[Clause], language: str, *, source: str) -> int:
        """Make the present texts in the language what readers get; return how many they are.

        Clauses without text are passed over. The HTML is left to whoever renders (``guidelines.actions``).
        """
        rows: list[Any] = [
            Rendition(
                clause=clause,
                language=language,
                heading=heading,
                body=body,
                print=clause.print_in(language),
                source_print=clause.follows(language, source),
                is_confirmed=clause.confirmed.get(language) == clause.follows(language, source),
                html="",
                dialect=0,
            )
            for clause in clauses
            for heading, body in [clause.text_in(language)]
            if clause.has_text(language)
        ]
        fields = ["heading", "body", "print", "source_print", "is_confirmed", "html", "dialect"]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["clause", "language"], update_fields=fields)
        return len(rows)


class Rendition(models.Model):
    """The public text of a clause in one language, and which source text it says the same as.

    ``html`` was made from ``body`` by the Markdown dialect of that number; one of another number is made anew.
    """

    PRINTS = ("clause", "language", "print", "source_print", "is_confirmed")

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="renditions", verbose_name=_("clause"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    heading = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    dialect = models.PositiveSmallIntegerField(default=0, editable=False)
    print = models.CharField(_("fingerprint"), max_length=32)
    source_print = models.CharField(_("fingerprint of the source"), max_length=32, blank=True)
    is_confirmed = models.BooleanField(_("confirmed after a change of the source"), default=False)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("public text of a clause")
        verbose_name_plural = _("public texts of clauses")
        constraints = [models.UniqueConstraint(fields=["clause", "language"], name="rendition_once")]

    def __str__(self) -> str:
        return f"{self.clause}: {self.language}"

    def state_to(self, source: Rendition | None) -> LanguageState:
        """How it stands to the public source text of its clause."""
        if source is not None and source.language == self.language:
            return LanguageState.SOURCE
        if source is None or self.source_print != source.print:
            return LanguageState.STALE
        return LanguageState.CONFIRMED if self.is_confirmed else LanguageState.CURRENT
