"""PDFs of public texts, and their HTML after the dialect has changed, made ahead of whoever asks for them."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from guidelines.actions import printing, render
from guidelines.models import Edition
from guidelines.results.naming import held_with
from letters.actions import recorded

logger = logging.getLogger(__name__)


@shared_task(name="guidelines.tasks.print_text", ignore_result=True)
def print_text(pk: int) -> None:
    """Make the PDFs of a text in every language. Called when its words change; what is there already is left."""
    for text in Edition.texts.public().filter(pk=pk).select_related("guideline", "supplement_to"):
        _print(text)


@shared_task(name="guidelines.tasks.print_texts")
@recorded("guidelines.print_texts")
def print_texts() -> dict[str, int]:
    """Make what is missing, and what changed its standing with the day. Called every hour by beat.

    A release with another dialect leaves the HTML of every text to this task; until then each page makes its own.
    """
    made, trouble = 0, []
    for text in Edition.texts.public().select_related("guideline", "supplement_to").order_by("pk"):
        try:
            render(text)
            made += _print(text)
        except Exception as one:  # whatever is wrong with one text, the others are still made
            logger.exception("no PDF of text %s", text.pk)
            trouble.append(one)
    if trouble:
        raise trouble[0]
    return {"made": made}


def _print(text: Edition) -> int:
    today, made = timezone.localdate(), 0
    supplements = [] if text.is_supplement else list(text.supplements.order_by("number", "pk"))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            made += printing.keep(printing.book_of(text, held=held_with(text, supplements, on=today), on=today))
    return made
