"""The office's drawers for guidelines, their editions, clauses and application."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.models import Adoption, Clause, Edition, Guideline
from institutions.admin.base import ListInline, OfficeAdmin, columns

STATES = {
    "source": _("source text"),
    "current": _("current"),
    "stale": _("the source changed since"),
    "partial": _("partly translated"),
    "missing": _("missing"),
}


def told(states: dict[str, str]) -> str:
    """How each language stands to the source, as one line."""
    names = dict(settings.LANGUAGES)
    return " · ".join(f"{capfirst(gettext(str(names[code])))}: {STATES[state]}" for code, state in states.items())


class EditionInline(ListInline):
    model = Edition
    fields = ("number", "year", "state", "source_language", "in_force_from", "in_force_to")
    ordering = ("-number", "pk")


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
    facts = (
        ("guideline", "number", "year"),
        ("state", "source_language"),
        ("published_on", "published_precision"),
        ("in_force_from", "in_force_to"),
        "replaces",
        "languages",
    )
    readonly_fields = ("languages",)
    list_display = ("__str__", "guideline", "year", "state", "in_force_from", "languages")
    list_filter = ("state", "source_language", ("guideline", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("guideline", "supplement_to")
    search_fields = ("guideline__code", *columns("title", through="guideline__"))
    autocomplete_fields = ("guideline", "replaces")
    ordering = ("guideline__code", "-number")
    inlines = (ClauseInline,)

    @admin.display(description=_("languages"))
    def languages(self, edition: Edition) -> str:
        return told(edition.coverage())

    def get_queryset(self, request: HttpRequest) -> Any:
        editions: Any = super().get_queryset(request)
        return editions.select_related("guideline").with_coverage()


@admin.register(Clause)
class ClauseAdmin(OfficeAdmin):
    """Saving a translation says that it follows the source as it is now; changing only the source makes it stale."""

    facts = ("edition", ("position", "level", "number"), "anchor", "languages")
    readonly_fields = ("languages",)
    list_display = ("__str__", "edition", "languages")
    list_filter = (("edition", admin.RelatedOnlyFieldListFilter), "level")
    list_select_related = ("edition__guideline",)
    search_fields = ("anchor", *columns("heading", "body"))
    autocomplete_fields = ("edition",)
    ordering = ("edition__guideline__code", "-edition__number", "position")

    @admin.display(description=_("languages"))
    def languages(self, clause: Clause) -> str:
        if not clause.edition_id:
            return ""
        return told({code: clause.state_in(code, clause.edition.source_language) for code, _n in settings.LANGUAGES})

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("edition__guideline", "edition__supplement_to")

    def save_model(self, request: HttpRequest, obj: Clause, form: Any, change: bool) -> None:
        written = {name.rpartition("_")[2] for name in form.changed_data if name.startswith(("heading_", "body_"))}
        super().save_model(request, obj, form, change)
        if written:
            obj.refresh_from_db()  # the fingerprints are made by the database
            obj.translated(written, source=obj.edition.source_language)
            obj.save(update_fields=["translated_from"])


@admin.register(Adoption)
class AdoptionAdmin(OfficeAdmin):
    facts = (("institution", "edition"), "status", ("target_on", "adopted_on"), "reason")
    list_display = ("institution", "edition", "status", "target_on", "adopted_on")
    list_filter = ("status", ("edition", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("institution", "edition__guideline")
    search_fields = (*columns("name", through="institution__"), "edition__guideline__code")
    autocomplete_fields = ("institution", "edition")
    ordering = ("edition__guideline__code", "institution__code")
