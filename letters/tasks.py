"""The post room's doors for Celery: one letter a task, and the sweep that loses none."""

from celery import shared_task
from django.utils import timezone

from letters import actions
from letters.models import Letter

LETTERS_PER_SWEEP = 1000  # the rest follows a minute later
SECONDS_TO_THE_NEXT_SWEEP = 60  # what no worker took up by then is found anew, so that the queue cannot grow


@shared_task
def send_letter(letter_id: int) -> None:
    """Hand over one letter. Called after the commit that wrote it; twice is harmless, a sent letter is not due."""
    actions.send(letter_id)


@shared_task
def send_due_letters() -> None:
    """Find letters whose moment has come, by range, whatever the broker lost. Called every minute by beat."""
    due = Letter.objects.to_send(timezone.now()).values_list("pk", flat=True)
    for letter_id in due[:LETTERS_PER_SWEEP]:
        send_letter.apply_async((letter_id,), expires=SECONDS_TO_THE_NEXT_SWEEP)
