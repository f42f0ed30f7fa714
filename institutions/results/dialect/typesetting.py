"""Tokens to a tree of plain data for paper: a fixed template walks it, so nothing in a text is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markdown_it.token import Token

from institutions.results.dialect.parsing import (
    Reference,
    Resolve,
    alt_of,
    figure_of,
    is_figure,
    parse,
    reference_of,
    shift_headings,
)

Node = dict[str, Any]
LONGEST_ADDRESS = 2_000  # characters; readers of PDF refuse much longer ones
DEEPEST_INLINE = 8  # emphasis within emphasis within a link; what lies deeper keeps its words and loses its looks


def blocks_of(text: str, *, resolve: Resolve | None = None, heading_from: int = 0) -> list[Node]:
    """The blocks of a text. Every node has ``t``, its kind; ``heading_from`` as in ``html_of``.

    Blocks: ``p`` and ``heading`` (``c`` inlines, ``level``), ``list`` (``ordered``, ``start``, ``items`` of blocks),
    ``table`` (``head`` and ``rows`` of cells of inlines, ``repeat`` the head or not), ``quote`` (``c`` blocks),
    ``code`` (``v``), ``rule``, ``figure`` (``url`` as resolved, else empty, ``alt``, ``caption``).
    Inlines: ``text``, ``code`` (``v``), ``em``, ``strong``, ``s`` (``c``), ``link`` (``url``, ``c``), ``br``, ``note``
    (``id`` and, where it is referred to first, ``c`` its blocks).
    """
    tokens = parse(text)
    if heading_from:
        shift_headings(tokens, heading_from)
    reader = _Reader(resolve or (lambda _reference: None), _notes(tokens))
    return reader.blocks([token for token in tokens if not token.type.startswith("footnote_")], 0, len(tokens))[0]


def _notes(tokens: list[Token]) -> dict[int, list[Token]]:
    """The tokens of each footnote, taken out of the stream."""
    notes: dict[int, list[Token]] = {}
    present: list[Token] | None = None
    kept = []
    for token in tokens:
        if token.type == "footnote_open":
            present = notes.setdefault(token.meta["id"], [])
        elif token.type == "footnote_close":
            present = None
        elif token.type.startswith("footnote_"):
            continue
        elif present is not None:
            present.append(token)
        else:
            kept.append(token)
    tokens[:] = kept
    return notes


def _address(opening: Token) -> Node:
    if opening.type != "link_open":
        return {}
    address = str(opening.attrs.get("href", ""))
    return {"url": address if len(address) <= LONGEST_ADDRESS else ""}


def _all(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.get("c", []))


class _Reader:
    def __init__(self, resolve: Resolve, notes: dict[int, list[Token]]) -> None:
        self.resolve, self.notes = resolve, notes  # a note leaves the notes when it is set

    def blocks(self, tokens: list[Token], start: int, end: int) -> tuple[list[Node], int]:
        """The blocks from ``start`` to the end of the surrounding one, and where that is."""
        found: list[Node] = []
        index = start
        while index < min(end, len(tokens)):
            token = tokens[index]
            if token.nesting < 0:
                break
            node, index = self.block(tokens, index)
            if node is not None:
                found.append(node)
        return found, index

    def block(self, tokens: list[Token], index: int) -> tuple[Node | None, int]:
        token = tokens[index]
        if token.type == "paragraph_open":
            return self.paragraph(tokens[index + 1]), index + 3
        if token.type == "heading_open":
            node = {"t": "heading", "level": int(token.tag[1]), "c": self.inlines(tokens[index + 1])}
            return node, index + 3
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return self.listing(tokens, index)
        if token.type == "blockquote_open":
            inner, after = self.blocks(tokens, index + 1, len(tokens))
            return {"t": "quote", "c": inner}, after + 1
        if token.type == "table_open":
            return self.table(tokens, index)
        if token.type in ("fence", "code_block"):
            return {"t": "code", "v": token.content.rstrip("\n")}, index + 1
        return ({"t": "rule"} if token.type == "hr" else None), index + 1

    def paragraph(self, inline: Token) -> Node:
        if not is_figure(inline):
            return {"t": "p", "c": self.inlines(inline)}
        image = (inline.children or [])[0]
        target = self.resolve(Reference(figure=figure_of(image)))
        caption = str(image.attrs.get("title", ""))
        return {"t": "figure", "url": target.url if target else "", "alt": alt_of(image), "caption": caption}

    def listing(self, tokens: list[Token], index: int) -> tuple[Node, int]:
        opening = tokens[index]
        items, index = [], index + 1
        while tokens[index].type == "list_item_open":
            inner, after = self.blocks(tokens, index + 1, len(tokens))
            items.append(inner)
            index = after + 1
        start = int(opening.attrs.get("start", 1) or 0)
        return {"t": "list", "ordered": opening.type.startswith("ordered"), "start": start, "items": items}, index + 1

    def table(self, tokens: list[Token], index: int) -> tuple[Node, int]:
        head: list[list[Node]] = []
        rows: list[list[list[Node]]] = []
        while tokens[index].type != "table_close":
            token = tokens[index]
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                (head if tokens[index - 1].type == "th_open" else rows[-1]).append(self.inlines(token))
            index += 1
        # a footnote must not be set on every page the table goes on
        repeat = not any(node["t"] == "note" for cell in head for node in _all(cell))
        return {"t": "table", "head": head, "rows": [row for row in rows if row], "repeat": repeat}, index + 1

    def inlines(self, inline: Token) -> list[Node]:
        found: list[Node] = []
        outer: list[tuple[Node, list[Node]]] = []
        too_deep = 0
        for token in inline.children or []:
            if token.nesting > 0 and len(outer) == DEEPEST_INLINE:
                too_deep += 1
            elif token.nesting < 0 and too_deep:
                too_deep -= 1
            elif token.nesting > 0:
                outer.append(({"t": token.type.removesuffix("_open"), **_address(token)}, found))
                found = []
            elif token.nesting < 0:
                node, around = outer.pop()
                around.append({**node, "c": found})
                found = around
            else:
                found += self.single(token)
        return found

    def note(self, name: int) -> Node:
        tokens = self.notes.pop(name, None)
        node: Node = {"t": "note", "id": name}
        return node if tokens is None else {**node, "c": self.blocks(tokens, 0, len(tokens))[0]}

    def single(self, token: Token) -> list[Node]:
        if token.type in ("softbreak", "hardbreak"):
            return [{"t": "text", "v": " "} if token.type == "softbreak" else {"t": "br"}]
        if token.type == "code_inline":
            return [{"t": "code", "v": token.content}]
        if token.type == "footnote_ref":
            return [self.note(int(token.meta["id"]))]
        if token.type == "house_reference":
            target = self.resolve(reference_of(token))
            if target is None:
                return [{"t": "text", "v": token.content}]
            return [{"t": "link", "url": target.url, "c": [{"t": "text", "v": target.label}]}]
        if token.type == "image":
            known = self.resolve(Reference(figure=figure_of(token))) if figure_of(token) else None
            return [{"t": "text", "v": alt_of(token) if known else f"[{alt_of(token)}]"}]
        return [{"t": "text", "v": token.content}] if token.content else []
