"""Clauses: the text of an edition, piece by piece, and how each language stands to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import MD5, Concat
from django.utils.translation import gettext_lazy as _

from guidelines.models.editions import Edition

if TYPE_CHECKING:
    from collections.abc import Iterable


def _fingerprint(language: str) -> models.GeneratedField:
    """A hash of heading and text; white space does not count, and without a heading there is no text."""
    words = Func(
        Concat(F(f"heading_{language}"), Value(" "), F(f"body_{language}"), output_field=models.TextField()),
        Value(r"\s+"),
        Value(" "),
        Value("g"),
        function="regexp_replace",
        output_field=models.TextField(),
    )
    has_text = When(~Q(**{f"heading_{language}": ""}) & Q(**{f"heading_{language}__isnull": False}), then=MD5(words))
    return models.GeneratedField(
        expression=Case(has_text, default=None),
        output_field=models.CharField(max_length=32, null=True),
        db_persist=True,
    )


class Clause(models.Model):
    """One numbered piece of an edition. Its anchor is the same in all languages and in later editions.

    ``print_en`` and its sisters are fingerprints of the texts as they are, kept by the database, and nothing where
    there is no text; ``translated_from`` holds, per language, the fingerprint of the source it was translated from.
    Their comparison, never a clock, tells whether a translation is stale.
    """

    class Level(models.IntegerChoices):
        CLAUSE = 1, _("clause")
        SUBCLAUSE = 2, _("sub-clause")

    PRINTS = ("edition", "print_en", "print_bs", "print_sv", "translated_from")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses", verbose_name=_("edition"))
    position = models.PositiveSmallIntegerField(_("position"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.CLAUSE)
    number = models.CharField(_("number"), max_length=10)
    anchor = models.SlugField(
        _("anchor"), max_length=60, help_text=_("Part of the address; the same in all languages.")
    )
    heading = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown; no HTML."))
    print_en = _fingerprint("en")
    print_bs = _fingerprint("bs")
    print_sv = _fingerprint("sv")
    translated_from = models.JSONField(default=dict, editable=False)

    heading_en: str
    body_en: str

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["edition", "position", "pk"]  # order is part of the thing
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "anchor"],
                name="clause_anchor_once",
                violation_error_message=_("The edition already has a clause with this anchor."),
            ),
            models.UniqueConstraint(
                fields=["edition", "position"], name="clause_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}"

    def has_text(self, language: str) -> bool:
        """Tell whether the clause has words in that language."""
        return bool(getattr(self, f"print_{language}"))

    def translated(self, languages: Iterable[str], *, source: str) -> None:
        """Record that the texts in these languages follow the present source text. Does not save."""
        present = getattr(self, f"print_{source}")
        self.translated_from = {**self.translated_from, **{code: present for code in languages if code != source}}

    def state_in(self, language: str, source: str) -> str:
        """``source``, ``current``, ``stale`` or ``missing``."""
        if language == source:
            return "source"
        if not self.has_text(language):
            return "missing"
        return "current" if self.translated_from.get(language) == getattr(self, f"print_{source}") else "stale"
