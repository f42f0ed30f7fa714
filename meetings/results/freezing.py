"""The two texts of minutes from one source: the full one, and the public one with names reduced to institutions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation

from institutions.models import Affiliation, Institution, User
from meetings.models import Attendance, Invitee, Minutes
from meetings.results.reducing import Known, names_in, reducer

Text = list[dict[str, Any]]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
NOBODY = "…"  # instead of somebody whose institution is not known


def full_text(minutes: Minutes) -> Text:
    """What is written, in the order of the agenda; the opening comes first, items without text are named too."""
    return [part for part, _is_public in _parts(minutes)]


def reduced_text(minutes: Minutes) -> Text:
    """The same for everybody: without internal items and passages, and without names."""
    reduced = reducer(known_people(minutes.meeting_id, language=minutes.language))
    return [
        {
            **part,
            "title": {code: reduced(words) for code, words in part["title"].items()},
            "text": reduced(part["text"]),
        }
        for part, is_public in _parts(minutes)
        if is_public
    ]


def known_people(meeting: int, *, language: str = "") -> list[Known]:
    """Everybody the portal has a name of: users, the guests of the meeting and substitutes without account.

    Their institutions are named in the language, else in the active one.
    """
    with translation.override(language or translation.get_language()):
        names: dict[int | None, str] = {body.pk: body.name for body in Institution.objects.all()}
    rows = Affiliation.objects.order_by("pk").values_list("user", "institution")
    bodies = {user: names.get(body) or NOBODY for user, body in rows}
    there = Attendance.objects.filter(day__meeting=meeting, person__isnull=False, institution__isnull=False)
    came_for = there.order_by("pk").values_list("person", "institution")
    bodies |= {person: names.get(body) or NOBODY for person, body in came_for if person}
    users = User.objects.order_by("pk").values_list("pk", "display_name", "email")
    found = [Known(name, bodies.get(pk, NOBODY), email) for pk, name, email in users]
    guests = Attendance.objects.filter(day__meeting=meeting, person=None)
    for name, other, body in guests.values_list("guest_name", "guest_body", "institution"):
        found.append(Known(name, names.get(body) or other or NOBODY))
    asked = Invitee.objects.filter(meeting=meeting).exclude(substitute_name="")
    sent = asked.values_list("substitute_name", "institution")
    return found + [Known(name, names.get(body) or NOBODY) for name, body in sent]


def names_for_everybody(minutes: Minutes) -> list[str]:
    """Whole names of people in what publication would show besides the text: summary, public decisions, titles."""
    decisions = minutes.meeting.decisions.filter(is_public=True)
    items = minutes.meeting.items.on_agenda().filter(is_public=True)
    words = [getattr(minutes, f"summary_{code}") or "" for code in LANGUAGES]
    for field, rows in (("text", decisions), ("title", items)):
        words += [getattr(row, f"{field}_{code}") or "" for row in rows for code in LANGUAGES]
    return names_in("\n".join(words), known_people(minutes.meeting_id))


def _parts(minutes: Minutes) -> list[tuple[dict[str, Any], bool]]:
    """Each part with whether it is for everybody. What was written on an item removed later is kept, at the end."""
    written = {entry.item_id: entry for entry in minutes.entries.select_related("item")}
    items = list(minutes.meeting.items.on_agenda())
    there = {item.pk for item in items}
    items += [
        entry.item
        for entry in sorted(written.values(), key=lambda one: one.pk)
        if entry.item is not None and entry.body and entry.item_id not in there
    ]
    opening = written.get(None)
    parts: list[tuple[dict[str, Any], bool]] = []
    if opening and opening.body:
        parts = [({"item": None, "number": None, "title": {}, "text": opening.body}, True)]
    for item in items:
        titles = {code: getattr(item, f"title_{code}") or "" for code in LANGUAGES}
        entry = written.get(item.pk)
        words = {code: title for code, title in titles.items() if title}
        said = {"item": item.pk, "number": item.number, "title": words, "text": entry.body if entry else ""}
        parts.append((said, item.is_public))
    return parts
