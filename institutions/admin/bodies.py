"""Institutions, subgroups and the group's own pages."""

from django.contrib import admin
from django.http import HttpRequest

from institutions import permissions
from institutions.admin.base import OfficeAdmin, OfficeInline, columns
from institutions.models import GroupMembership, Institution, Milestone, News, Page, Subgroup, SubgroupSeat


class MembershipInline(OfficeInline):
    model = GroupMembership
    fields = ("kind", "valid_from", "valid_to", "reason")
    ordering = ("valid_from", "pk")


class SeatInline(OfficeInline):
    model = SubgroupSeat
    edits_with = permissions.EDIT_ROLES
    fields = ("user", "institution", "role", "valid_from", "valid_to")
    autocomplete_fields = ("user", "institution")
    ordering = ("valid_from", "pk")


@admin.register(Institution)
class InstitutionAdmin(OfficeAdmin):
    facts = ("code", "kind", "website", "public_email", "calendar")
    alphabetical_by = "name"
    list_display = ("__str__", "code", "kind", "calendar")
    list_filter = ("kind", "calendar", ("memberships__kind", admin.ChoicesFieldListFilter))
    search_fields = ("code", *columns("name", "short_name"))
    inlines = (MembershipInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Institution | None = None) -> tuple[str, ...]:
        """The code is part of addresses and is never given to another: it is chosen once."""
        return ("code",) if obj else ()


@admin.register(Subgroup)
class SubgroupAdmin(OfficeAdmin):
    facts = ("code", "state")
    alphabetical_by = "name"
    list_display = ("__str__", "code", "state")
    list_filter = ("state",)
    search_fields = ("code", *columns("name"))
    inlines = (SeatInline,)


@admin.register(Page)
class PageAdmin(OfficeAdmin):
    facts = ("code",)
    alphabetical_by = "title"
    list_display = ("__str__", "code")
    search_fields = ("code", *columns("title", "body"))


@admin.register(Milestone)
class MilestoneAdmin(OfficeAdmin):
    facts = ("code", ("happened_on", "precision"))
    ordering = ("-happened_on",)
    list_display = ("__str__", "happened_on", "precision")
    list_filter = ("precision",)
    search_fields = ("code", *columns("title", "text"))
    date_hierarchy = "happened_on"


@admin.register(News)
class NewsAdmin(OfficeAdmin):
    facts = ("code", "published_at")
    ordering = ("-published_at",)
    list_display = ("__str__", "code", "published_at")
    list_filter = ("published_at",)
    search_fields = ("code", *columns("title", "body"))
    date_hierarchy = "published_at"
