"""What somebody typed to search with, taken apart: words, "whole passages", -without, and or."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from institutions.results.searching.inflections import forms

LONGEST = 200  # signs; nobody searches for more, and a passage that long is found by its beginning
MOST = 12  # words and passages; the rest is left out
TOKEN = re.compile(r'-*"[^"]*"|[^\s"]+')
OR = {"en": {"or"}, "bs": {"or", "ili"}, "sv": {"or", "eller"}}
# PostgreSQL has no list for Bosnian, and its Swedish one has diacritics, which are gone when it is read
BOSNIAN = """
    a ali bez bi bila bile bili bilo bio da do ga i iz ih im ja je jer jest jesu joj još jos kao ko koja koje kojeg
    kojem koji kojih kojim koju li mi mu na nad ne nego ni nije nisu no o od on ona one oni ono pa po pod pri s sa se si
    sam smo ste su šta sta što sto ta taj te ti to tu u uz vi za će ce
"""
SWEDISH = """
    an andra är ar än då da efter en ett från fran för for hos inför infor mot när nar på pa så sa där dar även aven
    över over
"""
UNIMPORTANT = {"en": frozenset[str](), "bs": frozenset(BOSNIAN.split()), "sv": frozenset(SWEDISH.split())}


@dataclass(frozen=True)
class Asked:
    """A search in the grammar of one language.

    ``groups``: a text must have everything of one of them; each part is written for ``qm_query``. ``words`` are those
    that were typed bare, as typed. ``marks`` are all words to mark in what is found.
    """

    language: str
    groups: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    marks: str

    def __bool__(self) -> bool:
        """Tell whether there is anything to search for."""
        return bool(self.groups)


def clean(text: str) -> str:
    """Without control signs and superfluous space, in the composed form of Unicode, and not too long."""
    text = unicodedata.normalize("NFC", text[: LONGEST * 4])
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST]


def asked(text: str, language: str) -> Asked:
    """Take ``text`` apart; unimportant words count only where there are no others."""
    tokens = [token for token in TOKEN.findall(clean(text)) if re.search(r"\w", token)][:MOST]
    chosen = _grouped(tokens, language, UNIMPORTANT[language]) or _grouped(tokens, language, frozenset())
    parts = [token for group in chosen for token in group if not token.startswith("-")]
    words = tuple(token for token in parts if not token.startswith('"'))
    return Asked(
        language=language,
        groups=tuple(tuple(_part(token, language) for token in group) for group in chosen),
        words=words,
        marks=" or ".join(_part(token, language) for token in parts),
    )


def _grouped(tokens: list[str], language: str, left_out: frozenset[str]) -> list[list[str]]:
    """Tokens between "or"; a group that would only say what must not be there is dropped."""
    groups: list[list[str]] = [[]]
    for token in tokens:
        if token.lower() in OR[language]:
            groups.append([])
        elif token.startswith("-"):
            groups[-1].append("-" + token.lstrip("-"))
        elif token.lower() not in left_out:
            groups[-1].append(token)
    return [group for group in groups if any(not token.startswith("-") for token in group)]


def _part(token: str, language: str) -> str:
    """For ``qm_query``: a passage or a forbidden word as it stands, a word with its other forms."""
    if token[0] in '-"' or not token.isalpha():
        return token
    return " or ".join(forms(token, language))
