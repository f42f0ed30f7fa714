"""Addresses of the office's pages, and what a browser would send back from one of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse


def drawer(label: str, page: str = "changelist", *args: object) -> str:
    app, model = label.split(".")
    return reverse(f"admin:{app}_{model}_{page}", args=args)


def form_data(response: Any) -> dict[str, str]:
    """What a browser would send back from the page unchanged."""
    context = response.context
    data = {}
    for form in [context["adminform"].form, *(f for s in context["inline_admin_formsets"] for f in s.formset.forms)]:
        for field in form:
            value = field.value()
            data[field.html_name] = "" if value is None else value
    for formset in context["inline_admin_formsets"]:
        for field in formset.formset.management_form:
            data[field.html_name] = field.value()
    return {name: ("on" if value is True else value) for name, value in data.items() if value is not False}
