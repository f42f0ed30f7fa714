"""Reads references: to standards and their years, to clauses, articles and criteria."""

from __future__ import annotations

import re

from guidelines.results.parity.findings import Kind
from guidelines.results.parity.tokens import Meaning, Strength, Token, number

S = r"[ \u00a0\n]{0,2}"
FAMILIES = frozenset(["ISO", "IEC", "EN", "BAS", "SS", "SFS", "DIN", "BS", "CEN", "HRN", "SRPS", "IWA"])
STANDARD = re.compile(
    r"(?P<family>(?:(?:ISO|IEC|EN|BAS|SS|SFS|DIN|BS|CEN|HRN|SRPS|IWA|TS|TR)(?:[ \u00a0/]|-(?=[A-Z0-9]))){1,6})"
    r"(?P<number>[0-9]{2,6}(?:[ \u00a0][0-9]{3}(?![0-9]))?(?:-[0-9]{1,2}(?![0-9]))?)"
    r"(?::[ \u00a0]?(?P<year>(?:19|20)[0-9]{2}))?(?![0-9])"
)
CAF = re.compile(r"CAF(?:-a|-u|-om|:s)?[ \u00a0-]{1,2}(?P<year>(?:19|20)[0-9]{2})(?![0-9])")
LEADS = {
    "en": "clause clauses section sections subclause subclauses article articles paragraph paragraphs chapter chapters "
    "criterion criteria subcriterion subcriteria annex annexes appendix table tables figure point item items",
    "bs": "tačka tačke tački tačku tačkom tačaka tačkama podtačka podtačke podtački podtačku poglavlje poglavlja "
    "poglavlju poglavljem poglavljima član člana članu članom članovi članova članovima čl stav stava stavu stavom "
    "stavovi stavova st odjeljak odjeljka odjeljku kriterij kriterija kriteriju kriterijem kriteriji kriterije "
    "kriterijima kriterijum kriterijuma podkriterij podkriterija podkriteriju podkriterijem podkriteriji podkriterije "
    "podkriterijima potkriterij potkriterija potkriteriju aneks aneksa aneksu aneksi prilog priloga prilogu tabela "
    "tabele tabeli tabelu tabelama slika slike slici sliku",
    "sv": "avsnitt avsnittet avsnitten punkt punkten punkter punkterna kapitel kapitlet artikel artikeln artiklar "
    "artiklarna paragraf paragrafen stycke stycket kriterium kriteriet kriterier kriterierna delkriterium "
    "delkriteriet delkriterier delkriterierna underkriterium underkriterier bilaga bilagan tabell tabellen figur "
    "figuren underavsnitt",
}
LEADING = {language: frozenset(words.split()) for language, words in LEADS.items()}
PART = r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}(?![0-9]|,[0-9]|[ \u00a0]?%)|[IVXLC]{1,6}\b)"
AND = r"(?:,|&|–|-|—|\bi\b|\band\b|\boch\b|\bdo\b|\bto\b|\btill\b|\bili\b|\bor\b|\beller\b|\bodnosno\b)"
JOIN = rf"(?:\.?\)?{S}{AND}{S}\(?|{S}\((?=[0-9]{{1,2}}\)))"
LISTED = re.compile(rf"\.?{S}(?:(?:[Bb]r|[Nn]o|[Nn]r)\.?{S}|broj{S})?\(?(?P<parts>{PART}(?:{JOIN}{PART}){{0,20}})")
EACH = re.compile(PART)
ARTICLE = re.compile(r"artic|artik|član|čl\b", re.IGNORECASE)
ARTICLE_PART = re.compile(r"[0-9]{1,3}|[IVXLC]{1,6}\b")
LAW = re.compile(rf"(?P<part>[0-9]{{1,3}}){S}(?:§|mom\b|kap\b|st\.)")
ROMAN = re.compile(r"(?=[IVXLC])(?:X[LC]|L?X{0,3})(?:IX|IV|V?I{0,3})")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def standard_at(text: str, at: int) -> Token | None:
    """A standard with its year where it has one; the national prefixes of the same standard do not matter."""
    if found := CAF.match(text, at):
        year = int(found["year"])
        meanings: list[Meaning] = [("s", "CAF", year), ("d", year, None, None)]
        return Token(Kind.STANDARD, meanings, Strength.FIGURE, at, found.end())
    found = STANDARD.match(text, at)
    if not found:
        return None
    words = re.split(r"[ \u00a0/-]+", found["family"])
    family = next((name for name in ("ISO", "IEC", "EN") if name in words), words[0])
    digits = re.sub(r"[ \u00a0]", "", found["number"])
    meaning = ("s", f"{family} {digits}", int(found["year"]) if found["year"] else None)
    return Token(Kind.STANDARD, [meaning], Strength.FIGURE, at, found.end())


def references_after(text: str, start: int, end: int, language: str) -> list[Token]:
    """The numbers that follow a word like *clause* at ``start`` … ``end``: "clauses 4.1 and 4.2", "član 5."."""
    if text[start:end].lower() not in LEADING[language]:
        return []
    found = LISTED.match(text, end)
    if not found:
        return []
    at = found.start("parts")
    each = ARTICLE_PART if ARTICLE.match(text, start) else EACH  # "artikel 9.2" is paragraph 2 of article 9
    return [_reference(part[0], at + part.start(), at + part.end()) for part in each.finditer(found["parts"])]


def law_at(text: str, at: int) -> Token | None:
    """A reference whose word follows it: "5 §", "2 mom."."""
    found = LAW.match(text, at)
    return _reference(found["part"], at, found.end("part")) if found else None


def _reference(written: str, start: int, end: int) -> Token:
    plain = str(roman(written)) if written[0] in ROMAN_VALUES else written
    meanings: list[Meaning] = [("r", plain)]
    if "." not in plain:
        meanings.append(number(int(plain)))
    return Token(Kind.CLAUSE_REFERENCE, meanings, Strength.FIGURE, start, end)


def roman(written: str) -> int:
    """The value of a Roman numeral; 0 where the letters are none."""
    if not ROMAN.fullmatch(written):
        return 0
    values = [ROMAN_VALUES[letter] for letter in written]
    return sum(-value if value < later else value for value, later in zip(values, [*values[1:], 0], strict=True))
