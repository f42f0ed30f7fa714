"""Papers while nobody is looking: the scan, the letter about an infected one, and the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.models import Attachment
from guidelines.tasks.files import GONE
from letters.actions import NoLongerTrue, occasion, recorded
from letters.models import Letter
from meetings.actions import papers
from meetings.models import Paper


@shared_task(name="meetings.tasks.scan_papers")
def scan_papers() -> None:
    """Scan what waits. Called when a paper has come in, and every five minutes by beat; twice is harmless."""
    papers.scan_waiting()


@shared_task(name="meetings.tasks.sweep_papers")
@recorded("meetings.sweep_papers")
def sweep_papers() -> dict[str, int]:
    """Delete what killed processes left in the storage. Called every night by beat; twice is harmless."""
    return papers.sweep(now=timezone.now())


@occasion(
    papers.OCCASION,
    template="meetings/email/infected_paper.txt",
    label=_("the scanner found something in a paper"),
)
def read_infected(letters: Sequence[Letter]) -> dict[int, dict[str, Any] | NoLongerTrue]:
    """One query for all letters."""
    wanted = {letter.payload["paper"] for letter in letters}
    rows = Paper.objects.filter(pk__in=wanted, scan=Attachment.Scan.INFECTED, item__meeting__isnull=False)
    infected = {row.pk: row for row in rows.select_related("item__meeting", "uploaded_by")}

    def reading(letter: Letter) -> dict[str, Any] | NoLongerTrue:
        found = infected.get(letter.payload["paper"])
        return NoLongerTrue(GONE) if found is None else {"file": found, "item": found.item}

    return {letter.pk: reading(letter) for letter in letters}
