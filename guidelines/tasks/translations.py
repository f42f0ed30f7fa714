"""Letters to translators and reviewers: who is due one, what they say, and when they are no longer true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guidelines.actions import duties
from guidelines.models import Clause, Duty
from guidelines.results.languages import Progress
from institutions.models import User
from letters.actions import NoLongerTrue, occasion, readers_today, recorded, steps_of
from letters.models import Letter

Reading = dict[str, Any] | NoLongerTrue
Judge = Callable[[Letter, Duty, Progress], Reading]

OTHERS = gettext_noop("Somebody else translates or reviews it by now.")
MOVED = gettext_noop("The day it is due has moved since.")
DONE = gettext_noop("Nothing is left to translate.")
SIGNED = gettext_noop("Nothing waits to be reviewed.")
OVERTAKEN = gettext_noop("A later reminder takes its place.")
REWRITTEN = gettext_noop("The translation was changed since.")


@shared_task(name="guidelines.tasks.write_reminders")
@recorded("guidelines.write_reminders")
def write_reminders() -> dict[str, int]:
    """Write what is due about translations. Called every ten minutes by beat; twice is harmless."""
    return duties.write_reminders(duties.group_day())


@occasion(
    "translation_assigned",
    template="guidelines/email/translation_assigned.txt",
    label=_("a translation was given to the reader to write or to review"),
)
def read_assigned(letters: Sequence[Letter]) -> dict[int, Reading]:
    def judge(letter: Letter, duty: Duty, found: Progress) -> Reading:
        is_translator = letter.payload["part"] == "translator"
        if letter.recipient_id != (duty.translator_id if is_translator else duty.reviewer_id):
            return NoLongerTrue(OTHERS)
        return _facts(duty, found, is_translator=is_translator)

    return _read(letters, judge)


@occasion(
    "translation_due",
    template="guidelines/email/translation_due.txt",
    label=_("reminder of a translation"),
    steps=settings.REMIND_DAYS_BEFORE_TRANSLATION,
    may_decline=True,
)
def read_due(letters: Sequence[Letter]) -> dict[int, Reading]:
    return _read(letters, _of_day(steps_of("translation_due")))


@occasion(
    "translation_overdue",
    template="guidelines/email/translation_due.txt",
    label=_("the day of a translation has passed"),
    steps=settings.REMIND_DAYS_AFTER_TRANSLATION,
)
def read_overdue(letters: Sequence[Letter]) -> dict[int, Reading]:
    return _read(letters, _of_day(steps_of("translation_overdue")))


@occasion(
    "translation_changed",
    template="guidelines/email/translation_changed.txt",
    label=_("the source of a translated text has changed"),
    may_decline=True,
)
def read_changed(letters: Sequence[Letter]) -> dict[int, Reading]:
    def judge(letter: Letter, duty: Duty, found: Progress) -> Reading:
        if letter.recipient_id != duty.translator_id:
            return NoLongerTrue(OTHERS)
        return _facts(duty, found) if found.to_do else NoLongerTrue(DONE)

    return _read(letters, judge)


@occasion(
    "translation_review",
    template="guidelines/email/translation_review.txt",
    label=_("a translation waits for its reviewer"),
    may_decline=True,
)
def read_review(letters: Sequence[Letter]) -> dict[int, Reading]:
    def judge(letter: Letter, duty: Duty, found: Progress) -> Reading:
        if letter.recipient_id != duty.reviewer_id:
            return NoLongerTrue(OTHERS)
        return _facts(duty, found) if found.to_review else NoLongerTrue(SIGNED)

    return _read(letters, judge)


@occasion(
    "translation_back",
    template="guidelines/email/translation_back.txt",
    label=_("a reviewer asks for another wording"),
)
def read_back(letters: Sequence[Letter]) -> dict[int, Reading]:
    clauses = Clause.objects.in_bulk({letter.payload["clause"] for letter in letters})
    people = User.objects.in_bulk({letter.payload["by"] for letter in letters})

    def judge(letter: Letter, duty: Duty, found: Progress) -> Reading:
        clause = clauses.get(letter.payload["clause"])
        if letter.recipient_id != duty.translator_id:
            return NoLongerTrue(OTHERS)
        if clause is None or f"/{clause.print_in(duty.language)}/" not in letter.key:
            return NoLongerTrue(REWRITTEN)
        by = people.get(letter.payload["by"])
        return _facts(duty, found, clause=clause, note=letter.payload["note"], by=by)

    return _read(letters, judge)


def _of_day(steps: Sequence[int]) -> Judge:
    """Letters that count days to or from the day a translation is due."""

    def judge(letter: Letter, duty: Duty, found: Progress) -> Reading:
        if letter.recipient_id != duty.translator_id:
            return NoLongerTrue(OTHERS)
        if duty.due_on is None or duty.due_on.isoformat() != letter.payload["due_on"]:
            return NoLongerTrue(MOVED)
        if not found.to_do:
            return NoLongerTrue(DONE)
        left, step = duties.days_left(duty, readers_today(letter)), letter.payload["step"]
        newest = duties.newest_step(steps, left)
        if (newest is not None and newest < step) or (step >= 0 > left):
            return NoLongerTrue(OVERTAKEN)
        return _facts(duty, found, days_left=left, days_over=-left)

    return judge


def _facts(duty: Duty, found: Progress, **more: Any) -> dict[str, Any]:
    """What every letter about a translation shows."""
    counts = {"to_do": len(found.to_do), "to_review": len(found.to_review), "total": found.total}
    return {"duty": duty, "text": duty.edition, "guideline": duty.edition.guideline, **counts, **more}


def _read(letters: Sequence[Letter], judge: Judge) -> dict[int, Reading]:
    """By letter what ``judge`` says of its duty; three queries however many letters there are.

    A letter whose duty is gone gets no answer, and is dropped.
    """
    rows = duties.alive().filter(pk__in={letter.payload["duty"] for letter in letters})
    present = {duty.pk: duty for duty in rows}
    found = duties.progress_of(present.values())
    return {
        letter.pk: judge(letter, duty, found[duty.pk])
        for letter in letters
        if (duty := present.get(letter.payload["duty"])) is not None
    }
