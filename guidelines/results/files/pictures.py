"""Pictures: how large they are is read from their first bytes; then they are written anew, without what was hidden."""

from __future__ import annotations

import io
import struct
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from guidelines.results.files.kinds import Kind
from guidelines.results.files.refusals import Refused
from guidelines.results.files.xml import damaged

MOST_PIXELS = 40_000_000  # more than any camera of an office takes; 160 MB while it is decoded
LONGEST_SIDE = 2_400  # pixels kept: sharp over the whole width of a printed page
SIZES_IN_JPEG = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
MODES = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA"), "JPEG": ("L", "RGB"), "WebP": ("RGB", "RGBA")}


def size_of(content: bytes, kind: Kind) -> tuple[int, int]:
    """Width and height in pixels as the header says. Raises Refused where it does not say them."""
    try:
        return {"PNG": _png_size, "JPEG": _jpeg_size, "WebP": _webp_size}[kind.label](content)
    except (struct.error, IndexError):
        raise damaged() from None


def written_anew(content: bytes, kind: Kind) -> tuple[bytes, int, int]:
    """The picture in the same format without position, author and anything else than pixels; with width and height.

    Turned as the camera was held, and made smaller where it is larger than print needs. Raises Refused for floods of
    pixels, before anything is decoded (U-08), for moving pictures, and for what no decoder reads.
    """
    width, height = size_of(content, kind)
    if not width or not height:
        raise damaged()
    if width * height > MOST_PIXELS:
        raise Refused(
            _("The picture has more than 40 million pixels."), _("Make it smaller; 2,400 pixels are enough for print.")
        )
    if _is_moving(content, kind):
        raise Refused(_("The picture moves."), _("Send one picture of it, which can be printed too."))
    try:
        with Image.open(io.BytesIO(content), formats=[kind.label.upper()]) as picture:
            picture.load()
            return _encoded(ImageOps.exif_transpose(picture), kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise damaged() from None


def _encoded(picture: Image.Image, kind: Kind) -> tuple[bytes, int, int]:
    if picture.mode not in MODES[kind.label]:
        has_alpha = kind.label != "JPEG" and (picture.mode.endswith(("A", "a")) or "transparency" in picture.info)
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    if max(picture.size) > LONGEST_SIDE:
        if picture.mode in {"P", "1"}:
            picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None or kind.label != "PNG" else {"transparency": transparency}
    target = io.BytesIO()
    options: dict[str, dict[str, Any]] = {
        "PNG": {"optimize": True},
        "JPEG": {"quality": 88, "optimize": True},
        "WebP": {"quality": 88},
    }
    picture.save(target, kind.label.upper(), **options[kind.label])
    return target.getvalue(), *picture.size


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR":
        raise damaged()
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """The largest frame the markers tell, before the picture itself begins."""
    at, found = 2, (0, 0)
    while content[at] == 0xFF and content[at + 1] != 0xDA:
        marker = content[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in SIZES_IN_JPEG:
            height, width = struct.unpack_from(">HH", content, at + 5)
            found = max(found, (width, height), key=lambda size: size[0] * size[1])
        at += 2 + max(2, struct.unpack_from(">H", content, at + 2)[0])
    return found


def _webp_size(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if form == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise damaged()


def _is_moving(content: bytes, kind: Kind) -> bool:
    if kind.label == "PNG":
        return b"acTL" in content[: content.find(b"IDAT")]
    return kind.label == "WebP" and content[12:16] == b"VP8X" and bool(content[20] & 0x02)
