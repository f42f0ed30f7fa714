"""Asks a virus scanner about files that wait; nobody gets them before, and a scanner that is away harms nothing."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import IO, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from guidelines.actions.storing import readers_get_other_files
from guidelines.models import Attachment
from institutions.models import GroupRole, User
from letters.actions import write

PIECE = 65_536  # bytes handed to the scanner at a time
PATIENCE = 60  # seconds for each answer
OCCASION = "infected_file"


class ScannerAway(Exception):
    """The scanner does not answer, or not with a verdict; the file waits for the next time."""


def scan_waiting() -> dict[str, int]:
    """Ask about every file of a text that waits; return counts."""
    return scan(Attachment.objects.select_related("edition__guideline"), _conclude)


def scan(rows: QuerySet[Any], conclude: Callable[[Any, Attachment.Scan], int]) -> dict[str, int]:
    """Ask about each of ``rows`` that waits, and hand it with the verdict to ``conclude``; return counts.

    One the scanner gives no verdict on stays and is asked again.
    """
    is_clean = scanner()
    counts = {"clean": 0, "infected": 0, "waiting": 0}
    for row in rows.filter(scan=Attachment.Scan.WAITING).order_by("pk"):
        try:
            with row.file.open("rb") as file:
                verdict = (
                    Attachment.Scan.CLEAN
                    if is_clean is None or is_clean(cast(IO[Any], file))
                    else Attachment.Scan.INFECTED
                )
        except (ScannerAway, OSError):
            counts["waiting"] += 1
            continue
        counts[verdict.value] += conclude(row, verdict)
    return counts


def scanner() -> Callable[[IO[Any]], bool] | None:
    """What ATTACHMENT_SCANNER names: ``clamd://host:3310``, ``clamd:///run/clamd.sock`` or a function's dotted path.

    The function takes an open file and tells whether it is clean; whatever it raises counts as being away. Without the
    setting there is none, and what waits from earlier days is served.
    """
    address = settings.ATTACHMENT_SCANNER
    if not address:
        return None
    if address.startswith("clamd://"):
        return lambda file: ask_clamd(address, file)
    function = import_string(address)

    def ask(file: IO[Any]) -> bool:
        try:
            return bool(function(file))
        except Exception as trouble:
            raise ScannerAway from trouble

    return ask


def ask_clamd(address: str, file: IO[Any]) -> bool:
    """Send the file to a ClamAV daemon piece by piece (INSTREAM) and tell whether it is clean. Raises ScannerAway."""
    parts = urlsplit(address)
    try:
        with _connected(parts.hostname, parts.port or 3310, parts.path) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as trouble:
        raise ScannerAway from trouble
    if answer.endswith(b"FOUND"):
        return False
    if answer.endswith(b" OK"):
        return True
    raise ScannerAway(answer.decode("ascii", "replace"))


def _answer(connection: socket.socket) -> bytes:
    """What it says, up to the zero byte at its end."""
    answer = b""
    while b"\0" not in answer and (piece := connection.recv(4_096)):
        answer += piece
    return answer.partition(b"\0")[0].strip()


def _connected(host: str | None, port: int, path: str) -> socket.socket:
    if host:
        return socket.create_connection((host, port), timeout=PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


@transaction.atomic
def _conclude(attachment: Attachment, verdict: Attachment.Scan) -> int:
    """Note the verdict on exactly the file that was scanned; somebody may have replaced it meanwhile."""
    row = Attachment.objects.filter(pk=attachment.pk, digest=attachment.digest, scan=Attachment.Scan.WAITING)
    if not row.update(scan=verdict):
        return 0
    if verdict == Attachment.Scan.CLEAN:
        readers_get_other_files(attachment.edition)
    else:
        tell_secretariat(OCCASION, attachment=attachment.pk, digest=attachment.digest)
    return 1


def tell_secretariat(occasion: str, **about: Any) -> None:
    """Write once, of each file."""
    office = GroupRole.objects.on(timezone.localdate()).filter(role=GroupRole.Role.SECRETARIAT)
    for person in User.objects.filter(pk__in=office.values("user")).order_by("pk"):
        write(
            to=person,
            key="/".join(map(str, (occasion, *about.values(), person.pk))),
            occasion=occasion,
            payload=about,
        )
