"""The public text of minutes: people become their institutions, and what is marked as internal is left out.

A name is found in its own form, without diacritics, and as Bosnian and Swedish bend it; where in doubt it is taken
out, because somebody reads the public text before it is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

INTERNAL = re.compile(
    r"^[ \t]*:::[ \t]*internal[ \t]*$.*?(?:^[ \t]*:::[ \t]*$|\Z)\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")  # looks at every letter of a long word once
PLAIN = {"č": "[čćc]", "ć": "[ćčc]", "š": "[šs]", "ž": "[žz]", "đ": "(?:đ|dj|d)", "å": "[åa]", "ä": "[äa]", "ö": "[öo]"}
AFTER_CONSONANT = ("", "a", "u", "e", "om", "em", "s", "i", "ima")
OF_ONE = ("ov", "ev", "in")  # what belongs to somebody: Hodžićev, Amirin
OF_ONE_ENDS = ("", "a", "e", "u", "o", "i", "og", "om", "oj", "im", "ih")
SHORTEST = 3  # letters of a name that is looked for by itself
FLEETING = re.compile(r"(?<=[^aeiou])a(?=[^aeiou]$)")  # Petar, of Petra


@dataclass(frozen=True)
class Known:
    """Somebody whose name must not be public, and what readers are told instead."""

    name: str
    instead: str
    email: str = ""


def public_text(text: str, people: Iterable[Known]) -> str:
    """The text without internal passages, names and addresses. What is no name is left as it is."""
    return reducer(people)(text)


def reducer(people: Iterable[Known]) -> Callable[[str], str]:
    """``public_text`` for many texts: the patterns of so many names are made once, for that is what takes time."""
    people = list(people)
    by_address = {person.email.lower(): person.instead for person in people if person.email}
    replacements = _replacements(people)

    def reduced(text: str) -> str:
        text = INTERNAL.sub("", text)
        text = EMAIL.sub(lambda found: by_address.get(found[0].lower(), "…"), text)
        for pattern, put in replacements:
            text = pattern.sub(put, text)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    return reduced


def names_in(text: str, people: Iterable[Known]) -> list[str]:
    """Whole names of people and their addresses that stand in the text, as they are written there.

    A part of a name alone is not looked for: many are words of their own.
    """
    people = list(people)
    known = {person.email.lower() for person in people if person.email}
    found = [address[0] for address in EMAIL.finditer(text) if address[0].lower() in known]
    for pattern, _instead in _whole_names(person for person in people if is_personal(person.name.split())):
        found += [name[0] for name in _whole_words(pattern).finditer(text)]
    return list(dict.fromkeys(found))


def has_internal(text: str) -> bool:
    """Tell whether some passage is marked as internal."""
    return INTERNAL.search(text) is not None


def _replacements(people: list[Known]) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
    """Whole names first, in both orders; then each part of a personal name by itself, longest first."""
    whole = _whole_names(people)
    parts = [
        (_forms(word), person.instead)
        for person in people
        if is_personal(person.name.split())
        for word in person.name.split()
        if len(word) >= SHORTEST
    ]
    parts.sort(key=lambda one: -len(one[0]))
    return [
        *((_whole_words(pattern), _always(instead)) for pattern, instead in whole),
        *((_whole_words(pattern), _if_capital(instead)) for pattern, instead in parts),
    ]


def _whole_names(people: Iterable[Known]) -> list[tuple[str, str]]:
    """A pattern for each name, personal ones in both orders, and what takes its place; longest first."""
    whole: list[tuple[str, str]] = []
    for person in people:
        words = person.name.split()
        if not is_personal(words):
            whole += [(r"\s+".join(map(re.escape, words)), person.instead)] if words else []
            continue
        forms = [_forms(word) for word in words]
        whole += [(r"\s+".join(forms), person.instead), (r",?\s+".join([forms[-1], *forms[:-1]]), person.instead)]
    return sorted(whole, key=lambda one: -len(one[0]))


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def _always(instead: str) -> Callable[[re.Match[str]], str]:
    return lambda _found: instead


def _if_capital(instead: str) -> Callable[[re.Match[str]], str]:
    """A part of a name alone is only a name where it is written as one."""
    return lambda found: instead if found[0][0].isupper() else found[0]


def is_personal(words: list[str]) -> bool:
    """Tell a person's name from that of a function: two to four words, all with a capital letter, no comma."""
    return 2 <= len(words) <= 4 and all(word[0].isupper() and "," not in word for word in words)


def _forms(word: str) -> str:
    """A pattern for the word as it is and as it is bent."""
    lower = word.lower()
    belongs = [one + end for one in OF_ONE for end in OF_ONE_ENDS]
    if lower[-1:] in "aoe" and len(lower) > SHORTEST - 1:
        stems, ends = [lower[:-1]], ["a", "o", "e", "i", "u", "om", "em", "ama", "as", "os", "es", *belongs]
    else:
        stems, ends = [lower, FLEETING.sub("", lower)], [*AFTER_CONSONANT, *belongs]
    spelt = "|".join(dict.fromkeys("".join(PLAIN.get(letter, re.escape(letter)) for letter in stem) for stem in stems))
    return rf"(?:{spelt})(?:{'|'.join(sorted(ends, key=len, reverse=True))})(?:['’]s)?"
