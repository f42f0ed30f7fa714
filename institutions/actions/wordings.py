"""How the words of a row stand in each language: missing, older than their source, or saying the same.

Guidelines keep this clause by clause themselves; this is for every other translated row of the portal: names, titles,
short texts. The database makes a fingerprint of a row's words in a language; a ``Wording`` remembers the fingerprint of
the source which a translation follows. Whoever saves such words takes ``words_of`` before and calls ``note`` after.
Words nobody noted anything about are taken as they are: up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import MD5, Concat
from django.utils.translation import pgettext_lazy
from modeltranslation.translator import translator

from institutions.models import User, Wording

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WORDS = models.TextField()
SPACE = " \t\n\r\f\v\u00a0"
SEPARATOR = "\x1f"  # between fields: moving a word from one to the next is a change


class RowState(models.TextChoices):
    """How the words of a row in one language stand to their source."""

    SOURCE = "source", pgettext_lazy("language", "source text")
    CURRENT = "current", pgettext_lazy("language", "up to date")
    CONFIRMED = "confirmed", pgettext_lazy("language", "confirmed after a change of the source")
    STALE = "stale", pgettext_lazy("language", "older than its source")
    PARTIAL = "partial", pgettext_lazy("language", "translated in part")
    MISSING = "missing", pgettext_lazy("language", "missing")


GOOD = (RowState.SOURCE, RowState.CURRENT, RowState.CONFIRMED)


class ChangedMeanwhile(Exception):
    """Somebody saved other words since the page was opened."""


@dataclass(frozen=True)
class Words:
    """Fingerprints of a row by language, and which of its fields have words (``"101"``)."""

    pk: int
    prints: Mapping[str, str]
    masks: Mapping[str, str]
    source: str  # empty where the row has no words at all


@dataclass(frozen=True)
class Noted:
    """What a ``Wording`` says."""

    source_language: str
    source_print: str
    is_confirmed: bool
    noted_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """A row and the state of each language; ``noted`` by language where anything was."""

    pk: int
    source: str
    states: Mapping[str, RowState]
    noted: Mapping[str, Noted] = field(default_factory=dict)


def translated_models() -> list[Any]:
    """All models with translated words, but those that keep their origins themselves."""
    found: Any = translator.get_registered_models(abstract=False)
    return [model for model in found if not hasattr(model, "translated_from")]


def fields_of(model: Any) -> list[models.Field[Any, Any]]:
    """The translated fields as they were declared."""
    options: Any = translator.get_options_for_model(model)
    return [entry for entry in model._meta.fields if entry.name in options.fields]


def words_of(thing: Any) -> Words | None:
    """The words of a saved row as the database has them now; nothing for one that is not saved or not translated."""
    model = type(thing)
    if thing.pk is None or model not in translated_models():
        return None
    return next(iter(words_in(model._base_manager.filter(pk=thing.pk))), None)


def words_in(rows: models.QuerySet[Any]) -> list[Words]:
    """Fingerprints of many rows, without their words, in one query."""
    model: Any = rows.model
    fields = fields_of(model)
    needed = [place for place, entry in enumerate(fields) if not entry.blank]
    names = [entry.name for entry in fields]
    made: dict[str, Any] = {f"words_{code}": _fingerprint(names, code) for code in LANGUAGES}
    made |= {f"mask_{code}": _mask(names, code) for code in LANGUAGES}
    own = "source_language" if any(entry.name == "source_language" for entry in model._meta.fields) else ""
    columns = ["pk", *made, *([own] if own else [])]
    plain: models.QuerySet[Any] = models.QuerySet(model, query=rows.order_by().query)  # columns need no rewriting
    found = []
    for pk, *values in plain.annotate(**made).values_list(*columns):
        prints = dict(zip(LANGUAGES, values, strict=False))
        masks = dict(zip(LANGUAGES, values[len(LANGUAGES) :], strict=False))
        found.append(Words(pk, prints, masks, values[-1] if own else _source(masks, needed)))
    return found


def noted_of(model: Any, pks: Iterable[int] | None = None) -> dict[int, dict[str, Noted]]:
    """By row and language what was noted, in one query."""
    rows = Wording.objects.filter(content_type=ContentType.objects.get_for_model(model))
    if pks is not None:
        rows = rows.filter(object_id__in=pks)
    found: dict[int, dict[str, Noted]] = {}
    columns = ("object_id", "language", "source_language", "source_print", "is_confirmed", "noted_at")
    for pk, language, *noted in rows.values_list(*columns):
        found.setdefault(pk, {})[language] = Noted(*noted)
    return found


def standings(rows: models.QuerySet[Any]) -> list[Standing]:
    """How each row stands, in two queries however many there are; rows without any words are left out."""
    noted = noted_of(rows.model)
    return [standing(words, noted.get(words.pk, {})) for words in words_in(rows) if "1" in words.masks[words.source]]


def standing(words: Words, noted: Mapping[str, Noted]) -> Standing:
    """How one row stands; takes no query."""
    return Standing(words.pk, words.source, {code: _state(words, noted, code) for code in LANGUAGES}, noted)


@transaction.atomic
def note(thing: Any, *, before: Words | None, by: User | None, followed: str = "") -> None:
    """Record what was just saved: words that changed follow the present source, or the one that was ``followed``.

    ``before`` is what ``words_of`` said before saving, None for a new row. Words that did not change keep following
    what they followed, and so become older than a source that changed.
    """
    after = words_of(thing)
    if after is None or not after.source:
        return
    known = noted_of(type(thing), [after.pk]).get(after.pk, {})
    for code in LANGUAGES:
        if code == after.source or "1" not in after.masks[code]:
            continue
        if before is None or before.prints[code] != after.prints[code]:
            _record(thing, code, after.source, followed or after.prints[after.source], by=by)
        elif code not in known and before.source and before.source != code:
            _record(thing, code, before.source, before.prints[before.source], by=by)


@transaction.atomic
def confirm(thing: Any, language: str, *, by: User, seen: str) -> None:
    """Say that the words need no change after a change of the source with the fingerprint ``seen``; twice is harmless.

    Raises ChangedMeanwhile where the source is another by now, or there are no words.
    """
    type(thing)._base_manager.select_for_update().filter(pk=thing.pk).first()
    words = words_of(thing)
    if words is None or words.prints.get(words.source) != seen or "1" not in words.masks[language]:
        raise ChangedMeanwhile
    known = noted_of(type(thing), [thing.pk]).get(thing.pk, {})
    if standing(words, known).states[language] == RowState.STALE:
        _record(thing, language, words.source, seen, by=by, is_confirmed=True)


def fill() -> int:
    """Take the words of rows nobody noted anything about as they are: up to date. Return how many were new.

    For what came in before origins were kept, and with files; twice is harmless.
    """
    return sum(_fill(model) for model in translated_models())


def _fill(model: Any) -> int:
    kind = ContentType.objects.get_for_model(model)
    known = noted_of(model)
    new = [
        Wording(
            content_type=kind,
            object_id=words.pk,
            language=code,
            source_language=words.source,
            source_print=words.prints[words.source],
        )
        for words in words_in(model._base_manager.all())
        if words.source
        for code in LANGUAGES
        if code != words.source and "1" in words.masks[code] and code not in known.get(words.pk, {})
    ]
    Wording.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    return len(new)


def _record(
    thing: Any, language: str, source: str, source_print: str, *, by: User | None, is_confirmed: bool = False
) -> None:
    Wording.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(type(thing)),
        object_id=thing.pk,
        language=language,
        defaults={
            "source_language": source,
            "source_print": source_print,
            "is_confirmed": is_confirmed,
            "noted_by": by,
        },
    )


def _state(words: Words, noted: Mapping[str, Noted], language: str) -> RowState:
    source = words.masks[words.source]
    own = words.masks[language]
    if language == words.source:
        return RowState.SOURCE
    if not _has_any(own, source):
        return RowState.MISSING
    if any(there == "1" and mine == "0" for there, mine in zip(source, own, strict=True)):
        return RowState.PARTIAL
    said = noted.get(language)
    if said is None:
        return RowState.CURRENT
    if said.source_print != words.prints.get(said.source_language):
        return RowState.STALE
    if said.source_language != words.source:
        # it follows words that are a translation themselves by now
        between = noted.get(said.source_language)
        if between is not None and between.source_print != words.prints[words.source]:
            return RowState.STALE
    return RowState.CONFIRMED if said.is_confirmed else RowState.CURRENT


def _has_any(own: str, source: str) -> bool:
    return any(there == mine == "1" for there, mine in zip(source, own, strict=True))


def _source(masks: Mapping[str, str], needed: list[int]) -> str:
    """The language that is set where the row has its main words in it, else the first in which it has."""
    for code in dict.fromkeys([settings.ROW_SOURCE_LANGUAGE, *LANGUAGES]):
        if all(masks[code][place] == "1" for place in needed) and "1" in masks[code]:
            return code
    return next((code for code in LANGUAGES if "1" in masks[code]), settings.ROW_SOURCE_LANGUAGE)


def _fingerprint(names: list[str], language: str) -> MD5:
    """A hash of all words in the language; white space does not count, nor does a field that has none.

    So a model can gain a translated field, and nothing becomes older than its source by that.
    """
    parts = [
        Case(
            When(_is_empty(name, language), then=Value("")),
            default=Concat(
                Value(f"{name}="), _without_space(F(f"{name}_{language}")), Value(SEPARATOR), output_field=WORDS
            ),
            output_field=WORDS,
        )
        for name in names
    ]
    return MD5(Concat(*parts, Value(""), output_field=WORDS))


def _is_empty(name: str, language: str) -> Q:
    return Q(**{f"{name}_{language}": ""}) | Q(**{f"{name}_{language}": None})


def _without_space(words: Any) -> Func:
    """Several times as fast as a regular expression, over thousands of texts."""
    return Func(words, Value(SPACE), Value(""), function="translate", output_field=WORDS)


def _mask(names: list[str], language: str) -> Concat:
    """A digit for each field: whether it has words in the language."""
    digits = [
        Case(
            When(_is_empty(name, language), then=Value("0")),
            default=Value("1"),
            output_field=models.CharField(),
        )
        for name in names
    ]
    return Concat(*digits, Value(""), output_field=models.CharField())
