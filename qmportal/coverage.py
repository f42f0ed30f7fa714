"""How every published text and row of the portal stands in each language: one table, and one figure per language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.models import Attachment, Clause, Edition, Guideline, LanguageState, Revision
from institutions.actions import wordings
from institutions.actions.wordings import GOOD, RowState
from institutions.models import Institution, Milestone, News, Page, Subgroup
from meetings.models import Decision, Meeting
from surveys.models import Campaign, Dimension, Item, Questionnaire, ScaleOption
from workplans.models import Activity, Area, WorkPlan

LANGUAGES = [code for code, _name in settings.LANGUAGES]
UP_TO_DATE = (LanguageState.SOURCE, LanguageState.CURRENT, LanguageState.CONFIRMED)
OVER = (Edition.State.SUPERSEDED, Edition.State.WITHDRAWN)
EVERYBODY = AnonymousUser()
TEXTS = "texts"  # the room of clauses

ROOMS: dict[str, str | Promise] = {
    TEXTS: _("Guidelines: clauses"),
    "guidelines": _("Guidelines: titles and summaries"),
    "workplans": _("Work plan"),
    "meetings": _("Meetings"),
    "surveys": _("Surveys"),
    "institutions": _("Institutions and the group"),
}


@dataclass(frozen=True)
class Line:
    """A text, or a row of ``model``, with the state of each language; ``lacking`` counts what is not up to date.

    ``since`` tells by language from when on readers went without, as far as anybody knows.
    """

    room: str
    model: Any
    pk: int
    source: str
    states: Mapping[str, str]
    lacking: Mapping[str, int]
    total: int
    since: Mapping[str, datetime] = field(default_factory=dict)


@dataclass
class Share:
    """What readers of a language get: ``good`` of ``total`` clauses and rows say the same as their present source."""

    language: str
    good: int = 0
    total: int = 0

    @property
    def percent(self) -> int | None:
        """0 to 100, rounded down, so that 100 means all; nothing where there is nothing to translate."""
        return 100 * self.good // self.total if self.total else None


def _published() -> dict[Any, Callable[[], QuerySet[Any]]]:
    """For every translated model of the portal, the rows everybody can read."""
    plans = WorkPlan.objects.visible_to(EVERYBODY)
    asked = Questionnaire.objects.visible_to(EVERYBODY)
    return {
        Guideline: lambda: Guideline.objects.visible_to(EVERYBODY),
        Edition: lambda: Edition.texts.public().exclude(state__in=OVER),
        Attachment: lambda: Attachment.objects.filter(edition__in=Edition.texts.public().exclude(state__in=OVER)),
        WorkPlan: lambda: plans,
        Area: lambda: Area.objects.filter(plan__in=plans),
        Activity: lambda: Activity.objects.visible_to(EVERYBODY),
        Meeting: lambda: Meeting.objects.visible_to(EVERYBODY),
        Decision: lambda: Decision.objects.visible_to(EVERYBODY),
        Questionnaire: lambda: asked,
        Dimension: lambda: Dimension.objects.filter(questionnaire__in=asked),
        Item: lambda: Item.objects.filter(questionnaire__in=asked),
        ScaleOption: lambda: ScaleOption.objects.filter(scale__items__questionnaire__in=asked).distinct(),
        Campaign: lambda: Campaign.objects.visible_to(EVERYBODY),
        Institution: Institution.objects.all,
        Subgroup: Subgroup.objects.all,
        Page: Page.objects.all,
        Milestone: Milestone.objects.all,
        News: lambda: News.objects.published(timezone.now()),
    }


def frozen_among(model: Any, pks: Iterable[int]) -> set[int]:
    """Of these rows, those whose words no longer change: what people were asked, and plans that are closed."""
    rows = model._base_manager.filter(pk__in=pks)
    if model in (Questionnaire, Dimension, Item, ScaleOption):
        return set(_published()[model]().filter(pk__in=pks).order_by().values_list("pk", flat=True))
    closed = WorkPlan.objects.filter(state=WorkPlan.State.CLOSED)
    place = {WorkPlan: "pk__in", Area: "plan__in", Activity: "area__plan__in"}.get(model)
    return set(rows.filter(**{place: closed}).values_list("pk", flat=True)) if place else set()


def survey(*, drafts: bool = False) -> tuple[list[Line], dict[str, Share]]:
    """Every text and row that everybody can read, or with ``drafts`` all others; and the share of each language.

    Takes a few queries for each of the portal's models, however many rows there are.
    """
    lines = _texts(drafts=drafts)
    for model, published in _published().items():
        lines += _rows(model, published(), drafts=drafts)
    return lines, shares_of(lines)


def shares_of(lines: Iterable[Line]) -> dict[str, Share]:
    """A clause counts as one, a row as one; in its source language it counts as up to date."""
    shares = {code: Share(code) for code in LANGUAGES}
    for line in lines:
        for code, share in shares.items():
            share.total += line.total
            share.good += line.total - line.lacking.get(code, 0)
    return shares


def _rows(model: Any, published: QuerySet[Any], *, drafts: bool) -> list[Line]:
    rows = model._base_manager.exclude(pk__in=published.order_by().values("pk")) if drafts else published
    found = wordings.standings(rows)
    changes = _changes(model, [entry.pk for entry in found if _gaps(entry.states)])
    return [
        Line(
            room=model._meta.app_label,
            model=model,
            pk=entry.pk,
            source=entry.source,
            states=entry.states,
            lacking=dict.fromkeys(_gaps(entry.states), 1),
            total=1,
            since=_since(entry, changes.get(entry.pk, [])),
        )
        for entry in found
    ]


def _gaps(states: Mapping[str, str]) -> list[str]:
    return [code for code, state in states.items() if state not in GOOD]


def _changes(model: Any, pks: list[int]) -> dict[int, list[datetime]]:
    """When these rows were written, oldest first, from the audit trail."""
    if not pks:
        return {}
    events = model.events.rel.related_model.objects.filter(pgh_obj__in=pks).order_by("pgh_id")
    found: dict[int, list[datetime]] = {}
    for pk, at in events.values_list("pgh_obj", "pgh_created_at"):
        found.setdefault(pk, []).append(at)
    return found


def _since(entry: wordings.Standing, changes: list[datetime]) -> dict[str, datetime]:
    """What is missing, since the row is there; what is older than its source, since the first change after it."""
    since = {}
    for code in _gaps(entry.states):
        noted = entry.noted.get(code)
        after = [at for at in changes if noted and noted.noted_at and at > noted.noted_at]
        known = after if entry.states[code] == RowState.STALE and after else changes
        if known:
            since[code] = known[0]
    return since


def _texts(*, drafts: bool) -> list[Line]:
    public = Edition.texts.public().exclude(state__in=OVER)
    texts = Edition.texts.exclude(state__in=Edition.PUBLIC) if drafts else public
    whole = list(texts.with_coverage().order_by("pk"))
    stale = [
        (clause, code, text.source_language)
        for text in whole
        for clause in text.hashed
        for code in LANGUAGES
        if _state(text, clause, code) == LanguageState.STALE
    ]
    changed = _source_changes(stale)
    return [line for text in whole if (line := _line(text, changed)) is not None]


def _state(text: Edition, clause: Clause, code: str) -> str:
    """How readers get it where the text is public, else how it is written."""
    state: str = getattr(clause, "public_state_in" if text.is_public else "state_in")(code, text.source_language)
    return state


def _line(text: Edition, changed: Mapping[tuple[int, str], datetime]) -> Line | None:
    clauses = [clause for clause in text.hashed if _state(text, clause, text.source_language) == LanguageState.SOURCE]
    lacking, since = {}, {}
    for code in LANGUAGES:
        gaps = [clause for clause in clauses if _state(text, clause, code) not in UP_TO_DATE]
        moments = [changed[clause.pk, code] for clause in gaps if (clause.pk, code) in changed]
        if any(_state(text, clause, code) == LanguageState.MISSING for clause in gaps) and text.published_on:
            moments.append(timezone.make_aware(datetime.combine(text.published_on, time.min)))
        if gaps:
            lacking[code] = len(gaps)
        if moments:
            since[code] = min(moments)
    if not clauses:
        return None
    return Line(TEXTS, Edition, text.pk, text.source_language, text.coverage(), lacking, len(clauses), since)


def _source_changes(stale: list[tuple[Clause, str, str]]) -> dict[tuple[int, str], datetime]:
    """When the source of each first moved on from what its translation says; one query."""
    if not stale:
        return {}
    sources = {source for _clause, _code, source in stale}
    rows = Revision.objects.filter(clause__in={clause.pk for clause, _code, _source in stale}, language__in=sources)
    history: dict[tuple[int, str], list[tuple[str, datetime]]] = {}
    written = rows.filter(~Q(kind="signed")).order_by("number", "pk")
    for pk, language, print_, at in written.values_list("clause", "language", "print", "made_at"):
        history.setdefault((pk, language), []).append((print_, at))
    found = {}
    for clause, code, source in stale:
        steps = history.get((clause.pk, source), [])
        followed = clause.translated_from.get(code)
        places = [place for place, (print_, _at) in enumerate(steps) if print_ == followed]
        later = steps[places[-1] + 1 :] if places else steps
        if later:
            found[clause.pk, code] = later[0][1]
    return found
