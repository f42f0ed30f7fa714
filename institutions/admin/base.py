"""What all drawers of the office share: our permissions, a tab per language, the audit trail as history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField
from modeltranslation.translator import NotRegistered, translator

from institutions import permissions
from institutions.actions import wordings
from institutions.models import User
from institutions.models.alphabet import alphabetical


def translated_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Names of the fields that have one column per language, in the order in which they were declared."""
    try:
        options: Any = translator.get_options_for_model(model)
    except NotRegistered:
        return ()
    return tuple(field.name for field in model._meta.fields if field.name in options.fields)


def columns(*fields: str, through: str = "") -> list[str]:
    """The columns of translated fields in all languages, for searching: ``name`` becomes name_en, name_bs, name_sv."""
    return [f"{through}{field}_{code}" for field in fields for code, _name in settings.LANGUAGES]


def editor(request: HttpRequest) -> User | None:
    """Whoever works in the office."""
    person = getattr(request, "user", None)
    return person if isinstance(person, User) else None


class ByPermission:
    """Everybody who may come in may look; those who hold ``edits_with`` add and change. Nothing is deleted."""

    edits_with: ClassVar[str] = permissions.EDIT_REFERENCE_DATA
    formfield_overrides: Mapping[type[models.Field], Mapping[str, Any]] = {models.URLField: {"assume_scheme": "https"}}

    def _may_edit(self, request: HttpRequest) -> bool:
        return permissions.may(request.user, self.edits_with)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permissions.may(request.user, permissions.OPEN_OFFICE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.may(request.user, permissions.OPEN_OFFICE)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A translated column is labelled without its language, which the tab says, and typed in that language."""
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if isinstance(db_field, TranslationField) and field is not None:
            field.label = capfirst(db_field.translated_field.verbose_name)
            field.widget.attrs["lang"] = db_field.language
        return field


class OfficeForm(forms.ModelForm):
    """Words that every thing must have may be missing in a language, but not in all of them."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for field in translated_fields(self._meta.model):
            names = [name for name in columns(field) if name in self.fields]
            needed = not self._meta.model._meta.get_field(field).blank
            if needed and names and not any(cleaned.get(name) for name in names):
                self.add_error(names[0], _("Write it in at least one language."))
        return cleaned


class OfficeAdmin(ByPermission, admin.ModelAdmin):
    """A drawer. ``facts`` are the fields above the tabs; the translated fields follow, one tab per language."""

    form = OfficeForm
    facts: ClassVar[tuple[Any, ...]] = ()
    alphabetical_by: ClassVar[str] = ""
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("office/tabs.css",)}
        js = ("office/tabs.js",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Facts first, then a fieldset for each language, which a script turns into tabs."""
        words = translated_fields(self.model)
        sets: list[Any] = [(None, {"fields": self.facts})]
        if words:
            for code, name in settings.LANGUAGES:
                fields = [f"{word}_{code}" for word in words]
                sets.append((name, {"fields": fields, "classes": ["language"]}))
        return sets

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """By the name the reader sees, in her alphabet, where a drawer is ordered by name."""
        if self.alphabetical_by:
            return [alphabetical(self.alphabetical_by), "pk"]
        return [*super().get_ordering(request), "pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by the filters on offer: others would let people guess, letter by letter, what no page shows."""
        offers = (*self.list_filter, self.date_hierarchy)
        names = [offer[0] if isinstance(offer, tuple) else offer for offer in offers if offer]
        on_offer = any(lookup == name or lookup.startswith(f"{name}__") for name in names)
        return on_offer and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write only what was changed here: what members, triggers and tasks wrote meanwhile stays.

        Translations that were written follow the present source from now on.
        """
        before = wordings.words_of(obj)
        if change:
            obj.save(update_fields=[name for name in form.changed_data if name in form.fields])
        else:
            super().save_model(request, obj, form, change)
        wordings.note(obj, before=before, by=editor(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """As it is with the thing itself, so it is with its lines."""
        before = {row.pk: wordings.words_of(row) for row in (line.instance for line in formset.forms) if row.pk}
        super().save_formset(request, form, formset, change)
        for row in (*formset.new_objects, *(changed for changed, _names in formset.changed_objects)):
            wordings.note(row, before=before.get(row.pk), by=editor(request))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of a thing is its part of the audit trail, which also knows what happened outside the office."""
        query = urlencode({"kind": self.opts.label, "thing": object_id})
        return redirect(f"{reverse('audit-trail')}?{query}")

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What only the database notices, two new lines that contradict each other, is said, not thrown."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(request, _("Nothing was saved: two of the lines you entered contradict each other."))
            return redirect(request.get_full_path())


class ReadOnlyAdmin(OfficeAdmin):
    """A drawer to look into: other pages and tasks fill it."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfficeInline(ByPermission, admin.TabularInline):
    """Lines that are edited together with the thing they belong to."""

    extra = 0


class ListInline(OfficeInline):
    """Lines that are only listed here, each with a link to its own page."""

    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
