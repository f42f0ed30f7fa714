"""The structure of a Markdown text as the check sees it: prose, lists and tables, each piece with its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token as Sign

from guidelines.results.parity.inline import Pointers, clean

BULLET = re.compile(r"^( {0,12})[•▪●–—][ \u00a0\t](?=\S)", re.MULTILINE)
# a date at the beginning of a line is no item of a list
DATED = re.compile(
    r"^([ >]{0,12}[0-9]{1,2})\.(?=[ \u00a0]{1,2}(?:(?:i|do|–|-) [0-9]{1,2}\.|[0-9]{1,2}\.|januar|februar|mart|april|maj"
    r"|jun|jul|august|avgust|septemb|oktob|novemb|decemb|siječ|velja|ožuj|trav|svib|lip|srp|kolovoz|ruj|listopad"
    r"|studen|prosin))",
    re.MULTILINE,
)
MOST_PIECES = 5_000  # paragraphs; likewise
MARKER = re.compile(r"^[ >]{0,20}(?:[-+*|>#]|[0-9]{1,9}[.)])", re.MULTILINE)
MOST_MARKERS = 5_000  # lines that begin a list, a heading, a quotation or a row; a text with more is read as prose


@dataclass
class Segment:
    """A paragraph, heading, item or cell: clean words, what they point to, and the line where they begin."""

    text: str
    line: int
    pointers: Pointers = field(default_factory=Pointers)
    is_heading: bool = False
    breaks: list[int] = field(default_factory=list)

    def line_at(self, position: int) -> int:
        return self.line + bisect_right(self.breaks, position - 1)


@dataclass
class Listing:
    """A list with its own items; what is nested is a list of its own."""

    line: int
    items: list[Segment] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)  # of a numbered list, as they were written


@dataclass
class Table:
    line: int
    rows: list[list[Segment]] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return max((len(row) for row in self.rows), default=0)


@dataclass
class Structure:
    prose: list[Segment] = field(default_factory=list)
    lists: list[Listing] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def segments(self) -> list[Segment]:
        """All pieces in the order of their lines."""
        return sorted([*self.prose, *self.items(), *self.cells()], key=lambda segment: segment.line)

    def items(self) -> list[Segment]:
        return [item for listing in self.lists for item in listing.items]

    def cells(self) -> list[Segment]:
        return [cell for table in self.tables for row in table.rows for cell in row]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable("inline")  # words are cleaned here, faster and with their places
    parser.block.ruler.disable(["reference", "html_block", "code"])
    return parser


def structure(text: str) -> Structure:
    """Cut a Markdown or plain text. Lines count from 1."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    text = DATED.sub(r"\1\\.", BULLET.sub(r"\1- ", text))
    if len(MARKER.findall(text)) > MOST_MARKERS or text.count("\n\n") > MOST_PIECES:
        return Structure(prose=[segment(text, 1)])
    reading = _Reading()
    for sign in _parser().parse(text):
        reading.take(sign)
    return reading.found


def segment(text: str, line: int, *, is_heading: bool = False) -> Segment:
    words, pointers = clean(text)
    breaks = [found.start() for found in re.finditer("\n", words)]
    return Segment(words, line, pointers, is_heading, breaks)


class _Reading:
    """Follows the parser's signs and puts each piece where it belongs."""

    def __init__(self) -> None:
        self.found = Structure()
        self.lists: list[Listing] = []
        self.items: list[Segment | None] = []
        self.markers: list[str] = []
        self.is_heading = False
        self.in_table = False

    def take(self, sign: Sign) -> None:
        deed = getattr(self, f"_{sign.type}", None)
        if deed:
            deed(sign)

    def _heading_open(self, sign: Sign) -> None:
        self.is_heading = True

    def _heading_close(self, sign: Sign) -> None:
        self.is_heading = False

    def _bullet_list_open(self, sign: Sign) -> None:
        self.lists.append(Listing(line=_line(sign)))
        self.found.lists.append(self.lists[-1])

    _ordered_list_open = _bullet_list_open

    def _list_item_open(self, sign: Sign) -> None:
        self.items.append(None)
        self.markers.append(f"{sign.info}{sign.markup}" if sign.info else "")

    def _list_item_close(self, sign: Sign) -> None:
        if self.items.pop() is None:  # an empty item is an item
            self.lists[-1].items.append(Segment("", _line(sign)))
        marker = self.markers.pop()
        if marker:
            self.lists[-1].markers.append(marker)

    def _bullet_list_close(self, sign: Sign) -> None:
        self.lists.pop()

    def _ordered_list_close(self, sign: Sign) -> None:
        """A single item is no list: "17. i 18. novembra" at the beginning of a line only looks like one."""
        listing = self.lists.pop()
        if len(listing.items) == 1 and self.found.lists[-1] is listing:
            self.found.lists.pop()
            item = listing.items[0]
            item.text = f"{listing.markers[0]} {item.text}"
            item.breaks = [found.start() for found in re.finditer("\n", item.text)]
            self.found.prose.append(item)

    def _table_open(self, sign: Sign) -> None:
        self.in_table = True
        self.found.tables.append(Table(line=_line(sign)))

    def _table_close(self, sign: Sign) -> None:
        self.in_table = False

    def _tr_open(self, sign: Sign) -> None:
        self.found.tables[-1].rows.append([])

    def _inline(self, sign: Sign) -> None:
        piece = segment(sign.content, _line(sign), is_heading=self.is_heading)
        if self.in_table:
            self.found.tables[-1].rows[-1].append(piece)
        elif self.items and self.items[-1] is None:
            self.items[-1] = piece
            self.lists[-1].items.append(piece)
        else:
            self.found.prose.append(piece)

    def _fence(self, sign: Sign) -> None:
        self.found.prose.append(segment(sign.content, _line(sign) + 1))


def _line(sign: Sign) -> int:
    return sign.map[0] + 1 if sign.map else 1
