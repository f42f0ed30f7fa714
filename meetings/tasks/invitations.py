"""What the letters to the invited say, and when they are no longer true: each is read again before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from institutions.templatetags.people_dates import zone_name
from letters.actions import CALENDAR, CalendarPart, NoLongerTrue, occasion
from letters.models import Letter
from meetings.actions.answering import OPEN
from meetings.actions.inviting import AGENDA, INVITATION, WITHDRAWAL
from meetings.models import AgendaItem, Invitee, Meeting, MeetingStep
from meetings.models.states import State
from meetings.results import calendar
from meetings.results.calendar import Sent

Reading = dict[str, Any] | NoLongerTrue
Judge = Callable[[Letter, Meeting, Invitee], Reading]

OVER = gettext_noop("The meeting is over or called off.")
TAKEN_BACK = gettext_noop("The invitation was taken back.")
OVERTAKEN = gettext_noop("A later letter takes its place.")
NEVER_INVITED = gettext_noop("The invitation never left, or stands again.")
ANSWERED = gettext_noop("The invitation was answered.")

BY_LINK = "meetings:answer"


@occasion(
    INVITATION,
    template="meetings/email/invitation.txt",
    label=_("invitation to a meeting"),
    answers_at=BY_LINK,
    leaves_alone=True,
)
def read_invitations(letters: Sequence[Letter]) -> dict[int, Reading]:
    newest = _newest(letters)
    moves = {
        (step.meeting_id, step.sequence): step
        for step in MeetingStep.objects.filter(meeting__in=_meetings(letters), kind=MeetingStep.Kind.MOVED)
    }

    def judge(letter: Letter, meeting: Meeting, invitee: Invitee) -> Reading:
        if meeting.sequence != letter.payload["of"] or newest[meeting.pk, letter.recipient_id] != letter.pk:
            return NoLongerTrue(OVERTAKEN)
        said = facts(meeting, invitee) | {"moved": moves.get((meeting.pk, meeting.sequence))}
        return said | _calendar(calendar.REQUEST, letter, meeting, invitee)

    return read(letters, judge)


@occasion(
    WITHDRAWAL,
    template="meetings/email/withdrawal.txt",
    label=_("a meeting is called off, or an invitation taken back"),
    leaves_alone=True,
)
def read_withdrawals(letters: Sequence[Letter]) -> dict[int, Reading]:
    invited = _invitations(letters).filter(state=Letter.State.SENT)
    told = set(invited.values_list("payload__meeting", "recipient"))
    found = _invitees(letters)

    def reading(letter: Letter) -> Reading:
        invitee = found.get((letter.payload["meeting"], letter.recipient_id))
        if invitee is None:
            return NoLongerTrue(OVERTAKEN)
        meeting = invitee.meeting
        stands = invitee.withdrawn_at is None and meeting.state != State.CANCELLED
        if stands or (meeting.pk, letter.recipient_id) not in told:
            return NoLongerTrue(NEVER_INVITED)
        return facts(meeting, invitee) | _calendar(calendar.CANCEL, letter, meeting, invitee)

    return {letter.pk: reading(letter) for letter in letters}


@occasion(AGENDA, template="meetings/email/agenda.txt", label=_("agenda of a meeting"), may_decline=True)
def read_agendas(letters: Sequence[Letter]) -> dict[int, Reading]:
    items: dict[int, list[AgendaItem]] = {}
    for item in AgendaItem.objects.filter(meeting__in=_meetings(letters)).on_agenda():
        items.setdefault(item.meeting_id or 0, []).append(item)

    def judge(_letter: Letter, meeting: Meeting, invitee: Invitee) -> Reading:
        return facts(meeting, invitee) | {"items": items.get(meeting.pk, [])}

    return read(letters, judge)


@occasion(
    "meeting_answer",
    template="meetings/email/invitation.txt",
    label=_("a meeting waits for an answer"),
    steps=settings.REMIND_DAYS_BEFORE_ANSWER,
    may_decline=True,
    answers_at=BY_LINK,
)
def read_unanswered(letters: Sequence[Letter]) -> dict[int, Reading]:
    def judge(letter: Letter, meeting: Meeting, invitee: Invitee) -> Reading:
        if invitee.answer != Invitee.Answer.NONE:
            return NoLongerTrue(ANSWERED)
        return NoLongerTrue(OVERTAKEN) if meeting.sequence != letter.payload["of"] else facts(meeting, invitee)

    return read(letters, judge)


def read(letters: Sequence[Letter], judge: Judge) -> dict[int, Reading]:
    """By letter: what ``judge`` says where the invitation stands; the same few queries for many letters."""
    found = _invitees(letters)

    def reading(letter: Letter) -> Reading:
        invitee = found.get((letter.payload["meeting"], letter.recipient_id))
        if invitee is None or invitee.withdrawn_at is not None:
            return NoLongerTrue(TAKEN_BACK)
        if invitee.meeting.state not in OPEN or invitee.meeting.last_on < timezone.localdate():
            return NoLongerTrue(OVER)
        return judge(letter, invitee.meeting, invitee)

    return {letter.pk: reading(letter) for letter in letters}


def facts(meeting: Meeting, invitee: Invitee) -> dict[str, Any]:
    """What every letter to somebody invited shows."""
    return {
        "meeting": meeting,
        "invitee": invitee,
        "days": [(day.held_on, day.starts, day.ends, _zone(day)) for day in meeting.all_days],
        "answer_days": settings.ANSWER_LINK_DAYS,
        "moved": None,
    }


def _zone(day: Any) -> Callable[[], str]:
    """The name of the clock there; in the language of whoever asks."""
    return lambda: zone_name(day.begins_at) if day.begins_at else ""


def _calendar(method: str, letter: Letter, meeting: Meeting, invitee: Invitee) -> dict[str, Any]:
    told = Sent(method, letter.reader, invitee.answer, letter.payload["sequence"], letter.written_at)
    return {CALENDAR: lambda: CalendarPart(method, calendar.sent(meeting, told))}


def _meetings(letters: Sequence[Letter]) -> set[int]:
    return {letter.payload["meeting"] for letter in letters}


def _invitees(letters: Sequence[Letter]) -> dict[tuple[int, int | None], Invitee]:
    """By meeting and person, each with its meeting and its days."""
    meetings = {meeting.pk: meeting for meeting in Meeting.objects.filter(pk__in=_meetings(letters)).with_days()}
    people = {letter.recipient_id for letter in letters}
    found = Invitee.objects.filter(meeting__in=meetings, person__in=people)
    for invitee in (rows := list(found)):
        invitee.meeting = meetings[invitee.meeting_id]
        for day in invitee.meeting.all_days:
            day.meeting = invitee.meeting
    return {(row.meeting_id, row.person_id): row for row in rows}


def _invitations(letters: Sequence[Letter]) -> Any:
    people = {letter.recipient_id for letter in letters}
    return Letter.objects.filter(
        occasion=INVITATION, payload__meeting__in=list(_meetings(letters)), recipient__in=people
    )


def _newest(letters: Sequence[Letter]) -> dict[tuple[int, int | None], int | None]:
    """By meeting and person the letter whose word counts."""
    rows = _invitations(letters).order_by("pk").values_list("payload__meeting", "recipient", "pk")
    own = {(letter.payload["meeting"], letter.recipient_id): letter.pk for letter in letters}
    return own | {(meeting, person): pk for meeting, person, pk in rows}
