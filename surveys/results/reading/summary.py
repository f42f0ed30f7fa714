"""What a head of an institution reads standing: three sentences, who answered, and what an interval means."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.templatetags.people_dates import number
from surveys.models import Campaign
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import apart, shown, written_percent
from surveys.results.reading.parts import Part
from surveys.results.released import Payload


def in_short(payload: Payload, names: Names) -> Part:
    """How many answered, how content they are, and which themes differ."""
    whole = payload["cells"][0]
    sentences = [answered(payload)]
    if whole["overall"] is not None:
        sentences.append(_("On a scale from 0 to 100, satisfaction is %(value)s.") % {"value": shown(whole["overall"])})
    else:
        sentences.append(_("Satisfaction as a whole is not shown, to protect those who answered."))
    sentences.append(_themes(payload, names))
    return Part("short", _("In short"), sentences=sentences)


def answered(payload: Payload) -> str:
    """How many answered, of how many."""
    n = payload["n"]
    if payload["asked"] is None or payload["rate"] is None:
        found = ngettext("%(n)s person answered.", "%(n)s people answered.", n) % {"n": number(n)}
        return found if payload["asked"] else found + " " + _("How many could have answered is not known.")
    words = ngettext(
        "%(n)s person answered, of %(asked)s who were asked: %(rate)s.",
        "%(n)s people answered, of %(asked)s who were asked: %(rate)s.",
        n,
    )
    asked, rate = number(payload["asked"]), written_percent(payload["rate"]["value"])
    return words % {"n": number(n), "asked": asked, "rate": rate}


def _themes(payload: Payload, names: Names) -> str:
    """Name the two ends only if they differ by more than chance; otherwise say that nothing stands out."""
    known = [(code, one) for code, one in payload["cells"][0]["dimensions"].items() if one is not None]
    if len(known) < 2:
        return _("There are too few themes to compare.")
    by_value = sorted(known, key=lambda pair: pair[1]["value"])
    (low, worse), (high, better) = by_value[0], by_value[-1]
    if not apart(worse, better):
        return _("The themes lie so close together that their differences may be chance.")
    words = {"theme": names.measure(high), "value": shown(better)}
    found = _("People are more content with “%(theme)s”, %(value)s,") % words
    words = {"theme": names.measure(low), "value": shown(worse)}
    return found + " " + _("than with “%(theme)s”, %(value)s.") % words


def response(payload: Payload, campaign: Campaign) -> Part:
    """Who answered, and what the intervals say and do not say."""
    meaning = {
        Campaign.Approach.EVERYBODY: _(
            "Everybody was asked. An interval says how far a number may be from that of all, had chance chosen who"
            " answered."
        ),
        Campaign.Approach.SAMPLE: _(
            "A random sample was asked. In 95 of 100 such samples the interval holds the number of all."
        ),
        Campaign.Approach.OPEN: _(
            "Whoever wished could answer. An interval says how far chance alone may have moved a number; it says"
            " nothing of all people the survey is about."
        ),
    }
    sentences = [answered(payload)]
    if payload["rate"] is not None and payload["rate"]["low"] is not None:
        sentences.append(_("Share who answered: %(value)s.") % {"value": shown(payload["rate"], written_percent)})
    sentences.append(meaning[Campaign.Approach(campaign.approach)])
    sentences.append(_("No interval covers that people who did not answer may think otherwise."))
    return Part("response", _("Who answered"), sentences=sentences)
