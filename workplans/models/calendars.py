"""Private addresses of calendars: revocable tokens of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, Subgroup, User


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    def alive(self) -> Self:
        """Keep what was not revoked."""
        return self.filter(revoked_at=None)

    def by_token(self, token: str) -> Self:
        """Find by the secret of the address; only its hash is stored."""
        return self.alive().filter(token_hash=CalendarLink.hash_of(token))


@pghistory.track(exclude=["token_hash", "last_used_on"])
class CalendarLink(models.Model):
    """A feed for one person: her own duties, a subgroup's or an institution's; what she may see is asked each time."""

    class Kind(models.TextChoices):
        MINE = "mine", _("what is mine")
        SUBGROUP = "subgroup", _("a subgroup")
        INSTITUTION = "institution", _("an institution")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_links", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    subgroup = models.ForeignKey(Subgroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="mine", subgroup=None, institution=None)
                | Q(kind="subgroup", subgroup__isnull=False, institution=None)
                | Q(kind="institution", subgroup=None, institution__isnull=False),
                name="calendarlink_fits_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"

    @staticmethod
    def hash_of(token: str) -> str:
        """What the database keeps of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

    def renew_token(self) -> str:
        """Give the link a fresh secret and return it; the old one dies. Does not save."""
        token = secrets.token_urlsafe(32)
        self.token_hash = self.hash_of(token)
        return token

    def revoke(self, *, now: datetime) -> None:
        """Let the address answer nobody any more; twice is harmless."""
        CalendarLink.objects.alive().filter(pk=self.pk).update(revoked_at=now)
