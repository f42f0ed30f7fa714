"""Markdown to tokens: the one parser of the house, with its own word for references and without what is dangerous."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

from institutions.results.dialect.notes import settle

DIALECT = 5  # raise it when the same text would give other HTML; what was stored by another is made anew
DEEPEST = 14  # levels of lists within lists within quotations; what lies deeper is shown as it is typed
LOWEST = 6  # heading there is
# What is longer or denser is shown as it is typed, so that reading any text ends within a second.
LONGEST = 100_000  # characters; as many as the forms for clauses take
MOST_SIGNS = 20_000  # signs that may mean something in Markdown
HEAVIEST = 1_000_000  # characters of all addresses and captions, which may be written once and used often
SIGN = re.compile(r"[\[\]!*_~`<|\\&]")
FIGURE = "figure:"
REFERENCE = re.compile(r"\[\[(?P<code>[A-Za-z0-9][A-Za-z0-9_-]{0,19})?(?:#(?P<anchor>[a-z0-9][a-z0-9_-]{0,59}))?\]\]")
NOTE = re.compile(r"\[\^(?P<label>[^\s\]]{1,60})\]")


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
BlockRule = Callable[[StateBlock, int, int, bool], bool]


@dataclass(frozen=True)
class Read:
    """A text as tokens; ``lost_notes`` are labels of footnotes nothing in the text refers to, which are not shown."""

    tokens: list[Token]
    lost_notes: frozenset[str] = frozenset()
    is_as_typed: bool = False


def parse(text: str) -> list[Token]:
    """The tokens of a text, inline ones as children. Linear in its length, whatever it holds."""
    return read(text).tokens


def read(text: str) -> Read:
    """As ``parse``, with what a writer should know."""
    text = text.replace("\x00", "\ufffd")
    if len(text) > LONGEST or sum(1 for _sign in SIGN.finditer(text)) > MOST_SIGNS:
        return _as_typed(text)
    environment: dict[str, Any] = {}
    tokens = _parser().parse(text, environment)
    if _weight(tokens) > HEAVIEST:
        return _as_typed(text)
    tokens, lost = settle(tokens)
    _lower_blank_headings(tokens)
    unused = (label[1:] for label, note in environment.get("footnotes", {}).get("refs", {}).items() if note < 0)
    return Read(tokens, frozenset([*unused, *lost]))


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
    parser.inline.ruler.at("footnote_ref", _note)
    above = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.at("blockquote", _shallow(blockquote), {"alt": [*above, "list"]})
    parser.block.ruler.at("list", _shallow(list_block), {"alt": above})
    parser.block.ruler.at("footnote_def", _shallow(_note_text), {"alt": ["paragraph", "reference"]})
    return parser


def _shallow(rule: BlockRule) -> BlockRule:
    """The rule, where there is still room below: the parser would drop what lies too deep."""

    def limited(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        return state.level + 2 < DEEPEST and rule(state, first, last, silent)

    return limited


def _note(state: StateInline, silent: bool) -> bool:
    """``[^label]``; the label is short, so that nobody looks for its end in all that follows."""
    return NOTE.match(state.src, state.pos) is not None and footnote_ref(state, silent)


def _note_text(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """``[^label]: text``"""
    begin = state.bMarks[first] + state.tShift[first]
    return NOTE.match(state.src, begin) is not None and footnote_def(state, first, last, silent)


def _as_typed(text: str) -> Read:
    words = Token("text", "", 0, content=text)
    inline = Token("inline", "", 0, content=text, children=[words], map=[0, 1], level=1)
    around = (Token("paragraph_open", "p", 1, block=True, map=[0, 1]), Token("paragraph_close", "p", -1, block=True))
    return Read([around[0], inline, around[1]], is_as_typed=True)


def _weight(tokens: list[Token]) -> int:
    return sum(len(str(value)) for token, _line in inlines(tokens) for value in token.attrs.values())


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


def _lower_blank_headings(tokens: list[Token]) -> None:
    """A heading nobody can see is none: not for those who jump from heading to heading, and not on paper."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and not has_words(_line(tokens[index + 1])):
            for end, kind in ((token, "paragraph_open"), (tokens[index + 2], "paragraph_close")):
                end.type, end.tag = kind, "p"


def has_words(text: str) -> bool:
    """Tell whether there is anything to see in it."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


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
            lines.append(_line(token))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
    return "\n".join(line for line in lines if line.strip())


def _line(inline: Token) -> str:
    return "".join(_words(child) for child in inline.children or [])


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
