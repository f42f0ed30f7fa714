"""Numbers in words in English, Bosnian and Swedish, declined and compounded, up to thousands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

RANKS = {
    *("first", "second", "första", "andra"),
    *("prvi", "prva", "prvo", "prvog", "prvom", "prvu", "prvoj", "prvim", "prvih"),
    *("drugi", "druga", "drugo", "drugog", "drugom", "drugu", "drugoj", "drugim", "drugih"),
}
ONES, TENS, HUNDRED, SCALE, ORDINAL, PART, HINT = "ones", "tens", "hundred", "scale", "ordinal", "part", "hint"


HUNDREDS = 100


@dataclass(frozen=True)
class Word:
    """One word that counts: its value and the role it plays in a longer number."""

    role: str
    value: Fraction


EN = {
    ONES: "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    TENS: "twenty thirty forty fifty sixty seventy eighty ninety",
    ORDINAL: "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth",
}
EN_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
SV = {
    ONES: "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
    TENS: "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
    ORDINAL: "tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde fjortonde femtonde "
    "sextonde sjuttonde artonde nittonde",
}
SV_TENTHS = "tjugonde trettionde fyrtionde femtionde sextionde sjuttionde åttionde nittionde"
SV_PARTS = "tredjedel fjärdedel femtedel sjättedel sjundedel åttondel niondel tiondel"
BS_ONES = "tri četiri pet šest sedam osam devet deset jedanaest dvanaest trinaest četrnaest petnaest šesnaest "
BS_ONES += "sedamnaest osamnaest devetnaest"
BS_TENS = "dvadeset trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset"
BS_STEMS = "treć četvrt pet šest sedm osm devet deset jedanaest dvanaest trinaest četrnaest petnaest šesnaest "
BS_STEMS += "sedamnaest osamnaest devetnaest"
BS_PARTS = "trećin četvrtin petin šestin sedmin osmin devetin desetin"
BS_ENDINGS = ("i", "a", "o", "e", "u", "og", "oga", "om", "ome", "oj", "im", "ih", "ima", "eg", "ega", "em", "emu")

HINTS: dict[str, dict[int | Fraction, str]] = {
    "en": {
        1: "one once single first firstly",
        2: "second secondly both twice double twofold couple pair fortnight either",
        3: "triple threefold thrice",
        10: "decade",
        12: "dozen",
        100: "hundreds",
        1000: "thousands",
        Fraction(1, 2): "half halves",
        Fraction(1, 4): "quarter",
    },
    "bs": {
        1: "jedan jedna jedno jednog jednoga jednom jednome jednu jednoj jednim jednih jedne jedni jednima prvi prva "
        "prvo prvog prvoga prvom prvome prvu prvoj prvim prvih prve",
        2: "oba obje obadva obadvije obojica obje objema dvaput dvostruko dvostruki dvostruka drugi druga drugo drugog "
        "drugoga drugom drugome drugu drugoj drugim drugih druge dvoje dvojica par",
        3: "triput trostruko trostruki trostruka troje trojica",
        4: "četvero četvoro četverica",
        5: "petero petoro",
        10: "desetak desetljeće decenija deceniju desetero",
        12: "tuce",
        15: "petnaestak",
        20: "dvadesetak",
        30: "tridesetak",
        40: "četrdesetak",
        50: "pedesetak",
        100: "stotinjak",
        1000: "hiljade",
        Fraction(1, 2): "pola polovina polovinu polovine polovini polovinom polovica polovicu",
        Fraction(1, 4): "četvrt",
    },
    "sv": {
        1: "en ett ena enda första förste",
        2: "båda bägge andra andre vartannat varannan dubbel dubbelt dubbla tvenne par halvannat",
        3: "tredubbel tredubbelt trefaldigt",
        10: "tiotal tiotals decennium decennier årtionde",
        12: "dussin",
        20: "tjugotal",
        30: "trettiotal",
        40: "fyrtiotal",
        50: "femtiotal",
        100: "hundratal hundratals",
        1000: "tusentals tusental",
        Fraction(1, 2): "halv halva halvt hälft hälften",
        Fraction(1, 4): "kvart",
    },
}
SCALES = {
    "en": {1000: "thousand", 10**6: "million millions", 10**9: "billion billions"},
    "bs": {
        1000: "hiljada hiljadu hiljade tisuća tisuću tisuće",
        10**6: "milion miliona milioni milijun milijuna mil mio",
        10**9: "milijarda milijardu milijarde milijardi",
    },
    "sv": {1000: "tusen", 10**6: "miljon miljoner mn", 10**9: "miljard miljarder md"},
}
# "two-year" in one word: its beginning is the number, whatever follows
COMPOUND = {
    "bs": re.compile(
        r"(dvo|tro|četvero|četvoro|peto|šesto|sedmo|osmo|deveto|deseto|dvanaesto|petnaesto|trideseto)"
        r"(?:godišnj|mjesečn|dnevn|sedmičn|satn|stepen|član|dijeln|jezič|struk|cifren|tjedn|stran)\w*"
    ),
    "sv": re.compile(
        r"(två|tre|fyra|fem|sex|sju|åtta|nio|tio|tolv|femton|trettio)"
        r"(?:år|dag|vecko|månad|timm|grad|steg|del|poäng|punkt|sid|siffr|språk|fald|part|manna|person)\w*"
    ),
}
COMPOUND_VALUES = {
    **dict(
        zip(["dvo", "tro", "četvero", "peto", "šesto", "sedmo", "osmo", "deveto", "deseto"], range(2, 11), strict=True)
    ),
    **dict(zip(["två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"], range(2, 11), strict=True)),
    "četvoro": 4,
    "dvanaesto": 12,
    "petnaesto": 15,
    "trideseto": 30,
    "tolv": 12,
    "femton": 15,
    "trettio": 30,
}


@cache
def words_of(language: str) -> dict[str, Word]:
    """Every single word that counts in this language."""
    found: dict[str, Word] = {}
    for value, words in HINTS[language].items():
        found.update({word: Word(HINT, Fraction(value)) for word in words.split()})
    found.update({"en": _english, "bs": _bosnian, "sv": _swedish}[language]())
    for scale, words in SCALES[language].items():
        found.update({word: Word(SCALE, Fraction(scale)) for word in words.split()})
    return found


def _counted(role: str, words: str, first: int, step: int = 1) -> dict[str, Word]:
    return {word: Word(role, Fraction(first + step * index)) for index, word in enumerate(words.split())}


def _english() -> dict[str, Word]:
    tenths = _counted(ORDINAL, EN_TENTHS, 20, 10)
    parts = {f"{word}s": Word(PART, 1 / part.value) for word, part in _counted(PART, EN[ORDINAL], 3).items()}
    return {
        **_counted(ONES, EN[ONES], 2),
        **_counted(TENS, EN[TENS], 20, 10),
        **_counted(ORDINAL, EN[ORDINAL], 3),
        **tenths,
        **parts,
        "quarters": Word(PART, Fraction(1, 4)),
        "hundred": Word(HUNDRED, Fraction(100)),
        "hundredth": Word(ORDINAL, Fraction(100)),
    }


def _bosnian() -> dict[str, Word]:
    found = {
        f"{stem}{ending}": word
        for stem, word in {**_counted(ORDINAL, BS_STEMS, 3), **_counted(ORDINAL, BS_TENS, 20, 10)}.items()
        for ending in BS_ENDINGS
    }
    found |= {
        f"{stem}{ending}": Word(PART, 1 / word.value)
        for stem, word in _counted(PART, BS_PARTS, 3).items()
        for ending in ("a", "e", "i", "u", "om", "ama")
    }
    found |= {"sto" + ending: Word(ORDINAL, Fraction(100)) for ending in ("ti", "ta", "to", "tog", "toj", "tom", "tu")}
    found |= {word: Word(ONES, Fraction(2)) for word in ["dva", "dvije", "dvaju", "dviju", "dvama", "dvjema"]}
    found |= {word: Word(ONES, Fraction(3)) for word in ["triju", "trima"]}
    found |= {word: Word(ONES, Fraction(4)) for word in ["četiriju", "četirima", "četri"]}
    found |= {**_counted(ONES, BS_ONES, 3), **_counted(TENS, BS_TENS, 20, 10)}
    hundreds = {"dvjesto": 2, "dvjesta": 2, "tristo": 3, "trista": 3, "četiristo": 4, "petsto": 5, "šeststo": 6}
    hundreds |= {"sedamsto": 7, "osamsto": 8, "devetsto": 9}
    found |= {word: Word(TENS, Fraction(100 * value)) for word, value in hundreds.items()}
    found |= {word: Word(HUNDRED, Fraction(100)) for word in ["sto", "stotina", "stotine", "stotinu"]}
    return found


def _swedish() -> dict[str, Word]:
    ones, tens = _counted(ONES, SV[ONES], 2), _counted(TENS, SV[TENS], 20, 10)
    ordinals, tenths = _counted(ORDINAL, SV[ORDINAL], 3), _counted(ORDINAL, SV_TENTHS, 20, 10)
    found = {**ones, **tens, **ordinals, **tenths, "hundrade": Word(ORDINAL, Fraction(100))}
    small = {**{word: ones[word] for word in SV[ONES].split()[:8]}, "ett": Word(ONES, Fraction(1))}
    small["en"] = small["ett"]
    last = {word: ordinals[word] for word in SV[ORDINAL].split()[:7]}
    last |= {"första": Word(ORDINAL, Fraction(1)), "andra": Word(ORDINAL, Fraction(2))}
    for ten, big in tens.items():
        found |= {ten + word: Word(ONES, big.value + one.value) for word, one in small.items()}
        found |= {ten + word: Word(ORDINAL, big.value + one.value) for word, one in last.items()}
    hundreds = {"hundra": Fraction(100), **{f"{word}hundra": 100 * one.value for word, one in small.items()}}
    found |= {
        f"{hundred}{joint}{word}": Word(TENS if small_word.role != ORDINAL else ORDINAL, times + small_word.value)
        for hundred, times in hundreds.items()
        for joint in ("", "och")
        for word, small_word in list(found.items())
        if small_word.value < HUNDREDS
    }
    for word, one in small.items():
        found[word + "hundra"] = Word(TENS, 100 * one.value)
    found["hundra"] = Word(HUNDRED, Fraction(100))
    found |= {f"{word}tusen": Word(TENS, 1000 * one.value) for word, one in {**ones, **tens, **small}.items()}
    for index, stem in enumerate(SV_PARTS.split(), start=3):
        found |= {stem + ending: Word(PART, Fraction(1, index)) for ending in ("", "en", "ar", "arna")}
    return found


def compound(word: str, language: str) -> int | None:
    """The number at the beginning of such a word as *trogodišnji* or *tvåårig*; None where there is none."""
    pattern = COMPOUND.get(language)
    found = pattern.fullmatch(word) if pattern else None
    return COMPOUND_VALUES.get(found[1]) if found else None
