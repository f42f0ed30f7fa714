"""What addresses say: sort, page and rest of a list, and the day a page shows."""

from institutions.forms.addresses import columns, page_number, rest_of, sort_of
from institutions.forms.days import DayForm, looks_back

__all__ = ["DayForm", "columns", "looks_back", "page_number", "rest_of", "sort_of"]
