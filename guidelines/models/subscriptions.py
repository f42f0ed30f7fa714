"""Who wants an e-mail when a guideline has something new: an address and a language, nothing else."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from guidelines.models.guidelines import Guideline


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> Self:
        """Keep those whose address said yes."""
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """An address that asked to be told of what happens to a guideline, whatever its edition."""

    guideline = models.ForeignKey(
        Guideline, on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("guideline")
    )
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [models.UniqueConstraint("guideline", Lower("address"), name="subscription_once")]

    def __str__(self) -> str:
        return str(self.guideline)
