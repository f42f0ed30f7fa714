"""The method card: how a survey was made, for whoever must judge what it is worth."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from institutions.templatetags.people_dates import long_date, number
from surveys.models import Audience, Campaign, Release
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import DASH, written_percent
from surveys.results.reading.parts import Part
from surveys.results.released import Card


def card(release: Release, names: Names) -> Part:
    """Every line of the card in words, and the fingerprint by which the release can be known again."""
    said: Card = release.card
    lines = [*_whom(said, release.campaign), *_how(said), *_what(said, names), *_numbers(said)]
    lines.append((_("Fingerprint of this release"), release.sha256))
    facts = [{"term": term, "value": value or DASH} for term, value in lines]
    return Part("card", _("How this was made"), facts=facts)


def _whom(said: Card, campaign: Campaign) -> list[tuple[str, str]]:
    return [
        (_("Institution"), str(campaign.institution)),
        (_("Who is asked"), capfirst(str(Audience(said["audience"]).label))),
        (_("How people were chosen"), capfirst(str(Campaign.Approach(said["approach"]).label))),
        (_("People it is about"), _many(said["population"])),
        (_("People asked"), _many(said["asked"])),
        (_("People who could not be reached"), _many(said["undeliverable"])),
    ]


def _how(said: Card) -> list[tuple[str, str]]:
    return [
        (_("First day"), long_date(date.fromisoformat(said["opens_on"]))),
        (_("Last day"), long_date(date.fromisoformat(said["closes_on"]))),
        (_("How people answer"), capfirst(str(Campaign.Mode(said["mode"]).label))),
        (_("Languages"), ", ".join(str(dict(settings.LANGUAGES)[code]) for code in said["languages"])),
        (_("On paper"), _paper(said)),
    ]


def _paper(said: Card) -> str:
    paper = said["paper"]
    if not paper["answers"]:
        return _("none")
    found = ngettext("%(n)s answer", "%(n)s answers", paper["answers"]) % {"n": number(paper["answers"])}
    if paper["agreement"] is None:
        return found
    agreement = {"n": number(paper["checked"]), "share": written_percent(paper["agreement"])}
    return found + "; " + _("typed in twice: %(n)s, the same: %(share)s") % agreement


def _what(said: Card, names: Names) -> list[tuple[str, str]]:
    return [
        (_("Questionnaire"), f"{said['questionnaire']}, {_('version')} {said['questionnaire_version']}"),
        (_("Fingerprint of the questionnaire"), said["questionnaire_hash"]),
        (_("Left out"), _left_out(said, names)),
        (_("Weights"), _("none")),
    ]


def _left_out(said: Card, names: Names) -> str:
    rules = said["exclusions"]
    found = _("A theme counts people who answered at least %(share)s of its questions.") % {
        "share": written_percent(rules["least_percent"])
    }
    if not rules["needs_all"]:
        return found
    themes = ", ".join(names.measure(code) for code in rules["needs_all"])
    return found + " " + _("All of them are needed for: %(themes)s.") % {"themes": themes}


def _numbers(said: Card) -> list[tuple[str, str]]:
    smallest = ", ".join(
        f"{word} {number(said['thresholds'][key])}"
        for key, word in (
            ("total", pgettext("smallest", "result")),
            ("cell", pgettext("smallest", "part")),
            ("text", pgettext("smallest", "texts")),
            ("fold", pgettext("smallest", "mixed")),
        )
    )
    return [
        (pgettext("survey", "Answers"), number(said["answers"])),
        (_("Answers nobody took in"), _many(said["held_back"])),
        (_("Smallest numbers shown"), smallest),
        (_("Software"), said["software"]),
    ]


def _many(count: int | None) -> str:
    return _("not known") if count is None else number(count)
