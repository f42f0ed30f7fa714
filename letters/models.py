"""Letters, written once under a key and sent once, and the runs of the planner that wrote them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from institutions import permissions
from institutions.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def message_id_of(name: str) -> str:
    """A Message-ID that follows from the name of a letter or bundle, so that a repeat has the same."""
    return f"<{hashlib.sha256(name.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The secretariat sees all; everybody else, her own."""
        if permissions.may(user, permissions.SEE_LETTERS):
            return self
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def to_send(self, now: datetime) -> Self:
        """Keep what should have gone by now, oldest first."""
        return self.filter(state=Letter.State.DUE, try_at__lte=now).order_by("try_at", "pk")

    def matching(self, words: str) -> Self:
        """Keep letters whose address, reader or subject holds the words."""
        return self.filter(
            Q(address__icontains=words) | Q(recipient__display_name__icontains=words) | Q(subject__icontains=words)
        )

    def counts(self) -> dict[str, int]:
        """How many there are in each state, zeros included, in one query."""
        states = Letter.State.values
        return self.order_by().aggregate(**{state: Count("pk", filter=Q(state=state)) for state in states})

    def newest_first(self) -> Self:
        return self.order_by("-written_at", "-pk")


class Letter(models.Model):
    """One e-mail. The key says what it is about, so that the same letter is never written twice."""

    class IsClosed(Exception):
        """The letter was sent, dropped, or its confidential text is forgotten: nothing can be done with it."""

    class IsInHand(IsClosed):
        """A sender is handing it over at this moment."""

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
    bundle_on = models.DateField(
        _("morning"), null=True, blank=True, help_text=_("The reader's morning on which it leaves with her others.")
    )
    sent_as = models.CharField(_("message"), max_length=120, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

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
        indexes = [
            models.Index(fields=["try_at"], condition=Q(state="due"), name="letter_due"),
            models.Index(fields=["try_at"], condition=Q(state="due", bundle_on=None), name="letter_due_alone"),
            models.Index(fields=["recipient"], condition=Q(state="due"), name="letter_due_of_reader"),
            models.Index(fields=["recipient", "-sent_at"], name="letter_sent_to_reader"),
        ]

    def __str__(self) -> str:
        return self.subject or self.key

    def get_absolute_url(self) -> str:
        return reverse("letters:letter", args=[self.pk])

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that mail systems fold a repeat: its bundle's, or derived from the key."""
        return self.sent_as or message_id_of(self.key)

    @property
    def reader(self) -> User:
        """The recipient of a letter that always has one: all but confidential letters do."""
        assert self.recipient is not None  # noqa: S101 - for the type checker
        return self.recipient

    @property
    def is_open(self) -> bool:
        """Tell whether it waits, or failed and can be taken up again or closed."""
        return self.state in (self.State.DUE, self.State.FAILED)

    @property
    def may_be_put_back(self) -> bool:
        """Tell whether it can be sent now or again; a confidential text that is forgotten cannot."""
        return self.is_open and bool(self.body or not self.is_secret)

    def postponed(self, *, answer: str, try_at: datetime) -> None:
        """Note a refusal that may pass, and when to try again."""
        self.answer, self.try_at = answer, try_at
        self.save(update_fields=["answer", "try_at", "attempts", "sent_as"])

    def failed(self, *, answer: str) -> None:
        """Give up until somebody takes it up again; a confidential text is forgotten."""
        self._move_to(self.State.FAILED, answer=answer)

    def drop(self, *, reason: str) -> None:
        """Close a letter that is no longer true, and keep why."""
        self._move_to(self.State.DROPPED, answer=reason)

    def give_up(self, *, reason: str) -> None:
        """Close a letter somebody no longer wants sent; raise IsClosed when it already is."""
        if not self.is_open:
            raise Letter.IsClosed
        self.drop(reason=reason)

    def put_back(self, *, now: datetime) -> None:
        """Make it due at once, alone. One that failed may be late by now: that is the wish of whoever takes it up."""
        if not self.may_be_put_back:
            raise Letter.IsClosed
        if self.state == self.State.FAILED:
            self.useless_after = None
        self.state, self.try_at, self.bundle_on = self.State.DUE, now, None
        self.save(update_fields=["state", "try_at", "bundle_on", "useless_after"])

    def _move_to(self, state: str, *, answer: str) -> None:
        self.state, self.answer = state, answer
        if self.is_secret:
            self.body = ""
        self.save(update_fields=["state", "answer", "body", "attempts", "sent_as"])


@pghistory.track()
class ReminderRule(models.Model):
    """When letters of an occasion are due, as the secretariat decided; without a row the code's own steps count."""

    occasion = models.CharField(_("occasion"), max_length=40, unique=True)
    steps = ArrayField(models.SmallIntegerField(), verbose_name=_("days"))
    is_on = models.BooleanField(_("letters are written"), default=True)

    class Meta:
        verbose_name = _("rule of reminders")
        verbose_name_plural = _("rules of reminders")
        constraints = [
            models.CheckConstraint(
                condition=Q(steps__len__gte=1) & Q(steps__len__lte=12),
                name="reminderrule_one_to_twelve_steps",
                violation_error_message=_("Between one and twelve steps."),
            )
        ]

    def __str__(self) -> str:
        return self.occasion


@pghistory.track()
class OptOut(models.Model):
    """A person wants no letters of an occasion; some occasions cannot be declined."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="opt_outs", verbose_name=_("person"))
    occasion = models.CharField(_("occasion"), max_length=40)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("declined occasion")
        verbose_name_plural = _("declined occasions")
        constraints = [models.UniqueConstraint(fields=["user", "occasion"], name="optout_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.occasion}"


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def newest(self) -> JobRun | None:
        return self.order_by("-started_at", "-pk").first()

    def succeeded(self) -> Self:
        """Keep the runs that came to their end without an error."""
        return self.filter(ended_at__isnull=False, error="")


class JobRun(models.Model):
    """One run of a planner: when, what it counted, what went wrong."""

    job = models.CharField(_("job"), max_length=60)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("error"), blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        indexes = [models.Index(fields=["job", "-started_at"], name="jobrun_newest")]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M}"
