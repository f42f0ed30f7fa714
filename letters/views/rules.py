"""When reminders are due: the secretariat's own days for each kind of letter."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from institutions import permissions
from institutions.templatetags.people_dates import number
from letters import actions
from letters.forms import RuleForm


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every kind of letter that has steps, its days in words, and a form to change them."""
    _only_for_editors(request)
    return _page(request)


@require_POST
def edit_rule(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the days for one kind of letter; 409 with both versions when somebody else has changed them meanwhile."""
    _only_for_editors(request, name)
    form = _form(name, request.POST)
    if not form.is_valid():
        return _page(request, name, form)
    try:
        actions.decide_rule(name, **form.cleaned_data)
    except actions.RuleChanged:
        return _conflict(request, name, form)
    messages.success(request, _("The rule is saved. It counts from the next run of the planner."))
    return redirect("letters:rules")


@require_POST
def restore_rule(request: HttpRequest, name: str) -> HttpResponse:
    """Let the portal's own days count again."""
    _only_for_editors(request, name)
    form = _form(name, request.POST)
    try:
        actions.restore_rule(name, seen=form["seen"].value() or "")
    except actions.RuleChanged:
        return _conflict(request, name, form)
    messages.success(request, _("The portal's own days count again."))
    return redirect("letters:rules")


def in_words(steps: tuple[int, ...], kind: actions.Occasion) -> str:
    """The days as a sentence says them: "30 days before, 1 day before, on the day, 3 days after"."""
    after = sorted(steps) if kind.days_since else [-step for step in steps]
    return ", ".join(_day_in_words(days) for days in after)


def _day_in_words(days: int) -> str:
    """A negative number lies before the day."""
    if days == 0:
        return _("on the day")
    if days > 0:
        return ngettext("%(days)s day after", "%(days)s days after", days) % {"days": number(days)}
    return ngettext("%(days)s day before", "%(days)s days before", -days) % {"days": number(-days)}


def _only_for_editors(request: HttpRequest, name: str | None = None) -> None:
    if not permissions.may(request.user, permissions.EDIT_REMINDER_RULES):
        raise PermissionDenied
    if name is not None and name not in actions.occasions_with_steps():
        raise Http404


def _form(name: str, data: Any = None, rule: actions.Rule | None = None) -> RuleForm:
    initial = {"steps": _typed(rule.steps), "is_on": rule.is_on, "seen": rule.seen} if rule else None
    kind = actions.occasions_with_steps()[name]
    return RuleForm(data, kind=kind, initial=initial, auto_id=f"id_{name}_%s")


def _conflict(request: HttpRequest, name: str, form: RuleForm) -> HttpResponse:
    """What was typed stays; the next click knows what stands there now."""
    fresh = request.POST.copy()
    fresh["seen"] = actions.rules_in_force()[name].seen
    form = _form(name, fresh)
    form.is_valid()
    words = _(
        "Somebody else has changed this rule meanwhile. The line above says what counts now; save again to change it."
    )
    form.add_error(None, words)
    return _page(request, name, form, status=HTTPStatus.CONFLICT)


def _page(
    request: HttpRequest, name: str = "", form: RuleForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """All rules; the one that was refused with its own form."""
    kinds = actions.occasions_with_steps()
    context = {
        "rules": [
            {
                "name": kind,
                "label": kinds[kind].label,
                "rule": rule,
                "words": in_words(rule.steps, kinds[kind]),
                "own_words": in_words(kinds[kind].steps, kinds[kind]),
                "form": form if form is not None and kind == name else _form(kind, rule=rule),
                "may_decline": kinds[kind].may_decline,
            }
            for kind, rule in actions.rules_in_force().items()
        ]
    }
    return render(request, "letters/rules.html", context, status=status)


def _typed(steps: tuple[int, ...]) -> str:
    return ", ".join(map(str, steps))
