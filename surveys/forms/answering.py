"""What somebody filled in, as she sent it: kept as it is, and read as bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.results.layout import NONE, Layout
from surveys.results.sheets import Asked, Sheet

LONGEST = 2000  # signs of an answer in words
CONTROLS = frozenset({"token", "proof", "code", "homepage", "go", "page"})
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Forged(ValueError):
    """No page of ours sends this."""


class Filled:
    """Answers to a sheet by field: ``values`` as bytes, ``texts``; ``errors`` once they were judged."""

    def __init__(self, sheet: Sheet, data: QueryDict | None = None) -> None:
        self.sheet = sheet
        self.values: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.controls: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        for name, given in data.lists() if data is not None else ():
            if len(given) != 1:
                raise Forged
            self._read(name, given[0])

    def _read(self, name: str, given: str) -> None:
        if name in CONTROLS:
            self.controls[name] = given.strip()
        elif name not in self.sheet.questions:
            raise Forged
        elif self.sheet.questions[name].place is None:
            self.texts[name] = INVISIBLE.sub("", given.replace("\r\n", "\n"))
        else:
            self.values[name] = _byte(self.sheet.questions[name], given)

    def judge(self) -> bool:
        """Tell whether it can be sent; if not, ``errors`` say why."""
        for name, asked in self.sheet.questions.items():
            is_answered = self.values.get(name) if asked.place is not None else self.texts.get(name, "").strip()
            if len(self.texts.get(name, "")) > LONGEST:
                self.errors[name] = _("Please write no more than %(number)s characters.") % {"number": LONGEST}
            elif asked.is_required and not is_answered:
                self.errors[name] = _("Please answer this question.")
        return not self.errors

    def as_bytes(self, layout: Layout) -> bytes:
        """A byte for each question with a scale, in their order."""
        answers = bytearray(layout.length)
        for name, value in self.values.items():
            answers[self.sheet.questions[name].place or 0] = value
        return bytes(answers)

    def words(self) -> Mapping[str, str]:
        """What was written, by key of the question."""
        written = {str(self.sheet.questions[name].pk): text.strip() for name, text in self.texts.items()}
        return {pk: text for pk, text in written.items() if text}


def _byte(asked: Asked, given: str) -> int:
    """The byte of an answer; nothing where the field was sent empty. Raises Forged for what is not offered."""
    if given == "":
        return NONE
    if not given.isascii() or not given.isdecimal() or len(given) > 3:
        raise Forged
    if int(given) not in {choice.value for choice in asked.choices}:
        raise Forged
    return int(given)
