"""People, the places they hold, and the invitations that brought them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.text import capfirst

from institutions import permissions
from institutions.admin.base import OfficeAdmin, OfficeInline, ReadOnlyAdmin, columns
from institutions.models import Affiliation, GroupRole, Invitation, SubgroupSeat, User
from institutions.models.alphabet import alphabetical
from institutions.models.people import TIME_ZONES


class AffiliationInline(OfficeInline):
    model = Affiliation
    edits_with = permissions.EDIT_ROLES
    fields = ("institution", "role", "valid_from", "valid_to")
    autocomplete_fields = ("institution",)
    ordering = ("valid_from", "pk")


class GroupRoleInline(OfficeInline):
    model = GroupRole
    edits_with = permissions.EDIT_ROLES
    fields = ("role", "valid_from", "valid_to")
    ordering = ("valid_from", "pk")


class SeatOfPersonInline(OfficeInline):
    model = SubgroupSeat
    edits_with = permissions.EDIT_ROLES
    fields = ("subgroup", "institution", "role", "valid_from", "valid_to")
    autocomplete_fields = ("subgroup", "institution")
    ordering = ("valid_from", "pk")


@admin.register(User)
class UserAdmin(OfficeAdmin):
    """People come by invitation and leave by being switched off. Passwords and addresses are their own affair."""

    edits_with = permissions.EDIT_ROLES
    facts: ClassVar = (
        "email",
        "display_name",
        ("language", "time_zone"),
        "address_state",
        "is_active",
        ("joined_at", "last_login"),
    )
    readonly_fields = ("email", "joined_at", "last_login")
    list_display = ("display_name", "email", "language", "address_state", "is_active")
    list_filter = ("is_active", "language", "address_state", "affiliations__role", "group_roles__role")
    search_fields = ("display_name", "email", *columns("name", through="affiliations__institution__"))
    inlines = (AffiliationInline, GroupRoleInline, SeatOfPersonInline)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """By the name people know them by, in the reader's alphabet."""
        return [alphabetical(F("display_name")), "pk"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer the time zones our readers live in, under the names they know."""
        if db_field.name == "time_zone":
            return forms.ChoiceField(label=capfirst(db_field.verbose_name), choices=TIME_ZONES)
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(Affiliation)
class AffiliationAdmin(OfficeAdmin):
    edits_with = permissions.EDIT_ROLES
    facts = ("user", "institution", "role", ("valid_from", "valid_to"))
    list_display = ("user", "institution", "role", "valid_from", "valid_to")
    list_filter = ("role", ("institution", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "institution")
    search_fields = ("user__display_name", "user__email", *columns("name", through="institution__"))
    autocomplete_fields = ("user", "institution")
    ordering = ("-valid_from",)


@admin.register(GroupRole)
class GroupRoleAdmin(OfficeAdmin):
    edits_with = permissions.EDIT_ROLES
    facts = ("user", "role", ("valid_from", "valid_to"))
    list_display = ("user", "role", "valid_from", "valid_to")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("user__display_name", "user__email")
    autocomplete_fields = ("user",)
    ordering = ("-valid_from",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations are sent and withdrawn on the institution's page, where the mail goes with them."""

    facts = (
        ("email", "display_name", "language"),
        ("institution", "role"),
        ("invited_by", "invited_at", "expires_at"),
        ("accepted_by", "accepted_at", "withdrawn_at"),
    )
    list_display = ("email", "institution", "role", "invited_at", "expires_at", "accepted_at", "withdrawn_at")
    list_filter = ("role", "language")
    list_select_related = ("institution",)
    search_fields = ("email", "display_name")
    ordering = ("-invited_at",)
