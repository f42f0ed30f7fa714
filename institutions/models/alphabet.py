"""Order by the alphabet of the reader: č after c in Bosnian, å ä ö at the end in Swedish."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language


class SortKey(Func):
    """The text as bytes that sort like the alphabet; the function is made by the first migration of institutions."""

    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    function = "qm_sort_key"
    output_field = TextField()


def shown(field: str) -> Coalesce:
    """The translated ``field`` as the reader sees it: her language, then the fallbacks; empty is missing."""
    languages = dict.fromkeys([get_language() or settings.LANGUAGE_CODE, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES])
    texts = [NullIf(F(f"{field}_{language}"), Value("")) for language in languages]
    return Coalesce(*texts, Value(""), output_field=TextField())


def alphabetical(field: str | Any) -> SortKey:
    """Order by a translated field (its name) or by any text expression, in the reader's alphabet."""
    text = shown(field) if isinstance(field, str) else field
    return SortKey(text, Value(get_language() or settings.LANGUAGE_CODE, output_field=CharField()))
