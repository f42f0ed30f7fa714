"""Arranging: clauses are added, moved, marked, removed and brought back from the outline."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.actions import arranging, removed, writing
from guidelines.forms.arranging import AddClauseForm, PlaceForm, StepForm
from guidelines.models import Clause, Edition, NotNow, Unsaved
from guidelines.results.naming import text_name
from guidelines.results.preview import surroundings_of
from guidelines.views.desk import desk, find_text
from guidelines.views.writing import clause_desk, find_clause, outline_url, row_of


def text_to_write(request: HttpRequest, pk: int) -> Edition:
    """The text: 404 to whoever may not see it, 403 to other readers."""
    text = find_text(request, pk)
    if not writing.may_write(request.user, text):
        raise PermissionDenied
    return text


@require_POST
def add_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """A new clause with its heading; then its text is written."""
    text = text_to_write(request, pk)
    clauses = list(text.clauses.order_by("position", "pk"))
    form = AddClauseForm(request.POST, clauses=clauses, language=text.source_language)
    if not form.is_valid():
        around = surroundings_of(text)
        rows = [row_of(clauses, place, around) for place in range(len(clauses))]
        return render(request, "guidelines/write.html", {**desk(request, text, "write"), "form": form, "rows": rows})
    try:
        clause = arranging.add_clause(text, by=_person(request), **form.cleaned_data)
    except (NotNow, arranging.IsPublic):
        messages.error(request, _too_late(text))
        return redirect("guidelines:write", pk=pk)
    return redirect("guidelines:edit-clause", pk=clause.pk)


@require_POST
def move_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of the outline: to a place or to a level; asked twice it is the same."""
    clause = find_clause(request, pk, to_write=True)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            if form.is_move:
                after = form.cleaned_data["after"]
                arranging.move_clause(clause, by=_person(request), after=after, level=clause.level)
            elif form.cleaned_data["level"]:
                arranging.set_level(clause, by=_person(request), level=form.cleaned_data["level"])
        except NotNow:
            messages.error(request, _too_late(clause.edition))
    return redirect(outline_url(clause))


@require_http_methods(["GET", "HEAD", "POST"])
def place_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """Place, address and marks of a clause on one page."""
    clause = find_clause(request, pk, to_write=True)
    form = PlaceForm(
        request.POST if request.method == "POST" else None,
        clause=clause,
        texts=_texts_for(request, clause),
        is_anchor_fixed=arranging.is_anchor_fixed(clause),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(outline_url(_put(request, clause, form)))
        except (NotNow, arranging.IsPublic):
            form.add_error(None, _too_late(clause.edition))
        except IntegrityError:
            form.add_error("anchor", _("Another clause of this text has this address."))
    return render(request, "guidelines/place_clause.html", {**clause_desk(request, clause), "form": form})


def _put(request: HttpRequest, clause: Clause, form: PlaceForm) -> Clause:
    """Mark and move as the form says."""
    person, (text, after), level = _person(request), form.goal, form.cleaned_data["level"]
    if any(form.marks[name] != getattr(clause, name) for name in form.marks):
        arranging.mark_clause(clause, by=person, **form.marks)
    if text == clause.edition_id and "place" not in form.changed_data:
        arranging.set_level(clause, by=person, level=level)
    elif text == clause.edition_id:
        arranging.move_clause(clause, by=person, after=after, level=level)
    else:
        goal = Edition.texts.select_related("guideline").get(pk=text)
        clause = arranging.transfer_clause(clause, by=person, to=goal, after=after, level=level)
    messages.success(request, _("Saved."))
    return clause


def _texts_for(request: HttpRequest, clause: Clause) -> list[Any]:
    """Its own text, then the others of the guideline it could stand in: not public, of the same source language."""
    own = clause.edition
    others = Edition.texts.filter(guideline=own.guideline_id, source_language=own.source_language)
    others = others.exclude(pk=own.pk).exclude(state__in=Edition.PUBLIC).select_related("guideline", "supplement_to")
    texts = [own]
    if not own.is_public:
        texts += [text for text in others.order_by("number", "pk") if writing.may_write(request.user, text)]
    clauses: dict[int, list[Clause]] = {text.pk: [] for text in texts}
    for one in Clause.objects.filter(edition__in=clauses).order_by("position", "pk"):
        clauses[one.edition_id].append(one)
    return [(text, clauses[text.pk], text_name(text)) for text in texts]


@require_http_methods(["GET", "HEAD", "POST"])
def remove_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a clause out, after saying what that means; the outline offers to bring it back."""
    clause = find_clause(request, pk, to_write=True)
    if request.method == "POST":
        try:
            arranging.remove_clause(clause, by=_person(request))
        except (NotNow, arranging.IsPublic):
            messages.error(request, _too_late(clause.edition))
        else:
            messages.success(request, _("Clause %(number)s is removed.") % {"number": clause.number})
        return redirect("guidelines:write", pk=clause.edition_id)
    typed_by_others = Unsaved.objects.filter(clause=clause).exclude(person=_person(request))
    family = clause.edition.clauses.filter(position__gt=clause.position).order_by("position").first()
    context = {
        **clause_desk(request, clause),
        "has_subclauses": clause.level == Clause.Level.CLAUSE and family and family.level == Clause.Level.SUBCLAUSE,
        "typists": typed_by_others.values("person").distinct().count(),
    }
    return render(request, "guidelines/remove_clause.html", context)


@require_POST
def bring_back(request: HttpRequest, pk: int, clause: int) -> HttpResponse:
    """Undo a removal."""
    text = text_to_write(request, pk)
    try:
        found = removed.bring_back(text, clause, by=_person(request))
    except (NotNow, arranging.IsPublic):
        messages.error(request, _too_late(text))
        found = None
    if found is None:
        return redirect("guidelines:write", pk=pk)
    messages.success(request, _("Clause %(number)s is back.") % {"number": found.number})
    return redirect(outline_url(found))


def _too_late(text: Edition) -> str:
    """Why nothing was changed."""
    if text.is_public:
        return _("The text is public: clauses are added and removed in its next edition or in a supplement.")
    return _("The text is no longer a draft; nothing was changed. The secretariat can make it a draft again.")


def _person(request: HttpRequest) -> Any:
    return request.user
