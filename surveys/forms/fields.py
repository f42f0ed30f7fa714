"""Fields that several forms of this room ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_CODES = 10
CAF = r"[1-9]\.[1-9]"
ISO = r"(?:[4-9]|10)(?:\.[1-9][0-9]?){0,3}"


class CodesField(forms.CharField):
    """Numbers of a model in one line, such as 6.1, 7.1; a list in Python."""

    def __init__(self, *, pattern: str, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 100, **options})
        self.pattern = re.compile(pattern)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        said = [one for one in re.split(r"[\s,;]+", super().clean(value) or "") if one]
        return self._checked(dict.fromkeys(said))

    def _checked(self, codes: Iterable[str]) -> list[str]:
        found = list(codes)
        if len(found) > MOST_CODES or not all(self.pattern.fullmatch(code) for code in found):
            raise ValidationError(_("Write numbers such as 6.1 with commas between them."))
        return found


def caf_field() -> CodesField:
    return CodesField(label=_("CAF sub-criteria"), pattern=CAF, help_text=_("With commas between them."))


def iso_field() -> CodesField:
    return CodesField(label=_("ISO 9001 clauses"), pattern=ISO, help_text=_("With commas between them."))
