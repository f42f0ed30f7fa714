"""An answer on paper, typed fast: one line of signs for each part of the questionnaire, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.answering import LONGEST
from surveys.models import Campaign, Item
from surveys.results.asking import codes_of
from surveys.results.layout import NONE, NOT_APPLICABLE

NOTHING = "-"  # typed where nothing is ticked
NOT_FOR_ME = "x"
LARGEST_NUMBER = 32_767


@dataclass(frozen=True)
class Line:
    """Questions answered in one line; ``signs`` of each: what is typed for which byte."""

    label: str
    items: Sequence[Item]
    signs: Sequence[dict[str, int]]

    def typed(self, answers: bytes) -> str:
        """The line as it would have been typed."""
        found = [_sign(signs, byte) for signs, byte in zip(self.signs, answers, strict=True)]
        return " ".join(found) if any(sign != NOTHING for sign in found) else NOTHING

    @property
    def hint(self) -> str:
        """What may be typed, by question."""
        parts = []
        for signs, run in groupby(zip(self.items, self.signs, strict=True), key=lambda pair: pair[1]):
            codes = [item.code for item, _signs in run]
            which = codes[0] if len(codes) == 1 else f"{codes[0]}–{codes[-1]}"
            parts.append(f"{which}: {' '.join(sign for sign in signs if sign != NOTHING)}")
        return " · ".join(parts)

    def read(self, typed: str) -> bytes:
        """The bytes of what was typed; raises ValidationError where it does not fit."""
        tokens = self._tokens(typed.strip())
        if tokens == [NOTHING]:
            return bytes(len(self.items))
        if len(tokens) != len(self.items):
            raise forms.ValidationError(
                _("Answers expected here: %(expected)s; typed: %(typed)s."),
                params={"expected": len(self.items), "typed": len(tokens)},
            )
        return bytes(self._byte(place, token) for place, token in enumerate(tokens))

    def _tokens(self, typed: str) -> list[str]:
        tokens = typed.lower().replace(",", " ").split()
        if len(tokens) == 1 and len(self.items) > 1:  # 45x-2
            return list(tokens[0])
        return tokens

    def _byte(self, place: int, token: str) -> int:
        try:
            return self.signs[place][token]
        except KeyError:
            raise forms.ValidationError(
                _("%(question)s has no answer %(sign)s."),
                params={"question": self.items[place].code, "sign": token},
            ) from None


@dataclass(frozen=True)
class Paper:
    """The questionnaire as it is typed: lines of signs, and open questions."""

    lines: Sequence[Line]
    texts: Sequence[Item]

    @cached_property
    def items(self) -> list[Item]:
        return [item for line in self.lines for item in line.items]

    def parts(self, answers: bytes) -> Iterator[tuple[Line, bytes]]:
        """Each line with its bytes."""
        place = 0
        for line in self.lines:
            yield line, answers[place : place + len(line.items)]
            place += len(line.items)


def paper_of(campaign: Campaign) -> Paper:
    """What is typed for this survey; three queries."""
    items = campaign.questionnaire.items.select_related("dimension", "scale").order_by("position", "pk")
    asked: list[Item] = list(items.prefetch_related("scale__options"))
    with_scale = [item for item in asked if item.role != Item.Role.TEXT]
    lines = [_line(list(run)) for _key, run in groupby(with_scale, key=_part)]
    return Paper(lines, [item for item in asked if item.role == Item.Role.TEXT])


def _part(item: Item) -> tuple[str, int | None]:
    return item.role, item.dimension_id if item.role == Item.Role.RATING else None


def _line(items: list[Item]) -> Line:
    first = items[0]
    is_dimension = first.role == Item.Role.RATING and first.dimension is not None
    label = first.dimension.name if is_dimension and first.dimension else first.get_role_display().capitalize()
    return Line(label, items, [_signs(item) for item in items])


def _signs(item: Item) -> dict[str, int]:
    """Its value as printed, or its place where answers have no value; x for not applicable, - for nothing."""
    found: dict[str, int] = {}
    by_code = codes_of(item)
    for option in item.scale.options.all() if item.scale else ():
        byte = by_code[option.code]
        sign = str(byte if option.value is None else option.value)
        found[NOT_FOR_ME if byte == NOT_APPLICABLE else sign] = byte
    return {**found, NOTHING: NONE}


class SlipForm(forms.Form):
    """One answer on paper; ``again`` for the second keying, which reads ticks only."""

    number = forms.IntegerField(label=_("Number on the slip"), min_value=1, max_value=LARGEST_NUMBER)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("As printed on the slip; it is used up with the first saving.")
    )

    def __init__(self, data: Any = None, *, paper: Paper, asks_code: bool = False, again: bool = False, **more: Any):
        super().__init__(data, **more)
        self.paper = paper
        if again:
            del self.fields["number"]
        if again or not asks_code:
            del self.fields["code"]
        for place, line in enumerate(paper.lines):
            self.fields[f"line-{place}"] = forms.CharField(
                label=line.label,
                help_text=line.hint,
                max_length=500,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )
        if not self.is_bound:
            next(field for name, field in self.fields.items() if name != "number").widget.attrs["autofocus"] = True
        for item in () if again else paper.texts:
            self.fields[f"text-{item.pk}"] = forms.CharField(
                label=item.text, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
            )

    @staticmethod
    def initial_of(paper: Paper, number: int, answers: bytes, texts: dict[str, str]) -> dict[str, Any]:
        """A slip as it was typed."""
        lines = {f"line-{place}": line.typed(part) for place, (line, part) in enumerate(paper.parts(answers))}
        return {"number": number, **lines, **{f"text-{pk}": text for pk, text in texts.items()}}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        read = {}
        for place, line in enumerate(self.paper.lines):
            name = f"line-{place}"
            if name in cleaned:
                try:
                    read[place] = line.read(cleaned[name])
                except forms.ValidationError as trouble:
                    self.add_error(name, trouble)
        cleaned["answers"] = b"".join(read[place] for place in sorted(read))
        cleaned["texts"] = {
            str(item.pk): cleaned[f"text-{item.pk}"] for item in self.paper.texts if cleaned.get(f"text-{item.pk}")
        }
        return cleaned


class SettleForm(forms.Form):
    """Which keying is right, for every question in which they differ."""

    def __init__(self, data: Any = None, *, paper: Paper, first: bytes, second: bytes):
        super().__init__(data)
        self.first, self.second = first, second
        signs = [signs for line in paper.lines for signs in line.signs]
        for place, item in enumerate(paper.items):
            if first[place] != second[place]:
                choices = [(str(byte), _sign(signs[place], byte)) for byte in (first[place], second[place])]
                self.fields[f"place-{place}"] = forms.ChoiceField(
                    label=f"{item.code}: {item.text}", choices=choices, widget=forms.RadioSelect
                )

    @property
    def answers(self) -> bytes:
        """The answers as they were settled."""
        settled = bytearray(self.first)
        for name, chosen in self.cleaned_data.items():
            settled[int(name.removeprefix("place-"))] = int(chosen)
        return bytes(settled)


def _sign(signs: dict[str, int], byte: int) -> str:
    return next(sign for sign, code in signs.items() if code == byte)
