"""Words of answers before a release: which a reviewer reads, and what in them may tell who wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from institutions.models import User
from surveys.models import Campaign, Item, TextAnswer

EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}\.\w")
NUMBER = re.compile(r"(?:\d[ ./()-]{0,2}){6,}")  # telephones, and numbers of persons and cars
WORD = re.compile(r"[^\W\d_]{3,40}")
SHORTEST = 3  # letters of a name that is looked for
BENT_BY = 4  # letters a name grows by when it is bent: Hodžićevima
State = TextAnswer.State


def readable(campaign: Campaign) -> QuerySet[TextAnswer]:
    """Words a reviewer reads: of a sealed survey, on questions where enough wrote for any to be shown."""
    if campaign.state != Campaign.State.SEALED:
        return TextAnswer.objects.none()
    written = TextAnswer.objects.filter(campaign=campaign).order_by().values("item")
    enough = written.annotate(number=Count("pk")).filter(number__gte=campaign.k_text).values("item")
    return TextAnswer.objects.filter(campaign=campaign, item__in=enough)


def by_question(campaign: Campaign) -> list[tuple[Item, int, int]]:
    """Questions with words to read, how many, and how many are not read yet; two queries."""
    counts: Any = readable(campaign).values("item").order_by()
    found = {
        row["item"]: (row["number"], row["waiting"])
        for row in counts.annotate(number=Count("pk"), waiting=Count("pk", filter=Q(state=State.WAITING)))
    }
    items = Item.objects.filter(pk__in=found).order_by("position", "pk")
    return [(item, *found[item.pk]) for item in items]


def stems_of_people() -> frozenset[str]:
    """Beginnings of the names of everybody who has an account; one query."""
    names = User.objects.filter(is_active=True).values_list("display_name", flat=True)
    return frozenset(_stem(part) for name in names for part in WORD.findall(name))


def signs_of_people(text: str, stems: Iterable[str]) -> list[str]:
    """What in the words may tell somebody: "email", "number" or "name"; where in doubt, it is said."""
    known = stems if isinstance(stems, frozenset) else frozenset(stems)
    found = []
    if EMAIL.search(text):
        found.append("email")
    if NUMBER.search(text):
        found.append("number")
    if any(word[0].isupper() and _is_known(_plain(word), known) for word in WORD.findall(text)):
        found.append("name")
    return found


def _is_known(word: str, stems: frozenset[str]) -> bool:
    """The shorter a name, the fewer letters it grows by: Radno is no form of Rada."""
    return any(
        word[:length] in stems and len(word) - length <= min(BENT_BY, length - 2)
        for length in range(SHORTEST, len(word) + 1)
    )


def _stem(name: str) -> str:
    """A name without the vowel it ends in, which changes when it is bent."""
    plain = _plain(name)
    return plain[:-1] if len(plain) > SHORTEST and plain[-1] in "aeiou" else plain


def _plain(word: str) -> str:
    """Small letters without marks; what is typed in a hurry has none."""
    apart = unicodedata.normalize("NFKD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
