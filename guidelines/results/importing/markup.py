"""The plain HTML of a converted Word document as Markdown of the house."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote"}
EMPTY = {"img", "br", "hr", "input"}
RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
ROUND = str.maketrans("[]", "()")
SIGNS = re.compile(r"[\\`*\[]|(?<!\w)_|_(?!\w)|~(?=~)|<(?=[A-Za-z/!?])|&(?=#?\w{1,30};)")
LINE_SIGN = re.compile(r"^(#{1,6}|[>+-]|\d{1,9}(?=[.)]))(?=[\s.)]|$)|^(=+|-+)\s*$", re.MULTILINE)
OUTER_BREAKS = re.compile(r"\A(?:\s|\\\n)+|(?:\s|\\\n)+\Z")
LIST_ITEM = re.compile(r"(?:- |1\. )")
NOTE = re.compile(r"#(footnote|endnote)-(\d+)$")
BACK = re.compile(r"#(footnote|endnote)-ref-(\d+)$")


@dataclass
class Node:
    """An element with its attributes and what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inner: list[Node | str] = field(default_factory=list)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.path = [Node("body")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.path[-1].inner.append(node)
        if tag not in EMPTY:
            self.path.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY and len(self.path) > 1:
            self.path.pop()

    def handle_data(self, data: str) -> None:
        self.path[-1].inner.append(data)


def markdown_of(html: str) -> str:
    """Markdown that reads as the well-formed HTML does; links within the document become plain words."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return "\n\n".join(filter(None, _blocks(tree.path[0].inner)))


def _blocks(nodes: list[Node | str]) -> list[str]:
    """Each block as Markdown; loose words between them become paragraphs."""
    found: list[str] = []
    loose: list[Node | str] = []
    for node in [*nodes, Node("p")]:
        if isinstance(node, str) or node.tag not in BLOCKS:
            loose.append(node)
            continue
        if loose:
            found.append(_paragraph(loose))
            loose = []
        found.append(_block(node))
    return found


def _block(node: Node) -> str:
    if node.tag in {"ul", "ol"}:
        return _list(node)
    if node.tag == "table":
        return _table(node)
    if node.tag == "blockquote":
        return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(node.inner)).split("\n"))
    if node.tag == "pre":
        return "\n".join(f"    {line}" for line in _words(node).split("\n"))
    if node.tag.startswith("h"):
        words = " ".join(_inline(node.inner).replace("\\\n", " ").split())
        return f"{'#' * int(node.tag[1])} {words}" if words else ""
    return _paragraph(node.inner)


def _paragraph(nodes: list[Node | str]) -> str:
    words = _tidy(_inline(nodes))
    return LINE_SIGN.sub(_escaped_line, words)


def _escaped_line(found: re.Match[str]) -> str:
    sign = found[0]
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _tidy(words: str) -> str:
    """No white space or line breaks at the ends, none doubled; four spaces at a beginning would be code."""
    words = re.sub(r"[ \t\r\f]+", " ", OUTER_BREAKS.sub("", words))
    return "\n".join(line.strip() for line in words.split("\n"))


def _list(node: Node) -> str:
    """Items with what is within them indented; notes at the end of a document become footnotes."""
    items = [one for one in node.inner if isinstance(one, Node) and one.tag == "li"]
    if items and all(NOTE.match("#" + item.attributes.get("id", "")) for item in items):
        return "\n\n".join(map(_note, items))
    lines = []
    for number, item in enumerate(items, 1):
        mark = f"{number}. " if node.tag == "ol" else "- "
        first, *more = [block for block in _blocks(item.inner) if block] or [""]
        is_tight = all(LIST_ITEM.match(block) for block in more)  # a list right below its words
        body = ("\n" if is_tight else "\n\n").join([first, *more])
        parts = [line if not line.strip() else " " * len(mark) + line for line in body.split("\n")]
        lines.append(mark + "\n".join(parts).lstrip())
    is_loose = any("\n\n" in line for line in lines)
    return ("\n\n" if is_loose else "\n").join(lines)


def _note(item: Node) -> str:
    found = NOTE.match("#" + item.attributes["id"])
    body = "\n\n".join(filter(None, _blocks(item.inner))).replace("\n", "\n    ")
    return f"[^{found[1][0]}{found[2]}]: {body}" if found else body


def _table(node: Node) -> str:
    """A table of cells in one line each; merged cells keep their words in the first of them."""
    rows: list[list[str]] = []
    below: dict[int, int] = {}  # columns taken by a cell from above, and for how many rows more
    for row in _rows(node):
        cells: list[str] = []
        for cell in (one for one in row.inner if isinstance(one, Node)):
            while below.get(len(cells)):
                below[len(cells)] -= 1
                cells.append("")
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for extra in range(width):
                below[len(cells)] = height - 1
                cells.append(_cell(cell) if not extra else "")
        while below.get(len(cells)):
            below[len(cells)] -= 1
            cells.append("")
        rows.append(cells)
    columns = max((len(cells) for cells in rows), default=0)
    if not columns:
        return ""
    lines = ["| " + " | ".join(cells + [""] * (columns - len(cells))) + " |" for cells in rows]
    return "\n".join([lines[0], "|" + "---|" * columns, *lines[1:]])


def _rows(node: Node) -> list[Node]:
    found: list[Node] = []
    for one in node.inner:
        if isinstance(one, Node):
            found += [one] if one.tag == "tr" else _rows(one)
    return found


def _span(cell: Node, name: str) -> int:
    said = cell.attributes.get(name, "1")
    return min(max(int(said), 1), 1_000) if said.isdecimal() and len(said) < 6 else 1


def _cell(cell: Node) -> str:
    """Its words in one line; the parts of a list, or paragraphs, one behind the other."""
    parts = [_tidy(_inline(part)).replace("\\\n", " ").replace("\n", " ") for part in _lines(cell.inner)]
    return " ".join(filter(None, parts)).replace("|", "\\|")


def _lines(nodes: list[Node | str]) -> list[list[Node | str]]:
    """The lines of words within, whatever holds them."""
    found: list[list[Node | str]] = [[]]
    for node in nodes:
        if isinstance(node, Node) and node.tag in BLOCKS | {"li", "tr", "td", "th", "thead", "tbody"}:
            found += [*_lines(node.inner), []]
        else:
            found[-1].append(node)
    return [line for line in found if line]


def _inline(nodes: list[Node | str]) -> str:
    return "".join(SIGNS.sub(_escaped, node) if isinstance(node, str) else _mark(node) for node in nodes)


def _escaped(found: re.Match[str]) -> str:
    return "&amp;" if found[0] == "&" else f"\\{found[0]}"


def _mark(node: Node) -> str:
    inner = _inline(node.inner)
    if node.tag in {"strong", "b"}:
        return _wrapped(inner, "**")
    if node.tag in {"em", "i"}:
        return _wrapped(inner, "*")
    if node.tag in {"s", "del"}:
        return _wrapped(inner, "~~")
    if node.tag == "br":
        return "\\\n"
    if node.tag == "img":
        alt = node.attributes.get("alt", "").translate(ROUND)
        return f"![{_inline([alt])}]({node.attributes.get('src', '')})"
    if node.tag == "a":
        return _link(node, inner)
    if node.tag == "sup":
        return inner if "[^" in inner else inner.translate(RAISED)
    return inner.translate(LOWERED) if node.tag == "sub" else inner


def _wrapped(inner: str, sign: str) -> str:
    """The signs close to the words, as the dialect wants them; nothing around nothing."""
    words = inner.strip()
    if not words or words.strip("\\\n ") == "":
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{sign}{words}{sign}{after}"


def _link(node: Node, inner: str) -> str:
    address = node.attributes.get("href", "")
    note = NOTE.match(address)
    if note:
        return f"[^{note[1][0]}{note[2]}]"
    if BACK.match(address):
        return ""
    if not re.match(r"(https?://|mailto:)", address, re.IGNORECASE) or not inner.strip():
        return inner
    safe = re.sub(r"[\s<>()\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
    words = re.sub(r"(?<!\\)\]", r"\\]", inner.strip()) if "[^" not in inner else inner.strip()
    return f"[{words}]({safe})"


def _words(node: Node) -> str:
    return "".join(one if isinstance(one, str) else _words(one) for one in node.inner)
