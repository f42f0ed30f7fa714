"""Walks once through a text and picks out everything that the other language must say too."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import partial
from itertools import pairwise

from guidelines.results.parity import dates
from guidelines.results.parity.counting import count
from guidelines.results.parity.findings import Kind
from guidelines.results.parity.months import COUNTED_IN_ORDER, CURRENCIES, SIGNS, YEAR_PARTS, month, units
from guidelines.results.parity.numerals import SCALE, words_of
from guidelines.results.parity.references import FAMILIES, law_at, references_after, roman, standard_at
from guidelines.results.parity.tokens import Strength, Token, number
from guidelines.results.parity.written import figures_at

PIECE = re.compile(r"[0-9]+|[^\W\d_]+")
CODE = re.compile(r"[A-ZČĆŠŽĐÅÄÖ]{1,8}-?[0-9]{1,12}(?:[-/.][0-9]{1,12}){0,4}")
NUMBER_CODE = re.compile(r"[0-9]{1,6}/[0-9]{1,6}(?:/[0-9]{1,6}){0,3}(?![0-9])")
SPACE = r"[ \u00a0\u2009\u202f]"
PER_CENT = re.compile(
    rf"(?:{SPACE}{{0,2}}%(?P<mixed>-?)|-?{SPACE}?(?:per{SPACE}cent|percent|posto|procent(?:i|a|s|ih|ata|en)?|procenat(?:a)?"
    rf"|pct)\b|-(?:procent|postot)\w{{1,8}})",
    re.IGNORECASE,
)
POINTS = re.compile(
    rf"{SPACE}{{0,2}}(?:-?percentage{SPACE}points?|(?:procentn|postotn)\w{{1,3}}{SPACE}(?:poen|bod)\w{{0,3}}"
    r"|procentenhet\w{0,5})\b",
    re.IGNORECASE,
)
RANK = re.compile(r"(?:st|nd|rd|th)\b|:(?:de|e|a)\b")
NEXT = re.compile(
    rf"(?:{SPACE}{{1,2}}|-|\n)(?:(?:radn\w{{1,3}}|kalendarsk\w{{1,3}}|working|calendar|business|full|hela|pun\w{{1,3}})"
    rf"{SPACE})?([^\W\d_]{{1,30}})"
)
SIGN_AFTER = re.compile(rf"{SPACE}{{0,2}}([€$])")
MONEY_BEFORE = re.compile(rf"(?:\b(KM|BAM|EUR|SEK|USD)|([€$])){SPACE}?$")
CONNECTED = re.compile(rf"\.?{SPACE}?(?:,|–|-|—|/|and|i|och|to|do|till|or|ili|eller|, and|, or){SPACE}?", re.IGNORECASE)
FRACTIONS = "½¼¾⅓⅔⅕⅛"
EVERY_OTHER = re.compile(r"every other", re.IGNORECASE)
TWICE = re.compile(r"\s(?:times|put|puta|gånger)\b")
PARTY = re.compile(r"\s(?:part(?:y|ies)\b|lic[aeu]\b|licima\b|stran\w|osob\w|man\b|land\b|zemlj\w)")
HUNDRED = 100
MOST_FIGURES = 20_000  # in one clause; a whole guideline has about a thousand


def scan(text: str, language: str, most: int = MOST_FIGURES) -> list[Token]:
    """Every figure, date and reference of a clean text, in order, up to a number no honest clause comes near."""
    found: list[Token] = []
    reached = 0
    for piece in PIECE.finditer(text):
        if piece.start() < reached:
            continue
        if len(found) >= most:
            break
        read = partial(_figure, text, piece.start()) if piece[0][0].isdecimal() else partial(_word, text, piece)
        tokens = read(language)
        if tokens:
            reached = max(token.end for token in tokens)
            found += tokens
    _share_per_cent(found, text)
    dates.share_years(found, text)
    for token in found:
        token.text = text[token.start : token.end]
    return found


def _figure(text: str, at: int, language: str) -> list[Token]:
    if found := dates.date_at(text, at, language):
        return found
    if time := dates.time_at(text, at, language):
        return [time]
    if law := law_at(text, at) if language == "sv" else None:
        return [law]
    if code := NUMBER_CODE.match(text, at):
        return _number_code(code) or [_code(code)]
    if (years := dates.year_at(text, at)) and not PER_CENT.match(text, years[0].end):
        return years
    meanings, end = figures_at(text, at, language)
    if language != "en" and (clock := dates.bare_time(text, at)):
        meanings.append(clock)
    token = Token(Kind.NUMBER, meanings, Strength.FIGURE, at, end)
    if rank := RANK.match(text, end):
        token.end = rank.end()
        return [token]
    _scale(token, text, language)
    _per_cent(token, text)
    _unit(token, text, language)
    first = token.meanings[0]
    if first[0] == "n" and len(token.meanings) == 1 and isinstance(first[1], Fraction) and first[1].denominator == 1:
        hour = dates.hour_meaning(text, at, token.end, int(first[1]))
        token.meanings += [hour] if hour else []
    return [token]


def _number_code(found: re.Match[str]) -> list[Token]:
    """1/2 is a half, 2016/2017 are two years; 38/16 is neither."""
    parts = found[0].split("/")
    if len(parts) != 2:
        return []
    above, below = map(int, parts)
    if len(parts[0]) == len(parts[1]) == 4 or (1900 < above < 2100 and len(parts[1]) == 2):
        return dates.year_at(found.string, found.start())
    if 0 < above < below <= 12:
        meanings = [number(Fraction(above, below)), ("c", found[0])]
        return [Token(Kind.NUMBER, meanings, Strength.FIGURE, found.start(), found.end())]
    return []


def _code(found: re.Match[str]) -> Token:
    return Token(Kind.NUMBER, [("c", found[0])], Strength.FIGURE, found.start(), found.end())


def _word(text: str, piece: re.Match[str], language: str) -> list[Token]:
    start, end, word = piece.start(), piece.end(), piece[0]
    if (word in FAMILIES or word == "CAF") and (standard := standard_at(text, start)):
        return [standard]
    if code := CODE.match(text, start):
        if word in CURRENCIES or word == "KM":
            return []
        quarter = [number(int(code[0][1:]))] if word == "Q" and code[0][1:] in "1234" else []
        return [Token(Kind.NUMBER, [("c", code[0]), *quarter], Strength.FIGURE, start, code.end())]
    if found := dates.month_at(text, start, end, language):
        return found
    if found := references_after(text, start, end, language):
        return found
    if len(word) == 1 and word in FRACTIONS:
        value = Fraction(unicodedata.numeric(word)).limit_denominator(8)
        return [Token(Kind.NUMBER, [number(value)], Strength.FIGURE, start, end)]
    if len(word) > 1 and set(word) <= set("IVX") and roman(word):
        return [Token(Kind.NUMBER, [number(roman(word))], Strength.WORD, start, end)]
    return _number_in_words(text, start, end, language)


def _number_in_words(text: str, start: int, end: int, language: str) -> list[Token]:
    counted = count(text, start, end, language)
    if not counted:
        every_other = language == "en" and EVERY_OTHER.fullmatch(text, max(0, start - 6), end)
        return [Token(Kind.NUMBER, [number(2)], Strength.HINT, start, end)] if every_other else []
    token = Token(Kind.NUMBER, [number(value) for value in counted.values], counted.strength, start, counted.end)
    if counted.is_ordinal:
        if dated := _ranked_day(text, counted.end, counted.values[0], language):
            return [Token(Kind.DATE, [dated], Strength.WORD, start, counted.end)]
        if YEAR_PARTS[language].match(text, counted.end):
            token.kind, token.strength = Kind.DATE, Strength.WORD
        elif COUNTED_IN_ORDER[language].match(text, counted.end) and (language == "en" or counted.values[0] == 1):
            token.strength = Strength.WORD
        if PARTY.match(text, counted.end):
            token.strength = Strength.HINT  # third parties are not counted
        return [token]
    if TWICE.match(text, counted.end) and counted.values[0] <= 2:
        token.strength = Strength.HINT
    _per_cent(token, text)
    _unit(token, text, language)
    share = token.meanings[0][1]
    if token.strength is Strength.HINT and isinstance(share, Fraction) and share < 1:
        token.meanings.append(("%", share * HUNDRED))
    return [token]


def _ranked_day(text: str, end: int, value: Fraction, language: str) -> tuple[object, ...] | None:
    """ "the fifth of November" is a date; the month after it is read on its own too, but nobody misses it."""
    word = re.compile(r"[ \u00a0]{1,2}(?:of )?([^\W\d_]{3,12})").match(text, end)
    of_month = month(word[1], language) if word else None
    return ("d", None, of_month, int(value)) if of_month else None


def _scale(token: Token, text: str, language: str) -> None:
    """ "5 million" is five million."""
    following = NEXT.match(text, token.end)
    word = words_of(language).get(following[1].lower()) if following else None
    first = token.meanings[0]
    if following and word and word.role == SCALE and first[0] == "n" and isinstance(first[1], Fraction):
        token.meanings = [("n", first[1] * word.value)]
        token.end = following.end()


def _per_cent(token: Token, text: str) -> None:
    points = POINTS.match(text, token.end)
    found = points or PER_CENT.match(text, token.end)
    if not found:
        return
    token.kind = Kind.PERCENTAGE
    token.strength = max(token.strength, Strength.WORD)
    token.meanings = [("pp" if points else "%", meaning[1]) for meaning in token.meanings if meaning[0] == "n"]
    token.end = found.end()


def _unit(token: Token, text: str, language: str) -> None:
    """Days are not months and marks are not euros."""
    known = units(language)
    before = MONEY_BEFORE.search(text[max(0, token.start - 5) : token.start])
    sign = SIGN_AFTER.match(text, token.end)
    following = NEXT.match(text, token.end)
    if before:
        token.unit = known[before[1].lower()] if before[1] else SIGNS[before[2]]
    elif sign:
        token.unit = SIGNS[sign[1]]
    elif following and following[1] != "km":
        word = following[1].lower()
        token.unit = known.get(word) or known.get(word.removeprefix("arbets").removeprefix("kalender"), "")


def _share_per_cent(tokens: list[Token], text: str) -> None:
    """The 5 in "5–10 %" may be per cent too."""
    for earlier, later in reversed(list(pairwise(tokens))):
        shared = [meaning for meaning in later.meanings if meaning[0] in ("%", "pp")]
        between = text[earlier.end : later.start] if later.start >= earlier.end else " " * 9
        if shared and earlier.kind is Kind.NUMBER and len(between) <= 8 and CONNECTED.fullmatch(between):
            earlier.kind = Kind.PERCENTAGE
            earlier.meanings += [(shared[0][0], meaning[1]) for meaning in earlier.meanings if meaning[0] == "n"]
