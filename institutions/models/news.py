"""What the group tells the public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet


class NewsQuerySet(MultilingualQuerySet["News"]):
    def published(self, now: datetime) -> Self:
        """Keep what everybody may read by now."""
        return self.filter(published_at__lte=now)

    def with_changes(self) -> Self:
        """Add ``changed_at``: when the item was written or changed last, as the audit trail knows."""
        return self.annotate(changed_at=Max("events__pgh_created_at"))

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")


class News(models.Model):
    """A short text with a day. The code is its address; without a moment of publication it is a draft of the office."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown; no HTML."))
    published_at = models.DateTimeField(
        _("published"), null=True, blank=True, help_text=_("Empty: not yet. In the future: from then on.")
    )

    changed_at: datetime | None

    objects = MultilingualManager.from_queryset(NewsQuerySet)()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        indexes = [models.Index(fields=["-published_at"], name="news_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("institutions:news-item", args=[self.code])

    @property
    def published_on(self) -> date | None:
        """The day of publication, on the reader's calendar."""
        return timezone.localdate(self.published_at) if self.published_at else None
