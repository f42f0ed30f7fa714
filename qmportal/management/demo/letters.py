"""Real letters for the fictional people: the planners write them, and the first ones go at once."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from guidelines.tasks import write_reminders as write_reminders_of_translations
from letters import actions
from letters.models import Letter
from workplans.tasks import write_reminders

SENT_AT_ONCE = 4  # letters; the others wait for the reader's morning


def load_letters() -> None:
    """Run the planners once; where mail goes to a folder and to no real server, hand the first letters over."""
    if Letter.objects.exists():
        return
    write_reminders()
    write_reminders_of_translations()
    if settings.MAIL_DIR:
        first = list(Letter.objects.filter(state=Letter.State.DUE).order_by("pk").values_list("pk", flat=True))
        Letter.objects.filter(pk__in=first[:SENT_AT_ONCE]).update(try_at=timezone.now(), bundle_on=None)
        for letter_id in first[:SENT_AT_ONCE]:
            actions.send(letter_id)
