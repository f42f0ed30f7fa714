"""Minutes as a reader gets them: the text in parts, each with what was decided, is to be done and was put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from institutions import permissions
from meetings.models import ActionItem, Correction, Decision, Erratum, Minutes, MinutesEntry
from meetings.results.freezing import full_text
from meetings.results.reducing import INTERNAL

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User


@dataclass(frozen=True)
class Passage:
    """A stretch of text that is for everybody, or for members only."""

    text: str
    is_internal: bool = False


@dataclass
class Part:
    """One agenda item, or (without key) the opening; what belongs to no part of the text stands in ``Sheet.rest``."""

    item: int | None = None
    number: int | None = None
    title: str = ""
    title_language: str = ""
    passages: list[Passage] = field(default_factory=list)
    entry: MinutesEntry | None = None
    decisions: list[Decision] = field(default_factory=list)
    actions: list[ActionItem] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    errata: list[Erratum] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.passages or self.decisions or self.actions or self.errata)


@dataclass(frozen=True)
class Sheet:
    """All parts in the order of the agenda, and what belongs to none of them."""

    parts: list[Part]
    rest: Part


def sheet_of(minutes: Minutes, user: User | AnonymousUser) -> Sheet:
    """What the reader may see of minutes that are visible to her; the same few queries for any number of items."""
    is_member = permissions.may(user, permissions.SEE_MEETING_PAPERS)
    text = full_text(minutes)
    if minutes.is_final:
        text = (minutes.full if is_member else minutes.public) or []
    parts = [_part(said) for said in text]
    known = {part.item: part for part in parts}
    rest = Part()

    def part_of(item: int | None) -> Part:
        return known.get(item, rest)

    for decision in _decisions(minutes, user):
        part_of(decision.item_id).decisions.append(decision)
    for erratum in minutes.errata.select_related("decision__meeting").filter(_of_public_items(is_member)):
        part_of(erratum.item_id).errata.append(erratum)
    if is_member:
        for action in minutes.meeting.actions.select_related("institution", "owner").order_by("serial"):
            part_of(action.item_id).actions.append(action)
        _add_corrections(minutes, known)
    return Sheet(parts, rest)


def passages_of(text: str) -> list[Passage]:
    """The text in order, cut where internal passages begin and end."""
    return [passage for passage in _cut(text) if passage.text]


def by_item(rows: Iterable[Any]) -> dict[int | None, list[Any]]:
    """Rows that know an agenda item, by its key."""
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def _decisions(minutes: Minutes, user: User | AnonymousUser) -> Iterable[Decision]:
    return minutes.meeting.decisions.visible_to(user).order_by("serial")


def _of_public_items(is_member: bool) -> Q:
    return Q() if is_member else Q(item=None) | Q(item__is_public=True)


def _add_corrections(minutes: Minutes, parts: dict[int | None, Part]) -> None:
    entries = {entry.pk: entry for entry in minutes.entries.all()}
    for entry in entries.values():
        if entry.item_id in parts:
            parts[entry.item_id].entry = entry
    for row in minutes.corrections.select_related("proposed_by", "proposed_for", "answered_by"):
        entry = entries[row.entry_id]
        if entry.item_id in parts:
            parts[entry.item_id].corrections.append(row)


def _part(said: dict[str, Any]) -> Part:
    titles = said["title"]
    order = dict.fromkeys([get_language() or settings.LANGUAGE_CODE, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES])
    language = next((code for code in order if titles.get(code)), "")
    return Part(said.get("item"), said["number"], titles.get(language, ""), language, passages_of(said["text"]))


def _cut(text: str) -> Iterator[Passage]:
    end = 0
    for found in INTERNAL.finditer(text):
        yield Passage(text[end : found.start()].strip())
        lines = found[0].strip().splitlines()[1:]
        if lines and lines[-1].strip() == ":::":
            lines.pop()
        yield Passage("\n".join(lines).strip(), is_internal=True)
        end = found.end()
    yield Passage(text[end:].strip())
