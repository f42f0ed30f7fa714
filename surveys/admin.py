"""The office's drawers for questionnaires and surveys; answers are in none."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from institutions.admin.base import ListInline, OfficeAdmin, OfficeInline, columns, translated_fields
from surveys.models import Campaign, Dimension, Item, Questionnaire, Scale, ScaleOption


class DimensionInline(ListInline):
    model = Dimension
    fields = ("position", "code", "name")
    readonly_fields = ("name",)


class ItemInline(ListInline):
    model = Item
    fields = ("position", "code", "role", "text")
    readonly_fields = ("text",)


@admin.register(Questionnaire)
class QuestionnaireAdmin(OfficeAdmin):
    """What is published never changes: only its state does, and the next version is a new row."""

    facts = (("code", "number"), ("audience", "state"), "smallest_group")
    list_display = ("__str__", "code", "number", "audience", "state")
    list_filter = ("audience", "state")
    search_fields = ("code", *columns("title"))
    ordering = ("code", "-number")
    inlines = (DimensionInline, ItemInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Questionnaire | None = None) -> Any:
        if obj is None or obj.state == Questionnaire.State.DRAFT:
            return ()
        return ("code", "number", "audience", "smallest_group", *columns(*translated_fields(Questionnaire)))


class PartOfQuestionnaire(OfficeAdmin):
    """Changed only while the questionnaire is a draft."""

    list_filter: ClassVar[tuple[Any, ...]] = (("questionnaire", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("questionnaire",)
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("questionnaire",)
    ordering = ("questionnaire", "position")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Nothing is added to a questionnaire that is published, or moved there."""
        if db_field.name == "questionnaire":
            options["queryset"] = Questionnaire.objects.filter(state=Questionnaire.State.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.questionnaire.state == Questionnaire.State.DRAFT
        return is_open and super().has_change_permission(request, obj)


@admin.register(Dimension)
class DimensionAdmin(PartOfQuestionnaire):
    facts = ("questionnaire", ("position", "code"), ("caf", "iso"))
    list_display = ("__str__", "code", "questionnaire")
    search_fields = ("code", *columns("name"))


@admin.register(Item)
class ItemAdmin(PartOfQuestionnaire):
    facts = ("questionnaire", ("position", "code"), ("role", "scale"), "dimension", ("is_reversed", "is_required"))
    list_display = ("__str__", "role", "questionnaire")
    list_filter = (*PartOfQuestionnaire.list_filter, "role")
    search_fields = ("code", *columns("text"))
    autocomplete_fields = ("questionnaire", "dimension", "scale")


class OptionInline(OfficeInline):
    """The answers of a scale stay as they are once a published questionnaire offers them."""

    model = ScaleOption
    fields = ("position", "code", "value", *columns("label"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_asked(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_asked(obj) and super().has_change_permission(request, obj)


def is_asked(scale: Scale | None) -> bool:
    """Tell whether a questionnaire that is or was in use offers the scale."""
    return scale is not None and scale.items.exclude(questionnaire__state=Questionnaire.State.DRAFT).exists()


@admin.register(Scale)
class ScaleAdmin(OfficeAdmin):
    facts = ("code",)
    ordering = ("code",)
    search_fields = ("code",)
    inlines = (OptionInline,)


@admin.register(Campaign)
class CampaignAdmin(OfficeAdmin):
    facts = ("institution", "questionnaire", "state", ("opens_on", "closes_on"), "invited")
    list_display = ("__str__", "institution", "state", "opens_on", "closes_on")
    list_filter = ("state", "questionnaire__audience", ("institution", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("institution",)
    search_fields = (*columns("title"), *columns("name", through="institution__"))
    autocomplete_fields = ("institution", "questionnaire")
    date_hierarchy = "opens_on"
    ordering = ("-opens_on",)
