"""Reads dates, years and times at a place in a text, the way each language writes them."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from guidelines.results.parity.findings import Kind
from guidelines.results.parity.months import month
from guidelines.results.parity.tokens import Meaning, Strength, Token, number

S = r"[ \u00a0\u2009\u202f\n]{0,2}"
D = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
RANK = r"(?:\.|st\b|nd\b|rd\b|th\b|:de\b|:[ea]\b)?"
JOIN = rf"{S}(?:,|&|/|–|-|—|\bi\b|\band\b|\boch\b|\bdo\b|\bto\b|\btill\b|\bili\b|\bor\b|\beller\b){S}"
YEAR = r"(?P<year>(?:1[89]|20)[0-9]{2})(?![0-9]|[.,][0-9])"
DAYS = re.compile(rf"(?P<days>{D}{RANK}(?:{JOIN}(?:den |the )?{D}{RANK}){{0,9}})(?P<gap>{S}(?:of{S})?)")
DAY = re.compile(D)
NAMED = re.compile(rf"(?P<month>[^\W\d_]{{3,12}})\.?(?:,?{S}{YEAR})?")
NUMBERED = re.compile(rf"(?P<month>1[0-2]|0?[1-9])\.(?:{S}{YEAR})?(?![0-9])")
NEXT_WORD = re.compile(r"[ \u00a0\n]{1,2}([^\W\d_]{3,12})")
ISO = re.compile(r"((?:1[89]|20)[0-9]{2})-(1[0-2]|0[1-9])-(3[01]|[12][0-9]|0[1-9])(?![0-9])")
SLASHED = re.compile(rf"({D})/({D})(?:/|{S}(?=[12]))((?:1[89]|20)[0-9]{{2}})(?![0-9/])")
TIME = re.compile(r"([01]?[0-9]|2[0-3])([:.])([0-5][0-9])(?![0-9:]|[.,][0-9])")
AFTER_NOON = re.compile(rf"{S}([ap])\.?m\b\.?", re.IGNORECASE)
HOURS = re.compile(rf"{S}(?:sati|sata|h|časova)\b")
CLOCK = re.compile(  # before the figure; or before the range whose end it is
    r"(?:\bkl\.?|\bklockan|\bat)[ \u00a0]?(?:[0-9]{1,2}(?:[.:][0-9]{2})?[ \u00a0]?(?:–|-|to|do|till)[ \u00a0]?)?$"
)
CLOCK_SIGNS = 24
ALONE = re.compile(rf"{YEAR}(?:{S}[–/-]{S}(?P<until>[0-9]{{2}})(?![0-9]|\.[0-9]))?")
AFTER_MONTH = re.compile(rf"\.?(?:,?{S}(?:of{S})?{YEAR})?")
EN_DAYS = re.compile(
    rf"\.?{S}(?P<days>{D}(?:st|nd|rd|th)?(?:{JOIN}{D}(?:st|nd|rd|th)?){{0,9}})(?:,?{S}{YEAR})?(?![0-9]|[.:][0-9])"
)
SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:|]\s{0,3}|\n)[„“\"(]?$")
BETWEEN = re.compile(rf"\.?{JOIN}(?:den |the )?|\.?\s?")
NOON = 12
LONGEST_JOIN = 12  # signs: " to the " and a little


def date_at(text: str, at: int, language: str) -> list[Token]:
    """The dates that begin with the figure at this place; several for "5 and 6 November"."""
    if found := ISO.match(text, at):
        year, month_, day = map(int, found.groups())
        return [_date(("d", year, month_, day), at, found.end())]
    if found := SLASHED.match(text, at):
        first, second, year = map(int, found.groups())
        day, month_ = (second, first) if second > NOON else (first, second)
        return [_date(("d", year, month_, day), at, found.end())] if month_ <= NOON else []
    days = DAYS.match(text, at)
    if not days or not _ascend(days["days"]):
        return []  # "25 do 5. i 6. 11.": the first figure is no day of this date
    named = NAMED.match(text, days.end())
    if named and (month_name := month(named["month"], language)):
        end = named.end("year") if named["year"] else named.end("month")
        return _dates(days["days"], month_name, named["year"], at, end)
    return _with_numbered_month(text, days, language)


def _ascend(listed: str) -> bool:
    days = [int(found[0]) for found in DAY.finditer(listed)]
    return days == sorted(set(days))


def _with_numbered_month(text: str, days: re.Match[str], language: str) -> list[Token]:
    numbered = NUMBERED.match(text, days.end()) if days["days"].endswith(".") else None
    if not numbered or (language == "en" and not numbered["year"]):
        return []
    word = NEXT_WORD.match(text, numbered.end())
    if not numbered["year"] and word and month(word[1], language):
        return []  # "… 3. 5. marta": the second figure has its month after it
    end = numbered.end("year") if numbered["year"] else numbered.end()
    found = _dates(days["days"], int(numbered["month"]), numbered["year"], days.start(), end)
    if not numbered["year"] and not days["gap"] and len(found) == 1:
        written = f"{days['days']}{numbered['month']}"
        found[0].meanings += [("r", written), ("n", Fraction(written))]  # "9.1." at the end of a sentence
    return found


def _dates(listed: str, month_: int, year: str | None, start: int, end: int) -> list[Token]:
    """One token for each day; only the first covers the text, so that it is read once."""
    days = [int(found[0]) for found in DAY.finditer(listed)]
    return [_date(("d", int(year) if year else None, month_, day), start, end) for day in days]


def _date(meaning: Meaning, start: int, end: int, strength: Strength = Strength.FIGURE) -> Token:
    return Token(Kind.DATE, [meaning], strength, start, end)


def month_at(text: str, start: int, end: int, language: str) -> list[Token]:
    """The dates that begin with the name of a month: "November 5, 2017", "November 2016", "in March"."""
    word = text[start:end]
    number_of_month = month(word, language)
    if number_of_month is None:
        return []
    if language == "en" and (days := EN_DAYS.match(text, end)):
        return _dates(days["days"], number_of_month, days["year"], start, days.end())
    after = AFTER_MONTH.match(text, end)
    if after and after["year"]:
        return [_date(("d", int(after["year"]), number_of_month, None), start, after.end("year"))]
    return [_date(("d", None, number_of_month, None), start, end, _surely_month(text, start, word, language))]


def _surely_month(text: str, start: int, word: str, language: str) -> Strength:
    begins = bool(SENTENCE_BEGINS.search(text[max(0, start - 5) : start]))
    if len(word) <= 3 and language != "bs" and word.lower() not in ("may", "maj"):
        return Strength.HINT
    if language == "en":
        return Strength.HINT if begins and word in ("May", "March") else Strength.WORD
    return Strength.HINT if word[0].isupper() else Strength.WORD


def year_at(text: str, at: int) -> list[Token]:
    """A year alone, or two: 2016, 2016/17, 2016–18."""
    found = ALONE.match(text, at)
    if not found:
        return []
    year, until = int(found["year"]), found["until"]
    single = Token(Kind.DATE, [("d", year, None, None), number(year)], Strength.FIGURE, at, found.end("year"))
    if until is None or int(until) <= year % 100:
        return [single]
    single.end = found.end()
    last = year - year % 100 + int(until)
    return [single, Token(Kind.DATE, [("d", last, None, None), number(last)], Strength.FIGURE, at, found.end())]


def time_at(text: str, at: int, language: str) -> Token | None:
    """A time of day with minutes; "14.30" may also be a number, so a clock must be near."""
    found = TIME.match(text, at)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[3])
    half = AFTER_NOON.match(text, found.end())
    after = HOURS.match(text, found.end())
    if found[2] == "." and not (half or after or CLOCK.search(text[max(0, at - CLOCK_SIGNS) : at])):
        return None
    if half:
        hour = hour % NOON + (NOON if half[1].lower() == "p" else 0)
    meanings: list[Meaning] = [("t", hour, minute)]
    return Token(Kind.DATE, meanings, Strength.FIGURE, at, (half or after or found).end())


def bare_time(text: str, at: int) -> Meaning | None:
    """The time that "14.30" may be, with nothing near that says so."""
    found = TIME.match(text, at)
    return ("t", int(found[1]), int(found[3])) if found else None


def hour_meaning(text: str, start: int, end: int, value: int) -> Meaning | None:
    """The time that a whole number tells: "10 a.m.", "kl. 10", "14 sati"."""
    if value >= 2 * NOON:
        return None
    if half := AFTER_NOON.match(text, end):
        return ("t", value % NOON + (NOON if half[1].lower() == "p" else 0), 0)
    if HOURS.match(text, end) or CLOCK.search(text[max(0, start - CLOCK_SIGNS) : start]):
        return ("t", value, 0)
    return None


def share_years(tokens: list[Token], text: str) -> None:
    """Give "17 September" in "17 September to 1 October 2018" the year it is read with."""
    for earlier, later in reversed(list(pairwise(tokens))):
        first, second = earlier.meanings[0], later.meanings[0]
        if first[0] != "d" or second[0] != "d" or first[1] is not None or second[1] is None or first[2] is None:
            continue
        between = text[earlier.end : later.start] if later.start >= earlier.end else ""
        if len(between) <= LONGEST_JOIN and BETWEEN.fullmatch(between):
            earlier.meanings[0] = ("d", second[1], *first[2:])
