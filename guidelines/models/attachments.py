"""Files that belong to a text: forms and tables to download, and the figures shown in its clauses."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from guidelines.models.editions import Edition
from institutions.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FOLDER = "attachments"
PICTURES = Q(kind__startswith="image/")


def random_name(_attachment: Attachment | None = None, _name: str = "") -> str:
    """Where a file lies: nothing of the sender's name, nothing that can be guessed."""
    return f"{FOLDER}/{secrets.token_hex(16)}"


class AttachmentQuerySet(MultilingualQuerySet["Attachment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever may see the text may have its files."""
        return self.filter(edition__in=Edition.texts.visible_to(user))

    def downloads(self) -> Self:
        """Keep what readers are offered beside the text: documents; pictures stand in it as figures."""
        return self.served().exclude(PICTURES).by_name()

    def figures(self) -> Self:
        """Keep what clauses can show."""
        return self.served().filter(PICTURES).by_name()

    def served(self) -> Self:
        """Keep what passed the scan."""
        return self.filter(scan__in=[Attachment.Scan.CLEAN, Attachment.Scan.NONE])

    def bytes_in_all(self) -> int:
        """How much they take together."""
        return int(self.aggregate(total=Sum("size"))["total"] or 0)

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class Attachment(models.Model):
    """One file, checked by its content. ``name`` is how clauses call it: ``figure:name``."""

    class Scan(models.TextChoices):
        NONE = "none", pgettext_lazy("scan", "no scanner")
        WAITING = "waiting", pgettext_lazy("scan", "waiting")
        CLEAN = "clean", pgettext_lazy("scan", "clean")
        INFECTED = "infected", pgettext_lazy("scan", "infected")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("text"))
    name = models.SlugField(_("name"), max_length=60, help_text=_("How a clause calls it: figure:name."))
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, blank=True, help_text=_("Empty: for all languages.")
    )
    file = models.FileField(_("file"), upload_to=random_name, max_length=200)
    file_name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=120, help_text=_("Media type, from the content."))
    size = models.PositiveBigIntegerField(_("size"))
    digest = models.CharField("SHA-256", max_length=64)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    scan = models.CharField(_("scan"), max_length=10, choices=Scan.choices, default=Scan.WAITING)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = MultilingualManager.from_queryset(AttachmentQuerySet)()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "name"],
                name="attachment_name_once",
                violation_error_message=_("The text already has a file with this name."),
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guidelines:attachment", args=[self.pk])

    @property
    def figure_url(self) -> str:
        """Where a page gets it as a figure."""
        return reverse("guidelines:figure", args=[self.pk])

    @property
    def is_image(self) -> bool:
        """Tell whether it can be shown as a figure."""
        return self.kind.startswith("image/")

    @property
    def is_served(self) -> bool:
        """Tell whether readers can get it: it passed the scan, or nobody scans."""
        return self.scan in {self.Scan.CLEAN, self.Scan.NONE}

    def copied_to(self, edition: Edition) -> Attachment:
        """An unsaved row for another text that names the same file; what two rows name stays until neither does."""
        left_behind = ("id", "edition", "title")
        names = [field.attname for field in self._meta.concrete_fields if field.name not in left_behind]
        return Attachment(edition=edition, **{name: getattr(self, name) for name in names})
