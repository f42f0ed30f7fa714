"""Guidelines: what stays while editions come and go."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from guidelines.models.states import PUBLIC_STATES
from institutions import permissions
from institutions.models import Subgroup, User
from institutions.models.alphabet import shown

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from guidelines.models.editions import Edition


def _editions() -> Any:
    """Editions know their guideline, not the reverse; supplements are not among them."""
    return apps.get_model("guidelines", "Edition").objects


class GuidelineQuerySet(MultilingualQuerySet["Guideline"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees guidelines with a published edition; others, only the group."""
        if permissions.may(user, permissions.SEE_DRAFT_GUIDELINES):
            return self
        return self.filter(Exists(_editions().filter(guideline=OuterRef("pk"), state__in=PUBLIC_STATES)))

    def in_force(self, on: date) -> Self:
        """Keep what has an edition in force on the day, and fetch that edition as ``editions_in_force``."""
        editions = _editions().in_force(on)
        return self.filter(pk__in=editions.values("guideline")).prefetch_related(
            Prefetch("texts", queryset=editions.with_coverage(), to_attr="editions_in_force")
        )

    def with_editions(self, user: User | AnonymousUser) -> Self:
        """Fetch the editions the person may see, newest first, with what ``coverage`` needs, as ``seen_editions``."""
        editions = _editions().visible_to(user).with_coverage().newest_first()
        return self.prefetch_related(Prefetch("texts", queryset=editions, to_attr="seen_editions"))

    def saying(self, words: str) -> Self:
        """Keep what has the words in its code, or in title or summary as the reader gets them."""
        return self.alias(seen_title=shown("title"), seen_summary=shown("summary")).filter(
            Q(code__icontains=words) | Q(seen_title__icontains=words) | Q(seen_summary__icontains=words)
        )

    def by_code(self) -> Self:
        return self.order_by("kind", "code", "pk")


class Guideline(models.Model):
    """A recommendation of the group under a code that is never used for another.

    ``texts`` are its editions and their supplements; ``Edition.objects`` tells them apart.
    """

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

    texts: Any
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

    @property
    def owner_id(self) -> int | None:
        """Nobody owns a guideline; its subgroup writes it."""
        return None

    @property
    def institution_ids(self) -> frozenset[int]:
        """It belongs to no institution."""
        return frozenset()

    def edition_to_read(self, on: date) -> Edition | None:
        """Of ``with_editions``: the one in force on the day, else the newest public one, else the newest draft."""
        ranks = [
            (edition.is_in_force_on(on), edition.state in PUBLIC_STATES, edition.number, edition)
            for edition in self.seen_editions
        ]
        return max(ranks, key=lambda rank: rank[:3])[-1] if ranks else None
