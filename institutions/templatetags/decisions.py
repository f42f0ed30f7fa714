"""The number of a decision on a page, as a link where the reader may read the decision."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from institutions.results.decisions import address_of

register = template.Library()


@register.simple_tag(takes_context=True)
def decision_link(context: Any, number: str) -> SafeString:
    """``{% decision_link row.decision %}``; only the number where there is no page, as in a letter."""
    request = getattr(context, "request", None)
    address = address_of(number, request) if number and request is not None else ""
    return format_html('<a href="{}">{}</a>', address, number) if address else conditional_escape(number)
