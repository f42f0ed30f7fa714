"""The office's drawer for meetings and their days."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from institutions.admin.base import OfficeAdmin, OfficeInline, columns
from meetings.models import Meeting, MeetingDay


class DayInline(OfficeInline):
    """Days can be struck out again: they are parts of the meeting."""

    model = MeetingDay
    fields = ("held_on", "starts", "ends")
    ordering = ("held_on", "pk")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request)


@admin.register(Meeting)
class MeetingAdmin(OfficeAdmin):
    facts = (("code", "number"), ("kind", "state"), "is_public", "zone")
    list_display = ("__str__", "code", "number", "kind", "state", "is_public", "first_on")
    list_filter = ("kind", "state", "is_public")
    search_fields = ("code", *columns("title", "place"))
    inlines = (DayInline,)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Those without a day first; ``ordering`` takes only columns of the table itself."""
        return [F("first_on").desc(nulls_first=True), "pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        meetings: Any = super().get_queryset(request)
        return meetings.with_days()

    @admin.display(description=_("first day"), ordering="first_on")
    def first_on(self, meeting: Any) -> Any:
        return meeting.first_on
