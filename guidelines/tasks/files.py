"""Files of texts while nobody is looking: the scan, the letter about an infected one, and the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guidelines.actions import scanning, storing
from guidelines.models import Attachment
from letters.actions import NoLongerTrue, occasion, recorded
from letters.models import Letter

GONE = gettext_noop("The file was removed or replaced.")


@shared_task(name="guidelines.tasks.scan_files")
def scan_files() -> None:
    """Scan what waits. Called when a file has come in, and every five minutes by beat; twice is harmless."""
    scanning.scan_waiting()


@shared_task(name="guidelines.tasks.sweep_files")
@recorded("guidelines.sweep_files")
def sweep_files() -> dict[str, int]:
    """Delete what killed processes left in the storage. Called every night by beat; twice is harmless."""
    return storing.sweep(now=timezone.now())


@occasion(
    scanning.OCCASION,
    template="guidelines/email/infected_file.txt",
    label=_("the scanner found something in a file"),
)
def read_infected(letters: Sequence[Letter]) -> dict[int, dict[str, Any] | NoLongerTrue]:
    """One query for all letters."""
    wanted = {letter.payload["attachment"] for letter in letters}
    rows = Attachment.objects.filter(pk__in=wanted, scan=Attachment.Scan.INFECTED)
    infected = {
        row.pk: row for row in rows.select_related("edition__guideline", "edition__supplement_to", "uploaded_by")
    }

    def reading(letter: Letter) -> dict[str, Any] | NoLongerTrue:
        found = infected.get(letter.payload["attachment"])
        if found is None or found.digest != letter.payload["digest"]:
            return NoLongerTrue(GONE)
        return {"file": found, "text": found.edition}

    return {letter.pk: reading(letter) for letter in letters}
