"""Meetings of the group and the conferences it takes part in, day by day."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Max, Min, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import User
from institutions.models.people import validate_time_zone
from meetings.models.lifecycle import Hours, LifeCycle
from meetings.models.states import State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class MeetingQuerySet(MultilingualQuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees announced public meetings; pencilled and internal ones, only the group."""
        if permissions.may(user, permissions.SEE_UNANNOUNCED_MEETINGS):
            return self
        return self.filter(is_public=True).exclude(state=State.PENCILLED)

    def with_days(self) -> Self:
        """Add ``first_on`` and ``last_on``, and fetch the days in order, in one more query."""
        days = MeetingDay.objects.order_by("held_on", "pk")
        return self.annotate(first_on=Min("days__held_on"), last_on=Max("days__held_on")).prefetch_related(
            Prefetch("days", queryset=days, to_attr="all_days")
        )

    def upcoming(self, today: date) -> Self:
        """Those that end today or later, soonest first; needs ``with_days``."""
        return self.filter(last_on__gte=today).exclude(state=State.CANCELLED).order_by("first_on", "pk")

    def ahead(self, today: date) -> Self:
        """As ``upcoming``, and those called off, which people may still have in their calendars."""
        return self.filter(last_on__gte=today).order_by("first_on", "pk")

    def undated(self) -> Self:
        """Those whose day is not fixed yet; needs ``with_days``."""
        return self.filter(first_on=None).order_by("pk")

    def with_number(self) -> Self:
        """Keep those that can decide."""
        return self.exclude(number="")

    def past(self, today: date) -> Self:
        """Those that are over, newest first; needs ``with_days``."""
        return self.filter(last_on__lt=today).order_by(F("first_on").desc(), "pk")


class Meeting(LifeCycle):
    """A meeting of the group, or a conference or event it organised or attended."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting of the group")
        CONFERENCE = "conference", _("conference")
        EVENT = "event", _("event")

    State = State

    code = models.SlugField(_("number or code"), max_length=40, unique=True, help_text=_("Part of the address."))
    number = models.CharField(
        _("number"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{1,4}(/[0-9]{1,3})?$", _("Write a number such as 10 or 2018/2."))],
        help_text=_("For example 10 or 2018/2; decisions are counted under it."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.MEETING)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PENCILLED)
    is_public = models.BooleanField(_("public"), default=True)
    title = models.CharField(_("title"), max_length=200)
    place = models.CharField(_("place"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE, validators=[validate_time_zone])
    month = models.DateField(
        _("month"), null=True, blank=True, help_text=_("Its first day, as long as only the month is known.")
    )
    online_url = models.URLField(_("address for taking part online"), blank=True, help_text=_("Seen by members only."))
    papers_due_on = models.DateField(_("papers are due"), null=True, blank=True)
    answers_until = models.DateField(_("answers are due"), null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(
        _("institutions needed"), null=True, blank=True, help_text=_("Empty: more than half of the members.")
    )
    report = models.TextField(_("report"), blank=True, help_text=_("Markdown; no HTML. Name institutions, not people."))
    cancellation_reason = models.CharField(_("why it was called off"), max_length=300, blank=True)
    agenda_sent_at = models.DateTimeField(_("agenda sent"), null=True, blank=True, editable=False)
    uid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("number of the invitation"), default=0, editable=False)

    all_days: list[MeetingDay]
    days: Any
    items: Any
    first_on: Any  # a date, or nothing where no day is fixed
    last_on: Any

    objects = MultilingualManager.from_queryset(MeetingQuerySet)()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="meeting_state_known"),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="meeting_number_once",
                violation_error_message=_("Another meeting has this number."),
            ),
            models.CheckConstraint(condition=Q(month=None) | Q(month__day=1), name="meeting_month_is_first_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.code])

    @property
    def label(self) -> str:
        """How decisions and actions are numbered: its number, or its code while it has none."""
        return self.number or self.code

    def hours(self) -> list[Hours]:
        """Its days in order, each with begin and end where known."""
        return list(self.days.order_by("held_on").values_list("held_on", "starts", "ends"))

    def _set_days(self, wanted: Iterable[Hours]) -> None:
        """Make its days these. A day that keeps its date stays; others take over in order what hung on the old ones."""
        kept = {day.held_on: day for day in self.days.order_by("held_on")}
        wanted = list(wanted)
        free = [day for held_on, day in kept.items() if held_on not in {one[0] for one in wanted}]
        for day in free[len([one for one in wanted if one[0] not in kept]) :]:
            day.delete()
        for held_on, starts, ends in wanted:
            day = kept.get(held_on) or (free.pop(0) if free else MeetingDay(meeting_id=self.pk))
            day.held_on, day.starts, day.ends = held_on, starts, ends
            day.save()


@pghistory.track()
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

    @property
    def ends_at(self) -> datetime | None:
        """The moment the day ends, in the meeting's own zone."""
        if self.ends is None:
            return None
        return datetime.combine(self.held_on, self.ends, tzinfo=zoneinfo.ZoneInfo(self.meeting.zone))
