"""Which language a sentence is written in, judged by the small words that only one of the three has."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

SMALL_WORDS = {
    "en": "the of and is are was were be been that this these which with from by for not has have had will would "
    "should shall must may can could it its their they there than then when where what who how all any each every "
    "between before after about into only also other more most such both if because until within without during "
    "your our you we at an or but does do done only least",
    "bs": "je su se ne niko pored ko da za na od iz koji koja koje kojeg kojem kojoj kojih kojim koju što šta kao "
    "ili ali nije nisu biti bio bila bilo bili će bi sa uz pri kod po prema između prije poslije nakon tokom "
    "zbog ako kada gdje kako svi sve svaki svaka svake svakog samo još već te ovo ova ove ovaj taj tih tim "
    "također može mogu mora moraju treba trebaju ima imaju više manje najmanje najviše njihov njihova njegov "
    "njen nego dok jer sljedeći sljedeće",
    "sv": "och att det som är av för med till den inte ett har på från vid ska kan eller när så var vara sig hur där "
    "efter före mellan utan genom mot hos bara också alla varje varje några någon något denna detta dessa "
    "dess deras blir bli skall måste bör få får minst högst innan medan eftersom samt vilka vilken vilket än ut upp "
    "deras sin sitt sina ni du",
}
COMMON_WORDS = {  # of this trade; no word of the other languages looks the same
    "en": "institution guideline guidelines clause clauses leadership employees employee survey surveys users quality "
    "management working report results review improvement measures head public authority questionnaire evidence "
    "assessment meeting records answers response anonymous office year years months weeks days",
    "bs": "institucija institucije instituciji smjernica smjernice tačka tačke rukovodstvo rukovodstva zaposleni "
    "zaposlenih anketa ankete korisnici korisnika kvalitet kvaliteta kvalitetom upravljanje upravljanja radna grupa "
    "izvještaj izvještaja rezultati rezultata mjere mjera rukovodilac upitnik upitnika samoprocjena procjena rok "
    "sastanak zapisi odgovori odgovora godine godina mjeseci sedmica dana",
    "sv": "myndighet myndigheten myndigheter myndighetens riktlinje riktlinjer avsnitt avsnittet ledning ledningen "
    "ledningens anställda anställd enkät enkäten användare användarna kvalitet kvalitetsledning arbetsgrupp "
    "arbetsgruppen rapport rapporten resultaten åtgärder förbättring frågeformulär självutvärdering belägg möte "
    "mötet svar svaren år månader veckor dagar",
}
# they look like words of another language: it (IT), most (bridge), kod (at, code), sa (with, said) …
SHARED_WORDS = "all it is an most more must not for till vid who by no any ni kod se sa bi tim te sin dan may has"
SHARED = frozenset(SHARED_WORDS.split())
WORD = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?![\s])[^.!?\n]*)*[.!?]*")
QUOTED = re.compile(r"[„“”\"«»][^„“”\"«»\n]{1,300}[„“”\"«»]|\([^()\n]{1,200}\)")
GUESSED = 4000  # words looked at to guess the language of a text
MOST_SENTENCES = 20_000  # of one piece of text
FEWEST_WORDS = 4  # a shorter sentence is a label or a name
LETTERS = {"bs": frozenset("čćđšž"), "sv": frozenset("åäö")}


@cache
def small_words(language: str) -> frozenset[str]:
    """Small words that neither of the other two languages has."""
    others = {word for code, words in SMALL_WORDS.items() if code != language for word in words.split()}
    return frozenset(SMALL_WORDS[language].split()) - others - SHARED


@cache
def known_words(language: str) -> frozenset[str]:
    """Small and common words of this language alone."""
    others = {word for code, words in COMMON_WORDS.items() if code != language for word in words.split()}
    return small_words(language) | (frozenset(COMMON_WORDS[language].split()) - others)


def words_in(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def language_of(words: list[str]) -> str | None:
    """The language these words are surely in; None where it cannot be said."""
    hits = {language: sum(word in known_words(language) for word in words) for language in SMALL_WORDS}
    for language, letters in LETTERS.items():
        hits[language] += sum(not letters.isdisjoint(word) for word in words)
    best, second, *_rest = sorted(hits, key=lambda language: -hits[language])
    enough = hits[best] >= max(2, len(words) / 8) and hits[best] >= 3 * hits[second]
    return best if enough else None


def guess(text: str) -> str | None:
    """The language of a whole text, or None."""
    words = words_in(text[: GUESSED * 20])[:GUESSED]
    hits = {language: sum(word in known_words(language) for word in words) for language in SMALL_WORDS}
    best, second, *_rest = sorted(hits, key=lambda language: -hits[language])
    return best if hits[best] > 2 * hits[second] else None


def sentences(text: str) -> list[tuple[int, str]]:
    """Sentences with their places; quotations and brackets stay where they are."""
    found = ((one.start(), one[0]) for one in SENTENCE.finditer(text) if not one[0].isspace())
    return list(islice(found, MOST_SENTENCES))


def without_quotations(text: str) -> str:
    return QUOTED.sub(" ", text)
