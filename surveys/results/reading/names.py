"""The words behind the codes of a release, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.models import Dimension, Item, Questionnaire
from surveys.results.asking import NOT_APPLICABLE, codes_of
from surveys.results.released import CellResult

WHOLE = {"overall", "weighted"}  # measures that no dimension or question has


class Names:
    """Dimensions, questions and answers of a questionnaire by code; four queries, however many are named."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        items = questionnaire.items.select_related("scale", "dimension").prefetch_related("scale__options")
        self.items: dict[str, Item] = {item.code: item for item in items.order_by("position", "pk")}
        self.dimensions: dict[str, Dimension] = {row.code: row for row in questionnaire.dimensions.all()}
        self._places: dict[str, list[str]] = {}
        self._words: dict[int, dict[str, str]] = {}

    def measure(self, code: str) -> str:
        """The name of a dimension, the words of a question, or of satisfaction as a whole; the code if unknown."""
        if code in WHOLE:
            return _("All ratings together") if code == "overall" else _("Weighted by importance")
        if code in self.dimensions:
            return str(self.dimensions[code].name)
        return self.item(code)

    def item(self, code: str) -> str:
        return str(self.items[code].text) if code in self.items else code

    def position(self, code: str) -> int:
        """Where a question stands."""
        return int(self.items[code].position) if code in self.items else len(self.items)

    def places(self, code: str) -> list[str]:
        """The answers in the order in which they are counted."""
        if code not in self._places:
            item = self.items[code]
            bytes_of = codes_of(item)
            options = self._options(item)
            self._places[code] = [word for option, word in options.items() if bytes_of[option] != NOT_APPLICABLE]
        return self._places[code]

    def _options(self, item: Item | None) -> dict[str, str]:
        """Words of all answers by code; scales are shared, so each is read once."""
        if item is None or item.scale is None:
            return {}
        if item.scale.pk not in self._words:
            self._words[item.scale.pk] = {option.code: str(option) for option in item.scale.options.all()}
        return self._words[item.scale.pk]

    def group(self, by: str, codes: list[str]) -> str:
        """The answers of a category that was merged from them."""
        words = self._options(self.items.get(by))
        return ", ".join(words.get(code, code) for code in codes) or _("no answer")

    def cell(self, cell: CellResult) -> str:
        """Everybody, or the groups of a cell side by side."""
        pairs = zip(cell["by"], cell["groups"], strict=True)
        return " · ".join(self.group(by, group) for by, group in pairs) or _("Everybody")
