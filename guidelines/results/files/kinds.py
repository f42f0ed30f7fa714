"""The kinds of files a text may have, how they begin, and what senders call them."""

from __future__ import annotations

from dataclasses import dataclass

OPEN_XML = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Kind:
    """A format: its name for people, its media type, the endings of file names, and the main part of an archive."""

    label: str
    media_type: str
    endings: tuple[str, ...]
    main_type: str = ""

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


KINDS = (
    Kind("PDF", "application/pdf", (".pdf",)),
    Kind(
        "DOCX",
        f"{OPEN_XML}.wordprocessingml.document",
        (".docx",),
        f"{OPEN_XML}.wordprocessingml.document.main+xml",
    ),
    Kind("XLSX", f"{OPEN_XML}.spreadsheetml.sheet", (".xlsx",), f"{OPEN_XML}.spreadsheetml.sheet.main+xml"),
    Kind("ODT", "application/vnd.oasis.opendocument.text", (".odt",)),
    Kind("PNG", "image/png", (".png",)),
    Kind("JPEG", "image/jpeg", (".jpg", ".jpeg")),
    Kind("WebP", "image/webp", (".webp",)),
)
BY_TYPE = {kind.media_type: kind for kind in KINDS}
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
ACCEPT = ",".join(BY_ENDING)  # for the file dialogue of browsers
# what browsers declare where they do not know; "application/zip" for office files where no office is installed
UNDECLARED = {"", "application/octet-stream", "binary/octet-stream"}
ALSO_DECLARED = {"image/pjpeg": "image/jpeg", "image/x-png": "image/png", "application/x-pdf": "application/pdf"}
PACKED = {"application/zip", "application/x-zip-compressed"}
# endings before the last one that make a name a lie: "invoice.exe.pdf"
TELLING = {
    *(".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".jar", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta"),
    *(".lnk", ".sh", ".php", ".html", ".htm", ".xhtml", ".svg", ".docm", ".xlsm", ".dotm", ".zip", ".rar", ".7z"),
    *BY_ENDING,
}


def kind_of_type(media_type: str) -> Kind | None:
    """The kind with that media type, if a text may have files of it."""
    return BY_TYPE.get(media_type)
