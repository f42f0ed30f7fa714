"""Which reminders about meetings are due today: querysets that the post room takes over as they are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from institutions.models import Affiliation
from meetings.actions.answering import OPEN
from meetings.models import ActionItem, AgendaItem, Invitee, MeetingDay
from workplans.actions.audience import Arms, secretariat
from workplans.actions.due import Rows, Steps, as_letters, group_zone, step_before

DAYS_TO_PREPARE = timedelta(days=7)  # before the meeting: answers are due then, unless the secretariat said otherwise
DAYS_TO_ANSWER = timedelta(days=2)  # whoever was invited just now is not reminded yet


def unanswered(steps: Steps, today: date) -> Rows:
    """Somebody has not said whether she comes; a meeting that moved is asked about anew."""
    days = MeetingDay.objects.filter(meeting=OuterRef("meeting")).order_by("held_on")
    begins = Subquery(days.values("held_on")[:1])
    early = ExpressionWrapper(begins - Value(DAYS_TO_PREPARE), output_field=DateField())
    lately = datetime.combine(today - DAYS_TO_ANSWER, time(), tzinfo=group_zone())
    asked = Invitee.objects.in_force().filter(
        answer=Invitee.Answer.NONE, meeting__state__in=OPEN, invited_at__lt=lately
    )
    due = asked.annotate(begins=begins, due_on=Coalesce("meeting__answers_until", early), recipient_id=F("person"))
    reached: Any = due.annotate(step=step_before("due_on", steps, today), of=F("meeting__sequence"))
    about = {"meeting": "meeting", "of": "of", "step": "step"}
    return as_letters("meeting_answer", [reached.filter(step__isnull=False, begins__gt=today)], about, today)


def without_papers(steps: Steps, today: date) -> Rows:
    """Somebody presents an item that has no paper yet, and papers are due."""
    bare = AgendaItem.objects.on_agenda().filter(papers=None, presenter__isnull=False, meeting__state__in=OPEN)
    due = bare.annotate(recipient_id=F("presenter"), step=step_before("meeting__papers_due_on", steps, today))
    about = {"item": "pk", "meeting": "meeting", "step": "step"}
    return as_letters("meeting_paper", [due.filter(step__isnull=False)], about, today)


def open_actions(steps: Steps, today: date) -> Rows:
    """An action item is due soon, or was due and is still open."""
    open_ones: Any = ActionItem.objects.open().annotate(step=step_before("due_on", steps, today))
    about = {"action": "pk", "version": "version", "step": "step"}
    return as_letters("action_due", holders(open_ones.filter(step__isnull=False), today), about, today)


def holders(open_actions: Any, today: date) -> Arms:
    """Whom letters about them are for: the owner; where there is none, whoever coordinates the institution; where
    nobody does, the secretariat."""
    coordinating = Affiliation.objects.counting(today).filter(role=Affiliation.Role.COORDINATOR)
    led = open_actions.filter(owner=None, institution__affiliations__in=coordinating)
    return [
        open_actions.filter(owner__isnull=False).annotate(recipient_id=F("owner")),
        led.annotate(recipient_id=F("institution__affiliations__user")),
        *secretariat(open_actions & ActionItem.objects.unattended(today), today),
    ]
