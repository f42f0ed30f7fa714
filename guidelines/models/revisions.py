"""The history of a clause in one language, only added to; and what somebody typed but has not saved."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.models.clauses import Clause
from guidelines.models.editions import Edition
from institutions.models import Institution, User


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest_first(self) -> Self:
        return self.order_by("-number", "-pk")

    def since_publication(self, text: Edition) -> Self:
        """Keep what readers of a public text got after the day of its publication, newest first, with its clause."""
        written = self.filter(clause__edition=text, language=text.source_language, kind=Revision.Kind.WRITTEN)
        return written.filter(made_at__date__gt=text.published_on).select_related("clause").order_by("-made_at", "-pk")


class Revision(models.Model):
    """One step of a text: written, confirmed unchanged, or signed by a second person; with the words as they were."""

    class Kind(models.TextChoices):
        WRITTEN = "written", pgettext_lazy("revision", "written")
        CONFIRMED = "confirmed", pgettext_lazy("revision", "confirmed unchanged")
        SIGNED = "signed", pgettext_lazy("revision", "signed by a second person")

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("clause"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WRITTEN)
    heading = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    print = models.CharField(_("fingerprint"), max_length=32)
    source_print = models.CharField(_("fingerprint of the source"), max_length=32, blank=True)
    is_major = models.BooleanField(_("changes what the text says"), default=True)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    acting_for = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a clause")
        verbose_name_plural = _("versions of clauses")
        constraints = [
            models.UniqueConstraint(fields=["clause", "language", "number"], name="revision_number_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["written", "confirmed", "signed"]), name="revision_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["clause", "language", "print"], name="revision_by_print")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.clause}: {self.language} {self.number}"


class Unsaved(models.Model):
    """What somebody has typed into the editor of a clause and not saved; nobody else sees it."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="unsaved")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    base = models.CharField(max_length=32, blank=True)
    typed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        constraints = [models.UniqueConstraint(fields=["clause", "language", "person"], name="unsaved_once")]

    def __str__(self) -> str:
        return f"{self.clause}: {self.language}"
