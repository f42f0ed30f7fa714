"""The description of exported answers for archives: DDI-Codebook 2.5, with words in every language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree  # builds only what is written here; nothing is parsed

from surveys.models import Release
from surveys.results.exporting.codebook import LANGUAGES, Variable, Words, words_of
from surveys.results.exporting.syntax import spss_names

NAMESPACE = "ddi:codebook:2_5"
PLACE = f"{NAMESPACE} https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
FILE = "F1"
Node = ElementTree.Element


def ddi(release: Release, variables: Sequence[Variable], file_name: str) -> bytes:
    """The whole document; elements in the order the schema asks for."""
    ElementTree.register_namespace("", NAMESPACE)
    root = Node(_named("codeBook"), {"version": "2.5", SCHEMA: PLACE})
    _study(_under(root, "stdyDscr"), release)
    _file(_under(root, "fileDscr", ID=FILE), release, variables, file_name)
    described = _under(root, "dataDscr")
    names = spss_names([one.code for one in variables])
    for number, (one, name) in enumerate(zip(variables, names, strict=True), start=1):
        _variable(_under(described, "var", ID=f"V{number}", name=name, files=FILE), one)
    ElementTree.indent(root)
    whole: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def _study(study: Node, release: Release) -> None:
    campaign, card = release.campaign, release.card
    citation = _under(study, "citation")
    title = _under(citation, "titlStmt")
    titles = words_of(campaign, "title")
    first = next((code for code in LANGUAGES if titles[code]), LANGUAGES[0])
    _say(title, "titl", {first: titles[first]})
    _say(title, "parTitl", {code: text for code, text in titles.items() if code != first})
    _text(title, "IDNo", f"{campaign.address}/{release.number}", agency=campaign.institution.code)
    _say(_under(citation, "rspStmt"), "AuthEnty", words_of(campaign.institution, "name"))
    version = _under(citation, "verStmt")
    _text(version, "version", str(release.number), date=release.released_on.isoformat())
    info = _under(study, "stdyInfo")
    summary = _under(info, "sumDscr")
    for event, day in (("start", campaign.opens_on), ("end", campaign.closes_on)):
        _text(summary, "collDate", day.isoformat(), event=event, date=day.isoformat())
    _say(summary, "universe", {LANGUAGES[0]: str(campaign.questionnaire.audience)})
    collection = _under(_under(study, "method"), "dataColl")
    _text(collection, "sampProc", str(card["approach"]))
    _text(collection, "collMode", str(card["mode"]))
    _text(collection, "resInstru", f"{campaign.questionnaire.code}, {campaign.questionnaire.number}")
    _text(collection, "weight", str(card["weights"]))


def _file(described: Node, release: Release, variables: Sequence[Variable], file_name: str) -> None:
    told = _under(described, "fileTxt")
    _text(told, "fileName", file_name)
    size = _under(told, "dimensns")
    _text(size, "caseQnty", str(release.n))
    _text(size, "varQnty", str(len(variables)))
    _text(told, "fileType", "CSV, UTF-8")


def _variable(node: Node, one: Variable) -> None:
    _say(node, "labl", one.texts)
    question = _under(node, "qstn")
    _say(question, "qstnLit", one.texts)
    for category in one.categories:
        held = _under(node, "catgry", **({"missing": "Y"} if category.is_missing else {}))
        _text(held, "catValu", str(category.code))
        _say(held, "labl", category.labels)
    if one.dimension:
        _text(node, "concept", one.dimension)
    for standard, codes in (("CAF 2020", one.caf), ("ISO 9001:2015", one.iso)):
        for code in codes:
            _text(node, "concept", code, vocab=standard)
    _under(node, "varFormat", type="character" if one.is_background else "numeric")


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _under(parent: Node, name: str, /, **attributes: Any) -> Node:
    return ElementTree.SubElement(parent, _named(name), {key: _clean(text) for key, text in attributes.items()})


def _text(parent: Node, name: str, text: str, /, **attributes: Any) -> None:
    _under(parent, name, **attributes).text = _clean(text)


def _say(parent: Node, name: str, words: Words) -> None:
    """The element once for each language that has words."""
    for code, text in words.items():
        if text:
            node = _under(parent, name)
            node.set(LANGUAGE, code)
            node.text = _clean(text)


def _clean(text: str) -> str:
    """Without signs XML has no place for."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
