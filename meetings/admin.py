"""The office's drawer for meetings and their days."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from institutions.admin.base import OfficeAdmin, OfficeInline, columns
from meetings.models import Meeting, MeetingDay
from meetings.models.states import State


def is_planned_elsewhere(meeting: Meeting | None) -> bool:
    """Tell whether it is one of the group's own: only the pages of planning tell the invited of what they change."""
    return meeting is not None and meeting.kind == Meeting.Kind.MEETING


class DayInline(OfficeInline):
    """Days can be struck out again: they are parts of the meeting."""

    model = MeetingDay
    fields = ("held_on", "starts", "ends")
    ordering = ("held_on", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request) and not is_planned_elsewhere(obj)

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Meeting)
class MeetingAdmin(OfficeAdmin):
    facts = (("code", "number"), ("kind", "state"), "is_public", "zone")
    list_display = ("__str__", "code", "number", "kind", "state", "is_public", "first_on")
    list_filter = ("kind", "state", "is_public")
    search_fields = ("code", *columns("title", "place"))
    inlines = (DayInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Meeting | None = None) -> Any:
        """A new one is pencilled in; what people rely on later is changed where they hear of it, or never."""
        if obj is None:
            return ("state",)
        fixed = ["kind", "state", "zone"] if is_planned_elsewhere(obj) else []
        if is_planned_elsewhere(obj) and obj.state != State.PENCILLED:
            fixed.append("code")
        if obj.decisions.exists() or obj.actions.exists():
            fixed.append("number")
        return fixed

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Those without a day first; ``ordering`` takes only columns of the table itself."""
        return [F("first_on").desc(nulls_first=True), "pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        meetings: Any = super().get_queryset(request)
        return meetings.with_days()

    @admin.display(description=_("first day"), ordering="first_on")
    def first_on(self, meeting: Any) -> Any:
        return meeting.first_on
