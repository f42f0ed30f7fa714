"""Abbreviations and what they are called in the other languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from guidelines.results.parity.references import FAMILIES, roman

# name: forms in English, Bosnian and Swedish. "~": may as well be spelled out or left away
KNOWN = {
    "financial management and control": ("FMC", "FUK", "FMC"),
    "central harmonisation unit": ("CHU", "CHJ", "CHU"),
    "common assessment framework": ("CAF", "CAF", "CAF"),
    "standards organisation": ("ISO", "ISO", "ISO"),
    "electrotechnical standards": ("IEC", "IEC", "IEC"),
    "quality management system": ("QMS", "SUK QMS", "QMS KLS"),
    "quality management~": ("QM", "UK QM", "QM"),
    "key performance indicator": ("KPI KPIs", "KPI", "KPI KPI:er"),
    "plan do check act": ("PDCA", "PDCA", "PDCA PUKF"),
    "strengths and weaknesses": ("SWOT", "SWOT", "SWOT"),
    "european union": ("EU", "EU", "EU"),
    "united nations": ("UN", "UN", "FN"),
    "bosnia and herzegovina": ("BiH", "BiH", "BiH"),
    "federation": ("FBiH", "FBiH", "FBiH"),
    "reform coordinator": ("PARCO", "PARCO", "PARCO"),
    "german cooperation": ("GIZ", "GIZ", "GIZ"),
    "regional school": ("ReSPA", "ReSPA", "ReSPA"),
    "excellence model": ("EFQM", "EFQM", "EFQM"),
    "internal control framework": ("COSO", "COSO", "COSO"),
    "public administration network": ("EUPAN", "EUPAN", "EUPAN"),
    "institute of public administration": ("EIPA", "EIPA", "EIPA"),
    "development centre": ("KDZ", "KDZ", "KDZ"),
    "development organisation": ("OECD", "OECD", "OECD"),
    "data protection regulation": ("GDPR", "GDPR", "GDPR"),
    "value added tax~": ("VAT", "PDV", "MOMS"),
    "information technology~": ("IT ICT", "IT IKT", "IT IKT"),
    "human resources~": ("HR", "HR", "HR"),
    "non-governmental organisation~": ("NGO", "NVO", "NGO"),
    "frequent questions~": ("FAQ", "FAQ ČPP", "FAQ"),
    "money~": ("BAM KM EUR SEK USD", "BAM KM EUR SEK USD", "BAM KM EUR SEK USD"),
}
LANGUAGES = ("en", "bs", "sv")
FORM = re.compile(r"(?<![\w@./-])[A-ZČĆŠŽĐÅÄÖ][A-Za-zČĆŠŽĐÅÄÖčćšžđåäö]{1,7}(?![\w@])")
LOUD = re.compile(r"(?<![A-ZČĆŠŽĐÅÄÖ])[A-ZČĆŠŽĐÅÄÖ]{4,}(?:[ ,-]+[A-ZČĆŠŽĐÅÄÖ]{2,})+")
FEWEST = 3  # letters of an abbreviation nobody here knows, before it is missed
MONEY, OPTIONAL = "money~", "~"


@dataclass(frozen=True)
class Doubt:
    """An abbreviation that has no counterpart, and what stands in its stead where something does."""

    source: str
    target: str
    is_serious: bool


def _named() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    by_language: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    anywhere: dict[str, str] = {}
    for name, all_forms in KNOWN.items():
        for language, forms in zip(LANGUAGES, all_forms, strict=True):
            for form in forms.split():
                by_language[language][form] = name
                anywhere.setdefault(form, name)
    return by_language, anywhere


BY_LANGUAGE, ANYWHERE = _named()


def abbreviations_in(text: str) -> list[str]:
    """The abbreviations of a text as they are written; words in capitals for loudness are none."""
    quiet = LOUD.sub(" ", text)
    return [found for found in FORM.findall(quiet) if _is_abbreviation(found)]


def _is_abbreviation(word: str) -> bool:
    if word in ANYWHERE:
        return True
    if word in FAMILIES:
        return False  # BAS EN ISO 9001 and SS-EN ISO 9001 are one standard
    capitals = sum(map(str.isupper, word))
    ends = word.endswith("s") and capitals == len(word) - 1
    return (capitals == len(word) or (ends and capitals > 1)) and not (set(word) <= set("IVXLC") and roman(word))


def compare_abbreviations(source: str, target: str, *, source_language: str, target_language: str) -> list[Doubt]:
    """What was lost, became something else or was never translated."""
    ours = Counter(_name(form, source_language) for form in abbreviations_in(source))
    theirs = Counter(_name(form, target_language) for form in abbreviations_in(target))
    lost = [name for name in ours if ours[name] > theirs[name] and MONEY not in name]
    new = [name for name in theirs if theirs[name] > ours[name] and MONEY not in name]
    doubts = []
    for name in list(lost):
        other = next((one for one in new if name not in theirs or one not in ours), None)
        if other and _may_replace(name, other):
            lost.remove(name)
            new.remove(other)
            serious = bool({name, other} & KNOWN.keys()) or _form(other, target_language) in ANYWHERE
            doubts.append(Doubt(_form(name, source_language), _form(other, target_language), serious))
    doubts += [
        Doubt(_form(name, source_language), "", is_serious=False)
        for name in lost
        if name not in theirs and _is_missed(name)
    ]
    doubts += [
        Doubt("", _form(name, target_language), is_serious=name in ANYWHERE and name not in KNOWN)
        for name in new
        if name not in ours and _is_missed(name)
    ]
    return doubts


def _name(form: str, language: str) -> str:
    """The thing a form stands for in this language; the form itself where it stands for nothing known here."""
    plain = form[:-1] if form.endswith("s") and form[:-1].isupper() else form
    known = BY_LANGUAGE[language]
    return known.get(form) or known.get(plain) or plain


def _form(name: str, language: str) -> str:
    return KNOWN[name][LANGUAGES.index(language)].split()[0] if name in KNOWN else name


def _is_missed(name: str) -> bool:
    return not name.endswith(OPTIONAL) and (name in KNOWN or len(name) >= FEWEST)


def _may_replace(name: str, other: str) -> bool:
    """Unknown short forms come and go: HR for kadrovi says nothing."""
    return any(_is_missed(one) for one in (name, other))
