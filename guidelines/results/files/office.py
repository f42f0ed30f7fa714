"""Checks DOCX, XLSX and ODT part by part: nothing in them runs, and nothing is fetched from elsewhere (U-03)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable

from django.utils.translation import gettext as _

from guidelines.results.files.archives import beginning_of, opened, part_of
from guidelines.results.files.kinds import BY_TYPE, KINDS, Kind
from guidelines.results.files.refusals import Refused
from guidelines.results.files.xml import Element, damaged, elements

CONTENT_TYPES = "[Content_Types].xml"
MACROS = re.compile(r"macroEnabled|vbaProject|vbaData|activeX|oleObject|\.xlm", re.IGNORECASE)
# first bytes of programs, OLE files, archives, other documents and scripts: none belongs inside a document
FOREIGN = (
    *(b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
    *(b"%PDF", b"{\\rtf", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"ITSF", b"L\x00\x00\x00\x01\x14\x02"),
)
PROGRAMS = re.compile(r"\.(exe|dll|com|bat|cmd|scr|js|jse|vbs|vbe|ps1|jar|hta|lnk|msi|wsf|sh|bin|zip|rar|7z)$", re.I)
HARMLESS_BIN = re.compile(r"(^|/)printerSettings/[^/]+\.bin$", re.I)
DDE = re.compile(r"(?:^|[^A-Za-z])DDE(?:AUTO)?(?![A-Za-z])", re.IGNORECASE)
CALLS_PROGRAM = re.compile(r"^\s*=?\s*'?[\w .:\\/-]{1,260}'?\|", re.ASCII)  # cmd|' /C calc'!A0
REMOTE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|\\\\|//)", re.IGNORECASE)
HYPERLINK = "/hyperlink"
ODT = BY_TYPE["application/vnd.oasis.opendocument.text"]


def kind_of(content: bytes) -> Kind | None:
    """Which office format the archive is, by its own statement; nothing where it is another archive."""
    with opened(content) as archive:
        names = archive.namelist()
        if names[0] == "mimetype":
            said = beginning_of(archive, "mimetype", 200).decode("ascii", "replace")
            return ODT if said == ODT.media_type else None
        if CONTENT_TYPES not in names:
            return None
        said = part_of(archive, CONTENT_TYPES).decode("utf-8", "replace")
        if MACROS.search(said):
            raise macros()
        return next((kind for kind in KINDS if kind.main_type and f'"{kind.main_type}"' in said), None)


def check(content: bytes, kind: Kind) -> list[str]:
    """Raise Refused for what must not come in; return the names of people the file tells."""
    with opened(content) as archive:
        files = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        _check_parts(archive, files)
        if kind == ODT:
            _check_open_document(archive, files)
            return _people(archive, files, "meta.xml", "creator", "initial-creator")
        _check_open_xml(archive, files, kind)
        return _people(archive, files, "docProps/core.xml", "creator", "lastModifiedBy")


def _check_parts(archive: zipfile.ZipFile, files: list[str]) -> None:
    """Every part by its first bytes and its name."""
    for name in files:
        if MACROS.search(name) or name.startswith(("Basic/", "Scripts/", "Dialogs/")):
            raise macros()
        is_program = PROGRAMS.search(name) and not HARMLESS_BIN.search(name)
        if is_program or beginning_of(archive, name).startswith(FOREIGN):
            raise Refused(
                _("The document has another file or program embedded: %(name)s.") % {"name": name[:80]},
                _("Delete it, or paste it as a picture, and send the other file by itself."),
            )


def _check_open_xml(archive: zipfile.ZipFile, files: list[str], kind: Kind) -> None:
    types = elements(part_of(archive, CONTENT_TYPES), "Override", "Default")
    mains = [one.attributes.get("PartName", "").lstrip("/") for one in types if _type(one) == kind.main_type]
    if len(mains) != 1 or mains[0] not in files:
        raise damaged()
    if any(MACROS.search(_type(one)) for one in types):
        raise macros()
    for name in files:
        if name.endswith(".rels"):
            _check_relations(elements(part_of(archive, name), "Relationship"))
        elif name.endswith((".xml", ".vml")):
            _check_fields(elements(part_of(archive, name), "instrText", "fldSimple", "f", "ddeLink", "oleLink"))


def _type(element: Element) -> str:
    return element.attributes.get("ContentType", "")


def _check_relations(relations: Iterable[Element]) -> None:
    """Links that people follow may lead elsewhere; nothing that is fetched by itself."""
    for relation in relations:
        kind, target = relation.attributes.get("Type", ""), relation.attributes.get("Target", "")
        if MACROS.search(kind):
            raise macros()
        is_outside = relation.attributes.get("TargetMode") == "External" or REMOTE.match(target)
        if is_outside and not kind.endswith(HYPERLINK):
            raise elsewhere(target)


def _check_fields(found: list[Element]) -> None:
    """Fields and formulas that start programs; a field's words may be spread over many pieces."""
    words = "".join(one.text for one in found if one.name == "instrText")
    simple = " ".join(one.attributes.get("instr", "") for one in found if one.name == "fldSimple")
    formulas = [one.text for one in found if one.name == "f"]
    has_link = any(one.name in {"ddeLink", "oleLink"} for one in found)
    if has_link or DDE.search(words) or DDE.search(simple) or any(map(CALLS_PROGRAM.match, formulas)):
        raise Refused(
            _("The document has a field or formula that starts another program (DDE)."),
            _("Delete it and send the document again."),
        )


def _check_open_document(archive: zipfile.ZipFile, files: list[str]) -> None:
    if "content.xml" not in files or "META-INF/manifest.xml" not in files:
        raise damaged()
    if elements(part_of(archive, "META-INF/manifest.xml"), "encryption-data"):
        raise Refused(_("The file is protected with a password."), _("Take the password off and send it again."))
    fetching = ("object", "object-ole", "image", "section-source", "plugin", "applet", "floating-frame", "template")
    active = ("event-listener", "script", "dde-source", "dde-connection-decl")
    for name in files:
        if name.endswith(".xml"):
            for one in elements(part_of(archive, name), *fetching, *active):
                if one.name in active:
                    raise macros()
                if REMOTE.match(one.attributes.get("href", "")):
                    raise elsewhere(one.attributes["href"])


def _people(archive: zipfile.ZipFile, files: list[str], part: str, *names: str) -> list[str]:
    if part not in files:
        return []
    found = (one.text.strip()[:80] for one in elements(part_of(archive, part), *names))
    return list(dict.fromkeys(name for name in found if name))


def macros() -> Refused:
    """It holds a program."""
    return Refused(
        _("The document has macros or controls."), _("Save it without them (DOCX, XLSX or ODT) and send that.")
    )


def elsewhere(target: str) -> Refused:
    """It fetches something when it is opened."""
    return Refused(
        _("The document fetches something from elsewhere when it is opened: %(target)s.") % {"target": target[:80]},
        _("Embed pictures instead of linking them, take the template off, and send it again."),
    )
