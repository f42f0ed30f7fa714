"""The life of a meeting: announced, agenda sent, moved, held, called off; each step is only added to, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.models import User
from meetings.models.states import Kept, NotNow, State

if TYPE_CHECKING:
    from meetings.models.meetings import Meeting

Hours = tuple[date, time | None, time | None]


class MeetingStep(models.Model):
    """One step: what was done, by whom, when and why, with the days before and after where they moved."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("step of a meeting", "announced")
        AGENDA_SENT = "agenda_sent", pgettext_lazy("step of a meeting", "agenda sent")
        MOVED = "moved", pgettext_lazy("step of a meeting", "rescheduled")
        HELD = "held", pgettext_lazy("step of a meeting", "held")
        CANCELLED = "cancelled", pgettext_lazy("step of a meeting", "cancelled")

    meeting = models.ForeignKey("Meeting", on_delete=models.CASCADE, related_name="steps", verbose_name=_("meeting"))
    kind = models.CharField(_("step"), max_length=12, choices=Kind.choices)
    sequence = models.PositiveIntegerField(_("number of the invitation"))
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES, blank=True)
    days_before = models.JSONField(_("days before"), default=list, blank=True)
    days_after = models.JSONField(_("days after"), default=list, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("step in a meeting's life")
        verbose_name_plural = _("steps in meetings' lives")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["moved", "cancelled"]) | ~Q(reason=""),
                name="meetingstep_has_reason",
                violation_error_message=_("Say why."),
            ),
        ]
        indexes = [models.Index(fields=["meeting", "made_at"], name="meetingstep_in_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_kind_display()}"


class LifeCycle(models.Model):
    """The verbs of a meeting's life. All lock the meeting first and raise NotNow where its state does not allow it.

    ``sequence`` rises with every change that calendars of the invited must hear of.
    """

    NotNow = NotNow

    class Meta:
        abstract = True

    @transaction.atomic
    def announce(self, *, by: User | None) -> None:
        """Let the group know; at least one day must be fixed (NotNow "no day"). From now on invitations can leave."""
        meeting = self._locked(State.PENCILLED)
        if not meeting.days.exists():
            raise NotNow("no day")
        self._become(State.ANNOUNCED)
        self._note(MeetingStep.Kind.ANNOUNCED, by)

    @transaction.atomic
    def send_agenda(self, *, by: User) -> None:
        """Say that the agenda is ready to be read; sending it again after changes is the same verb."""
        meeting = self._locked(State.ANNOUNCED, State.AGENDA_SENT)
        if not meeting.items.on_agenda().exists():
            raise NotNow("no items")
        self._become(State.AGENDA_SENT, agenda_sent_at=timezone.now())
        self._note(MeetingStep.Kind.AGENDA_SENT, by)

    @transaction.atomic
    def reschedule(self, days: Iterable[Hours], *, reason: str, by: User) -> bool:
        """Move it to these days; what a day keeps (its items) stays where the date or the place in order is the same.

        Tells whether anything moved; the same days again change nothing. Raises NotNow where it is over or called off.
        """
        meeting = self._locked(State.PENCILLED, State.ANNOUNCED, State.AGENDA_SENT)
        before, after = meeting.hours(), sorted(days)
        if before == after:
            return False
        meeting._set_days(after)
        if meeting.state != State.PENCILLED:
            self._become(meeting.state, sequence=meeting.sequence + 1)
            self._note(MeetingStep.Kind.MOVED, by, reason=reason, days_before=_plain(before), days_after=_plain(after))
        return True

    @transaction.atomic
    def hold(self, *, today: date, by: User | None) -> None:
        """Say that it took place; not before its first day."""
        meeting = self._locked(State.ANNOUNCED, State.AGENDA_SENT)
        first = meeting.days.order_by("held_on").values_list("held_on", flat=True).first()
        if first is None or first > today:
            raise NotNow("not yet")
        self._become(State.HELD)
        self._note(MeetingStep.Kind.HELD, by)

    @transaction.atomic
    def cancel(self, *, by: User, reason: Mapping[str, str]) -> None:
        """Call it off, with the reason by language; its items go back to those that wait for a meeting."""
        meeting = self._locked(State.PENCILLED, State.ANNOUNCED, State.AGENDA_SENT)
        words = {f"cancellation_reason_{language}": text.strip() for language, text in reason.items()}
        said = next((text for text in words.values() if text), "")
        if not said:
            raise NotNow("no reason")
        self._become(State.CANCELLED, sequence=meeting.sequence + 1, **words)
        meeting.items.return_to_backlog()
        self._note(MeetingStep.Kind.CANCELLED, by, reason=said)

    def _locked(self, *allowed: str) -> Meeting:
        meeting: Any = self
        locked = type(meeting).objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
        if locked.state not in allowed:
            raise NotNow(locked.state)
        meeting.refresh_from_db()
        return meeting

    def _become(self, state: str, **facts: Any) -> None:
        meeting: Any = self
        for name, value in {"state": state, **facts}.items():
            setattr(meeting, name, value)
        meeting.save(update_fields=["state", *facts])

    def _note(self, kind: str, by: User | None, **facts: Any) -> None:
        meeting: Any = self
        step = MeetingStep(meeting=meeting, kind=kind, sequence=meeting.sequence, made_by=by, **facts)
        step.language = by.language if by is not None and step.reason else ""
        step.validate_constraints()
        step.save()


def _plain(days: Iterable[Hours]) -> list[Kept]:
    """Days as they are kept in a step: dates and hours as ISO text."""
    return [(day.isoformat(), *(hour.isoformat("minutes") if hour else "" for hour in hours)) for day, *hours in days]
