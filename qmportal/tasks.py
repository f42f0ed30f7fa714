"""What the stairwell does in the background."""

from __future__ import annotations

from celery import shared_task

from qmportal.search import vocabulary


@shared_task(name="qmportal.tasks.learn_words")
def learn_words() -> None:
    """Know the words of what is public now. Called every hour by beat; twice is harmless, a missed hour too."""
    vocabulary.refresh()
