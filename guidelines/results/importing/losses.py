"""Facts about an import: what came in, and what did not and where it stood."""

from __future__ import annotations

from dataclasses import dataclass, field

WORDS_SHOWN = 90  # characters of a place


@dataclass(frozen=True)
class Loss:
    """One thing that is not as it was: a sentence, and the words it stood at; empty for the document as a whole."""

    sentence: str
    where: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture of the document, under the name the text calls it: ``figure:name``."""

    name: str
    content: bytes
    media_type: str
    alt: str


@dataclass(frozen=True)
class Piece:
    """A clause or sub-clause to be: plain heading, Markdown body, and what the document called it."""

    level: int
    heading: str
    body: str
    number: str = ""
    anchor: str = ""

    @property
    def first_words(self) -> str:
        """The beginning of the body, for a list."""
        return shortened(self.body)


@dataclass(frozen=True)
class Draft:
    """A whole document, ready to become clauses."""

    pieces: list[Piece]
    losses: list[Loss] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def shortened(words: str) -> str:
    """In one line, and not too long."""
    line = " ".join(words.split())
    return line if len(line) <= WORDS_SHOWN else line[: WORDS_SHOWN - 1].rstrip() + "…"
