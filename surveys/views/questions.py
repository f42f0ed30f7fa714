"""The secretariat writes single questions and dimensions of a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.actions import questions as deeds
from surveys.actions.questionnaires import NotNow
from surveys.forms.questionnaires import DimensionForm
from surveys.forms.questions import ItemForm
from surveys.models import Dimension, Item, Questionnaire
from surveys.views.questionnaires import EDIT, edited, find_questionnaire, frame

STEPS = {"up": -1, "down": 1}
PARTS: dict[str, Any] = {"question": (Item, ItemForm, "item"), "dimension": (Dimension, DimensionForm, "dimension")}


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def add_part(request: HttpRequest, code: str, number: int, kind: str) -> HttpResponse:
    """A new question or dimension; ``?dimension=`` is offered for a question."""
    found = find_questionnaire(request, code, number, EDIT)
    form = PARTS[kind][1](request.POST if request.method == "POST" else None, questionnaire=found)
    title = _("New dimension")
    if kind == "question":
        title = _("New question")
        wanted = request.GET.get("dimension", "")
        form.initial["dimension"] = found.dimensions.filter(code=wanted[:10]).first() if "\0" not in wanted else None

    def deed(said: dict[str, Any]) -> None:
        add: Any = deeds.add_item if kind == "question" else deeds.add_dimension
        add(found, said, by=request.user)

    return edited(request, found, form, deed, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_part(request: HttpRequest, code: str, number: int, kind: str, pk: int) -> HttpResponse:
    """One question or dimension; 409 with the other's words where two wrote the same."""
    found = find_questionnaire(request, code, number, EDIT)
    row, (_model, form_class, name) = _part(found, kind, pk), PARTS[kind]
    form = form_class(request.POST if request.method == "POST" else None, questionnaire=found, **{name: row})

    def deed(said: dict[str, Any]) -> None:
        deeds.write(row, said, by=request.user)  # type: ignore[arg-type]

    return edited(request, found, form, deed, title=row.code)


@require_POST
@transaction.atomic
def move_part(request: HttpRequest, code: str, number: int, kind: str, pk: int, act: str) -> HttpResponse:
    """One up or one down."""
    found = find_questionnaire(request, code, number, EDIT)
    row = _part(found, kind, pk)
    if act not in STEPS:
        raise Http404
    return _back(request, found, lambda: deeds.shift(row, step=STEPS[act], by=request.user))  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def remove_part(request: HttpRequest, code: str, number: int, kind: str, pk: int) -> HttpResponse:
    """Ask once, then take it out of the draft; what the version before had can be brought back."""
    found = find_questionnaire(request, code, number, EDIT)
    row = _part(found, kind, pk)
    is_full = isinstance(row, Dimension) and row.items.exists()
    if request.method == "POST" and not is_full:
        return _back(request, found, lambda: deeds.remove(row, by=request.user))  # type: ignore[arg-type]
    context = frame(request, found, "write") | {"row": row, "is_full": is_full}
    context["words"] = row.name if isinstance(row, Dimension) else row.text
    return render(request, "surveys/remove_part.html", context, status=409 if request.method == "POST" else 200)


@require_POST
@transaction.atomic
def bring_back(request: HttpRequest, code: str, number: int, item: str) -> HttpResponse:
    """Take a question over from the version before."""
    found = find_questionnaire(request, code, number, EDIT)
    return _back(request, found, lambda: deeds.bring_back(found, item, by=request.user))  # type: ignore[arg-type]


def _part(found: Questionnaire, kind: str, pk: int) -> Any:
    model = PARTS[kind][0]
    return get_object_or_404(model.objects.select_related("questionnaire"), pk=pk, questionnaire=found)


def _back(request: HttpRequest, found: Questionnaire, deed: Any) -> HttpResponse:
    """Do it, and go back to the questions either way."""
    try:
        deed()
    except NotNow:
        messages.error(request, _("This is no longer possible; below is what there is now."))
    return redirect(f"{reverse('surveys:write-questionnaire', args=[found.code, found.number])}")
