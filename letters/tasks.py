"""The post room's door for Celery."""

from celery import shared_task
from django.utils import timezone

from letters import actions
from letters.models import Letter


@shared_task(acks_late=False)
def deliver() -> None:
    """Send what is due. Only a wake-up: called after a commit that wrote letters, and every minute by beat."""
    due = Letter.objects.to_send(timezone.now()).values_list("pk", flat=True)
    for letter_id in due[:1000]:
        actions.send(letter_id)
