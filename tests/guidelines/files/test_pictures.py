"""Pictures: floods are refused by their header, and what comes in is written anew."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from PIL import Image, ImageFile

from guidelines.results.files import Refused, examine
from tests.guidelines.files.made import flood, picture

SCRIPT = b"<script>alert(1)</script>"


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Refused) as refused:
        examine(content, name=name)
    return refused.value.words


def look(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_x02_drawings_with_scripts_are_refused():
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    assert {refusal(drawing, name)[:40] for name in ("a.svg", "a.png", "a.pdf")} == {
        "Files are taken as PDF, DOCX, XLSX, ODT,"
    }


@pytest.mark.parametrize(
    "content",
    [
        flood(50_000, 50_000),
        flood(2**31, 2**31),
        b"\xff\xd8\xff\xc0\x00\x11\x08\xc3\x50\xc3\x50\x03" + b"\0" * 20,
        b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff" + b"\0" * 20,
        b"RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0\x2f\xff\xff\xff\xff" + b"\0" * 20,
    ],
)
def test_u08_floods_of_pixels_are_refused_before_decoding(content, monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("decoded"))
    tracemalloc.start()
    name = {b"\x89": "a.png", b"\xff": "a.jpg", b"R": "a.webp"}[content[:1]]

    words = refusal(content, name)

    assert "40 million pixels" in words
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("form", ["PNG", "WebP"])
def test_u08_moving_pictures_are_refused(form):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    target = io.BytesIO()
    frames[0].save(target, form, save_all=True, append_images=frames[1:])

    assert "moves" in refusal(target.getvalue(), f"a.{form.lower()}")


def test_u08_tiff_is_refused():
    assert "Files are taken as" in refusal(picture("TIFF"), "a.tiff")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WebP"])
def test_u09_position_and_author_are_taken_out(form):
    exif = Image.Exif()
    exif[0x013B] = "A. Photographer"
    exif[0x8825] = {1: "N", 2: (43.0, 51.0, 0.0)}
    content = picture(form, exif=exif.tobytes())
    assert b"Photographer" in content

    found = examine(content, name=f"a.{form.lower()}")

    assert b"Photographer" not in found.content
    assert not look(found.content).getexif()
    assert "taken out" in found.notes[0]


def test_u09_a_picture_taken_upright_stays_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter

    found = examine(picture("JPEG", (60, 40), exif=exif.tobytes()), name="a.jpg")

    assert (found.width, found.height) == look(found.content).size == (40, 60)


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
        *(("WebP", mode) for mode in ("RGB", "RGBA")),
    ],
)
def test_every_way_of_writing_colours_is_read(form, mode):
    found = examine(picture(form, mode=mode, colour=1), name=f"a.{form.lower()}")

    assert (look(found.content).size, found.width, found.height) == ((40, 30), 40, 30)


def test_large_pictures_are_made_smaller_and_the_sender_is_told():
    found = examine(picture("PNG", (4_800, 1_200), mode="P"), name="a.png")

    assert (found.width, found.height) == (2_400, 600)
    assert found.notes[1].startswith("The picture was made smaller")


def test_a_transparent_palette_stays_transparent():
    drawn, sent = Image.new("P", (4, 4), 1), io.BytesIO()
    drawn.putpalette([0, 0, 0, 255, 0, 0])
    drawn.save(sent, "PNG", transparency=1)

    found = examine(sent.getvalue(), name="a.png")

    assert look(found.content).convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WebP"])
def test_x03_what_hides_in_or_behind_a_picture_is_gone(form):
    content = picture(form) + SCRIPT

    assert SCRIPT not in examine(content, name=f"a.{form.lower()}").content


def test_x03_a_picture_that_is_a_script_is_refused():
    assert refusal(b"GIF89a/*" + SCRIPT, "a.gif")
    assert refusal(b"\xff\xd8\xff" + SCRIPT, "a.jpg") == refusal(b"\xff\xd8\xff", "a.jpg")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WebP"])
def test_broken_pictures_are_refused(form):
    content = picture(form, (200, 200), colour="red")

    for length in (4, 12, 20, 30, 60, len(content) // 2):
        assert refusal(content[:length], f"a.{form.lower()}")
