"""The secretariat writes a plan: its facts, its areas and their order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutions import permissions
from institutions.actions import wordings
from workplans.actions import copying, editing
from workplans.forms import AreaForm, CopyForm, NewPlanForm, PlaceForm, PlanForm
from workplans.models import Activity, Area, WorkPlan

ACTIVITIES_PER_PAGE = 100
FINISHED = (Activity.State.CONFIRMED, Activity.State.DONE, Activity.State.CANCELLED)


def must_edit_plans(request: HttpRequest) -> None:
    """Refuse everybody but those who write plans."""
    if not permissions.may(request.user, permissions.EDIT_PLAN):
        raise PermissionDenied


def plan_to_edit(request: HttpRequest, code: str) -> WorkPlan:
    """The plan, for those who write plans; 404 to who may not see it, 403 to all others and once it is closed."""
    plan: WorkPlan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    must_edit_plans(request)
    if plan.state == WorkPlan.State.CLOSED:
        raise PermissionDenied
    return plan


def area_to_edit(request: HttpRequest, pk: int) -> Area:
    """The area, as ``plan_to_edit``; a post waits until nobody else writes the plan."""
    plans = WorkPlan.objects.visible_to(request.user)
    area: Area = get_object_or_404(Area.objects.select_related("plan").filter(plan__in=plans), pk=pk)
    if request.method == "POST":
        editing.lock_plan(area.plan_id)
        area = get_object_or_404(Area.objects.select_related("plan"), pk=pk)
    plan_to_edit(request, area.plan.code)
    return area


def posted(request: HttpRequest) -> Any:
    """What was sent, on the way that may write."""
    return request.POST if request.method == "POST" else None


def show_form(request: HttpRequest, plan: WorkPlan | None, form: Any, **more: Any) -> HttpResponse:
    """The page with one form; ``more`` are title and what else it says."""
    crumbs = [{"label": _("Edit the work plans"), "url": reverse("workplans:edit-plans")}]
    if plan is not None:
        crumbs.append({"label": plan.title, "url": reverse("workplans:edit-plan", args=[plan.code])})
    context = {"plan": plan, "form": form, "crumbs": [*crumbs, {"label": more["title"]}], **more}
    return render(request, "workplans/edit_form.html", context, status=getattr(form, "status", 200))


@require_safe
def edit_plans(request: HttpRequest) -> HttpResponse:
    """All plans, for those who write them."""
    must_edit_plans(request)
    plans = WorkPlan.objects.newest_first().annotate(
        activity_count=Count("areas__activities", distinct=True), version_count=Count("baselines", distinct=True)
    )
    crumbs = [{"label": _("Work plans"), "url": reverse("workplans:index")}, {"label": _("Edit the work plans")}]
    return render(request, "workplans/edit_plans.html", {"plans": plans, "crumbs": crumbs})


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def add_plan(request: HttpRequest) -> HttpResponse:
    """Begin a draft, empty or with the areas of another plan."""
    must_edit_plans(request)
    last = WorkPlan.objects.newest_first().first()
    form = NewPlanForm(posted(request), last=last)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        source = said.pop("copied_from")
        plan = WorkPlan.objects.create(**said)
        messages.success(request, _("The plan is there as a draft; only the group sees it."))
        if source is None:
            return redirect("workplans:edit-plan", code=plan.code)
        copying.copy_areas(source, plan)
        return redirect(f"{reverse('workplans:copy-activities', args=[plan.code])}?from={source.code}")
    return show_form(request, None, form, title=_("New work plan"), button=_("Make the draft"))


@require_safe
def edit_plan(request: HttpRequest, code: str) -> HttpResponse:
    """The whole plan with the acts on each part."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    must_edit_plans(request)
    today = timezone.localdate()
    activities = Activity.objects.filter(area__plan=plan)
    promised = set(editing.promises_of(plan).order_by().values_list("area", flat=True).distinct())
    areas: list[Any] = list(plan.areas.annotate(held=Count("activities")).order_by("number", "pk"))
    for area in areas:
        area.is_movable = area.pk not in promised
    listed = activities.select_related("area__plan", "subgroup").with_bodies(today).in_plan_order()
    page = Paginator(listed, ACTIVITIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "areas": areas,
        "page_obj": page,
        "proposed_count": activities.filter(state=Activity.State.PROPOSED).count(),
        "others": WorkPlan.objects.exclude(pk=plan.pk).newest_first(),
        "is_open": plan.state != WorkPlan.State.CLOSED,
        "crumbs": [
            {"label": _("Edit the work plans"), "url": reverse("workplans:edit-plans")},
            {"label": plan.title},
        ],
    }
    return render(request, "workplans/edit_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_plan_facts(request: HttpRequest, code: str) -> HttpResponse:
    """Title, summary, and before the adoption period and address."""
    plan = plan_to_edit(request, code)
    if request.method == "POST":
        plan = plan_to_edit(request, editing.lock_plan(plan.pk).code)
    form = PlanForm(posted(request), plan=plan)
    if request.method == "POST" and form.is_valid():
        write(plan, form.cleaned_data)
        messages.success(request, _("The plan is saved."))
        return redirect("workplans:edit-plan", code=plan.code)
    return show_form(request, plan, form, title=_("Period and words of the plan"))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def copy_activities(request: HttpRequest, code: str) -> HttpResponse:
    """Choose which activities of another plan come along; what is not finished is ticked."""
    plan = plan_to_edit(request, code)
    if plan.state != WorkPlan.State.DRAFT:
        raise PermissionDenied
    others = WorkPlan.objects.exclude(pk=plan.pk).newest_first()
    wanted = slugify(request.GET.get("from", ""))  # the alphabet of codes, so that nothing else reaches the database
    source = get_object_or_404(others.filter(code__iexact=wanted) if wanted else others[:1])
    activities = Activity.objects.filter(area__plan=source).select_related("area").in_plan_order()
    form = CopyForm(posted(request), activities=activities)
    if request.method == "POST" and form.is_valid():
        shift = form.cleaned_data["deadlines"] == "shift"
        today = timezone.localdate()
        try:
            new = copying.copy_activities(form.cleaned_data["chosen"], plan, today=today, shift_deadlines=shift)
        except WorkPlan.WrongState:
            messages.info(request, _("Somebody else was faster; look at what the plan is by now."))
        else:
            messages.success(request, _("Activities taken over: %(count)s.") % {"count": len(new)})
        return redirect("workplans:edit-plan", code=plan.code)
    ticked = request.POST.getlist("chosen") if form.is_bound else None
    listed: list[Any] = list(activities)
    for activity in listed:
        is_open = activity.state not in FINISHED or request.GET.get("tick") == "all"
        activity.is_ticked = is_open if ticked is None else str(activity.pk) in ticked
    edit_url = reverse("workplans:edit-plan", args=[plan.code])
    crumbs = [{"label": plan.title, "url": edit_url}, {"label": _("Take over activities")}]
    context = {"plan": plan, "source": source, "activities": listed, "form": form, "crumbs": crumbs}
    return render(request, "workplans/edit_copy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def add_area(request: HttpRequest, code: str) -> HttpResponse:
    """A new area at the end of the plan; sending it twice makes one."""
    plan = plan_to_edit(request, code)
    form = AreaForm(posted(request))
    if request.method == "POST" and form.is_valid():
        plan_to_edit(request, editing.lock_plan(plan.pk).code)  # it may have been closed while others held it
        editing.add_area(plan, form.cleaned_data)
        messages.success(request, _("The area is there."))
        return redirect("workplans:edit-plan", code=plan.code)
    return show_form(request, plan, form, title=_("New area"))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_area(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of an area."""
    area = area_to_edit(request, pk)
    form = AreaForm(posted(request), area=area)
    if request.method == "POST" and form.is_valid():
        write(area, form.cleaned_data)
        messages.success(request, _("The area is saved."))
        return redirect("workplans:edit-plan", code=area.plan.code)
    return show_form(request, area.plan, form, title=_("Area %(number)s") % {"number": area.number})


@require_POST
@transaction.atomic
def place_area(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an area up, down or to a number."""
    area = area_to_edit(request, pk)
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            editing.place_area(area, form.place_from(area.number))
        except editing.Promised:
            messages.error(request, _("Areas with adopted activities keep their number: people know them by it."))
    return redirect(f"{reverse('workplans:edit-plan', args=[area.plan.code])}#area-{area.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def remove_area(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an empty area out, after saying what will be lost."""
    area = area_to_edit(request, pk)
    if request.method == "POST":
        try:
            editing.remove_area(area)
        except editing.Promised:
            messages.error(request, _("The area has activities; move or remove them first."))
        else:
            messages.success(request, _("The area is removed."))
        return redirect("workplans:edit-plan", code=area.plan.code)
    context = {"plan": area.plan, "area": area, "is_removable": not area.activities.exists()}
    return render(request, "workplans/edit_removal.html", context)


def write(thing: Any, said: dict[str, Any]) -> None:
    """Save these columns and no others, and what its translations follow now."""
    before = wordings.words_of(thing)
    for name, value in said.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(said))
    wordings.note(thing, before=before, by=None)
