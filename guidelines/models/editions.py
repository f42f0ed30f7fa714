"""Guidelines and their editions: what is in force, what was, and which language is the source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import Subgroup, User
from institutions.models.alphabet import shown
from institutions.models.pages import Precision
from institutions.models.periods import no_overlap_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class State(models.TextChoices):
    """Where an edition stands."""

    DRAFT = "draft", pgettext_lazy("edition", "draft")
    FOR_ADOPTION = "for_adoption", pgettext_lazy("edition", "for adoption")
    ADOPTED = "adopted", pgettext_lazy("edition", "adopted")
    PUBLISHED = "published", pgettext_lazy("edition", "published")
    SUPERSEDED = "superseded", pgettext_lazy("edition", "superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("edition", "withdrawn")


PUBLIC_STATES = (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)


class GuidelineQuerySet(MultilingualQuerySet["Guideline"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees guidelines with a published edition; others, only the group."""
        if permissions.may(user, permissions.SEE_DRAFT_GUIDELINES):
            return self
        return self.filter(editions__state__in=PUBLIC_STATES).distinct()

    def in_force(self, on: date) -> Self:
        """Keep what has an edition in force on the day, and fetch that edition as ``editions_in_force``."""
        editions = Edition.objects.in_force(on)
        return self.filter(pk__in=editions.values("guideline")).prefetch_related(
            Prefetch("editions", queryset=editions.with_coverage(), to_attr="editions_in_force")
        )

    def with_editions(self, user: User | AnonymousUser) -> Self:
        """Fetch the editions the person may see, newest first, with what ``coverage`` needs, as ``seen_editions``."""
        editions = Edition.objects.visible_to(user).with_coverage().newest_first()
        return self.prefetch_related(Prefetch("editions", queryset=editions, to_attr="seen_editions"))

    def saying(self, words: str) -> Self:
        """Keep what has the words in its code, or in title or summary as the reader gets them."""
        return self.alias(seen_title=shown("title"), seen_summary=shown("summary")).filter(
            Q(code__icontains=words) | Q(seen_title__icontains=words) | Q(seen_summary__icontains=words)
        )

    def by_code(self) -> Self:
        return self.order_by("kind", "code", "pk")


class Guideline(models.Model):
    """A recommendation of the group under a code that is never used for another."""

    class Kind(models.TextChoices):
        GUIDELINE = "a_guideline", _("guideline")
        SHEET = "b_sheet", _("information sheet")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.GUIDELINE)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    subgroup = models.ForeignKey(
        Subgroup, on_delete=models.PROTECT, null=True, blank=True, related_name="guidelines", verbose_name=_("subgroup")
    )

    editions_in_force: list[Edition]
    seen_editions: list[Edition]

    objects = MultilingualManager.from_queryset(GuidelineQuerySet)()

    class Meta:
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guidelines:guideline", args=[self.code])

    def edition_to_read(self, on: date) -> Edition | None:
        """Of ``with_editions``: the one in force on the day, else the newest public one, else the newest draft."""
        ranks = [
            (edition.is_in_force_on(on), edition.state in Edition.PUBLIC, edition.number, edition)
            for edition in self.seen_editions
        ]
        return max(ranks, key=lambda rank: rank[:3])[-1] if ranks else None


class EditionQuerySet(MultilingualQuerySet["Edition"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what is or was in force; drafts, only the group."""
        if permissions.may(user, permissions.SEE_DRAFT_GUIDELINES):
            return self
        return self.filter(state__in=PUBLIC_STATES)

    def in_force(self, on: date) -> Self:
        """Keep the editions that hold on the day."""
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gt=on), in_force_from__lte=on, state__in=PUBLIC_STATES)

    def with_coverage(self) -> Self:
        """Fetch what ``coverage`` needs, in one more query, without the texts."""
        clause = apps.get_model("guidelines", "Clause")  # clauses know editions, not the reverse
        return self.prefetch_related(
            Prefetch("clauses", queryset=clause.objects.only(*clause.PRINTS), to_attr="hashed")
        )

    def newest_first(self) -> Self:
        return self.order_by("-number", "pk")


class Edition(models.Model):
    """One edition of a guideline, with its own source language."""

    State = State
    PUBLIC = PUBLIC_STATES

    guideline = models.ForeignKey(
        Guideline, on_delete=models.PROTECT, related_name="editions", verbose_name=_("guideline")
    )
    number = models.PositiveSmallIntegerField(_("edition"))
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    source_language = models.CharField(
        _("source language"), max_length=2, choices=settings.LANGUAGES, help_text=_("The text that decides in doubt.")
    )
    published_on = models.DateField(_("published"), null=True, blank=True)
    published_precision = models.CharField(
        _("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    change_summary = models.TextField(_("what changed"), blank=True)

    clauses: Any
    hashed: list[Any]

    objects = MultilingualManager.from_queryset(EditionQuerySet)()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["guideline", "number"],
                name="edition_number_once",
                violation_error_message=_("The guideline already has an edition with this number."),
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
                condition=Q(in_force_to=None) | Q(in_force_to__gt=F("in_force_from")),
                name="edition_in_force_in_order",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="edition_not_its_own_successor"),
            no_overlap_of(
                "edition_one_in_force",
                "in_force_from",
                "in_force_to",
                "guideline",
                condition=Q(state__in=["published", "superseded", "withdrawn"]),
                message=_("Another edition is in force in that period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline.code}:{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("guidelines:edition", args=[self.guideline.code, self.number])

    def is_in_force_on(self, day: date) -> bool:
        """Tell whether the edition holds on ``day``."""
        begun = self.state in self.PUBLIC and self.in_force_from is not None and self.in_force_from <= day
        return begun and (self.in_force_to is None or day < self.in_force_to)

    def coverage(self) -> dict[str, str]:
        """For each language: ``source``, ``current``, ``stale``, ``partial`` or ``missing``.

        Follows from the clauses: partial when some have no text, stale when one was translated from an older source.
        """
        clauses = getattr(self, "hashed", None)
        if clauses is None:
            clauses = list(self.clauses.all())
        return {code: self._state_in(code, clauses) for code, _name in settings.LANGUAGES}

    def _state_in(self, language: str, clauses: list[Any]) -> str:
        if language == self.source_language:
            return "source"
        states = {clause.state_in(language, self.source_language) for clause in clauses}
        if not states or states == {"missing"}:
            return "missing"
        if "missing" in states:
            return "partial"
        return "stale" if "stale" in states else "current"
