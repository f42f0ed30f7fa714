"""Names of months, parts of a year, units of time and currencies, in every form they are written."""

from __future__ import annotations

import re
from functools import cache

NAMES = {
    "en": [
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sep sept",
        "october oct",
        "november nov",
        "december dec",
    ],
    "sv": [
        "januari jan",
        "februari feb febr",
        "mars",
        "april apr",
        "maj",
        "juni",
        "juli",
        "augusti aug",
        "september sept",
        "oktober okt",
        "november nov",
        "december dec",
    ],
    "bs": [
        "januar* siječanj siječnj*",
        "februar* veljač*",
        "mart* ožujak ožujk*",
        "april* travanj travnj*",
        "maj* svibanj svibnj*",
        "juni* jun* lipanj lipnj*",
        "juli* jul* srpanj srpnj*",
        "august* avgust* kolovoz*",
        "septembar septembr* rujan rujn*",
        "oktobar oktobr* listopad*",
        "novembar novembr* studeni* studen*",
        "decembar decembr* prosinac prosinc*",
    ],
}
BS_CASES = ("", "a", "u", "om", "em", "i", "og", "oga", "om", "ome", "im", "e")
HARDLY_MONTHS = {"may", "mar", "jan", "march", "jun", "juna"}  # also verbs and names: only as written for a month
UNITS = {
    "minute": {"en": "minute minutes", "bs": "minut* minuta minute", "sv": "minut minuter minuters"},
    "hour": {"en": "hour hours", "bs": "sat sati sata sat* čas*", "sv": "timme timmar timmars"},
    "day": {"en": "day days", "bs": "dan dana dani dan*", "sv": "dag dagar dagars dygn"},
    "week": {"en": "week weeks", "bs": "sedmica sedmice sedmic* tjedan tjedn*", "sv": "vecka veckor veckors"},
    "month": {"en": "month months", "bs": "mjesec mjesec* mjeseci", "sv": "månad månader månaders"},
    "year": {"en": "year years", "bs": "godin* godina", "sv": "år års"},
    "BAM": {"en": "BAM KM", "bs": "KM BAM", "sv": "BAM KM"},
    "EUR": {"en": "EUR euro euros", "bs": "EUR euro eura evra EUR-a", "sv": "EUR euro"},
    "SEK": {"en": "SEK", "bs": "SEK", "sv": "SEK kr kronor"},
    "USD": {"en": "USD dollars", "bs": "USD dolar*", "sv": "USD dollar"},
}
CURRENCIES = frozenset(("BAM", "EUR", "SEK", "USD"))
SIGNS = {"€": "EUR", "$": "USD"}
YEAR_PARTS = {
    "en": re.compile(r"\s{1,2}(?:quarter|half)\b", re.IGNORECASE),
    "bs": re.compile(r"\s{1,2}(?:kvartal|tromjesečj|polugodišt|polovin)", re.IGNORECASE),
    "sv": re.compile(r"\s{1,2}(?:kvartal|halvår)", re.IGNORECASE),
}

COUNTED_IN_ORDER = {  # first is a number before these words, second too where it cannot mean another
    "en": re.compile(r"\s{1,2}(?:edition|phase)\b", re.IGNORECASE),
    "bs": re.compile(r"\s{1,2}(?:izdanj|faz)", re.IGNORECASE),
    "sv": re.compile(r"\s{1,2}(?:upplaga|fas)", re.IGNORECASE),
}


@cache
def months(language: str) -> dict[str, int]:
    """Every form of a month's name, in lower case, with its number."""
    return {
        form: number
        for number, words in enumerate(NAMES[language], start=1)
        for word in words.split()
        for form in _forms(word)
    }


@cache
def units(language: str) -> dict[str, str]:
    """Every form of a unit, in lower case, with what it is called here."""
    return {
        form.lower(): unit for unit, words in UNITS.items() for word in words[language].split() for form in _forms(word)
    }


def _forms(word: str) -> list[str]:
    return [word[:-1] + case for case in BS_CASES] if word.endswith("*") else [word]


def month(word: str, language: str) -> int | None:
    """1 to 12, or None. English months are written with a capital, the others without it inside a sentence."""
    if language == "en" and not word[:1].isupper():
        return None
    return months(language).get(word.lower())
