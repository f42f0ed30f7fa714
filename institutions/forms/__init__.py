"""What addresses say: sort, page, rest of a list, and the day a page shows; and fields several rooms ask for."""

from institutions.forms.addresses import columns, page_number, rest_of, sort_of
from institutions.forms.days import DayForm, looks_back
from institutions.forms.fields import day_field, decision_field, own_words

__all__ = [
    "DayForm",
    "columns",
    "day_field",
    "decision_field",
    "looks_back",
    "own_words",
    "page_number",
    "rest_of",
    "sort_of",
]
