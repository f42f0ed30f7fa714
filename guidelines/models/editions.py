"""Editions and their supplements: what is in force, what was, and which language is the source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from guidelines.models.guidelines import Guideline
from guidelines.models.lifecycle import LifeCycle
from guidelines.models.states import PUBLIC_STATES, Disposition, LanguageState, State, all_together
from institutions import permissions
from institutions.models import User
from institutions.models.pages import Precision
from institutions.models.periods import no_overlap_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FAMILY = """
    IF NEW.supplement_to_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM guidelines_edition base WHERE base.id = NEW.supplement_to_id
        AND base.supplement_to_id IS NULL AND base.guideline_id = NEW.guideline_id
    ) THEN
        RAISE EXCEPTION 'a supplement adds to an edition of its own guideline' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM guidelines_edition earlier WHERE earlier.id = NEW.replaces_id
        AND earlier.supplement_to_id IS NULL AND earlier.guideline_id = NEW.guideline_id AND earlier.number < NEW.number
    ) THEN
        RAISE EXCEPTION 'an edition replaces an earlier one of its guideline' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class EditionQuerySet(MultilingualQuerySet["Edition"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what is or was in force; drafts, only the group."""
        if permissions.may(user, permissions.SEE_DRAFT_GUIDELINES):
            return self
        return self.filter(state__in=PUBLIC_STATES)

    def public(self) -> Self:
        """Keep what everybody may read, in force or not."""
        return self.filter(state__in=PUBLIC_STATES)

    def in_force(self, on: date) -> Self:
        """Keep what holds on the day."""
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gt=on), in_force_from__lte=on, state__in=PUBLIC_STATES)

    def with_coverage(self) -> Self:
        """Fetch what ``coverage`` needs, in two more queries, without the texts."""
        clause = apps.get_model("guidelines", "Clause")  # clauses know editions, not the reverse
        rendition = apps.get_model("guidelines", "Rendition")
        renditions = Prefetch("renditions", queryset=rendition.objects.only(*rendition.PRINTS), to_attr="printed")
        clauses = clause.objects.only(*clause.PRINTS).prefetch_related(renditions)
        return self.prefetch_related(Prefetch("clauses", queryset=clauses, to_attr="hashed"))

    def newest_first(self) -> Self:
        return self.order_by("-number", "pk")


class EditionsOnly(MultilingualManager.from_queryset(EditionQuerySet)):  # type: ignore[misc]
    """Editions without their supplements."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(supplement_to=None)


class Edition(LifeCycle):
    """One edition of a guideline with its own source language; or, with ``supplement_to``, an addition to an edition.

    Both are texts of clauses with one life, so both are rows here. ``Edition.objects`` are the editions,
    ``Edition.texts`` editions and supplements, ``edition.supplements`` those that add to it.
    """

    State = State
    PUBLIC = PUBLIC_STATES
    Disposition = Disposition

    guideline = models.ForeignKey(
        Guideline, on_delete=models.PROTECT, related_name="texts", verbose_name=_("guideline")
    )
    supplement_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supplements", verbose_name=_("adds to")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=200, blank=True, help_text=_("Only of a supplement."))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    source_language = models.CharField(
        _("source language"), max_length=2, choices=settings.LANGUAGES, help_text=_("The text that decides in doubt.")
    )
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("Its number, for example 2018/2-D4.")
    )
    publish_at = models.DateTimeField(_("to be published"), null=True, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    published_precision = models.CharField(
        _("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("First day on which it no longer holds.")
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    change_summary = models.TextField(_("what changed"), blank=True)
    withdrawal_reason = models.TextField(_("why it was withdrawn"), blank=True)
    disposition = models.CharField(
        _("at the next edition"), max_length=20, choices=Disposition.choices, blank=True, default=""
    )
    carried_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("carried over from"),
    )
    text_version = models.PositiveIntegerField(_("version of the public text"), default=0, editable=False)
    text_changed_at = models.DateTimeField(_("public text changed"), null=True, blank=True, editable=False)

    clauses: Any
    supplements: Any
    attachments: Any
    hashed: list[Any]
    seen_supplements: list[Edition]

    texts = MultilingualManager.from_queryset(EditionQuerySet)()
    objects = EditionsOnly()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        default_manager_name = "texts"
        constraints = [
            models.UniqueConstraint(
                fields=["guideline", "number"],
                condition=Q(supplement_to=None),
                name="edition_number_once",
                violation_error_message=_("The guideline already has an edition with this number."),
            ),
            models.UniqueConstraint(
                fields=["supplement_to", "number"],
                name="edition_supplement_number_once",
                violation_error_message=_("The edition already has a supplement with this number."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded", "withdrawn"])
                | Q(published_on__isnull=False, in_force_from__isnull=False),
                name="edition_published_has_dates",
                violation_error_message=_(
                    "A published edition needs the dates of publication and of coming into force."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["superseded", "withdrawn"]) | Q(in_force_to__isnull=False),
                name="edition_ended_has_last_day",
                violation_error_message=_("Say until when a superseded or withdrawn edition was in force."),
            ),
            models.CheckConstraint(
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
                name="edition_in_force_in_order",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="edition_not_its_own_successor"),
            models.CheckConstraint(
                condition=Q(supplement_to__isnull=False) | Q(disposition="", carried_from=None),
                name="edition_disposition_of_supplement",
                violation_error_message=_("Only a supplement is disposed of at the next edition."),
            ),
            models.CheckConstraint(
                condition=Q(supplement_to=None) | Q(replaces=None),
                name="edition_supplement_replaces_nothing",
                violation_error_message=_("A supplement adds to an edition; it replaces none."),
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(state="adopted"),
                name="edition_scheduled_is_adopted",
                violation_error_message=_("Only an adopted text waits for its publication."),
            ),
            no_overlap_of(
                "edition_one_in_force",
                "in_force_from",
                "in_force_to",
                "guideline",
                condition=Q(state__in=["published", "superseded", "withdrawn"], supplement_to=None),
                message=_("Another edition is in force in that period."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="family", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=FAMILY
            )
        ]

    def __str__(self) -> str:
        if self.supplement_to is not None:
            return f"{self.guideline.code}:{self.supplement_to.number}/{self.number}"
        return f"{self.guideline.code}:{self.number}"

    def get_absolute_url(self) -> str:
        if self.supplement_to is not None:
            return reverse("guidelines:supplement", args=[self.guideline.code, self.supplement_to.number, self.number])
        return reverse("guidelines:edition", args=[self.guideline.code, self.number])

    @property
    def subgroup_id(self) -> int | None:
        """The subgroup that writes it."""
        return self.guideline.subgroup_id

    @property
    def owner_id(self) -> int | None:
        """Nobody owns a text; its subgroup writes it."""
        return None

    @property
    def institution_ids(self) -> frozenset[int]:
        """It belongs to no institution."""
        return frozenset()

    @property
    def is_supplement(self) -> bool:
        """Tell whether it adds to an edition."""
        return self.supplement_to_id is not None

    @property
    def is_public(self) -> bool:
        """Tell whether everybody may read it, in force or not."""
        return self.state in self.PUBLIC

    def is_in_force_on(self, day: date) -> bool:
        """Tell whether the text holds on ``day``."""
        begun = self.is_public and self.in_force_from is not None and self.in_force_from <= day
        return begun and (self.in_force_to is None or day < self.in_force_to)

    def coverage(self) -> dict[str, str]:
        """For each language a ``LanguageState``: of what readers get where the text is public, else of what is written.

        Follows from the clauses: partial when some have no text, stale when one was translated from an older source.
        """
        clauses = getattr(self, "hashed", None)
        if clauses is None:
            clauses = list(self.clauses.prefetch_related("renditions"))
        return {code: self._state_in(code, clauses) for code, _name in settings.LANGUAGES}

    def _state_in(self, language: str, clauses: list[Any]) -> str:
        if language == self.source_language:
            return LanguageState.SOURCE
        state = "public_state_in" if self.is_public else "state_in"
        return all_together({getattr(clause, state)(language, self.source_language) for clause in clauses})
