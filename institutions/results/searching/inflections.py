"""Other forms of a word that the stemmers of PostgreSQL do not bring together.

The Serbian stemmer knows endings, but not the vowel that comes and goes (postupak, postupka), the consonant that
changes (upitnik, upitnici; prijedlog, prijedlozi), the syllable that a short word gains in the plural (rok, rokovi),
or that the j of izvještaj belongs to the word. The Swedish one takes the end of some words for an ending once their
diacritics are gone (enkat, omrade). Whoever searches for one form gets the others too; a form that no text has costs
nothing. Words may come with diacritics or without.
"""

from __future__ import annotations

import re

CONSONANT = "[bcčćdđfghjklmnprsštvzž]"
RULES: dict[str, list[tuple[re.Pattern[str], tuple[str, ...]]]] = {
    language: [(re.compile(f"({stem}){ending}"), forms) for stem, ending, forms in rules]
    for language, rules in {
        "bs": [
            (f".{{2,}}{CONSONANT}", "(ak|aka|ka|ku|ke|kom|kama|ci|cima)", ("ak", "ka", "ci")),
            (f".{{2,}}{CONSONANT}", "(ac|aca|ca|cu|ce|cem|ci|cima)", ("ac", "ca", "ci")),
            (".{3,}i", "(k|ka|ku|ke|kom|ci|cima)", ("k", "ci")),
            (".{3,}[aeio]", "(g|ga|gu|ge|gom|zi|zima)", ("g", "zi")),
            (".{3,}[ae]j", "(|a|u|i|e|em|ima|eva|evi|evima)", ("", "a", "evi")),
            (".{3,}[ae]nj", "(e|a|u|em|ima)", ("e", "a", "em")),
            (".{2,}[ei]l", "(|a|u|i|e|om|ima)", ("", "a")),
            (f".{{1,4}}{CONSONANT}", "(ov|ev)(i|a|e|ima)", ("", "a")),
            (f".{{1,3}}{CONSONANT}", "(|a|u|e|om|em)", ("", "a", "ovi", "evi")),
        ],
        "sv": [
            (".{2,}(at|ät|ad|åd)", "(|e|en|er|et|erna)", ("", "e", "en", "er", "et")),
            (".{3,}", "(e|en|et|ena)", ("e", "en", "et")),
            (".{2,}", "en", ("",)),
        ],
    }.items()
}


def forms(word: str, language: str) -> list[str]:
    """The word itself, in small letters, and other forms of it, each once."""
    word = word.lower()
    found = [word]
    for pattern, endings in RULES.get(language, ()):
        match = pattern.fullmatch(word)
        if match:
            found += [match[1] + ending for ending in endings]
    return list(dict.fromkeys(found))
