"""Footnotes: one level of them, numbered as they are listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from markdown_it.token import Token


def settle(tokens: list[Token]) -> tuple[list[Token], set[str]]:
    """Show references inside notes as they are typed, leave out notes the text does not refer to, and name those.

    A note that refers to notes, or to itself, could not be set on paper, and would grow without end.
    """
    inner, outer = _references(tokens)
    for reference in inner:
        reference.type, reference.content = "text", f"[^{reference.meta['label']}]"
    places = {(_name(reference), reference.meta["subId"]) for reference in outer}
    numbers = {old: new for new, old in enumerate(sorted({name for name, _again in places}))}
    notes = {_name(token): str(token.meta["label"]) for token in tokens if token.type == "footnote_open"}
    kept = [token for token in _without(tokens, notes.keys() - numbers.keys()) if _leads_back(token, places)]
    if not numbers:
        kept = [token for token in kept if not token.type.startswith("footnote_block")]
    for token in (*outer, *kept):
        if token.type.startswith("footnote_") and "id" in token.meta:
            token.meta["id"] = numbers[_name(token)]
    return kept, {label for note, label in notes.items() if note not in numbers}


def _name(token: Token) -> int:
    return int(token.meta["id"])


def _references(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """References to notes from within notes, and from the text itself."""
    inner: list[Token] = []
    outer: list[Token] = []
    found = outer
    for token in tokens:
        if token.type == "footnote_open":
            found = inner
        elif token.type == "footnote_close":
            found = outer
        found += [child for child in token.children or [] if child.type == "footnote_ref"]
    return inner, outer


def _without(tokens: list[Token], notes: Collection[int]) -> Iterator[Token]:
    is_left_out = False
    for token in tokens:
        if token.type == "footnote_open":
            is_left_out = _name(token) in notes
        if not is_left_out:
            yield token
        if token.type == "footnote_close":
            is_left_out = False


def _leads_back(token: Token, places: set[tuple[int, int]]) -> bool:
    """Tell whether it is anything but a way back to a reference that is none any more."""
    return token.type != "footnote_anchor" or (_name(token), token.meta["subId"]) in places
