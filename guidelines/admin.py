"""The office's drawers for guidelines, their editions, clauses and application."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.models import Adoption, Clause, Edition, Guideline, LanguageState
from institutions.admin.base import ListInline, OfficeAdmin, columns


def told(states: dict[str, str]) -> str:
    """How each language stands to the source, as one line."""
    names = dict(settings.LANGUAGES)
    return " · ".join(
        f"{capfirst(gettext(str(names[code])))}: {LanguageState(state).label}" for code, state in states.items()
    )


class EditionInline(ListInline):
    model = Edition
    fields = ("number", "supplement_to", "year", "state", "source_language", "in_force_from", "in_force_to")
    ordering = ("-number", "pk")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("guideline", "supplement_to__guideline")


@admin.register(Guideline)
class GuidelineAdmin(OfficeAdmin):
    facts = ("code", "kind", "subgroup")
    list_display = ("__str__", "code", "kind", "subgroup")
    list_filter = ("kind", ("subgroup", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("subgroup",)
    search_fields = ("code", *columns("title", "summary"))
    autocomplete_fields = ("subgroup",)
    ordering = ("kind", "code")
    inlines = (EditionInline,)


class ClauseInline(ListInline):
    model = Clause
    fk_name = "edition"
    show_change_link = False
    fields = ("number", "heading", "anchor", "languages")
    readonly_fields = ("heading", "languages")
    ordering = ("position", "pk")

    @admin.display(description=_("languages"))
    def languages(self, clause: Clause) -> str:
        return told({code: clause.state_in(code, clause.edition.source_language) for code, _n in settings.LANGUAGES})

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("edition__guideline", "edition__supplement_to")


@admin.register(Edition)
class EditionAdmin(OfficeAdmin):
    """Facts that readers see beside the text. Writing, publishing and translating have pages of their own."""

    facts = (
        ("guideline", "supplement_to", "number", "year"),
        ("state", "decision", "source_language"),
        ("published_on", "published_precision"),
        ("in_force_from", "in_force_to"),
        ("replaces", "disposition"),
        "languages",
    )
    readonly_fields = (
        *("guideline", "supplement_to", "number", "state", "decision", "source_language"),
        *("in_force_from", "in_force_to", "replaces", "disposition", "languages"),
    )
    list_display = ("__str__", "guideline", "year", "state", "in_force_from", "languages")
    list_filter = ("state", "source_language", ("guideline", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("guideline", "supplement_to__guideline")
    search_fields = ("guideline__code", *columns("title", through="guideline__"))
    ordering = ("guideline__code", "-number")
    inlines = (ClauseInline,)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("languages"))
    def languages(self, edition: Edition) -> str:
        return told(edition.coverage())

    def get_queryset(self, request: HttpRequest) -> Any:
        editions: Any = super().get_queryset(request)
        return editions.select_related("guideline", "supplement_to__guideline").with_coverage()


@admin.register(Adoption)
class AdoptionAdmin(OfficeAdmin):
    facts = (("institution", "edition"), "status", ("target_on", "adopted_on"), "reason")
    list_display = ("institution", "edition", "status", "target_on", "adopted_on")
    list_filter = ("status", ("edition", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("institution", "edition__guideline")
    search_fields = (*columns("name", through="institution__"), "edition__guideline__code")
    autocomplete_fields = ("institution", "edition")
    ordering = ("edition__guideline__code", "institution__code")
