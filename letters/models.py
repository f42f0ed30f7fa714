"""Letters, written once under a key and sent once, and the runs of the planner that wrote them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from institutions import permissions
from institutions.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The secretariat sees all; everybody else, her own."""
        if permissions.may(user, permissions.SEE_LETTERS):
            return self
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def to_send(self, now: datetime) -> Self:
        """Keep what should have gone by now, oldest first."""
        return self.filter(state=Letter.State.DUE, try_at__lte=now).order_by("try_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-written_at", "-pk")


class Letter(models.Model):
    """One e-mail. The key says what it is about, so that the same letter is never written twice."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("dropped")

    key = models.CharField(_("key"), max_length=200, unique=True)
    occasion = models.CharField(_("occasion"), max_length=40)
    payload = models.JSONField(
        default=dict, help_text="Keys of what the letter is about; the occasion reads them again."
    )
    recipient = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="letters", verbose_name=_("to")
    )
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    is_secret = models.BooleanField(
        _("confidential"), default=False, help_text=_("Holds a one-time link; the text is forgotten after sending.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    answer = models.TextField(_("answer of the mail server, or reason"), blank=True)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    try_at = models.DateTimeField(_("next attempt"))
    useless_after = models.DateTimeField(_("useless after"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["due", "sent", "failed", "dropped"]), name="letter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="letter_sent_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["try_at"], condition=Q(state="due"), name="letter_due")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("letters:letter", args=[self.pk])

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that mail systems fold a repeat."""
        return f"<letter-{self.pk}@{settings.SITE_URL.partition('://')[2].partition(':')[0]}>"

    def sent(self, *, now: datetime, answer: str = "") -> None:
        """Stamp the letter as handed over; a confidential text is forgotten."""
        self.state, self.sent_at, self.answer = self.State.SENT, now, answer
        if self.is_secret:
            self.body = ""
        self.save(update_fields=["state", "sent_at", "answer", "body", "attempts"])

    def refused(self, *, now: datetime, answer: str, for_good: bool) -> None:
        """Note a refusal: try again after a growing gap, or give up when refused for good or useless by then."""
        gaps = settings.LETTER_RETRY_MINUTES
        self.answer = answer
        self.try_at = now + timedelta(minutes=gaps[min(self.attempts, len(gaps)) - 1])
        if for_good or (self.useless_after is not None and self.try_at > self.useless_after):
            self.state = self.State.FAILED
        self.save(update_fields=["state", "answer", "try_at", "attempts"])

    def drop(self, *, reason: str) -> None:
        """Close a letter that is no longer true, and keep why."""
        self.state, self.answer = self.State.DROPPED, reason
        if self.is_secret:
            self.body = ""
        self.save(update_fields=["state", "answer", "body"])


class JobRun(models.Model):
    """One run of a planner: when, what it counted, what went wrong."""

    job = models.CharField(_("job"), max_length=60)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        indexes = [models.Index(fields=["job", "-started_at"], name="jobrun_newest")]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M}"
