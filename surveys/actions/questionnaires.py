"""The life of a questionnaire: drafted, copied, signed in each language, published, retired.

Every deed locks the row, and so do those of ``questions``: nothing slips into a version while it is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise
from modeltranslation.translator import translator

from institutions.actions import wordings
from institutions.models import User
from surveys.models import Dimension, Item, Questionnaire, SignOff
from surveys.results.fingerprints import fingerprint, text_hash
from surveys.results.gate import languages_of, obstacles

State = Questionnaire.State


class NotNow(Exception):
    """The state of the questionnaire does not allow it any more."""


class NotYet(Exception):
    """Something stands in the way; ``reasons`` tells what."""

    def __init__(self, reasons: Sequence[str | Promise] = ()) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


class Taken(Exception):
    """Another questionnaire has the code."""


class OwnWords(Exception):
    """Nobody signs what she wrote herself."""


def lock(questionnaire: Questionnaire) -> Questionnaire:
    """The row as it is now, until the transaction ends; raises NotNow where it is gone."""
    found = Questionnaire.objects.select_for_update(of=("self",)).filter(pk=questionnaire.pk).first()
    if found is None:
        raise NotNow
    return found


def lock_draft(questionnaire: Questionnaire) -> Questionnaire:
    """The same of a draft; raises NotNow for any other."""
    found = lock(questionnaire)
    if found.state != State.DRAFT:
        raise NotNow(found.state)
    return found


def touch(questionnaire: Questionnaire, by: User) -> None:
    """Remember who wrote last: she cannot sign."""
    Questionnaire.objects.filter(pk=questionnaire.pk).update(edited_by=by)


@transaction.atomic
def make(said: Mapping[str, Any], *, by: User) -> Questionnaire:
    """A new one, as a draft. Raises Taken."""
    try:
        with transaction.atomic():
            made = Questionnaire.objects.create(**said, number=1, state=State.DRAFT, edited_by=by)
    except IntegrityError as refused:
        raise Taken from refused
    wordings.note(made, before=None, by=by)
    return made


@transaction.atomic
def write(questionnaire: Questionnaire, said: Mapping[str, Any], *, by: User) -> None:
    """Save these columns of a draft and no others. Raises NotNow."""
    found = lock_draft(questionnaire)
    save(found, said, by=by)
    touch(found, by)


def save(row: Any, said: Mapping[str, Any], *, by: User) -> None:
    """Save these columns of a row with words in several languages, and note what follows what."""
    before = wordings.words_of(row)
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    wordings.note(row, before=before, by=by)


@transaction.atomic
def copy(questionnaire: Questionnaire, *, by: User) -> tuple[Questionnaire, bool]:
    """The next version, with the same questions under the same codes; where one is being written, that one.

    Raises NotNow for a version that is not the newest. Tells whether the draft is new.
    """
    versions = Questionnaire.objects.filter(code=questionnaire.code).order_by("-number")
    list(versions.select_for_update().values_list("pk", flat=True))  # one made meanwhile is only seen by the next query
    newest = versions.first()
    if newest is None:
        raise NotNow
    if newest.state == State.DRAFT:
        return newest, False
    if newest.pk != questionnaire.pk:
        raise NotNow(newest.state)
    fresh = {"state": State.DRAFT, "edited_by_id": by.pk, "published_on": None, "content_hash": ""}
    made = twin(newest, number=newest.number + 1, **fresh)
    made.save()
    dimensions = {}
    for dimension in newest.dimensions.all():
        dimensions[dimension.pk] = one = twin(dimension, questionnaire_id=made.pk)
        one.save()
    Item.objects.bulk_create(
        twin(
            item,
            questionnaire_id=made.pk,
            dimension_id=dimensions[item.dimension_id].pk if item.dimension_id else None,
            comparability=Item.Comparability.SAME,
            comparability_reason="",
        )
        for item in newest.items.all()
    )
    return made, True


@transaction.atomic
def sign(questionnaire: Questionnaire, language: str, *, by: User, seen: str, today: date) -> None:
    """Say that the words with the fingerprint ``seen`` mean what the source means; twice is harmless.

    Raises NotNow for other words or no draft, OwnWords for who wrote last, NotYet where something serious was found.
    """
    found = lock_draft(questionnaire)
    if found.edited_by_id == by.pk:
        raise OwnWords
    if language == found.source_language or text_hash(found, language) != seen:
        raise NotNow(found.state)
    whole = _whole(found)
    if any(one.is_red for one in languages_of(whole) if one.code == language):
        raise NotYet
    said = {"signed_by": by, "signed_on": today, "text_hash": seen}
    SignOff.objects.update_or_create(questionnaire=found, language=language, defaults=said)


@transaction.atomic
def publish(questionnaire: Questionnaire, *, today: date) -> bool:
    """Let it be used; from now on nothing of it changes. Tells whether it was a draft. Raises NotYet and NotNow."""
    found = lock(questionnaire)
    if found.state == State.PUBLISHED:
        return False
    if found.state != State.DRAFT:
        raise NotNow(found.state)
    whole = _whole(found)
    reasons = obstacles(whole, languages_of(whole))
    if reasons:
        raise NotYet(reasons)
    found.state, found.published_on, found.content_hash = State.PUBLISHED, today, fingerprint(whole)
    found.save(update_fields=["state", "published_on", "content_hash"])
    return True


@transaction.atomic
def retire(questionnaire: Questionnaire) -> None:
    """Offer it no more for new surveys; those that ask with it go on. Twice is harmless. Raises NotNow."""
    _turn(questionnaire, State.PUBLISHED, State.RETIRED)


@transaction.atomic
def use_again(questionnaire: Questionnaire) -> None:
    """Offer a retired one again. Twice is harmless. Raises NotNow."""
    _turn(questionnaire, State.RETIRED, State.PUBLISHED)


@transaction.atomic
def discard(questionnaire: Questionnaire) -> None:
    """Throw a draft away. Twice is harmless. Raises NotNow for any other, and for one that a survey waits for."""
    found = Questionnaire.objects.select_for_update(of=("self",)).filter(pk=questionnaire.pk).first()
    if found is None:
        return
    if found.state != State.DRAFT or found.campaigns.exists() or found.editions.exists():
        raise NotNow(found.state)
    found.delete()


def move(rows: Sequence[Any], row: Any, *, by: int) -> bool:
    """Exchange the positions of a row and the one before (-1) or behind (1) it; tells whether there was one."""
    here = next((place for place, one in enumerate(rows) if one.pk == row.pk), None)
    if here is None or not 0 <= here + by < len(rows):
        return False
    other, model = rows[here + by], type(row)
    spare = model.objects.filter(questionnaire=row.questionnaire_id).order_by("-position").first().position + 1
    places = {rows[here].pk: other.position, other.pk: rows[here].position}
    model.objects.filter(pk=other.pk).update(position=spare)
    for pk, position in places.items():
        model.objects.filter(pk=pk).update(position=position)
    return True


def make_room(rows: Any, position: int) -> None:
    """Move everything from a position on one further, past whatever forbids that two stand at one for a moment."""
    far = 10_000
    later = list(rows.filter(position__gte=position).values_list("pk", flat=True))
    moved = rows.model.objects.filter(pk__in=later)
    moved.update(position=F("position") + far)
    moved.update(position=F("position") - far + 1)


def _turn(questionnaire: Questionnaire, state: str, other: str) -> None:
    found = lock(questionnaire)
    if found.state == state:
        found.state = other
        found.save(update_fields=["state"])
    elif found.state != other:
        raise NotNow(found.state)


def _whole(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.whole().get(pk=questionnaire.pk)


def twin(row: Questionnaire | Dimension | Item, **changed: Any) -> Any:
    """A new row that says the same in every language."""
    model: Any = type(row)
    options: Any = translator.get_options_for_model(model)
    plain = set(options.fields)
    fields = [one for one in model._meta.concrete_fields if not one.primary_key and one.name not in plain]
    return model(**{one.attname: getattr(row, one.attname) for one in fields} | changed)
