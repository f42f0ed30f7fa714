"""The Markdown of the house: safe, and with one reading for pages, paper, search and checks.

CommonMark without HTML, with tables, strikethrough and footnotes. Figures: ``![what it shows](figure:name "caption")``.
``[[#anchor]]`` refers to a clause of the same text, ``[[QG-02]]`` and ``[[QG-02#anchor]]`` to another guideline.
"""

from institutions.results.dialect.parsing import DIALECT, Reference, Target, has_words, parse, plain_text
from institutions.results.dialect.problems import Problem, problems_in
from institutions.results.dialect.rendering import html_of
from institutions.results.dialect.typesetting import blocks_of

__all__ = [
    "DIALECT",
    "Problem",
    "Reference",
    "Target",
    "blocks_of",
    "has_words",
    "html_of",
    "parse",
    "plain_text",
    "problems_in",
]
