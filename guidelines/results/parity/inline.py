"""Takes the signs out of a piece of Markdown: what people read stays, what it points to is listed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

LINK = re.compile(
    r"(!?)\[([^\[\]]{0,500})\]\(\s?<?([^()\s<>]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,2})>?"
    r"(?:\s{1,2}[\"“„]([^\"“”\n]{0,500})[\"”“])?\s?\)"
)
REFERENCE = re.compile(r"\[\[([A-Za-z0-9#_-]{1,80})\]\]")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,40})\](:?)")
ADDRESS = re.compile(r"(?:\bhttps?://|\bwww\.)[^\s<>()\[\]\"„“”|]{1,2000}")
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
PLACEHOLDER = re.compile(
    r"\{\{ ?[\w.|]{1,60} ?\}\}|\$?\{[\w.]{1,60}\}|%\([\w.]{1,60}\)[sdif]|(?<![0-9\u00a0])(?<![0-9] )%[sd]\b"
)
ANCHOR = re.compile(r"[ ]?\{#[^{}\n]{1,200}\}")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
MARKS = re.compile(r"\*{1,3}|~~|`{1,3}|(?<![\w])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\w])")
ENTITY = re.compile(r"&#?[A-Za-z0-9]{2,10};")
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
TRAILING = ".,;:!?'’"
LANGUAGE_PART = re.compile(r"^(?:en|bs|sv|sr|hr|fi)\.[^/]*(?=/|$)|/(?:en|bs|sv|sr|hr|fi)(?=[/?#]|$)")
LANGUAGE_HOST = re.compile(r"^(?:en|bs|sv|sr|hr|fi)\.")
LANGUAGE_VALUE = re.compile(r"(?<=lang=)\w\w")


@dataclass
class Pointers:
    """What a piece of text points to or leaves open, in order."""

    links: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)


def clean(text: str) -> tuple[str, Pointers]:
    """The words as they are read, with the line breaks where they were, and what they point to."""
    found = Pointers()

    def linked(match: re.Match[str]) -> str:
        if match[1] or match[3].startswith("figure:"):
            found.figures.append(match[3])
        elif match[3]:
            found.links.append(address(match[3]))
        return f"{match[2]} {match[4] or ''}".rstrip() + "\n" * match[3].count("\n")

    def noted(match: re.Match[str]) -> str:
        if not match[2]:
            found.footnotes.append(match[1])
        return ""

    def bare(match: re.Match[str]) -> str:
        written = match[0].rstrip(TRAILING)
        found.links.append(address(written))
        return "…" + match[0][len(written) :]

    def referred(match: re.Match[str]) -> str:
        found.references.append(match[1])
        return " "

    def held(match: re.Match[str]) -> str:
        found.placeholders.append(match[0])
        return " "

    text = HIDDEN.sub("", text)
    text = ANCHOR.sub("", text) if "{#" in text else text
    text = REFERENCE.sub(referred, text) if "[[" in text else text
    text = FOOTNOTE.sub(noted, text) if "[^" in text else text
    text = LINK.sub(linked, text) if "](" in text else text
    text = ADDRESS.sub(bare, text)
    text = MAIL.sub(bare, text) if "@" in text else text
    text = PLACEHOLDER.sub(held, text) if "{" in text or "%" in text else text
    text = ESCAPE.sub(r"\1", MARKS.sub("", text))
    return (ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text), found


def address(written: str) -> str:
    """An address without what may differ between languages: the language in it, the kind of connection, the end.

    Behind the language the words may be translated as well; what has figures and the place in the page are kept.
    """
    plain = re.sub(r"^https?://(www\.)?|^www\.", "", written.removeprefix("mailto:")).rstrip("/").casefold()
    plain = LANGUAGE_VALUE.sub("*", plain)
    found = LANGUAGE_PART.search(plain)
    if not found:
        return plain
    path, sign, place = plain[found.end() :].partition("#")
    kept = [part for part in re.split(r"[/?&]", path) if any(map(str.isdigit, part))]
    host = LANGUAGE_HOST.sub("*.", found[0]) if found.start() == 0 and found[0][0] != "/" else plain[: found.start()]
    return "/".join([host, *kept]) + sign + place
