"""Starting a guideline, the next edition of one, or a supplement to an edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.actions import starting
from guidelines.forms.starting import EditionForm, GuidelineForm, StartForm, SupplementForm
from guidelines.models import Edition
from guidelines.results.naming import text_name
from guidelines.views.desk import desk, find_text
from institutions import permissions
from institutions.models import Subgroup


@require_http_methods(["GET", "HEAD", "POST"])
def start_guideline(request: HttpRequest) -> HttpResponse:
    """A guideline with the draft of its first edition: the secretariat for everybody, a lead for her subgroup."""
    everywhere = permissions.may(request.user, permissions.WRITE_GUIDELINE)
    led = permissions.subgroups_where(request.user, permissions.WRITE_GUIDELINE)
    if not everywhere and not led:
        raise PermissionDenied
    subgroups = Subgroup.objects.all() if everywhere else Subgroup.objects.filter(pk__in=led)
    initial = {"year": timezone.localdate().year, "source_language": get_language()}
    form = GuidelineForm(
        posted(request), subgroups=subgroups.order_by("pk"), is_subgroup_needed=not everywhere, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                text = starting.start_guideline(**form.cleaned_data)
        except IntegrityError:
            form.add_error("code", _("Another guideline has this code; a code is never used twice."))
        else:
            messages.success(request, _("%(name)s is begun, as a draft.") % {"name": text_name(text)})
            return redirect("guidelines:write", pk=text.pk)
    crumbs = [{"label": _("Guidelines"), "url": reverse("guidelines:index")}]
    context = {"title": _("New guideline"), "crumbs": crumbs, "back": reverse("guidelines:index")}
    return _show(request, form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def start_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The next edition of a public one, with a copy of all clauses."""
    old = _to_go_on_from(request, pk)
    if (successor := Edition.objects.filter(replaces=old).first()) and request.method != "POST":
        return redirect("guidelines:write", pk=successor.pk)
    last = Edition.objects.filter(guideline=old.guideline).aggregate(last=Max("number"))["last"]
    initial = {"number": last + 1, "year": timezone.localdate().year, "source_language": old.source_language}
    form = EditionForm(posted(request), old=old, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            text = starting.start_edition(old, **form.cleaned_data)
        except starting.AlreadyFollowed as followed:
            messages.info(request, _("Somebody has begun the next edition already."))
            return redirect("guidelines:write", pk=followed.successor.pk)
        except IntegrityError:
            form.add_error("number", _("The guideline already has an edition with this number."))
        else:
            messages.success(request, _("%(name)s is begun, as a draft.") % {"name": text_name(text)})
            return redirect("guidelines:write", pk=text.pk)
    lead = _(
        "A draft with a copy of all clauses in all languages, under the same addresses. "
        "The edition in force stays as it is until the new one is published and takes its place."
    )
    return _show(request, form, **desk(request, old, ""), title=_("Next edition"), lead=lead, back=_outline(old))


@require_http_methods(["GET", "HEAD", "POST"])
def start_supplement(request: HttpRequest, pk: int) -> HttpResponse:
    """An addition to a public edition."""
    base = _to_go_on_from(request, pk)
    initial = {"year": timezone.localdate().year, "source_language": base.source_language}
    form = SupplementForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        text = starting.start_supplement(base, **form.cleaned_data)
        messages.success(request, _("%(name)s is begun, as a draft.") % {"name": text_name(text)})
        return redirect("guidelines:write", pk=text.pk)
    lead = _("It adds to the edition without replacing it; readers see it at the clauses it adds to.")
    return _show(request, form, **desk(request, base, ""), title=_("New supplement"), lead=lead, back=_outline(base))


def posted(request: HttpRequest) -> Any:
    """What was sent, or nothing to show an empty form."""
    return request.POST if request.method == "POST" else None


def _to_go_on_from(request: HttpRequest, pk: int) -> Edition:
    """A published edition in whose subgroup the person writes; 404 for drafts, and for what has ended."""
    text = find_text(request, pk)
    if not permissions.may(request.user, permissions.WRITE_GUIDELINE, text):
        raise PermissionDenied
    if text.is_supplement or text.state != Edition.State.PUBLISHED:
        raise Http404
    return text


def _outline(text: Edition) -> str:
    return reverse("guidelines:write", args=[text.pk])


def _show(request: HttpRequest, form: StartForm, **context: Any) -> HttpResponse:
    return render(request, "guidelines/start_text.html", {**context, "form": form})
