"""Where a text stands, what stands in the way of the next step, and the steps themselves."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines import actions
from guidelines.forms.life import STEPS, DescriptionForm, Step
from guidelines.models import Edition, NotNow, NotReady
from guidelines.results.life import turns_of
from guidelines.views.desk import desk, find_text
from institutions import permissions


@require_safe
def life(request: HttpRequest, pk: int) -> HttpResponse:
    text = find_text(request, pk)
    context = desk(request, text, "life")
    may = {"may_work": context["may_work"], "may_publish": context["may_publish"]}
    context["steps"] = [{"name": name, "words": step} for name, step in STEPS.items() if step.is_open_to(text, **may)]
    context["obstacles"] = actions.obstacles_of(text, in_force_from=text.in_force_from or timezone.localdate())
    context["supplements"] = text.supplements.select_related("guideline", "supplement_to").order_by("number")
    context["turns"] = turns_of(text)
    return render(request, "guidelines/life.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step; 409 with the present state where somebody was faster, or with what is still missing."""
    if step not in STEPS:
        raise Http404
    text, words = find_text(request, pk), STEPS[step]
    if not permissions.may(request.user, words.permission, text):
        raise PermissionDenied
    form = words.form(request.POST if request.method == "POST" else None, text=text)
    context = {**desk(request, text, "life"), "step": step, "words": words, "form": form, "obstacles": []}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.take(text, step, **form.facts())
        except NotNow:
            text.refresh_from_db()
            status = 409
        except NotReady as missing:
            context["obstacles"], status = actions.explain(text, missing.obstacles), 409
        else:
            messages.success(request, str(words.done))
            return redirect("guidelines:life", pk=text.pk)
    if step in ("publish", "schedule") and not form.is_bound:
        context["obstacles"] = actions.obstacles_of(text, in_force_from=text.in_force_from or timezone.localdate())
    context["is_possible"] = _is_possible(text, words)
    return render(request, "guidelines/take_step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what readers are told besides the clauses: year, title of a supplement, what it changes."""
    text = find_text(request, pk)
    context = desk(request, text, "life")
    if not context["may_write"]:
        raise PermissionDenied
    form = DescriptionForm(request.POST if request.method == "POST" else None, instance=text)
    if request.method == "POST" and form.is_valid():
        actions.describe(form)
        messages.success(request, _("Saved."))
        return redirect("guidelines:life", pk=text.pk)
    return render(request, "guidelines/describe.html", {**context, "form": form})


def _is_possible(text: Edition, words: Step) -> bool:
    return words.is_open_to(text, may_work=True, may_publish=True)
