"""A thing that was found, as shown: where it leads, its words with the found ones marked, how it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guidelines.models import Edition
from guidelines.results.naming import standing, text_name
from institutions.results.searching.rows import START, STOP
from institutions.templatetags.people_dates import date_range, long_date

Row = dict[str, Any]
FOUND = re.compile(f"{START}([^{START}{STOP}]*){STOP}")


@dataclass(frozen=True)
class Link:
    """An address with its words."""

    url: str
    label: str


@dataclass(frozen=True)
class Text:
    """What ``Edition`` says of a row, said without making one: a page would make thirty, slower than all the rest."""

    code: str
    number: int
    supplement_to: Text | None = None
    state: str = Edition.State.PUBLISHED
    in_force_from: date | None = None
    in_force_to: date | None = None

    PUBLIC = Edition.PUBLIC
    is_public = Edition.is_public
    is_in_force_on = Edition.is_in_force_on
    get_absolute_url = Edition.get_absolute_url

    @property
    def guideline(self) -> Text:
        """Whatever has the guideline's code."""
        return self

    def get_state_display(self) -> str:
        return str(Edition.State(self.state).label)


@dataclass(frozen=True)
class Hit:
    """``kind`` and ``where`` are in the reader's language, ``title`` and ``excerpt`` in ``language``.

    ``standing`` is said of what does not hold; ``instead`` leads to what holds, ``also`` to other editions with it.
    """

    url: str
    kind: str
    title: SafeString
    excerpt: SafeString
    language: str
    where: str = ""
    standing: str = ""
    instead: Link | None = None
    also: list[Link] = field(default_factory=list)


def hit(same: list[Row]) -> Hit:
    """The first of these rows, which tell the same, with links to the others."""
    row = same[0]
    facts: dict[str, Any] = _SHOWN[row["kind"]](row)
    if row["kind"] == "clause":
        facts["also"] = [_other(other) for other in same[1:] if other["language"] == row["language"]]
    title = row["title"] or facts.get("where") or "…"
    return Hit(title=marked(title), excerpt=marked(row["excerpt"] or ""), language=row["language"], **facts)


def marked(text: str) -> SafeString:
    """Everything escaped; around what was searched for, and only there, a mark."""
    html = FOUND.sub(r"<mark>\1</mark>", escape(" ".join(text.split())))
    return mark_safe(html.replace(START, "").replace(STOP, ""))  # noqa: S308 - escaped one line above


def _clause(row: Row) -> dict[str, Any]:
    text, facts = _text(row["facts"]), row["facts"]
    holds = text.is_in_force_on(row["today"])
    instead = None
    if not holds and facts["holds"] is not None and facts["holds"] != (facts["base"] or facts["number"]):
        edition: Any = Text(facts["code"], facts["holds"])
        instead = Link(edition.get_absolute_url(), text_name(edition))
    return {
        "url": f"{text.get_absolute_url()}#{facts['anchor']}",
        "kind": _("Guideline"),
        "where": _("%(guideline)s – %(text)s, clause %(clause)s")
        % {"guideline": facts["guideline"], "text": text_name(text), "clause": facts["clause"]},
        "standing": "" if holds else standing(text, row["today"]),
        "instead": instead,
    }


def _text(facts: Row) -> Any:
    """The edition or supplement, as much of it as its name, its address and its standing need."""
    base = None if facts["base"] is None else Text(facts["code"], facts["base"])
    days = (_day(facts["in_force_from"]), _day(facts["in_force_to"]))
    return Text(facts["code"], facts["number"], base, facts["state"], *days)


def _other(row: Row) -> Link:
    text = _text(row["facts"])
    name = text_name(text)
    if not text.is_in_force_on(row["today"]):
        name = f"{name} ({standing(text, row['today'])})"
    return Link(f"{text.get_absolute_url()}#{row['facts']['anchor']}", name)


def _guideline(row: Row) -> dict[str, Any]:
    code = row["facts"]["code"]
    return {"url": reverse("guidelines:guideline", args=[code]), "kind": _("Guideline"), "where": code}


def _meeting(row: Row) -> dict[str, Any]:
    facts = row["facts"]
    first, last = _day(facts["first_on"]), _day(facts["last_on"])
    where = date_range(first, last) if first else _("No date yet")
    return {"url": reverse("meetings:meeting", args=[facts["code"]]), "kind": _("Meeting"), "where": where}


def _minutes(row: Row) -> dict[str, Any]:
    url = reverse("meetings:minutes", args=[row["facts"]["code"]])
    return {**_meeting(row), "url": url, "kind": _("Minutes")}


def _decision(row: Row) -> dict[str, Any]:
    facts = row["facts"]
    url = reverse("meetings:decision", args=[facts["meeting"], facts["serial"]])
    day = _day(facts["decided_on"])
    return {"url": url, "kind": _("Decision"), "where": long_date(day) if day else ""}


def _area(row: Row) -> dict[str, Any]:
    facts = row["facts"]
    url = reverse("workplans:plan", args=[facts["plan"]])
    query = urlencode({"area": facts["number"]})
    where = _("%(plan)s, area %(number)s") % {"plan": facts["plan_title"], "number": facts["number"]}
    return {"url": f"{url}?{query}#activities", "kind": _("Area of work"), "where": where}


def _activity(row: Row) -> dict[str, Any]:
    facts = row["facts"]
    where = f"{facts['plan_title']}, {facts['area']}.{facts['position']}"
    return {"url": reverse("workplans:activity", args=[row["pk"]]), "kind": _("Activity"), "where": where}


def _news(row: Row) -> dict[str, Any]:
    published = parse_datetime(row["facts"]["published_at"])
    where = long_date(timezone.localtime(published).date()) if isinstance(published, datetime) else ""
    return {"url": reverse("institutions:news-item", args=[row["facts"]["code"]]), "kind": _("News"), "where": where}


def _standing_page(row: Row) -> dict[str, Any]:
    return {"url": reverse("institutions:page", args=[row["facts"]["code"]]), "kind": _("Page")}


def _day(written: str | None) -> date | None:
    return parse_date(written) if written else None


_SHOWN = {
    "guideline": _guideline,
    "clause": _clause,
    "draft": _clause,
    "meeting": _meeting,
    "decision": _decision,
    "minutes": _minutes,
    "full_minutes": _minutes,
    "area": _area,
    "activity": _activity,
    "news": _news,
    "page": _standing_page,
}
