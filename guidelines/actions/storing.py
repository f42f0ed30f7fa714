"""Keeps the files of texts: no row without its file, no file for long without a row, and never more than the quota.

A file is written before its row, under a name nobody can guess, and dropped after the row is gone. What a killed
process leaves behind in between, ``sweep`` finds.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from kombu.exceptions import OperationalError

from guidelines.actions.approving import changed
from guidelines.actions.arranging import anchor_from
from guidelines.actions.writing import lock_text
from guidelines.models import Attachment, Clause, Edition, Rendition
from guidelines.models.attachments import FOLDER, random_name
from guidelines.results.files import Examined
from institutions.models import User

logger = logging.getLogger(__name__)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LEFT_BEHIND_AFTER = timedelta(days=1)  # no request and no import lasts that long


class OverQuota(Exception):
    """The text has as many files, or as many bytes of them, as it may have."""


class NoRoom(Exception):
    """The storage took nothing: its disk is full, or it does not answer. Nothing was saved."""


class InUse(Exception):
    """Clauses show the figure: ``numbers``."""

    def __init__(self, numbers: list[str]) -> None:
        self.numbers = numbers


class OtherKind(Exception):
    """A figure is replaced by a picture, a document by one of its own format."""


@contextmanager
def nothing_left_behind() -> Iterator[Callable[[str], str]]:
    """Give a function that notes the names of written files; all are dropped again where the deed fails."""
    written: list[str] = []

    def note(name: str) -> str:
        written.append(name)
        return name

    try:
        yield note
    except BaseException:
        for name in written:
            drop(name)
        raise


def store(text: Edition, *, by: User, examined: Examined, titles: dict[str, str], language: str = "") -> Attachment:
    """Keep the file under a free name made from its title; the one there is where it is sent twice.

    ``titles`` by language. Readers of a public text get it at once, or when it has passed the scan. Raises NotNow,
    OverQuota and NoRoom.
    """
    words = {f"title_{code}": titles.get(code) or None for code in LANGUAGES}
    digest = hashlib.sha256(examined.content).hexdigest()
    with nothing_left_behind() as note, transaction.atomic():
        lock_text(text, by=by)
        same = text.attachments.filter(digest=digest, language=language, **words).first()
        if same is not None:
            return same
        _check_quota(text, len(examined.content))
        title = next(filter(None, [titles.get(text.source_language), *titles.values()]), examined.name)
        taken = set(text.attachments.values_list("name", flat=True))
        row = Attachment(edition=text, name=anchor_from(title, taken), language=language, uploaded_by=by, **words)
        _fill(row, examined, note)
        row.save(force_insert=True)
        _after(row)
    return row


def replace(attachment: Attachment, *, by: User, examined: Examined) -> None:
    """Put another file in its place; name, title and language stay. Raises NotNow, OverQuota, NoRoom and OtherKind."""
    with nothing_left_behind() as note, transaction.atomic():
        lock_text(attachment.edition, by=by)
        row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
        if row.is_image != examined.kind.is_picture or not (row.is_image or row.kind == examined.kind.media_type):
            raise OtherKind
        digest = hashlib.sha256(examined.content).hexdigest()
        if digest == row.digest:
            return
        _check_quota(row.edition, len(examined.content) - row.size)
        before = str(row.file.name)
        _fill(row, examined, note)
        row.save()
        transaction.on_commit(lambda: drop(before), robust=True)
        _after(row)


def describe(attachment: Attachment, *, by: User, titles: dict[str, str], language: str) -> None:
    """Say what it is called and whom it is for. Raises NotNow."""
    with transaction.atomic():
        lock_text(attachment.edition, by=by)
        words: dict[str, Any] = {f"title_{code}": titles.get(code) or None for code in LANGUAGES}
        Attachment.objects.filter(pk=attachment.pk).update(language=language, **words)
        if attachment.edition.is_public:
            changed(attachment.edition)


def remove(attachment: Attachment, *, by: User) -> None:
    """Take it from the text; asked twice it is gone. Raises NotNow, and InUse while a clause shows it."""
    text = attachment.edition
    with transaction.atomic():
        lock_text(text, by=by)
        numbers = shown_in(attachment)
        if numbers:
            raise InUse(numbers)
        row = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk).first()
        if row is None:
            return
        name = str(row.file.name)
        row.delete()
        transaction.on_commit(lambda: drop(name), robust=True)
        if text.is_public:
            changed(text)


def shown_in(attachment: Attachment) -> list[str]:
    """Numbers of the clauses that show it in some language, as written or as readers get it."""
    word = re.compile(rf"figure:{re.escape(attachment.name)}(?![\w-])")
    clauses = Clause.objects.filter(edition=attachment.edition_id).prefetch_related("renditions").order_by("position")
    return [clause.number for clause in clauses if any(map(word.search, _bodies(clause)))]


def _bodies(clause: Clause) -> Iterator[str]:
    """Its text in every language, as written and as readers get it."""
    yield from (clause.text_in(code)[1] for code in LANGUAGES)
    yield from (rendition.body for rendition in clause.renditions.all())


def drop(name: str) -> None:
    """Delete a file no row names any more; where the storage does not answer, the sweep does it later."""
    if Attachment.objects.filter(file=name).exists():
        return
    try:
        default_storage.delete(name)
    except OSError:
        logger.warning("a file of a removed attachment stays until the next sweep")


def sweep(*, now: datetime, rows: type[Model] = Attachment, folder: str = FOLDER) -> dict[str, int]:
    """Delete files without a row that are older than a day, and count rows without a file, of which there are none."""
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        names = []
    kept = set(rows._default_manager.values_list("file", flat=True))
    present = {f"{folder}/{name}" for name in names}
    old = [name for name in present - kept if default_storage.get_modified_time(name) < now - LEFT_BEHIND_AFTER]
    for name in old:
        drop(name)
    return {"dropped": len(old), "lost": len(kept - present)}


def wake_scanner(task: str = "guidelines.tasks.scan_files") -> None:
    """Tell a worker after the commit that a file waits. Without a broker, the call of every five minutes finds it."""

    def tell() -> None:
        try:
            current_app.send_task(task, retry=False)
        except (OperationalError, OSError):
            logger.warning("files wait for the next scan: no broker")

    transaction.on_commit(tell, robust=True)


def readers_get_other_files(text: Edition) -> None:
    """A public text shows or offers other files than before."""
    if text.is_public:
        Rendition.objects.filter(clause__edition=text).update(dialect=0)
        changed(text)


def _check_quota(text: Edition, more: int) -> None:
    """The text is locked, so that nobody counts at the same time (U-14)."""
    files = text.attachments.all()
    if files.count() >= settings.ATTACHMENTS_PER_TEXT or files.bytes_in_all() + more > settings.ATTACHMENT_QUOTA:
        raise OverQuota


def fill(row: Any, name: str, examined: Examined, note: Callable[[str], str]) -> None:
    """Write the file under this new name and say so in the row, which is not saved. Raises NoRoom."""
    try:
        row.file.name = note(default_storage.save(note(name), ContentFile(examined.content)))
    except OSError as trouble:
        raise NoRoom from trouble
    row.file_name, row.kind, row.size = examined.name, examined.kind.media_type, len(examined.content)
    row.digest = hashlib.sha256(examined.content).hexdigest()
    row.scan = Attachment.Scan.WAITING if settings.ATTACHMENT_SCANNER else Attachment.Scan.NONE


def _fill(row: Attachment, examined: Examined, note: Callable[[str], str]) -> None:
    fill(row, random_name(), examined, note)
    row.width, row.height = examined.width, examined.height


def _after(row: Attachment) -> None:
    """Let readers have it, or the scanner first."""
    if row.is_served:
        readers_get_other_files(row.edition)
    else:
        wake_scanner()
