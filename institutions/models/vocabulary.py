"""The words of everything public, to guess what somebody meant who mistyped one."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """A word as it is written, the same in plain letters without diacritics, and how often it comes."""

    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    word = models.CharField(_("word"), max_length=60)
    folded = models.CharField(_("in plain letters"), max_length=80)
    count = models.PositiveIntegerField(_("how often"))

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="searchword_once")]
        indexes = [GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="searchword_alike")]

    def __str__(self) -> str:
        return self.word
