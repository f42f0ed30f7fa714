"""The office's drawers for plans, areas and activities."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from institutions import permissions
from institutions.admin.base import ListInline, OfficeAdmin, OfficeInline, ReadOnlyAdmin, columns
from workplans.models import Activity, ActivityBody, Area, Deadline, ProgressReport, WorkPlan


class AreaInline(ListInline):
    model = Area
    fields = ("number", "title")
    readonly_fields = ("title",)
    ordering = ("number", "pk")


@admin.register(WorkPlan)
class WorkPlanAdmin(OfficeAdmin):
    facts = ("code", ("starts_on", "ends_on"), "state")
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
    fields = ("part", "institution", "valid_from", "valid_to")
    autocomplete_fields = ("institution",)
    ordering = ("valid_from", "part", "pk")


class DeadlineForm(forms.ModelForm):
    """A new deadline; it is written by the activity's own verb, which gives it its number."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.activity.deadline_version and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the deadline moves."))
        return cleaned


class DeadlineInline(OfficeInline):
    """Deadlines are only added to: the first is the baseline, the newest counts."""

    model = Deadline
    form = DeadlineForm
    edits_with = permissions.MOVE_DEADLINE
    max_num = 1000  # never reached; the number of deadlines has no limit
    fields = ("version", "due_on", "precision", "reason_class", "reason", "set_by", "set_at")
    readonly_fields = ("version", "set_by", "set_at")
    ordering = ("version",)

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
    )
    readonly_fields = ("percent", "last_report_on", "due_on", "baseline_due_on")
    list_display = ("__str__", "state", "percent", "due_on", "last_report_on")
    list_filter = ("state", "priority", "area__plan", "area__number", ("subgroup", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("area__plan",)
    search_fields = columns("title", "description", "output")
    autocomplete_fields = ("owner", "subgroup")
    date_hierarchy = "due_on"
    ordering = ("-area__plan__starts_on", "area__number", "position")
    inlines = (BodyInline, DeadlineInline, ReportInline)

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
                words = {name: line.cleaned_data[name] for name in ("due_on", "precision", "reason_class", "reason")}
                formset.new_objects.append(form.instance.set_deadline(by=request.user, **words))


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
