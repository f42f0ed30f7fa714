"""One file, from its first byte to its name: what it is, whether it may come in, and what its sender should know."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.results.files import office, pdf, pictures
from guidelines.results.files.kinds import ALSO_DECLARED, BY_ENDING, BY_TYPE, PACKED, TELLING, UNDECLARED, Kind
from guidelines.results.files.names import base_name, clean_name
from guidelines.results.files.refusals import Refused

LARGEST_FILE = 20_000_000  # bytes; qmportal.middleware cuts requests a little above
SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Examined:
    """A file that may come in: ``content`` is what is kept, of pictures without what was hidden in them."""

    kind: Kind
    name: str
    content: bytes
    width: int | None = None
    height: int | None = None
    notes: list[str] = field(default_factory=list)


def examine(content: bytes, *, name: str, declared: str = "") -> Examined:
    """Judge a file by its content; name and declared type must not say otherwise (U-04). Raises Refused."""
    if not content:
        raise Refused(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is larger than 20 MB."), _("Make its pictures smaller, or divide it."))
    kind = _kind_of(content)
    if kind is None:
        raise _unknown(content)
    ending = _ending(name)
    if ending not in kind.endings or not _is_declared_so(declared, kind):
        raise Refused(
            _("The file is %(kind)s, but its name or its sender says something else.") % {"kind": kind.label},
            _("Save it again in the format its name says, and send that file."),
        )
    kept = clean_name(name, ending)
    if kind.is_picture:
        return _picture(content, kind, kept)
    return Examined(kind, kept, content, notes=_document_notes(content, kind))


def _kind_of(content: bytes) -> Kind | None:
    for beginning, media_type in SIGNATURES.items():
        if content.startswith(beginning):
            return BY_TYPE[media_type]
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return BY_TYPE["image/webp"]
    return office.kind_of(content) if content.startswith(b"PK") else None


def _unknown(content: bytes) -> Refused:
    if content.startswith(OLD_OFFICE):
        return Refused(
            _("The file is in an old office format, or closed with a password."),
            _("Open it, take the password off, and save it as DOCX or XLSX."),
        )
    return Refused(_("Files are taken as PDF, DOCX, XLSX, ODT, PNG, JPEG or WebP."), _("Save it as one of these."))


def _ending(name: str) -> str:
    """The last ending; Refused where an ending before it says something else: ``invoice.exe.pdf``."""
    *before, last = PurePosixPath(base_name(name)).suffixes or [""]
    if any(suffix.lower().strip() in TELLING for suffix in before) or last.lower() not in BY_ENDING:
        raise Refused(
            _("The name of the file does not end as the file is."),
            _("Give it one ending: .pdf, .docx, .xlsx, .odt, .png, .jpg or .webp."),
        )
    return last.lower()


def _is_declared_so(declared: str, kind: Kind) -> bool:
    said = declared.partition(";")[0].strip().lower()
    if said in UNDECLARED or ALSO_DECLARED.get(said, said) == kind.media_type:
        return True
    return said in PACKED and not kind.is_picture and kind.label != "PDF"


def _picture(content: bytes, kind: Kind, name: str) -> Examined:
    before = pictures.size_of(content, kind)
    kept, width, height = pictures.written_anew(content, kind)
    notes = [_("What the camera noted in the picture, such as place and time, was taken out.")]
    if max(before) > pictures.LONGEST_SIDE:
        notes.append(_("The picture was made smaller; it stays sharp in print."))
    return Examined(kind, name, kept, width, height, notes)


def _document_notes(content: bytes, kind: Kind) -> list[str]:
    """What the sender should know about private details; Refused for what must not come in."""
    if kind.label == "PDF":
        if not pdf.check(content):
            return []
        return [_("The PDF names its author in its properties, where every reader can see it.")]
    people = office.check(content, kind)
    if not people:
        return []
    words = ngettext(
        "In its properties the file names a person, whom every reader can see: %(names)s.",
        "In its properties the file names people, whom every reader can see: %(names)s.",
        len(people),
    )
    return [words % {"names": ", ".join(people)}]
