"""The office's drawers for letters and for the runs of the planner; both are only looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from institutions.admin.base import ReadOnlyAdmin
from letters.models import JobRun, Letter


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """The text of a confidential letter, which holds a one-time link, is shown to nobody."""

    facts = (
        ("recipient", "address", "language"),
        "subject",
        "body",
        ("state", "attempts", "answer"),
        ("written_at", "try_at", "sent_at", "useless_after"),
        ("bundle_on", "sent_as", "answered_at"),
        ("key", "occasion", "is_secret"),
    )
    list_display = ("__str__", "address", "language", "state", "written_at", "sent_at")
    list_filter = ("state", "language", "occasion")
    search_fields = ("subject", "address", "key")
    ordering = ("-written_at",)

    def get_fieldsets(self, request: HttpRequest, obj: Letter | None = None) -> list[Any]:
        fields = [name for name in self.facts if not (name == "body" and obj is not None and obj.is_secret)]
        return [(None, {"fields": fields})]


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    facts = ("job", ("started_at", "ended_at"), "counts", "error")
    list_display = ("job", "started_at", "ended_at", "counts", "error")
    list_filter = ("job",)
    ordering = ("-started_at",)
