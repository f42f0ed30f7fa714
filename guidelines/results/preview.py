"""How a clause that is being written will look, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guidelines.models import Attachment, Edition, Guideline
from institutions.results.dialect import Problem, Reference, Target, html_of, problems_in

HEADING = 3  # the preview has a heading of its own, of level 2
HEADINGS_ABOVE = 2  # on a page: its title, and the heading of the clause, which is one lower for each level


@dataclass(frozen=True)
class Surroundings:
    """What a clause can point to: anchors of its text with number and heading, figures by name, codes of guidelines."""

    anchors: dict[str, tuple[str, str]] = field(default_factory=dict)
    figures: dict[str, Attachment] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    supplement: Edition | None = None  # where the text is one: its clauses are shown on the page of its edition, too

    def resolve(self, reference: Reference) -> Target | None:
        """Where a reference leads, in the active language; nothing where there is no such thing."""
        if reference.figure:
            figure = self.figures.get(reference.figure)
            return Target(figure.figure_url, "", figure.width, figure.height) if figure else None
        if reference.code:
            return self._guideline(reference) if reference.code in self.codes else None
        if reference.anchor not in self.anchors:
            return None
        return Target(f"#{reference.anchor}", _("clause %(number)s") % {"number": self.anchors[reference.anchor][0]})

    def resolve_anywhere(self, reference: Reference) -> Target | None:
        """As ``resolve``, but a clause of a supplement is found from the page of its edition as well."""
        target = self.resolve(reference)
        if target is None or self.supplement is None or not target.url.startswith("#"):
            return target
        return replace(target, url=self.supplement.get_absolute_url() + target.url)

    def _guideline(self, reference: Reference) -> Target:
        anchor = f"#{reference.anchor}" if reference.anchor else ""
        return Target(reverse("guidelines:guideline", args=[reference.code]) + anchor, reference.code + anchor)


@dataclass(frozen=True)
class Look:
    """Heading and safe HTML, and the problems found."""

    heading: str
    html: SafeString
    problems: list[Problem]


def surroundings_of(text: Edition) -> Surroundings:
    """What clauses of the text can point to, in three queries."""
    clauses = text.clauses.order_by("position", "pk").values_list("anchor", "number", f"heading_{text.source_language}")
    figures = text.attachments.figures()
    return Surroundings(
        anchors={anchor: (number, heading or "") for anchor, number, heading in clauses},
        figures={figure.name: figure for figure in figures},
        codes=frozenset(str(code) for code in Guideline.objects.values_list("code", flat=True)),
        supplement=text if text.is_supplement else None,
    )


def html_on_page(body: str, *, language: str, anchor: str, level: int, around: Surroundings) -> SafeString:
    """The words of a clause in that language as they stand on its page, and on that of the edition it adds to."""
    prefix = f"s{around.supplement.number}-{anchor}-" if around.supplement else f"{anchor}-"
    with translation.override(language):
        return html_of(body, prefix=prefix, resolve=around.resolve_anywhere, heading_from=level + HEADINGS_ABOVE)


def look_of(heading: str, body: str, *, language: str, around: Surroundings) -> Look:
    """The clause as readers of the language would get it; problems are told in the writer's own."""
    with translation.override(language):
        html = html_of(body, prefix="look-", resolve=around.resolve, heading_from=HEADING)
    return Look(heading, html, problems_of(body, around=around))


def problems_of(body: str, *, around: Surroundings) -> list[Problem]:
    """What is wrong in the text, each with its line and a sentence."""
    return problems_in(body, anchors=around.anchors.keys(), figures=around.figures.keys(), codes=around.codes)
