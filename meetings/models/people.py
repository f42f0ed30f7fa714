"""Who is asked to a meeting and what they answer; who was there, day by day and institution by institution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions import permissions
from institutions.models import Institution, User
from institutions.permissions import Place
from meetings.models.meetings import Meeting, MeetingDay

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Mode(models.TextChoices):
    """How somebody takes part."""

    ROOM = "room", pgettext_lazy("attendance", "in the room")
    ONLINE = "online", pgettext_lazy("attendance", "online")


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members see who is asked and what they answered; the public does not."""
        return self if permissions.may(user, permissions.SEE_MEETING_PAPERS) else self.none()

    def in_force(self) -> Self:
        """Keep what was not taken back."""
        return self.filter(withdrawn_at=None)


@pghistory.track(exclude=["note", "substitute_name"])
class Invitee(models.Model):
    """One person asked for one institution. ``sequence`` is the newest version her calendar was sent."""

    class Answer(models.TextChoices):
        NONE = "none", pgettext_lazy("answer to an invitation", "no answer yet")
        YES = "yes", pgettext_lazy("answer to an invitation", "comes")
        NO = "no", pgettext_lazy("answer to an invitation", "does not come")
        SUBSTITUTE = "substitute", pgettext_lazy("answer to an invitation", "sends a substitute")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitees", verbose_name=_("meeting"))
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitees", verbose_name=_("person"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, default=Answer.NONE)
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode.choices, default=Mode.ROOM)
    not_on = models.ManyToManyField(MeetingDay, blank=True, related_name="+", verbose_name=_("days she cannot come"))
    substitute = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("substitute")
    )
    substitute_name = models.CharField(
        _("name of the substitute"), max_length=120, blank=True, help_text=_("Where she has no account.")
    )
    note = models.CharField(_("note to the secretariat"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("invited person")
        verbose_name_plural = _("invited people")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="invitee_once",
                violation_error_message=_("This person is invited already."),
            ),
            models.CheckConstraint(
                condition=Q(answer="substitute") | Q(substitute=None, substitute_name=""),
                name="invitee_substitute_fits_answer",
            ),
            models.CheckConstraint(
                condition=Q(answer="none", answered_at=None) | (~Q(answer="none") & Q(answered_at__isnull=False)),
                name="invitee_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.person}"

    @property
    def place(self) -> Place:
        """Where to ask for ANSWER_INVITATION: it is the invited person's own."""
        return Place(owner_id=self.person_id)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members see who was there; visitors are told only how many came from which institution."""
        return self if permissions.may(user, permissions.SEE_MEETING_PAPERS) else self.none()


@pghistory.track()
class Attendance(models.Model):
    """Somebody was there on one day: a person of the portal or a guest by name, for an institution or another body."""

    Mode = Mode

    day = models.ForeignKey(MeetingDay, on_delete=models.CASCADE, related_name="attendances", verbose_name=_("day"))
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("person")
    )
    guest_name = models.CharField(_("name of the guest"), max_length=120, blank=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    guest_body = models.CharField(_("body the guest comes from"), max_length=120, blank=True)
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode.choices, default=Mode.ROOM)
    substitute_for = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instead of")
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "person", "institution"],
                nulls_distinct=False,
                condition=Q(person__isnull=False),
                name="attendance_person_once",
                violation_error_message=_("This person is on the list of that day already."),
            ),
            models.UniqueConstraint(
                fields=["day", "guest_name", "guest_body"],
                condition=Q(person=None),
                name="attendance_guest_once",
                violation_error_message=_("This guest is on the list of that day already."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest_name="") | (Q(person=None) & ~Q(guest_name="")),
                name="attendance_person_or_guest",
                violation_error_message=_("Name a person of the portal or a guest."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.person or self.guest_name}"
