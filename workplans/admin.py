"""The office's drawers for plans, areas and activities.

Plans are adopted, activities added, held or confirmed on pages of their own; the office corrects what those do not.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from institutions import permissions
from institutions.admin.base import ListInline, OfficeAdmin, OfficeInline, ReadOnlyAdmin, columns
from workplans.models import (
    Activity,
    ActivityBody,
    Area,
    CalendarLink,
    Deadline,
    DeadlineProposal,
    Dependency,
    PlanBaseline,
    ProgressReport,
    StateChange,
    WorkPlan,
)


class AreaInline(ListInline):
    model = Area
    fields = ("number", "title")
    readonly_fields = ("title",)
    ordering = ("number", "pk")


@admin.register(WorkPlan)
class WorkPlanAdmin(OfficeAdmin):
    facts = ("code", ("starts_on", "ends_on"), "state")
    readonly_fields = ("state",)
    list_display = ("__str__", "code", "starts_on", "ends_on", "state")
    list_filter = ("state",)
    search_fields = ("code", *columns("title"))
    ordering = ("-starts_on",)
    inlines = (AreaInline,)


@admin.register(Area)
class AreaAdmin(OfficeAdmin):
    facts = ("plan", "number")
    list_display = ("__str__", "plan", "number")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = columns("title")
    ordering = ("-plan__starts_on", "number")


class BodyInline(OfficeInline):
    model = ActivityBody
    fields = ("part", "institution", "valid_from", "valid_to", "decision")
    autocomplete_fields = ("institution",)
    ordering = ("valid_from", "part", "pk")


class DeadlineForm(forms.ModelForm):
    """A new deadline; it is written by the activity's own verb, which gives it its number."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        activity, due_on = self.instance.activity, cleaned.get("due_on")
        if activity.deadline_version and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the deadline moves."))
        is_large = due_on and activity.due_on and abs((due_on - activity.due_on).days) > settings.LARGE_MOVE_DAYS
        if is_large and not cleaned.get("decision"):
            self.add_error("decision", _("So large a move needs a decision of the group; give its number."))
        return cleaned


class DeadlineInline(OfficeInline):
    """Deadlines are only added to: the first is the baseline, the newest counts."""

    model = Deadline
    form = DeadlineForm
    edits_with = permissions.MOVE_DEADLINE
    max_num = 1000  # never reached; the number of deadlines has no limit
    fields = ("version", "due_on", "precision", "reason_class", "reason", "decision", "set_by", "set_at")
    readonly_fields = ("version", "set_by", "set_at")
    ordering = ("version",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only once the activity is adopted: the first deadline is the baseline, and adoption fixes that."""
        return super().has_add_permission(request, obj) and obj is not None and obj.is_promised

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReportInline(ListInline):
    model = ProgressReport
    fields = ("reported_at", "status", "percent", "achieved", "author", "acting_for")
    readonly_fields = fields
    ordering = ("-version",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("author", "acting_for", "activity__area")


@admin.register(Activity)
class ActivityAdmin(OfficeAdmin):
    facts = (
        ("area", "position"),
        ("state", "priority"),
        "subgroup",
        "owner",
        ("percent", "last_report_on"),
        ("due_on", "baseline_due_on"),
        ("added_on", "baseline_number"),
    )
    readonly_fields = ("state", "percent", "last_report_on", "due_on", "baseline_due_on", "added_on", "baseline_number")
    list_display = ("__str__", "state", "percent", "due_on", "last_report_on")
    list_filter = ("state", "priority", "area__plan", "area__number", ("subgroup", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("area__plan",)
    search_fields = columns("title", "description", "output")
    autocomplete_fields = ("owner", "subgroup")
    date_hierarchy = "due_on"
    ordering = ("-area__plan__starts_on", "area__number", "position")
    inlines = (BodyInline, DeadlineInline, ReportInline)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Activities are proposed on the pages of their plan, so that an amendment takes them in."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What was adopted keeps the number people know it by."""
        return (*self.readonly_fields, "area", "position") if obj and obj.is_promised else self.readonly_fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("area__plan")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Move the deadline as the pages do: numbered, and under the name of the person."""
        if formset.model is not Deadline:
            super().save_formset(request, form, formset, change)
            return
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for line in formset.extra_forms:
            if line.has_changed():
                names = ("due_on", "precision", "reason_class", "reason", "decision")
                words = {name: line.cleaned_data[name] for name in names}
                language = request.user.language if words["reason"] else ""  # type: ignore[union-attr]
                deadline = form.instance.set_deadline(by=request.user, language=language, **words)
                formset.new_objects.append(deadline)


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnlyAdmin):
    """Reports are only added to, on the pages of the members."""

    facts: ClassVar = (
        ("activity", "reported_at"),
        ("status", "percent"),
        "achieved",
        "next_steps",
        "blockers",
        ("author", "acting_for", "language"),
    )
    list_display = ("activity", "reported_at", "status", "percent", "author", "acting_for")
    list_filter = ("status", "language", ("acting_for", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("activity__area", "author", "acting_for")
    search_fields = ("achieved", "next_steps", "blockers", *columns("title", through="activity__"))
    date_hierarchy = "reported_at"
    ordering = ("-reported_at",)


@admin.register(PlanBaseline)
class PlanBaselineAdmin(ReadOnlyAdmin):
    """Versions are frozen by adoption; their content is read on their own page."""

    facts: ClassVar = (
        ("plan", "number"),
        ("adopted_on", "decision"),
        ("adopted_by", "recorded_at"),
        "hash",
        "previous_hash",
    )
    list_display = ("__str__", "adopted_on", "decision", "recorded_at")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("decision", "hash", *columns("title", through="plan__"))
    ordering = ("-plan__starts_on", "-number")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")


@admin.register(StateChange)
class StateChangeAdmin(ReadOnlyAdmin):
    """Steps in the lives of activities are taken on their pages."""

    facts: ClassVar = (
        ("activity", "changed_at"),
        ("from_state", "to_state"),
        ("reason", "language"),
        ("decision", "review_on", "slip_days"),
        "changed_by",
    )
    list_display = ("activity", "from_state", "to_state", "decision", "changed_by", "changed_at")
    list_filter = ("to_state",)
    list_select_related = ("activity__area", "changed_by")
    search_fields = ("reason", "decision", *columns("title", through="activity__"))
    date_hierarchy = "changed_at"
    ordering = ("-changed_at",)


@admin.register(DeadlineProposal)
class DeadlineProposalAdmin(ReadOnlyAdmin):
    """Proposals are made and answered on the pages of the plan."""

    facts: ClassVar = (
        ("activity", "state"),
        ("due_on", "precision"),
        ("reason_class", "reason", "language"),
        ("proposed_by", "acting_for", "proposed_at"),
        ("answer", "answered_by", "answered_at"),
    )
    list_display = ("activity", "due_on", "state", "proposed_by", "proposed_at", "answered_at")
    list_filter = ("state", "reason_class", ("acting_for", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("activity__area", "proposed_by")
    search_fields = ("reason", "answer", *columns("title", through="activity__"))
    date_hierarchy = "proposed_at"
    ordering = ("-proposed_at",)


@admin.register(CalendarLink)
class CalendarLinkAdmin(ReadOnlyAdmin):
    """Private addresses of calendars belong to their people; nobody sees the secret part."""

    facts: ClassVar = ("user", ("kind", "subgroup", "institution"), ("made_at", "revoked_at", "last_used_on"))
    list_display = ("user", "kind", "made_at", "revoked_at", "last_used_on")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__display_name",)
    ordering = ("-made_at",)


@admin.register(Dependency)
class DependencyAdmin(ReadOnlyAdmin):
    """What waits for what is written with the activity, where circles are told."""

    facts: ClassVar = (("activity", "predecessor"),)
    list_display = ("activity", "predecessor")
    list_filter = ("activity__area__plan",)
    list_select_related = ("activity__area", "predecessor__area")
    search_fields = (*columns("title", through="activity__"), *columns("title", through="predecessor__"))
    ordering = ("activity__area__number", "activity__position")
