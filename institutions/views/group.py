"""Who the group is, for everybody; people's names only for its members."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import looks_back
from institutions.models import Institution, Milestone, Page, Subgroup, SubgroupSeat
from institutions.models.alphabet import alphabetical
from institutions.models.pages import Precision
from institutions.templatetags.people_dates import date_with_precision
from institutions.templatetags.texts import language_of, words

ISO = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


@login_not_required
@require_safe
@looks_back
def index(request: Any) -> HttpResponse:
    """List the institutions of today, or of a past day, those of earlier days, and the subgroups."""
    today = request.today
    institutions = Institution.objects.with_memberships(today).by_name()
    members, observers = institutions.members_and_observers(today)
    context = {
        "institutions": members,
        "observers": observers,
        "former": institutions.formerly_in_group(today),
        "subgroups": _by_name(Subgroup.objects.filter(state=Subgroup.State.ACTIVE)),
    }
    return render(request, "institutions/index.html", context)


@login_not_required
@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an institution does in the group; its people only to members."""
    today = timezone.localdate()
    institution = get_object_or_404(Institution.objects.with_memberships(today), code=code)
    parts = list(institution.activity_parts.in_force_for(request.user, today))
    seats = SubgroupSeat.objects.counting(today).filter(institution=institution)
    context: dict[str, Any] = {
        "institution": institution,
        "leads": [part.activity for part in parts if part.part == part.Part.LEAD],
        "helps": [part.activity for part in parts if part.part != part.Part.LEAD],
        "adoptions": institution.adoptions.applied().with_guidelines(),
        "subgroups": _by_name(Subgroup.objects.filter(pk__in=seats.values("subgroup"), state=Subgroup.State.ACTIVE)),
        "crumbs": _crumbs(institution.name),
    }
    if permissions.may(request.user, permissions.SEE_PEOPLE):
        context["people"] = _with_names(institution.affiliations.counting(today))
    return render(request, "institutions/institution.html", context)


@login_not_required
@require_safe
@looks_back
def subgroup(request: Any, code: str) -> HttpResponse:
    """Show what a subgroup is for, who takes part and what it works on; its people only to members."""
    today = request.today
    subgroup = get_object_or_404(Subgroup, code=code)
    seats = subgroup.seats.counting(today)
    activities: Any = subgroup.activities
    in_force = activities.in_plan_in_force().visible_to(request.user)
    context: dict[str, Any] = {
        "subgroup": subgroup,
        "institutions": Institution.objects.filter(pk__in=seats.values("institution")).by_name(),
        "activities": in_force.for_list(today).with_deadlines().in_plan_order(),
        "progress": in_force.progress(),
        "crumbs": _crumbs(subgroup.name),
    }
    if permissions.may(request.user, permissions.SEE_PEOPLE):
        order = list(SubgroupSeat.Role)
        named = _with_names(seats.select_related("institution"))
        context["people"] = sorted(named, key=lambda seat: order.index(seat.role))
    return render(request, "institutions/subgroup.html", context)


@login_not_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Tell the group's history, no more exactly than its dates are known."""
    events = [
        {
            "when": date_with_precision(milestone.happened_on, milestone.precision),
            "iso": _iso(milestone.happened_on, milestone.precision),
            "title": words(milestone, "title"),
            "text": words(milestone, "text"),
        }
        for milestone in Milestone.objects.in_order()
    ]
    return render(request, "institutions/history.html", {"events": events})


@login_not_required
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a standing page; say so where its text is in another language than the reader's."""
    page = get_object_or_404(Page, code=code)
    language = language_of(page, "body")
    is_foreign = bool(language) and language != get_language()
    return render(request, "institutions/page.html", {"page": page, "language": language, "is_foreign": is_foreign})


def _by_name(subgroups: QuerySet[Subgroup]) -> QuerySet[Subgroup]:
    return subgroups.order_by(alphabetical("name"), "pk")


def _with_names(roles: QuerySet[Any]) -> QuerySet[Any]:
    """Roles with their people, in the reader's alphabet."""
    return roles.select_related("user").order_by(alphabetical(F("user__display_name")), "pk")


def _crumbs(label: str) -> list[dict[str, Any]]:
    return [{"label": _("Institutions"), "url": reverse("institutions:index")}, {"label": label}]


def _iso(day: date, precision: str) -> str:
    """The date for machines; nothing where HTML has no form for it."""
    pattern = ISO.get(Precision(precision))
    return day.strftime(pattern) if pattern else ""
