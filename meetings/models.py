"""Meetings of the group and the conferences it takes part in, day by day."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Min, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import User
from institutions.models.people import validate_time_zone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class MeetingQuerySet(MultilingualQuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees announced public meetings; pencilled and internal ones, only the group."""
        if permissions.may(user, permissions.SEE_UNANNOUNCED_MEETINGS):
            return self
        return self.filter(is_public=True).exclude(state=Meeting.State.PENCILLED)

    def with_days(self) -> Self:
        """Add ``first_on`` and ``last_on``, and fetch the days in order, in one more query."""
        days = MeetingDay.objects.order_by("held_on", "pk")
        return self.annotate(first_on=Min("days__held_on"), last_on=Max("days__held_on")).prefetch_related(
            Prefetch("days", queryset=days, to_attr="all_days")
        )

    def upcoming(self, today: date) -> Self:
        """Those that end today or later, soonest first; needs ``with_days``."""
        return self.filter(last_on__gte=today).exclude(state=Meeting.State.CANCELLED).order_by("first_on", "pk")

    def ahead(self, today: date) -> Self:
        """As ``upcoming``, and those called off, which people may still have in their calendars."""
        return self.filter(last_on__gte=today).order_by("first_on", "pk")

    def undated(self) -> Self:
        """Those whose day is not fixed yet; needs ``with_days``."""
        return self.filter(first_on=None).order_by("pk")

    def past(self, today: date) -> Self:
        """Those that are over, newest first; needs ``with_days``."""
        return self.filter(last_on__lt=today).order_by(F("first_on").desc(), "pk")


class Meeting(models.Model):
    """A meeting of the group, or a conference or event it organised or attended."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting of the group")
        CONFERENCE = "conference", _("conference")
        EVENT = "event", _("event")

    class State(models.TextChoices):
        PENCILLED = "pencilled", pgettext_lazy("meeting", "pencilled in")
        ANNOUNCED = "announced", pgettext_lazy("meeting", "announced")
        AGENDA_SENT = "agenda_sent", pgettext_lazy("meeting", "agenda sent")
        HELD = "held", pgettext_lazy("meeting", "held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    code = models.SlugField(_("number or code"), max_length=40, unique=True, help_text=_("Part of the address."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.MEETING)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PENCILLED)
    is_public = models.BooleanField(_("public"), default=True)
    title = models.CharField(_("title"), max_length=200)
    place = models.CharField(_("place"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE, validators=[validate_time_zone])
    report = models.TextField(_("report"), blank=True, help_text=_("Markdown; no HTML. Name institutions, not people."))

    all_days: list[MeetingDay]
    days: Any
    first_on: Any  # a date, or nothing where no day is fixed
    last_on: Any

    objects = MultilingualManager.from_queryset(MeetingQuerySet)()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pencilled", "announced", "agenda_sent", "held", "cancelled"]),
                name="meeting_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.code])


class MeetingDay(models.Model):
    """One day of a meeting; the hours are those of the meeting's place."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="days", verbose_name=_("meeting"))
    held_on = models.DateField(_("date"))
    starts = models.TimeField(_("begins"), null=True, blank=True)
    ends = models.TimeField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("day of a meeting")
        verbose_name_plural = _("days of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "held_on"],
                name="meetingday_once",
                violation_error_message=_("The meeting already has this day."),
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=F("starts")),
                name="meetingday_hours_in_order",
                violation_error_message=_("The meeting must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.held_on}"

    @property
    def begins_at(self) -> datetime | None:
        """The moment the day begins, in the meeting's own zone."""
        if self.starts is None:
            return None
        return datetime.combine(self.held_on, self.starts, tzinfo=zoneinfo.ZoneInfo(self.meeting.zone))
