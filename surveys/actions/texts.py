"""What is done with words of answers: read by a reviewer, shown, shown without what tells who wrote them, or not."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from surveys.models import Campaign, TextAnswer, TextTheme
from surveys.results.words import readable

State = TextAnswer.State


class NameTaken(Exception):
    """There is a theme of this name."""


def show(text: TextAnswer, words: str, theme: TextTheme | None) -> None:
    """Let others read these words, which may be others than were written."""
    TextAnswer.objects.filter(pk=text.pk).update(state=State.KEPT, shown=words, theme=theme)


def drop(text: TextAnswer) -> None:
    """Let nobody read it."""
    TextAnswer.objects.filter(pk=text.pk).update(state=State.DROPPED, shown="")


@transaction.atomic
def show_many(campaign: Campaign, chosen: Collection[UUID]) -> int:
    """Show these as they were written, unless other words were chosen for them; return how many."""
    rows = readable(campaign).filter(pk__in=chosen)
    number = rows.filter(shown="").exclude(text="").update(state=State.KEPT, shown=F("text"))
    return number + rows.filter(state=State.WAITING).exclude(shown="").update(state=State.KEPT)


def drop_many(campaign: Campaign, chosen: Collection[UUID]) -> int:
    """Show none of these; return how many."""
    return readable(campaign).filter(pk__in=chosen).update(state=State.DROPPED, shown="")


def group(campaign: Campaign, chosen: Collection[UUID], theme: TextTheme | None) -> int:
    """Put these under a theme, or under none; return how many."""
    return readable(campaign).filter(pk__in=chosen).update(theme=theme)


def name_theme(theme: TextTheme, name: str) -> None:
    """Keep a new theme, or another name for one. Raises NameTaken."""
    theme.name = name
    try:
        with transaction.atomic():
            theme.save()
    except IntegrityError as trouble:
        raise NameTaken from trouble
