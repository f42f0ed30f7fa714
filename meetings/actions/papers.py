"""Keeps papers of agenda items as the files of texts are kept, until the minutes of the meeting are approved."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from guidelines.actions import scanning, storing
from guidelines.models import Attachment
from guidelines.results.files import Examined
from institutions.models import User
from meetings.actions.agenda import lock
from meetings.models import AgendaItem, Meeting, Paper
from meetings.models.papers import FOLDER, random_name
from meetings.models.states import NotNow

OCCASION = "infected_paper"


def bring(item: AgendaItem, *, by: User, examined: Examined, language: str = "") -> Paper:
    """Keep the file; the one there is where it is sent twice. Members get it when it has passed the scan.

    Raises NotNow, and OverQuota and NoRoom of ``guidelines.actions.storing``.
    """
    digest = hashlib.sha256(examined.content).hexdigest()
    with storing.nothing_left_behind() as note, transaction.atomic():
        meeting = _lock(item)
        same = item.papers.filter(digest=digest).first()
        if same is not None:
            return same
        _check_quota(meeting, item, len(examined.content))
        row = Paper(item=item, language=language, uploaded_by=by)
        storing.fill(row, random_name(), examined, note)
        row.save(force_insert=True)
        if not row.is_served:
            storing.wake_scanner("meetings.tasks.scan_papers")
    return row


@transaction.atomic
def remove(paper: Paper) -> None:
    """Take it from the item; asked twice it is gone. Raises NotNow."""
    _lock(paper.item)
    row = Paper.objects.select_for_update(of=("self",)).filter(pk=paper.pk).first()
    if row is None:
        return
    name = str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storing.drop(name), robust=True)


def scan_waiting() -> dict[str, int]:
    """Ask the scanner about every paper that waits; return counts."""
    return scanning.scan(Paper.objects.all(), _conclude)


def sweep(*, now: datetime) -> dict[str, int]:
    """Delete files without a row that are older than a day."""
    return storing.sweep(now=now, rows=Paper, folder=FOLDER)


@transaction.atomic
def _conclude(paper: Paper, verdict: Attachment.Scan) -> int:
    """Note the verdict; somebody may have removed the paper meanwhile."""
    if not Paper.objects.filter(pk=paper.pk, scan=Attachment.Scan.WAITING).update(scan=verdict):
        return 0
    if verdict == Attachment.Scan.INFECTED:
        scanning.tell_secretariat(OCCASION, paper=paper.pk)
    return 1


def _lock(item: AgendaItem) -> Meeting:
    """The meeting of an item that is on its agenda; nobody else changes either meanwhile."""
    if item.meeting is None:
        raise NotNow(item.state)
    meeting = lock(item.meeting)
    item.refresh_from_db(fields=["state", "meeting"])
    if item.meeting_id != meeting.pk or item.state not in AgendaItem.TAKEN:
        raise NotNow(item.state)
    return meeting


def _check_quota(meeting: Meeting, item: AgendaItem, more: int) -> None:
    """A meeting may have as many bytes as a text, and an item as many files; the meeting is locked."""
    size = Paper.objects.filter(item__meeting=meeting).aggregate(size=Sum("size"))["size"] or 0
    if item.papers.count() >= settings.ATTACHMENTS_PER_TEXT or size + more > settings.ATTACHMENT_QUOTA:
        raise storing.OverQuota
