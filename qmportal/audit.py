"""Reads the audit trail: what changed, column by column and language by language, and who changed it.

The database writes the events (django-pghistory), so bulk updates and commands are in it too. All kinds of things are
read together, in a number of queries that does not depend on how many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from institutions.models import User
from institutions.templatetags.people_dates import long_date, moment

NAMES = ("title", "name", "display_name", "heading", "label", "code", "email")  # what a thing is called, best first
EVENT = (
    *("event_kind", "event_thing", "event_now", "event_earlier", "event_metadata"),
    *("pgh_id", "pgh_created_at", "pgh_label"),
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One column, before and after, as people read it; ``language`` is that of its words, or empty."""

    label: str
    language: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One event. ``deed`` is insert, update or delete; ``who`` is None where no person was signed in."""

    at: datetime
    deed: str
    kind: str
    thing: str
    who: User | None
    command: str
    changes: list[Change]


@cache
def event_models() -> dict[str, Any]:
    """The event tables under the labels of what they record: ``institutions.Institution``."""
    found: list[Any] = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    tracked = {model.pgh_tracked_model._meta.label: model for model in found}
    return dict(sorted(tracked.items()))


def kinds() -> list[tuple[str, str]]:
    """Labels and names of everything the trail records, as choices in the reader's language."""
    named = [
        (label, capfirst(str(model.pgh_tracked_model._meta.verbose_name))) for label, model in event_models().items()
    ]
    return sorted(named, key=lambda choice: choice[1])


def find(
    *,
    kind: str = "",
    thing: int | None = None,
    who: User | None = None,
    first: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[Any, Row]:
    """The keys of the events, newest first: of a kind, of one thing of it, by a person, from a moment up to another."""
    conditions: dict[str, Any] = {}
    if thing is not None:
        conditions["pgh_obj_id"] = thing
    if who is not None:
        conditions["pgh_context__metadata__user"] = who.pk
    if first is not None:
        conditions["pgh_created_at__gte"] = first
    if end is not None:
        conditions["pgh_created_at__lt"] = end
    chosen = [kind] if kind else list(event_models())
    arms = [
        event_models()[label]
        .objects.filter(**conditions)
        .order_by()
        .annotate(event_kind=Value(label, output_field=models.CharField()))
        .values("event_kind", "pgh_id", "pgh_created_at")
        for label in chosen
    ]
    found: QuerySet[Any, Row] = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    return found.order_by("-pgh_created_at", "-event_kind", "-pgh_id")


def read(keys: Iterable[Row]) -> list[Entry]:
    """The events of these keys, in their order, with everything that a page shows of them."""
    keys = list(keys)
    rows = _rows(keys)
    people = User.objects.in_bulk([row["event_metadata"]["user"] for row in rows.values() if _has_user(row)])
    words = _words_of_others(rows.values())
    return [_entry(rows[key["event_kind"], key["pgh_id"]], people, words) for key in keys]


def _has_user(row: Row) -> bool:
    return bool(row["event_metadata"] and row["event_metadata"].get("user"))


def _rows(keys: list[Row]) -> dict[tuple[str, int], Row]:
    """All columns of the events, each with the columns of the event of the same thing before it, in one query."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        wanted[key["event_kind"]].append(key["pgh_id"])
    if not wanted:
        return {}
    arms = []
    for label, ids in wanted.items():
        model = event_models()[label]
        columns = JSONObject(**{field.attname: F(field.attname) for field in _columns(model)})
        earlier = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
        arms.append(
            model.objects.filter(pgh_id__in=ids)
            .order_by()
            .annotate(
                event_kind=Value(label, output_field=models.CharField()),
                event_now=columns,
                event_earlier=Subquery(earlier.order_by("-pgh_id").annotate(then=columns).values("then")[:1]),
                event_metadata=F("pgh_context__metadata"),
                event_thing=Cast("pgh_obj_id", models.BigIntegerField()),
            )
            .values(*EVENT)
        )
    found = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    return {(row["event_kind"], row["pgh_id"]): row for row in found}


def _columns(event_model: Any) -> list[Any]:
    """The columns that come from the thing itself, without its key."""
    own = [field for field in event_model._meta.concrete_fields if not field.name.startswith("pgh_")]
    return [field for field in own if field.name != "id" and not _is_internal(_original(field))]


def _is_internal(original: Any) -> bool:
    """Tell whether a column holds fingerprints, which the database makes and which mean nothing to a reader."""
    made = isinstance(original, models.GeneratedField)
    return made or (isinstance(original, models.JSONField) and not original.editable)


def _is_nameless(event_model: Any) -> bool:
    """Tell whether the events keep no name, as those of people, and lead to no other thing that has one."""
    own = _columns(event_model)
    bare = {field.name.removesuffix(f"_{settings.LANGUAGE_CODE}") for field in own}
    return not bare.intersection(NAMES) and not any(field.related_model for field in own)


def _words_of_others(rows: Iterable[Row]) -> dict[tuple[Any, int], str]:
    """What the things are called to which columns point, one query for each kind of thing."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for row in rows:
        if _is_nameless(event_models()[row["event_kind"]]):
            wanted[event_models()[row["event_kind"]].pgh_tracked_model].add(row["event_thing"])
        for field in _columns(event_models()[row["event_kind"]]):
            if field.related_model is not None:
                values = (version.get(field.attname) for version in (row["event_now"], row["event_earlier"] or {}))
                wanted[field.related_model].update(value for value in values if value is not None)
    return {
        (model, thing.pk): str(thing)
        for model, ids in wanted.items()
        for thing in model._default_manager.select_related().filter(pk__in=ids)
    }


def _entry(row: Row, people: dict[int, User], words: dict[tuple[Any, int], str]) -> Entry:
    model = event_models()[row["event_kind"]]
    metadata = row["event_metadata"] or {}
    return Entry(
        at=row["pgh_created_at"],
        deed=row["pgh_label"],
        kind=capfirst(str(model.pgh_tracked_model._meta.verbose_name)),
        thing=_name(row, model, words),
        who=people.get(metadata["user"]) if _has_user(row) else None,
        command=metadata.get("command", ""),
        changes=_changes(row, model, words),
    )


def _name(row: Row, model: Any, words: dict[tuple[Any, int], str]) -> str:
    """What the thing was called at that moment: its own name, else the names of what it connects, else its number."""
    now = row["event_now"]
    languages = dict.fromkeys([get_language() or settings.LANGUAGE_CODE, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES])
    for name in NAMES:
        for column in (*(f"{name}_{code}" for code in languages), name):
            if now.get(column):
                return str(now[column])
    others = [
        words[field.related_model, now[field.attname]]
        for field in _columns(model)
        if field.related_model is not None and (field.related_model, now[field.attname]) in words
    ]
    return " – ".join(others) or words.get((model.pgh_tracked_model, row["event_thing"]), f"{row['event_thing']}")


def _changes(row: Row, model: Any, words: dict[tuple[Any, int], str]) -> list[Change]:
    """The columns that differ; of a new or deleted thing, those that hold something."""
    nothing: Row = {}
    before = (
        nothing
        if row["pgh_label"] == "insert"
        else row["event_now"]
        if row["pgh_label"] == "delete"
        else row["event_earlier"]
    )
    after = nothing if row["pgh_label"] == "delete" else row["event_now"]
    before = before or nothing
    return [
        Change(
            label=_label(field),
            language=getattr(_original(field), "language", ""),
            before=_shown(field, before.get(field.attname), words),
            after=_shown(field, after.get(field.attname), words),
        )
        for field in _columns(model)
        if _differ(before.get(field.attname), after.get(field.attname))
    ]


def _differ(before: Any, after: Any) -> bool:
    """Nothing and an empty text are the same to a reader."""
    return (before or None) != (after or None) if isinstance(before or after or "", str) else before != after


def _original(field: Any) -> Any:
    """The field of the thing itself, of which the event keeps a copy."""
    return field.model.pgh_tracked_model._meta.get_field(field.name)


def _label(field: Any) -> str:
    original = _original(field)
    if isinstance(original, TranslationField):
        name = dict(settings.LANGUAGES)[original.language]
        return f"{capfirst(str(original.translated_field.verbose_name))} ({name})"
    return capfirst(str(original.verbose_name))


def _shown(field: Any, value: Any, words: dict[tuple[Any, int], str]) -> str:
    """A value as people read it: the word of a choice, the name of another thing, a date in full."""
    original = _original(field)
    if value is None or value == "":
        return ""
    if original.related_model is not None:
        return words.get((original.related_model, value), f"{value}")
    if original.choices:
        return str(dict(original.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(original, models.DateTimeField):
        return moment(parse_datetime(value))
    if isinstance(original, models.DateField):
        return long_date(parse_date(value) or date.min)
    return str(value)
