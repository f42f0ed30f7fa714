"""The shapes of states, read from their files once: long lists show hundreds, and an include takes time for each."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def shape(state: str) -> SafeString:
    """The drawing that goes with the word for ``state``; there is one for each in includes/shapes."""
    return render_to_string(f"includes/shapes/{state}.svg")
