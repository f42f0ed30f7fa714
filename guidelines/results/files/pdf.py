"""Looks through a PDF for what is active: scripts, programs to launch, files inside (U-11)."""

from __future__ import annotations

import re
import zlib

from django.utils.translation import gettext as _

from guidelines.results.files.refusals import Refused
from guidelines.results.files.xml import damaged

TAIL = 1_024  # bytes at the end in which %%EOF stands; more behind it is another file
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
MOST_ESCAPED = 100_000  # signs written as their numbers; honest files have a handful
# long names only: three bytes such as /JS also turn up in any compressed picture, and no script comes without the word
ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|GoToE|ImportData|SubmitForm|XFA(?=[\s\[\d]))(?![A-Za-z])"
)
PROTECTED = re.compile(rb"/Encrypt(?![A-Za-z])")
OBJECTS = b"/ObjStm"
MOST_OBJECTS = 20_000  # streams of objects; each holds a hundred or more
NEAR = 2_000  # bytes between the kind of a stream and its beginning
AUTHOR = re.compile(rb"/Author\s*(?:\((?!\))|<(?!>))")
MOST_UNPACKED = 20_000_000  # bytes of all object streams together


def check(content: bytes) -> bool:
    """Raise Refused for what must not come in; tell whether the file names an author."""
    if b"%%EOF" not in content[-TAIL:]:
        raise damaged()
    texts = [content, *_object_streams(content)]
    names_author = False
    for text in texts:
        plain, count = ESCAPED.subn(lambda sign: bytes([int(sign[1], 16)]), text, count=MOST_ESCAPED)
        if count == MOST_ESCAPED:
            raise damaged()
        if PROTECTED.search(plain):
            raise Refused(
                _("The PDF is protected, so it cannot be checked."), _("Save it without protection and send that.")
            )
        active = ACTIVE.search(plain)
        if active:
            raise Refused(
                _("The PDF holds something that runs or is embedded (%(what)s).") % {"what": active[1].decode()},
                _("Print it to a new PDF and send that one."),
            )
        names_author = names_author or bool(AUTHOR.search(plain))
    return names_author


def _object_streams(content: bytes) -> list[bytes]:
    """What newer PDFs pack away: the objects themselves, bounded; a stream that cannot be read is left to readers."""
    found, room, at = [], MOST_UNPACKED, 0
    if content.count(OBJECTS) > MOST_OBJECTS:
        raise damaged()
    while (at := content.find(OBJECTS, at) + 1) > 0:
        start = content.find(b"stream", at, at + NEAR)
        if start < 0:
            continue
        end = content.find(b"endstream", start + 6)
        if end < 0:
            raise damaged()
        packed, at = content[start + 6 : end].lstrip(b"\r\n"), end
        try:
            unpacked = zlib.decompressobj().decompress(packed, room)
        except zlib.error:
            continue
        found.append(unpacked)
        room -= len(unpacked)
        if room <= 0:
            raise Refused(_("Unpacked, the file would be far larger than a document can be."))
    return found
