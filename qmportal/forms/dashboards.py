"""Filters and sort links of the dashboards; all of it lives in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from workplans.models import Activity, ActivityBody

OVERDUE = "overdue"


class InstitutionsFilter(forms.Form):
    """Which institutions the table of all shows."""

    name = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Institution.Kind.choices])
    with_overdue = forms.BooleanField(label=_("only with overdue activities"), required=False)


class ActivitiesFilter(forms.Form):
    """Which activities the table of one institution shows."""

    part = forms.ChoiceField(
        label=_("Part of the institution"),
        required=False,
        choices=[
            ("", _("all parts")),
            *[(part.value, part.label) for part in ActivityBody.Part if part in ActivityBody.ANSWERING],
        ],
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("every status")), (OVERDUE, _("overdue")), *Activity.State.choices],
    )


def chosen(form: forms.Form) -> dict[str, Any]:
    """What the address asks for, without what the form does not know; a wrong value asks for nothing."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def sort_of(address: QueryDict, known: Iterable[str], default: str) -> str:
    """The sort the address names, or ``default`` for one that is not known."""
    wanted = address.get("sort", "")
    return wanted if wanted.removeprefix("-") in known and not wanted.startswith("--") else default


def columns(
    address: QueryDict, labels: dict[str, Any], current: str, downwards: frozenset[str]
) -> list[dict[str, Any]]:
    """Heads of a table as ``_sort_header.html`` takes them; ``downwards`` are numbers, the largest first."""
    heads = []
    for key, label in labels.items():
        first, second = (f"-{key}", key) if key in downwards else (key, f"-{key}")
        query = address.copy()
        query.pop("page", None)
        query["sort"] = second if current == first else first
        heads.append({"key": key, "label": label, "url": f"?{query.urlencode()}", "number": key in downwards})
    return heads


def page_number(address: QueryDict) -> int:
    """The page the address names; the first for anything that is no number of a page."""
    wanted = address.get("page", "1")
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= 6
    return max(int(wanted), 1) if is_number else 1


def rest_of(address: QueryDict) -> str:
    """The address without its page number, for the links to other pages."""
    query = address.copy()
    query.pop("page", None)
    return query.urlencode()
