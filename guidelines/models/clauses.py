"""Clauses: the text of an edition, piece by piece, and how each language stands to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import MD5, Concat
from django.utils.translation import gettext_lazy as _

from guidelines.models.editions import Edition
from guidelines.models.states import LanguageState
from guidelines.models.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Iterable


def fingerprint(language: str) -> models.GeneratedField:
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


class Clause(Writing):
    """One numbered piece of an edition or supplement. Its anchor is the same in all languages and in later editions.

    ``print_en`` and its sisters are fingerprints of the texts as they are, kept by the database, and nothing where
    there is no text. Three facts hold fingerprints by language: ``translated_from`` the source a text was translated
    from, ``confirmed`` the source after whose change somebody found that nothing had to change, ``signed`` source and
    text which a second person read. Their comparison, never a clock, tells how a translation stands. What readers get
    is a ``Rendition``: the text as it was approved.
    """

    class Level(models.IntegerChoices):
        CLAUSE = 1, _("clause")
        SUBCLAUSE = 2, _("sub-clause")

    PRINTS = ("edition", "print_en", "print_bs", "print_sv", "translated_from", "confirmed", "signed")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses", verbose_name=_("edition"))
    position = models.PositiveSmallIntegerField(_("position"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.CLAUSE)
    number = models.CharField(_("number"), max_length=10)
    anchor = models.SlugField(
        _("anchor"), max_length=60, help_text=_("Part of the address; the same in all languages.")
    )
    amends = models.SlugField(
        _("adds to clause"), max_length=60, blank=True, help_text=_("Of a supplement: the clause it adds to.")
    )
    incorporates = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incorporated_in",
        verbose_name=_("incorporates the supplement"),
    )
    heading = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown; no HTML."))
    print_en = fingerprint("en")
    print_bs = fingerprint("bs")
    print_sv = fingerprint("sv")
    translated_from = models.JSONField(default=dict, editable=False)
    confirmed = models.JSONField(default=dict, editable=False)
    signed = models.JSONField(default=dict, editable=False)

    heading_en: str
    body_en: str
    renditions: Any

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

    def get_absolute_url(self) -> str:
        return f"{self.edition.get_absolute_url()}#{self.anchor}"

    def has_text(self, language: str) -> bool:
        """Tell whether the clause has words in that language."""
        return bool(self.print_in(language))

    def print_in(self, language: str) -> str:
        """The fingerprint of its present text in that language; empty where there is none."""
        return getattr(self, f"print_{language}") or ""

    def text_in(self, language: str) -> tuple[str, str]:
        """Heading and Markdown body in exactly that language, empty where there is none."""
        return getattr(self, f"heading_{language}") or "", getattr(self, f"body_{language}") or ""

    def follows(self, language: str, source: str) -> str:
        """The fingerprint of the source text which the text in the language says; its own for the source itself."""
        return self.print_in(source) if language == source else self.translated_from.get(language) or ""

    def translated(self, languages: Iterable[str], *, source: str) -> None:
        """Record that the texts in these languages follow the present source text. Does not save."""
        present = getattr(self, f"print_{source}")
        self.translated_from = {**self.translated_from, **{code: present for code in languages if code != source}}

    def state_in(self, language: str, source: str) -> str:
        """How what is written in the language stands to the source: a ``LanguageState`` other than partial."""
        if language == source:
            return LanguageState.SOURCE
        if not self.has_text(language):
            return LanguageState.MISSING
        present = self.print_in(source)
        if self.translated_from.get(language) != present:
            return LanguageState.STALE
        return LanguageState.CONFIRMED if self.confirmed.get(language) == present else LanguageState.CURRENT

    def public_state_in(self, language: str, source: str) -> str:
        """How what readers get in the language stands to what they get in the source language."""
        found = getattr(self, "printed", None)
        renditions = {row.language: row for row in (self.renditions.all() if found is None else found)}
        if language not in renditions:
            return LanguageState.MISSING
        return str(renditions[language].state_to(renditions.get(source)))

    def is_signed(self, language: str, source: str) -> bool:
        """Tell whether a second person has read the present text in the language beside the present source."""
        return bool(self.signed.get(language) == [self.print_in(source), self.print_in(language)])

    def copied_to(self, edition: Edition) -> Clause:
        """An unsaved copy for another text; same anchor, so that it is the same clause in both."""
        left_behind = ("id", "edition", "heading", "body", "print_en", "print_bs", "print_sv")
        names = [field.attname for field in self._meta.concrete_fields if field.name not in left_behind]
        return Clause(edition=edition, **{name: getattr(self, name) for name in names})
