"""What an institution prints for a survey: a poster with the link, and slips with codes that are kept nowhere."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.db.models import Model
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.actions.printing import mark, settable, template_of, typeset, typeset_once
from institutions.templatetags.people_dates import long_date
from institutions.templatetags.texts import language_of
from surveys.models import Campaign
from surveys.results.links import short_link

Tree = dict[str, Any]
FOLDER = "surveys"  # of the media, where what visitors may have is kept


@lru_cache(maxsize=256)
def qr_of(address: str, title: str) -> SafeString:
    """The address as SVG for a page, with a title for those who cannot see it. Never of a code: this one is kept."""
    return mark_safe(segno.make(address, error="m").svg_inline(border=0, scale=3, title=title))  # noqa: S308 - our own


def poster_pdf(campaign: Campaign) -> bytes:
    """A page to hang up, in the active language: who asks, until when, and the link to photograph or to type."""
    day = long_date(campaign.closes_on)
    words = {
        **_frame(campaign),
        "institution": _words(campaign.institution, "name"),
        "until": _("Until %(day)s") % {"day": day},
        "promise": _("Your answers are anonymous. Nobody learns who answered, or what."),
        "link": short_link(campaign),
        "alt": _("QR code with the link to the survey"),
    }
    content = _as_json(words, qr=_svg(short_link(campaign)))
    return typeset_once(template_of("surveys", "poster.typ"), content, on=campaign.opens_on, folder=FOLDER)


def slips_pdf(campaign: Campaign, codes: Iterable[str], *, today: date) -> bytes:
    """Slips to cut and to draw from a box, a code on each, in no order; made anew each time, and kept nowhere."""
    shuffled = list(codes)
    random.SystemRandom().shuffle(shuffled)
    words = {
        **_frame(campaign),
        "institution": _words(campaign.institution, "name"),
        "link": short_link(campaign),
        "sentences": [_sentence(campaign, code) for code, _name in settings.LANGUAGES],
    }
    slips = [{"code": code, "qr": _svg(short_link(campaign, code))} for code in shuffled]
    return typeset(template_of("surveys", "slips.typ"), _as_json(words, slips=slips), on=today)


def _sentence(campaign: Campaign, language: str) -> Tree:
    with translation.override(language):
        words = _("Open the address, type in the code, and answer until %(day)s. The code is good once.")
        return {"text": words % {"day": long_date(campaign.closes_on)}, "lang": language}


def _frame(campaign: Campaign) -> Tree:
    """What the house's template needs."""
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "group": _("Inter-institutional Working Group for Quality Management"),
        "title": _words(campaign, "title"),
        "page": "",
        "anchors": [],
        "site": {"url": settings.SITE_URL},
    }


def _as_json(words: Tree, **drawn: Any) -> str:
    return json.dumps({**settable(words), **drawn, "mark": mark()}, ensure_ascii=False, sort_keys=True)


def _words(thing: Model, field: str) -> Tree:
    """A translated field, with its language where it is not the reader's."""
    language = language_of(thing, field)
    return {"text": str(getattr(thing, field)), "lang": "" if language == get_language() else language}


def _svg(address: str) -> str:
    return str(segno.make(address, error="m").svg_inline(border=0))
