"""Markdown to tokens: the one parser of the house, with its own word for references and without what is dangerous."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

DIALECT = 3  # raise it when the same text would give other HTML; what was stored by another is made anew
DEEPEST = 20  # lists within lists within quotations; what lies deeper is shown as plain text
LOWEST = 6  # heading there is
FIGURE = "figure:"
REFERENCE = re.compile(r"\[\[(?P<code>[A-Za-z0-9][A-Za-z0-9_-]{0,19})?(?:#(?P<anchor>[a-z0-9][a-z0-9_-]{0,59}))?\]\]")


@dataclass(frozen=True)
class Reference:
    """What a text points at: a clause (``anchor``) of this text or of a guideline (``code``), or a ``figure``."""

    code: str = ""
    anchor: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Target:
    """Where a reference leads, and in what words; ``width`` and ``height`` of a figure where they are known."""

    url: str
    label: str = ""
    width: int | None = None
    height: int | None = None


Resolve = Callable[[Reference], Target | None]


def parse(text: str) -> list[Token]:
    """The tokens of a text, inline ones as children. Linear in its length, whatever it holds."""
    return _parser().parse(text.replace("\x00", "\ufffd"), {})


def options() -> Any:
    """What a renderer has to know about the parser."""
    return _parser().options


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.disable(["footnote_inline"])
    parser.inline.ruler.before("link", "reference", _reference)
    return parser


def _reference(state: StateInline, silent: bool) -> bool:
    """``[[#anchor]]``, ``[[QG-02]]``, ``[[QG-02#anchor]]``."""
    if not state.src.startswith("[[", state.pos):
        return False
    found = REFERENCE.match(state.src, state.pos)
    if found is None or not (found["code"] or found["anchor"]):
        return False
    if not silent:
        token = state.push("house_reference", "", 0)
        token.content = found[0]
        token.meta = {"code": found["code"] or "", "anchor": found["anchor"] or ""}
    state.pos = found.end()
    return True


def reference_of(token: Token) -> Reference:
    """What a token of a reference points at."""
    return Reference(code=token.meta["code"], anchor=token.meta["anchor"])


def figure_of(token: Token) -> str:
    """The name of the figure an image token shows; empty where it is no figure of ours."""
    source = str(token.attrs.get("src", ""))
    return source.removeprefix(FIGURE) if source.startswith(FIGURE) else ""


def is_figure(inline: Token) -> bool:
    """Tell whether a paragraph holds one image of ours and nothing else."""
    children = inline.children or []
    return len(children) == 1 and children[0].type == "image" and bool(figure_of(children[0]))


def shift_headings(tokens: list[Token], first: int) -> None:
    """Give the highest heading the level ``first`` and the others theirs below it, without a step left out."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    before = first - 1
    for token in headings:
        if token.nesting > 0:
            before = min(first + int(token.tag[1]) - highest, before + 1, LOWEST)
        token.tag = f"h{before}"


def inlines(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """Every inline token with the line of its block, counted from 1."""
    for token in tokens:
        line = (token.map[0] if token.map else 0) + 1
        for child in token.children or []:
            yield child, line


def plain_text(text: str) -> str:
    """Only the words, one line per paragraph, cell and heading; references as they are written."""
    lines = []
    for token in parse(text):
        if token.type == "inline":
            lines.append("".join(_words(child) for child in token.children or []))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
    return "\n".join(line for line in lines if line.strip())


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type in ("text", "code_inline", "house_reference"):
        return token.content
    if token.type == "image":
        return alt_of(token)
    return ""


def alt_of(token: Token) -> str:
    """What an image shows, in words."""
    return "".join(_words(child) for child in token.children or [])
