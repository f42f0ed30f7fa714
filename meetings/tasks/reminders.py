"""The planner: who is due which letter about meetings; and what presenters are told."""

from __future__ import annotations

from collections.abc import Sequence

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.actions import NoLongerTrue, occasion, recorded, steps_of, write_many
from letters.models import Letter
from meetings.actions import due
from meetings.actions.answering import OPEN
from meetings.actions.circulating import MISSING, without_minutes
from meetings.actions.inviting import tell
from meetings.models import AgendaItem, Meeting
from meetings.models.states import State
from meetings.tasks.invitations import OVER, OVERTAKEN, Reading

RULES = {
    "meeting_answer": due.unanswered,
    "meeting_paper": due.without_papers,
    "action_due": due.open_actions,
    MISSING: without_minutes,
}


@shared_task(name="meetings.tasks.write_reminders")
@recorded("meetings.write_reminders")
def write_reminders() -> dict[str, int]:
    """Write what is due, and count what is new. Called every ten minutes by beat; twice is harmless.

    What calendars lack is looked for here too: somebody's address may work again by now.
    """
    today = timezone.localdate()
    ahead = Meeting.objects.filter(state__in=(*OPEN, State.CANCELLED), days__held_on__gte=today).distinct()
    counts = {"calendars": sum(tell(meeting) for meeting in ahead.filter(invitees__isnull=False))}
    for name, rows_of in RULES.items():
        steps = steps_of(name)  # none when the secretariat switched these letters off
        rows = rows_of(steps, today) if steps else None
        counts[name] = write_many(name, rows) if rows is not None else 0
    return counts


@occasion(
    "meeting_paper",
    template="meetings/email/paper.txt",
    label=_("an agenda item has no paper yet"),
    steps=settings.REMIND_DAYS_BEFORE_PAPERS,
    may_decline=True,
)
def read_missing_papers(letters: Sequence[Letter]) -> dict[int, Reading]:
    wanted = {letter.payload["item"] for letter in letters}
    bare = AgendaItem.objects.on_agenda().filter(pk__in=wanted, papers=None).select_related("meeting")
    items = {item.pk: item for item in bare}

    def reading(letter: Letter) -> Reading:
        item = items.get(letter.payload["item"])
        if item is None or item.meeting is None or item.presenter_id != letter.recipient_id:
            return NoLongerTrue(OVERTAKEN)
        if item.meeting_id != letter.payload["meeting"] or item.meeting.state not in OPEN:
            return NoLongerTrue(OVER)
        return {"item": item, "meeting": item.meeting}

    return {letter.pk: reading(letter) for letter in letters}
