"""Institutions leave the group, and people leave institutions: what each holds is shown before it passes on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutions import permissions
from institutions.models import Affiliation, GroupMembership, Institution, SubgroupSeat
from workplans.actions import leaving
from workplans.forms.leaving import InstitutionLeavesForm, PersonLeavesForm
from workplans.models import Activity


@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: Any, code: str) -> HttpResponse:
    """Let an institution leave: 404 to strangers and for one that is not in the group, 403 to other members."""
    today = timezone.localdate()
    membership = _membership_of(request, code, today)
    institution = membership.institution
    in_group = Institution.objects.in_group(today).exclude(pk=institution.pk).by_name()
    led = leaving.led_from(institution, today)
    form = InstitutionLeavesForm(
        request.POST if request.method == "POST" else None, membership=membership, led=led, bodies=in_group
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("on", "reason", "decision")}
        try:
            leaving.institution_leaves(membership, successors=form.successors, **said)
        except leaving.HasLeft:
            form.add_error(None, _("The membership was ended in the meantime."))
            status = 409
        else:
            messages.success(request, _("%(name)s: the membership is ended.") % {"name": institution.label})
            return redirect("workplans:watch")
    seats = SubgroupSeat.objects.on(today).filter(institution=institution).select_related("subgroup", "user")
    context = {"institution": institution, "form": form, "seats": seats.order_by("subgroup__code", "pk")}
    return render(request, "workplans/end_membership.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: Any, pk: int) -> HttpResponse:
    """Let somebody leave an institution; the page is the hand-over sheet, and prints."""
    today = timezone.localdate()
    affiliation = _affiliation_of(request, pk, today)
    form = PersonLeavesForm(request.POST if request.method == "POST" else None, affiliation=affiliation, today=today)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            leaving.person_leaves(affiliation, **form.cleaned_data)
        except leaving.LastCoordinator:
            form.add_error(None, _("Nobody else coordinates the institution by now. Name a successor."))
            status = 409
        except leaving.HasLeft:
            form.add_error(None, _("Somebody ended this in the meantime."))
            status = 409
        else:
            messages.success(request, _("%(name)s leaves the institution.") % {"name": affiliation.user})
            return redirect("dashboard", code=affiliation.institution.code)
    return render(request, "workplans/let_go.html", {**_held_by(affiliation, today), "form": form}, status=status)


def _membership_of(request: HttpRequest, code: str, today: Any) -> GroupMembership:
    if not permissions.may(request.user, permissions.SEE_MEMBERS_PAGES):
        raise Http404
    current = GroupMembership.objects.on(today).select_related("institution")
    membership: GroupMembership = get_object_or_404(current, institution__code=code)
    if not permissions.may(request.user, permissions.END_MEMBERSHIPS):
        raise PermissionDenied
    return membership


def _affiliation_of(request: HttpRequest, pk: int, today: Any) -> Affiliation:
    if not permissions.may(request.user, permissions.SEE_PEOPLE):
        raise Http404
    current = Affiliation.objects.on(today).select_related("user", "institution")
    affiliation: Affiliation = get_object_or_404(current, pk=pk)
    if not permissions.may(request.user, permissions.LET_GO, permissions.place_of(affiliation.institution_id)):
        raise PermissionDenied
    return affiliation


def _held_by(affiliation: Affiliation, today: Any) -> dict[str, Any]:
    """What the person holds: her activities, and for this institution her seats and what other rooms know of."""
    seats = SubgroupSeat.objects.on(today).filter(user=affiliation.user, institution=affiliation.institution)
    owned = Activity.objects.in_plan_in_force().filter(owner=affiliation.user)
    owned = owned.exclude(state__in=("confirmed", "cancelled"))
    return {
        "affiliation": affiliation,
        "activities": owned.for_list(today).with_deadlines().by_deadline(),
        "seats": seats.select_related("subgroup").order_by("subgroup__code", "pk"),
        "holdings": [
            (name, one.heading, one.of(affiliation.user, affiliation.institution))
            for name, one in leaving.HOLDINGS.items()
        ],
        "today": today,
    }
