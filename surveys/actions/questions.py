"""Writing the questions and dimensions of a draft. Every deed locks the questionnaire; all raise NotNow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from institutions.actions import wordings
from institutions.models import User
from surveys.actions.questionnaires import NotNow, lock_draft, make_room, move, save, touch, twin
from surveys.models import Dimension, Item, Questionnaire
from surveys.results.versions import items_before

Role = Item.Role
ORDER = (Role.RATING, Role.IMPORTANCE, Role.OVERALL, Role.TEXT, Role.BACKGROUND)  # in which a form asks


@transaction.atomic
def add_dimension(questionnaire: Questionnaire, said: Mapping[str, Any], *, by: User) -> Dimension:
    """At the end."""
    found = lock_draft(questionnaire)
    last: Any = found.dimensions.aggregate(last=Max("position"))["last"]
    made = Dimension.objects.create(questionnaire=found, position=(last or 0) + 1, **said)
    return _noted(made, found, by)


@transaction.atomic
def add_item(questionnaire: Questionnaire, said: Mapping[str, Any], *, by: User) -> Item:
    """Behind the last question of its role and dimension."""
    found = lock_draft(questionnaire)
    place = _place_for(found, said["role"], said.get("dimension"))
    make_room(found.items, place)
    return _noted(Item.objects.create(questionnaire=found, position=place, **said), found, by)


@transaction.atomic
def write(row: Item | Dimension, said: Mapping[str, Any], *, by: User) -> None:
    """Save these columns and no others."""
    found = lock_draft(row.questionnaire)
    if not type(row)._base_manager.filter(pk=row.pk).exists():
        raise NotNow(found.state)
    save(row, said, by=by)
    touch(found, by)


@transaction.atomic
def shift(row: Item | Dimension, *, step: int, by: User) -> None:
    """Up (-1) or down (1) among its like; at the end it stays."""
    found = lock_draft(row.questionnaire)
    rows: Any = found.dimensions.order_by("position", "pk")
    if isinstance(row, Item):
        rows = found.items.filter(role=row.role, dimension=row.dimension_id).order_by("position", "pk")
    if move(list(rows), row, by=step):
        touch(found, by)


@transaction.atomic
def remove(row: Item | Dimension, *, by: User) -> None:
    """Take it out; twice is harmless. A dimension must be empty."""
    found = lock_draft(row.questionnaire)
    if isinstance(row, Dimension) and row.items.exists():
        raise NotNow(found.state)
    type(row)._base_manager.filter(pk=row.pk).delete()
    touch(found, by)


@transaction.atomic
def bring_back(questionnaire: Questionnaire, code: str, *, by: User) -> None:
    """Take a question over from the version before, as it was; twice is harmless."""
    found = lock_draft(questionnaire)
    before = items_before(found).get(code)
    if before is None:
        raise NotNow(found.state)
    if found.items.filter(code=code).exists():
        return
    old = before.dimension
    dimension = found.dimensions.filter(code=old.code).first() if old else None
    place = _place_for(found, before.role, dimension)
    make_room(found.items, place)
    said = {"comparability": Item.Comparability.SAME, "comparability_reason": ""}
    twin(
        before, questionnaire_id=found.pk, dimension_id=dimension.pk if dimension else None, position=place, **said
    ).save()
    touch(found, by)


def _place_for(questionnaire: Questionnaire, role: str, dimension: Dimension | None) -> int:
    """Behind the last of its role and dimension, else behind the last of what a form asks up to there."""
    own, key = ORDER.index(Role(role)), dimension.pk if dimension else None
    items = [(ORDER.index(Role(item.role)), item) for item in questionnaire.items.all()]
    alike = [item.position for order, item in items if order == own and item.dimension_id == key]
    before = [item.position for order, item in items if order <= own]
    return max(alike or before or [0]) + 1


def _noted(made: Any, questionnaire: Questionnaire, by: User) -> Any:
    wordings.note(made, before=None, by=by)
    touch(questionnaire, by)
    return made
