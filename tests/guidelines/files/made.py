"""Files made for tests, honest and hostile: archives part by part, pictures pixel by pixel."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
DOCX_TYPE = f"{OPEN_XML}.wordprocessingml.document"
XLSX_TYPE = f"{OPEN_XML}.spreadsheetml.sheet"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            packing = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(name, part, compress_type=packing)
    return target.getvalue()


def content_types(main: str, part: str, more: str = "") -> str:
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/>{more}</Types>'
    )


def relations(*entries: tuple[str, str, str, str]) -> str:
    """Of (id, kind, target, mode)."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"{f" TargetMode={mode!r}" if mode else ""}/>'
        for key, kind, target, mode in entries
    )
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def word(body: str = "<w:p><w:r><w:t>Text</w:t></w:r></w:p>", *, more_types: str = "", **parts: Any) -> bytes:
    """A Word document; ``parts`` by name with ``__`` for the slash and ``_dot_`` for the full stop."""
    namespaces = f'xmlns:w="{W}" xmlns:r="{OFFICE}"'
    found: dict[str, bytes | str] = {
        "[Content_Types].xml": content_types(f"{DOCX_TYPE}.main+xml", "word/document.xml", more_types),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml", "")),
        "word/document.xml": f"<w:document {namespaces}><w:body>{body}</w:body></w:document>",
    }
    found |= {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    return archive(found)


def sheet(formula: str = "1+1", **parts: Any) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    found: dict[str, bytes | str] = {
        "[Content_Types].xml": content_types(f"{XLSX_TYPE}.main+xml", "xl/workbook.xml"),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'<workbook xmlns="{main}"/>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><c><f>{formula}</f></c></worksheet>',
    }
    found |= {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    return archive(found)


def open_text(body: str = "", **parts: Any) -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'
    )
    found: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {names}>{body}</office:document-content>",
        "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    found |= {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    return archive(found, stored=("mimetype",))


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, options.pop("colour", 120)).save(target, form, **options)
    return target.getvalue()


def flood(width: int, height: int) -> bytes:
    """A PNG that says it is that large, of a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
