"""Who translates and who reviews a text in a language, until when; and findings somebody judged to be right."""

from __future__ import annotations

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guidelines.models.clauses import Clause
from guidelines.models.editions import Edition
from institutions import permissions
from institutions.models import User


class DutyQuerySet(models.QuerySet["Duty"]):
    def of(self, user: User) -> Self:
        """Keep what the person translates or reviews."""
        return self.filter(Q(translator=user) | Q(reviewer=user))


@pghistory.track()
class Duty(models.Model):
    """One person translates a text into a language, another reviews it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="duties", verbose_name=_("text"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    translator = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="translates", verbose_name=_("translator")
    )
    reviewer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("reviewer")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("assigned by"))
    assigned_at = models.DateTimeField(_("assigned"), auto_now_add=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation duty")
        verbose_name_plural = _("translation duties")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language"],
                name="duty_once",
                violation_error_message=_("Somebody translates the text into this language already."),
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("translator")),
                name="duty_two_persons",
                violation_error_message=_("The reviewer must be another person than the translator."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.language}"

    @property
    def as_translated(self) -> permissions.Place:
        """The place to ask ``TRANSLATE`` for: who translates owns it."""
        return permissions.Place(owner_id=self.translator_id)

    @property
    def as_reviewed(self) -> permissions.Place:
        """The place to ask ``REVIEW_TRANSLATION`` for: who reviews owns it."""
        return permissions.Place(owner_id=self.reviewer_id)


@pghistory.track()
class Waiver(models.Model):
    """A finding of the parity check that is right as it stands. It lapses when either text changes."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="waivers", verbose_name=_("clause"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    finding = models.CharField(_("finding"), max_length=64)
    source_print = models.CharField(_("fingerprint of the source"), max_length=32)
    target_print = models.CharField(_("fingerprint of the text"), max_length=32)
    reason = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )

    class Meta:
        verbose_name = _("waiver of a finding")
        verbose_name_plural = _("waivers of findings")
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "language", "finding", "source_print", "target_print"], name="waiver_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="waiver_has_reason", violation_error_message=_("Say why.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.finding}"

    def holds_for(self, clause: Clause, source: str) -> bool:
        """Tell whether both texts are still those of which it was said."""
        present = (clause.print_in(source), clause.print_in(self.language))
        return (self.source_print, self.target_print) == present
