"""The board of languages, and the page that puts the words of one row right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.actions import changed
from guidelines.models import Attachment, Edition, Guideline
from institutions import permissions
from institutions.actions import wordings
from institutions.actions.copies import forget_copies
from institutions.forms import page_number, rest_of
from qmportal.coverage import LANGUAGES, ROOMS, TEXTS, Line, frozen_among, shares_of, survey
from qmportal.forms.languages import BoardFilter, RowForm

PER_PAGE = 50
NEVER = timezone.make_aware(datetime(9999, 1, 1))


def name_of(language: str) -> str:
    """The language under its own name."""
    return str(get_language_info(language)["name_local"]).capitalize()


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is not up to date, the oldest gap first; the figures above count everything of the kind."""
    if not permissions.may(request.user, permissions.SEE_LANGUAGES):
        raise PermissionDenied
    form = BoardFilter(request.GET)
    said = form.said()
    lines, shares = survey(drafts=said["of"] == "drafts")
    page = Paginator(_chosen(lines, said), PER_PAGE).get_page(page_number(request.GET))
    may_edit = permissions.may(request.user, permissions.EDIT_REFERENCE_DATA)
    texts = shares_of(line for line in lines if line.room == TEXTS)
    rows = shares_of(line for line in lines if line.room != TEXTS)
    context = {
        "form": form,
        "drafts": said["of"] == "drafts",
        "shares": [
            {"name": name_of(code), "code": code, "all": share, "texts": texts[code], "rows": rows[code]}
            for code, share in shares.items()
        ],
        "page_obj": page,
        "languages": [{"code": code, "name": name_of(code)} for code in LANGUAGES],
        "entries": _entries(page, may_edit=may_edit),
        "querystring": rest_of(request.GET),
    }
    return render(request, "qmportal/languages.html", context)


def _chosen(lines: list[Line], said: dict[str, str]) -> list[Line]:
    """What the filter keeps, the oldest gap first."""
    wanted = [said["language"]] if said["language"] else LANGUAGES
    rank = {room: place for place, room in enumerate(ROOMS)}

    def age(line: Line) -> datetime:
        return min((line.since[code] for code in wanted if code in line.since), default=NEVER)

    kept = [
        line
        for line in lines
        if said["room"] in ("", line.room) and (said["show"] == "all" or any(code in line.lacking for code in wanted))
    ]
    return sorted(kept, key=lambda line: (age(line), rank[line.room], line.model.__name__, line.pk))


def _entries(page: Page[Line], *, may_edit: bool) -> list[dict[str, Any]]:
    """The lines of one page with their words, which takes a query for each model on it."""
    wanted: dict[Any, list[int]] = {}
    for line in page.object_list:
        wanted.setdefault(line.model, []).append(line.pk)
    things = {(model, thing.pk): thing for model, pks in wanted.items() for thing in _things(model, pks)}
    frozen = {(model, pk) for model, pks in wanted.items() if may_edit for pk in frozen_among(model, pks)}
    return [
        {
            "thing": things[key],
            "field": wordings.fields_of(line.model)[0].name,
            "kind": ROOMS[TEXTS] if line.room == TEXTS else line.model._meta.verbose_name,
            "is_text": line.room == TEXTS,
            "is_edition": line.model is Edition,
            "cells": [_cell(line, code, may_edit=may_edit and key not in frozen) for code in LANGUAGES],
            "since": min(line.since.values(), default=None),
            "lacks": bool(line.lacking),
        }
        for line in page.object_list
        if (key := (line.model, line.pk)) in things
    ]


def _things(model: Any, pks: list[int]) -> Any:
    rows = model._base_manager.filter(pk__in=pks)
    return rows.select_related("guideline", "supplement_to") if model is Edition else rows


def _cell(line: Line, code: str, *, may_edit: bool) -> dict[str, Any]:
    url = ""
    if line.room == TEXTS:
        url = reverse("guidelines:languages", args=[line.pk])
    elif may_edit and code != line.source:
        meta = line.model._meta
        url = reverse("language-row", args=[meta.app_label, meta.model_name, line.pk, code])
    return {
        "code": code,
        "name": name_of(code),
        "state": line.states[code],
        "lacking": line.lacking.get(code, 0),
        "total": line.total,
        "url": url,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def language_row(request: HttpRequest, app: str, model: str, pk: int, language: str) -> HttpResponse:
    """The words of a row beside those of its source: save, or say that they need no change; 409 if somebody was faster.

    Readers get them at once, so it is the secretariat's.
    """
    thing = _find_row(request, app, model, pk, language)
    seen = wordings.words_of(thing)
    if seen is None or not seen.masks.get(seen.source, "").count("1") or seen.source == language:
        raise Http404
    form = RowForm(request.POST if request.method == "POST" else None, thing=thing, language=language, seen=seen)
    status = 200
    if request.method == "POST" and request.POST.get("act") == "confirm":
        return _confirm(request, thing, language)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["base"] == seen.prints[language]:
            return _save(request, thing, seen, form)
        form.has_seen(seen.prints[language])
        status = 409
    known = wordings.noted_of(type(thing), [thing.pk]).get(thing.pk, {})
    context = {
        "thing": thing,
        "form": form,
        "field": wordings.fields_of(type(thing))[0].name,
        "kind": thing._meta.verbose_name,
        "language": language,
        "source": seen.source,
        "name": name_of(language),
        "source_name": name_of(seen.source),
        "state": wordings.standing(seen, known).states[language],
        "present": _present(thing, language) if status == 409 else None,
        "crumbs": [{"label": _("Languages"), "url": reverse("languages")}, {"label": name_of(language)}],
    }
    return render(request, "qmportal/language_row.html", context, status=status)


def _find_row(request: HttpRequest, app: str, model: str, pk: int, language: str) -> Any:
    """The row, locked for who is going to write; 404 for what is not translated, 403 to all but the secretariat."""
    if not permissions.may(request.user, permissions.EDIT_REFERENCE_DATA):
        raise PermissionDenied
    try:
        known = apps.get_model(app, model)
    except LookupError:
        raise Http404 from None
    if known not in wordings.translated_models() or language not in LANGUAGES:
        raise Http404
    rows = known._base_manager.select_for_update(of=("self",)) if request.method == "POST" else known._base_manager
    try:
        thing = rows.get(pk=pk)
    except (known.DoesNotExist, OverflowError):
        raise Http404 from None
    if frozen_among(known, [pk]):
        raise PermissionDenied
    return thing


def _save(request: HttpRequest, thing: Any, before: wordings.Words, form: RowForm) -> HttpResponse:
    said = form.words()
    for name, value in said.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(said))
    user: Any = request.user
    wordings.note(thing, before=before, by=user, followed=form.cleaned_data["followed"])
    _tell_readers(thing)
    messages.success(request, _("Saved."))
    return redirect("languages")


def _tell_readers(thing: Any) -> None:
    """Public texts show the words of their guideline, their own and those of their files: they are new, too."""
    column = {Guideline: "guideline", Edition: "pk", Attachment: "attachments"}.get(type(thing))
    for text in Edition.texts.public().filter(**{column: thing.pk}) if column else ():
        changed(text)
    forget_copies()


def _confirm(request: HttpRequest, thing: Any, language: str) -> HttpResponse:
    user: Any = request.user
    try:
        wordings.confirm(thing, language, by=user, seen=request.POST.get("followed", ""))
    except wordings.ChangedMeanwhile:
        messages.error(request, _("The source has changed once more; look at it again."))
        return redirect(request.path)
    messages.success(request, _("Noted: the translation needs no change."))
    return redirect("languages")


def _present(thing: Any, language: str) -> list[tuple[str, str]]:
    """What somebody else has saved by now, field by field."""
    return [
        (str(column.verbose_name).capitalize(), getattr(thing, f"{column.name}_{language}") or "")
        for column in wordings.fields_of(type(thing))
    ]
