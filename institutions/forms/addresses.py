"""What the address of a list says: its sort, its page, and the rest of it for links to other pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict


def sort_of(address: QueryDict, known: Iterable[str], default: str) -> str:
    """The sort the address names, or ``default`` for one that is not known."""
    wanted = address.get("sort", "")
    return wanted if wanted.removeprefix("-") in known and not wanted.startswith("--") else default


def columns(
    address: QueryDict, labels: dict[str, Any], current: str, downwards: frozenset[str]
) -> list[dict[str, Any]]:
    """Heads of a table as the tag ``sort_header`` takes them; ``downwards`` are numbers, the largest first."""
    heads = []
    for key, label in labels.items():
        first, second = (f"-{key}", key) if key in downwards else (key, f"-{key}")
        query = address.copy()
        query.pop("page", None)
        query["sort"] = second if current == first else first
        heads.append({"key": key, "label": label, "url": f"?{query.urlencode()}", "number": key in downwards})
    return heads


def page_number(address: QueryDict) -> int:
    """The page the address names; the first for anything that is no number of a page."""
    wanted = address.get("page", "1")
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= 6
    return max(int(wanted), 1) if is_number else 1


def rest_of(address: QueryDict) -> str:
    """The address without its page number, for the links to other pages."""
    query = address.copy()
    query.pop("page", None)
    return query.urlencode()
