"""Parts of the frame that are the same on many pages, rendered once per process."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST = 500  # different renderings; then all are forgotten
_rendered: dict[tuple[str, str | None, str], SafeString] = {}


@register.simple_tag
def kept(name: str, **values: Any) -> SafeString:
    """Include a template that depends on nothing but the language and these values, whose ``repr`` tells all of them.

    While templates are edited (DEBUG) nothing is kept.
    """
    key = (name, get_language(), repr(values))
    found = _rendered.get(key)
    if found is None:
        found = render_to_string(name, values)
        if len(_rendered) >= MOST:
            _rendered.clear()
        if not settings.DEBUG:
            _rendered[key] = found
    return found
