"""What the translations of published rows follow: for each row and language the source as it was then.

Guidelines keep this clause by clause themselves; this is for names, titles and short texts everywhere else.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models.people import User


class Wording(models.Model):
    """The words of one row in one language follow the words in its source language with this fingerprint."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES)
    source_print = models.CharField(_("fingerprint of the source"), max_length=32)
    is_confirmed = models.BooleanField(_("confirmed after a change of the source"), default=False)
    noted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("origin of a translation")
        verbose_name_plural = _("origins of translations")
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "language"], name="wording_once")]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}: {self.language}"
