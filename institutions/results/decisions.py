"""Where a decision can be read. Most rooms know only its number; the room that keeps decisions says where each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Addresses = Mapping[str, str]  # address by number, of every decision the reader may see
_keepers: list[Callable[[Any], Addresses]] = []


def keep(addresses_for: Callable[[Any], Addresses]) -> None:
    """Tell who knows the addresses for a reader; called once, when the portal starts."""
    _keepers[:] = [addresses_for]


def address_of(number: str, request: Any) -> str:
    """Where the reader of the page can read the decision; empty where she cannot. One query for a whole page."""
    if not number.strip():
        return ""
    known = getattr(request, "decisions_by_number", None)
    if known is None:
        known = request.decisions_by_number = {}
        for addresses_for in _keepers:
            known |= addresses_for(request.user)
    found: str = known.get(number.strip(), "")
    return found
