"""What each column of the exported answers means, in every language of the portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.models import Item, Questionnaire
from surveys.results.asking import codes_of
from surveys.results.layout import NONE, NOT_APPLICABLE

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
Words = dict[str, str]  # by language
KEYS = (
    *("variable", "role", "dimension", *(f"dimension_{code}" for code in LANGUAGES)),
    *(f"text_{code}" for code in LANGUAGES),
    *("code", "value", *(f"label_{code}" for code in LANGUAGES), "missing"),
    *("reversed", "caf", "iso", "comparability"),
)


@dataclass(frozen=True)
class Category:
    """One thing a column can hold; ``value`` is what it counts, where it counts."""

    code: int | str
    labels: Words
    value: int | None = None
    is_missing: bool = False


@dataclass(frozen=True)
class Variable:
    """A column: a question with a scale; ``place`` is its byte in the answers. Background holds released groups."""

    code: str
    role: str
    place: int
    texts: Words
    categories: tuple[Category, ...]
    dimension: str = ""
    dimension_names: Words = field(default_factory=dict)
    is_reversed: bool = False
    caf: tuple[str, ...] = ()
    iso: tuple[str, ...] = ()
    comparability: str = ""

    @property
    def is_background(self) -> bool:
        return self.role == Item.Role.BACKGROUND


def variables_of(questionnaire: Questionnaire, released: Mapping[str, list[list[str]]]) -> list[Variable]:
    """The columns, which only the version of the questionnaire decides; three queries.

    ``released`` are the groups of each background question that stands in the rows, as lists of codes of answers.
    """
    asked = questionnaire.items.exclude(role=Item.Role.TEXT).select_related("dimension", "scale")
    items: list[Item] = list(asked.prefetch_related("scale__options").order_by("position", "pk"))
    return [_variable(item, place, released.get(item.code, [])) for place, item in enumerate(items)]


def group_code(group: list[str]) -> str:
    """A merged group in one word: the codes of its answers."""
    return "+".join(group)


def words_of(row: Any, name: str) -> Words:
    """A translated column in all languages; empty where it is not translated."""
    return {code: getattr(row, f"{name}_{code}") or "" for code in LANGUAGES}


def options_of(item: Item) -> dict[str, Words]:
    """The answers of a question by their codes."""
    options: Any = item.scale.options.all() if item.scale else ()
    return {option.code: words_of(option, "label") for option in options}


def group_words(options: Mapping[str, Words], group: list[str]) -> Words:
    """A merged group in words: its answers one after the other."""
    return {code: ", ".join(options[name][code] for name in group if name in options) for code in LANGUAGES}


def codebook_rows(variables: list[Variable]) -> Iterator[list[Any]]:
    """One row for each thing a column can hold, as cells in the order of ``KEYS``."""
    for one in variables:
        head = [one.code, one.role, one.dimension, *(one.dimension_names.get(code, "") for code in LANGUAGES)]
        head += [one.texts[code] for code in LANGUAGES]
        tail = [one.is_reversed, " ".join(one.caf), " ".join(one.iso), one.comparability]
        for category in one.categories:
            labels = [category.labels[code] for code in LANGUAGES]
            yield [*head, category.code, category.value, *labels, category.is_missing, *tail]
        if not one.categories:
            yield [*head, None, None, *("" for _code in LANGUAGES), None, *tail]


def _variable(item: Item, place: int, released: list[list[str]]) -> Variable:
    options, dimension = options_of(item), item.dimension
    if item.role == Item.Role.BACKGROUND:
        categories = tuple(Category(group_code(group), group_words(options, group)) for group in released)
    else:
        categories = tuple(_scale(item, options))
    return Variable(
        code=item.code,
        role=item.role,
        place=place,
        texts=words_of(item, "text"),
        categories=categories,
        dimension=dimension.code if dimension else "",
        dimension_names=words_of(dimension, "name") if dimension else {},
        is_reversed=item.is_reversed,
        caf=tuple(item.caf or (dimension.caf if dimension else ())),
        iso=tuple(item.iso or (dimension.iso if dimension else ())),
        comparability=item.comparability,
    )


def _scale(item: Item, options: dict[str, Words]) -> Iterator[Category]:
    values: Any = item.scale.options.all() if item.scale else ()
    value_of = {option.code: option.value for option in values}
    for name, code in codes_of(item).items():
        yield Category(code, options[name], value_of[name], is_missing=code == NOT_APPLICABLE)
    yield Category(NONE, no_answer(), is_missing=True)


def no_answer() -> Words:
    """What a cell of a question nobody answered says, in every language."""
    said = {}
    for code in LANGUAGES:
        with override(code):
            said[code] = _("No answer")
    return said
