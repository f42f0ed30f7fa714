"""The secretariat writes questionnaires: the list of all questions, the words around them, and the steps of a life."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from institutions import permissions
from surveys.actions import questionnaires as deeds
from surveys.forms.questionnaires import STEPS, NewQuestionnaireForm, QuestionnaireForm
from surveys.models import Item, Questionnaire
from surveys.results.gate import languages_of, obstacles
from surveys.results.versions import items_before, version_before

EDIT, SIGN = permissions.EDIT_QUESTIONNAIRES, permissions.SIGN_QUESTIONNAIRES
Role = Item.Role


def find_questionnaire(request: HttpRequest, code: str, number: int, permission: str, *, whole: bool = False) -> Any:
    """404 for whoever may not see it, 403 without the permission; a post waits until nobody else writes it."""
    rows = Questionnaire.objects.visible_to(request.user).filter(code=code, number=number)
    found = (rows.whole() if whole else rows).first()
    if found is None:
        raise Http404
    if not permissions.may(request.user, permission):
        raise PermissionDenied
    if request.method == "POST":
        Questionnaire.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
        found.refresh_from_db()
    return found


def tabs_of(request: HttpRequest, found: Questionnaire, here: str = "") -> list[dict[str, Any]]:
    """The pages of a questionnaire that the reader may open."""
    pages = [
        ("write", _("Questions"), "surveys:write-questionnaire", EDIT),
        ("check", _("Languages"), "surveys:check-questionnaire", SIGN),
        ("compare", _("What changed"), "surveys:compare-questionnaire", SIGN),
        ("preview", _("Preview"), "surveys:preview-questionnaire", SIGN),
    ]
    return [
        {"label": words, "url": reverse(url, args=[found.code, found.number]), "current": key == here}
        for key, words, url, permission in pages
        if permissions.may(request.user, permission)
    ]


def frame(request: HttpRequest, found: Questionnaire, here: str = "") -> dict[str, Any]:
    """Context of a page of a questionnaire: ``questionnaire``, ``tabs``, ``crumbs``."""
    return {
        "questionnaire": found,
        "is_draft": found.state == Questionnaire.State.DRAFT,
        "may_edit": permissions.may(request.user, EDIT),
        "tabs": tabs_of(request, found, here),
        "crumbs": [
            {"label": _("Surveys"), "url": reverse("surveys:index")},
            {"label": str(found), "url": found.get_absolute_url()},
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add_questionnaire(request: HttpRequest) -> HttpResponse:
    """A new one, as a draft without questions."""
    if not permissions.may(request.user, EDIT):
        raise PermissionDenied
    form = NewQuestionnaireForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.make(form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        except deeds.Taken:
            form.refuse_code()
        else:
            messages.success(request, _("The questionnaire is there as a draft."))
            return redirect("surveys:write-questionnaire", made.code, made.number)
    title, index = _("New questionnaire"), reverse("surveys:index")
    crumbs = [{"label": _("Surveys"), "url": index}, {"label": title}]
    context = {"form": form, "title": title, "back": index, "crumbs": crumbs}
    return render(request, "surveys/edit_questionnaire.html", context, status=form.status)


@require_safe
def write_questionnaire(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Everything that is asked, with what can be done with it."""
    found = find_questionnaire(request, code, number, EDIT, whole=True)
    context = frame(request, found, "write")
    codes = {item.code for item in found.items.all()}
    context |= {
        "sections": _sections(found),
        "gone": [item for item in items_before(found).values() if item.code not in codes]
        if context["is_draft"]
        else [],
        "before": version_before(found),
        "steps": [(name, step) for name, step in STEPS.items() if found.state in step.leaves],
    }
    return render(request, "surveys/write_questionnaire.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_questionnaire(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The words around the questions."""
    found = find_questionnaire(request, code, number, EDIT)
    form = QuestionnaireForm(request.POST if request.method == "POST" else None, questionnaire=found)

    def deed(said: dict[str, Any]) -> None:
        deeds.write(found, said, by=request.user)  # type: ignore[arg-type]

    return edited(request, found, form, deed, title=_("Words around the questions"))


def edited(request: HttpRequest, found: Questionnaire, form: Any, deed: Any, *, title: str) -> HttpResponse:
    """Save what a form says and go back to the questions, or show the form; 409 where it is no draft any more."""
    context = frame(request, found, "write")
    context |= {
        "form": form,
        "title": title,
        "back": reverse("surveys:write-questionnaire", args=[found.code, found.number]),
    }
    if not context["is_draft"]:
        status = 409 if request.method == "POST" else 200
        return render(request, "surveys/edit_questionnaire.html", context | {"is_over": True}, status=status)
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
        except deeds.NotNow:
            return render(request, "surveys/edit_questionnaire.html", context | {"is_over": True}, status=409)
        messages.success(request, _("Saved."))
        return redirect(context["back"])
    return render(request, "surveys/edit_questionnaire.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def take_step(request: HttpRequest, code: str, number: int, step: str) -> HttpResponse:
    """Tell what a step does, and take it; 409 with what stands in the way."""
    if step not in STEPS:
        raise Http404
    with transaction.atomic():
        found = find_questionnaire(request, code, number, EDIT, whole=True)
    words, context = STEPS[step], frame(request, found, "write")
    reasons: list[Any] = []
    if request.method == "POST":
        try:
            where = _deed(step, found, request.user)
        except deeds.NotYet as refused:
            reasons = refused.reasons
        except deeds.NotNow:
            found.refresh_from_db()
        else:
            messages.success(request, str(words.done))
            return where
    elif step == "publish" and context["is_draft"]:
        reasons = obstacles(found, languages_of(found))
    context |= {"step": step, "words": words, "reasons": reasons, "is_possible": found.state in words.leaves}
    status = 409 if request.method == "POST" else 200
    return render(request, "surveys/questionnaire_step.html", context, status=status)


def _deed(step: str, found: Questionnaire, by: Any) -> HttpResponse:
    """Take the step, and say where to go on."""
    if step == "copy":
        found, _is_new = deeds.copy(found, by=by)
    elif step == "publish":
        deeds.publish(found, today=timezone.localdate())
    elif step == "retire":
        deeds.retire(found)
    elif step == "use-again":
        deeds.use_again(found)
    else:
        deeds.discard(found)
        return redirect("surveys:index")
    return redirect("surveys:write-questionnaire", found.code, found.number)


def _sections(found: Questionnaire) -> list[dict[str, Any]]:
    """The questions as a form asks them: by dimension, then by role."""
    items: list[Item] = list(found.items.all())

    def asked(role: str, **fields: Any) -> list[Item]:
        return [one for one in items if one.role == role and all(getattr(one, k) == v for k, v in fields.items())]

    found_sections: list[dict[str, Any]] = [
        {"title": str(one), "dimension": one, "items": asked(Role.RATING, dimension_id=one.pk)}
        for one in found.dimensions.all()
    ]
    loose = [
        (_("Statements without a dimension"), asked(Role.RATING, dimension_id=None)),
        (_("Importance"), asked(Role.IMPORTANCE)),
        (_("Overall"), asked(Role.OVERALL)),
        (_("In your own words"), asked(Role.TEXT)),
        (_("About the person who answers"), asked(Role.BACKGROUND)),
    ]
    return [*found_sections, *({"title": title, "items": some} for title, some in loose if some)]
