"""The office's drawers for questionnaires and surveys; answers are in none."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from institutions.admin.base import ListInline, OfficeAdmin, OfficeInline, columns, editor, translated_fields
from surveys.models import Campaign, Dimension, Edition, Item, Questionnaire, Scale, ScaleOption
from surveys.models.campaigns import FROZEN


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
    """What is published never changes. The steps of its life are taken on its own pages, where they are checked."""

    facts = (("code", "number"), ("audience", "state"), ("source_language", "smallest_group"))
    list_display = ("__str__", "code", "number", "audience", "state")
    list_filter = ("audience", "state")
    search_fields = ("code", *columns("title"))
    ordering = ("code", "-number")
    inlines = (DimensionInline, ItemInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Questionnaire | None = None) -> Any:
        if obj is None or obj.state == Questionnaire.State.DRAFT:
            return ("state",)
        facts = ("code", "number", "audience", "state", "source_language", "smallest_group")
        return (*facts, *columns(*translated_fields(Questionnaire)))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        written(request, pk=obj.pk)


def written(request: HttpRequest, **drafts: Any) -> None:
    """Remember who wrote drafts last: she cannot sign them."""
    found = Questionnaire.objects.filter(state=Questionnaire.State.DRAFT, **drafts)
    Questionnaire.objects.filter(pk__in=[row.pk for row in found]).update(edited_by=editor(request))


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

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nobody publishes the questionnaire in between; where somebody has, the database refuses."""
        Questionnaire.objects.select_for_update(of=("self",)).filter(pk=obj.questionnaire_id).first()
        super().save_model(request, obj, form, change)
        written(request, pk=obj.questionnaire_id)


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

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        written(request, items__scale=form.instance)


@admin.register(Edition)
class EditionAdmin(OfficeAdmin):
    facts = ("code", "questionnaire", ("opens_on", "closes_on"))
    list_display = ("__str__", "code", "opens_on", "closes_on")
    list_filter = ("questionnaire__audience",)
    search_fields = ("code", *columns("title"))
    ordering = ("-opens_on",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "questionnaire":
            options["queryset"] = Questionnaire.objects.filter(state=Questionnaire.State.PUBLISHED)
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Campaign)
class CampaignAdmin(OfficeAdmin):
    """What a survey has promised stays once it is open; the steps of its life are taken on its own pages."""

    facts = ("institution", "questionnaire", "state", ("opens_on", "closes_on"), "invited")
    list_display = ("__str__", "institution", "state", "opens_on", "closes_on")
    list_filter = ("state", "questionnaire__audience", ("institution", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("institution",)
    search_fields = (*columns("title"), *columns("name", through="institution__"))
    autocomplete_fields = ("institution", "questionnaire")
    date_hierarchy = "opens_on"
    ordering = ("-opens_on",)

    def get_readonly_fields(self, request: HttpRequest, obj: Campaign | None = None) -> Any:
        if obj is None or obj.state == Campaign.State.PLANNED:
            return ("state",)
        return (
            "state",
            "closes_on",
            *(name for name in FROZEN if name in ("institution", "questionnaire", "opens_on")),
        )
