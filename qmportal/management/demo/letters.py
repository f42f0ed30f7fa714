"""Real letters for the fictional people: the planner writes them, and the secretariat sends the first ones at once."""

from __future__ import annotations

from django.conf import settings

from institutions.models import User
from letters import actions
from letters.models import Letter
from qmportal.management.demo.people import address
from workplans.tasks import write_deadline_letters

SENT_AT_ONCE = 4  # letters; the others wait for the reader's morning


def load_letters() -> None:
    """Run the planner once; where mail goes to a folder and to no real server, hand the first letters over."""
    if Letter.objects.exists():
        return
    write_deadline_letters()
    if settings.MAIL_DIR:
        secretariat = User.objects.get(email=address("secretariat"))
        for letter in Letter.objects.filter(state=Letter.State.DUE).order_by("pk")[:SENT_AT_ONCE]:
            actions.send_again(letter, by=secretariat)
            actions.send(letter.pk)
