"""Documents for agenda items: kept under names nobody can guess, read by members only."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.models import Attachment
from institutions import permissions
from institutions.models import User
from meetings.models.agenda import AgendaItem

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FOLDER = "papers"


def random_name(_paper: Paper | None = None, _name: str = "") -> str:
    """Where a paper lies: nothing of the sender's name, nothing that can be guessed."""
    return f"{FOLDER}/{secrets.token_hex(16)}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members read papers, the public does not."""
        return self if permissions.may(user, permissions.SEE_MEETING_PAPERS) else self.none()

    def served(self) -> Self:
        """Keep what passed the scan."""
        return self.filter(scan__in=[Attachment.Scan.CLEAN, Attachment.Scan.NONE])


class Paper(models.Model):
    """One file, checked by its content."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers", verbose_name=_("agenda item"))
    file = models.FileField(_("file"), upload_to=random_name, max_length=200)
    file_name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=120, help_text=_("Media type, from the content."))
    size = models.PositiveBigIntegerField(_("size"))
    digest = models.CharField("SHA-256", max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    scan = models.CharField(_("scan"), max_length=10, choices=Attachment.Scan.choices, default=Attachment.Scan.WAITING)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "digest"], name="paper_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="paper_not_empty"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("meetings:paper", args=[self.pk])

    @property
    def is_served(self) -> bool:
        """Tell whether members can get it: it passed the scan, or nobody scans."""
        return self.scan in {Attachment.Scan.CLEAN, Attachment.Scan.NONE}
