"""Opens the archive that an office file is; bombs are seen in its directory, before anything is unpacked (U-01)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from guidelines.results.files.refusals import Refused
from guidelines.results.files.xml import damaged

MOST_PARTS = 2_000
LARGEST_UNPACKED = 100_000_000  # bytes of all parts together
LARGEST_XML = 30_000_000  # bytes of one part that is read
END_OF_DIRECTORY = b"PK\x05\x06"
END_LENGTH = 22  # bytes, without a comment
DIRECTORY_ENTRY = 46  # bytes at least
ENCRYPTED = 0x1


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, once its directory is in order. Raises Refused, also for what turns out to be broken inside."""
    _check_end(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive.infolist())
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise damaged() from None


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part; never more of it than the directory says, whatever is really there."""
    if archive.getinfo(name).file_size > LARGEST_XML:
        raise too_large()
    with archive.open(name) as part:
        return part.read(LARGEST_XML)


def beginning_of(archive: zipfile.ZipFile, name: str, length: int = 16) -> bytes:
    """The first bytes of a part, which tell what it is."""
    with archive.open(name) as part:
        return part.read(length)


def _check_end(content: bytes) -> None:
    """Compare the directory's place and length, from the last bytes alone: nothing before, between or behind."""
    end = content[-END_LENGTH:]
    if not content.startswith(b"PK\x03\x04") or len(end) < END_LENGTH or not end.startswith(END_OF_DIRECTORY):
        raise damaged()
    entries, length, at = struct.unpack_from("<HII", end, 10)
    if entries > MOST_PARTS or length > MOST_PARTS * (DIRECTORY_ENTRY + 300):
        raise too_large()
    if at + length != len(content) - END_LENGTH or length < entries * DIRECTORY_ENTRY:
        raise damaged()


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise too_large()
    names = {entry.filename.casefold() for entry in entries}
    if len(names) < len(entries) or not entries or min(entry.header_offset for entry in entries) != 0:
        raise damaged()
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise Refused(_("The file is protected with a password."), _("Take the password off and send it again."))
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or not _is_inside(entry):
            raise damaged()


def _is_inside(entry: zipfile.ZipInfo) -> bool:
    """Tell whether the name of a part leads nowhere else (U-05); ``orig_filename`` is what really stands there."""
    name = entry.orig_filename
    steps = name.rstrip("/").split("/")
    is_plain = name.isprintable() and "\\" not in name and ":" not in name
    return is_plain and not any(step in {"", ".", ".."} for step in steps)


def too_large() -> Refused:
    """Unpacked it would fill memory."""
    return Refused(
        _("Unpacked, the file would be far larger than a document can be."),
        _("Copy its content into a new document and send that one."),
    )
