"""Translated words on pages, in the reader's language where there is a text, else marked with their own."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.results.dialect import html_of

register = template.Library()


def to_html(text: str) -> SafeString:
    """Markdown to HTML: no raw HTML, only an allow-list of tags, only http, https, mailto and in-page links."""
    return html_of(text)


def language_of(thing: Model, field: str) -> str:
    """The language in which the reader gets ``field``: her own where there is a text, else the first fallback with one.

    An empty string where no language has a text.
    """
    for code in dict.fromkeys(
        [get_language() or settings.LANGUAGE_CODE, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES]
    ):
        if getattr(thing, f"{field}_{code}"):
            return code
    return ""


@register.filter
def in_language(code: str) -> str:
    """``{{ code|in_language }}``: "in Swedish", to stand inside a sentence; languages bend the name, so it is one word.

    Raises KeyError for a language the portal does not have.
    """
    return {"en": _("in English"), "bs": _("in Bosnian"), "sv": _("in Swedish")}[code]


@register.filter
def markdown(text: str | None) -> SafeString:
    """``{{ page.body|markdown }}``"""
    return to_html(text or "")


@register.simple_tag
def words(thing: Model, field: str) -> SafeString | str:
    """``{% words guideline "title" %}``: the words, in a ``span`` with ``lang`` if not in the page's language."""
    code = language_of(thing, field)
    text: Any = getattr(thing, f"{field}_{code}") if code else ""
    if not text or code == get_language():
        return str(text)
    return format_html('<span lang="{}">{}</span>', code, text)


@register.simple_tag
def text_language(thing: Model, field: str) -> str:
    """``{% text_language page "body" as language %}``: the language in which the reader gets the text."""
    return language_of(thing, field)
