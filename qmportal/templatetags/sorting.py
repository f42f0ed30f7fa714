"""Heads of columns that sort: a function, because nine fragments in each table would cost nine contexts."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ARROWS = (
    '<svg class="table__arrow" viewBox="0 0 10 14" aria-hidden="true" focusable="false">'
    '<path fill="{}" stroke="currentColor" d="M5 1 9 6H1z"/>'
    '<path fill="{}" stroke="currentColor" d="M5 13 9 8H1z"/></svg>'
)
UNSORTED = mark_safe(ARROWS.format("none", "none"))  # noqa: S308 - written here
UPWARDS = mark_safe(ARROWS.format("currentColor", "none"))  # noqa: S308
DOWNWARDS = mark_safe(ARROWS.format("none", "currentColor"))  # noqa: S308
AS_NUMBER = mark_safe(' class="table__number"')
ASCENDING = mark_safe(' aria-sort="ascending"')
DESCENDING = mark_safe(' aria-sort="descending"')
HEAD = '<th scope="col"{}{}><a class="table__sort" href="{}">{}{}</a></th>'


@register.simple_tag
def sort_header(label: str, key: str, current: str, url: str, number: bool = False) -> SafeString:
    """``{% sort_header column.label column.key sort column.url column.number %}``

    ``current`` is the sort now in force: the key, or a minus and the key for downwards. ``url`` shows the list sorted
    by this column; ``number`` aligns right.
    """
    direction, arrows = {key: (ASCENDING, UPWARDS), f"-{key}": (DESCENDING, DOWNWARDS)}.get(current, ("", UNSORTED))
    return format_html(HEAD, AS_NUMBER if number else "", direction, url, label, arrows)
