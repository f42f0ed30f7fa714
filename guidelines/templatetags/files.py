"""Files in words: how large they are in the reader's units, and what they are called."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from guidelines.results.files import kind_of_type
from institutions.templatetags.people_dates import number

register = template.Library()
KILO, MEGA = 1_000, 1_000_000


@register.filter
def file_size(size: int) -> str:
    """``{{ attachment.size|file_size }}``: 730 bytes, 12 kB, 3.4 MB, with the reader's decimal sign."""
    if size < KILO:
        return _("%(size)s bytes") % {"size": number(size)}
    if size < MEGA:
        return _("%(size)s kB") % {"size": number(round(size / KILO))}
    return _("%(size)s MB") % {"size": number(round(size / MEGA, 1))}


@register.filter
def file_kind(file: Any) -> str:
    """``{{ attachment|file_kind }}``: PDF, DOCX, PNG."""
    kind = kind_of_type(file.kind)
    return kind.label if kind else str(file.kind)
