"""Every pair of text and ground, and every line that must be seen, is readable in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
STATES = ["proposed", "planned", "under-way", "at-risk", "on-hold", "done", "overdue", "cancelled"]
NOTICES = ["info-ground", "warning-ground", "error-ground", "success-ground"]
TEXT = [
    *[(ink, ground) for ink in ["ink", "ink-soft", "link", "link-hover", "brand"] for ground in ["paper", "sand"]],
    *[(ink, ground) for ink in ["ink", "link", "link-hover"] for ground in NOTICES],
    *[(state, ground) for state in STATES for ground in ["paper", "sand"]],
    *[(ink, "sand-deep") for ink in ["ink", "brand", "overdue"]],
    *[(ink, "deep") for ink in ["on-deep", "on-deep-soft", "accent-on-deep"]],
    ("on-deep", "deep-raised"),
    ("deep", "on-deep"),
    ("accent", "paper"),
    ("accent", "sand"),
    ("on-brand", "brand"),
    ("overdue", "error-ground"),
    ("at-risk", "warning-ground"),
]
SEEN = [
    *[(line, ground) for line in ["line-strong", "focus", "brand", "accent"] for ground in ["paper", "sand"]],
    *[("focus", ground) for ground in NOTICES],
    ("focus-on-deep", "deep"),
    ("brand", "sand-deep"),
    ("overdue", "error-ground"),
    ("at-risk", "warning-ground"),
    ("done", "success-ground"),
]
ORNAMENTS = {"line"}  # rules between things that are told apart without them


def schemes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.read_text().split("@media screen and (prefers-color-scheme: dark)")
    colours = dict(COLOUR.findall(light))
    return {"light": colours, "dark": colours | dict(COLOUR.findall(dark))}


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2, from 0.0 (black) to 1.0 (white)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SEEN, 3.0)], ids=["text", "seen"])
def test_pairs_can_be_told_apart(scheme, pairs, least):
    colours = schemes()[scheme]

    faint = {pair: ratio for pair in pairs if (ratio := contrast(*(colours[name] for name in pair))) < least}

    assert faint == {}


def test_both_schemes_give_every_colour():
    light, dark = TOKENS.read_text().split("@media screen and (prefers-color-scheme: dark)")

    assert set(dict(COLOUR.findall(light))) == set(dict(COLOUR.findall(dark)))


def test_every_colour_is_measured():
    measured = {name for pair in TEXT + SEEN for name in pair}

    assert set(schemes()["light"]) - measured == ORNAMENTS


def test_no_colour_is_written_elsewhere():
    written = {
        path.name
        for path in TOKENS.parent.rglob("*.css")
        if path != TOKENS
        and re.search(r"#[0-9a-f]{3,8}\b(?![^\n]*url)", re.sub(r"#(000000|ffffff)\b", "", path.read_text()))
    }

    assert written == set()  # black and white of print and of the code to be scanned are no matter of taste
