"""What stands in the way of publishing a questionnaire, and how its languages stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from surveys.models import Item, Questionnaire, SignOff
from surveys.results.fingerprints import text_hash
from surveys.results.parity import Remark, remarks_on
from surveys.results.units import LANGUAGES, units_of
from surveys.results.versions import refusals


@dataclass(frozen=True)
class Language:
    """One language of a questionnaire: what the check found, and who signed. ``print`` is of the words to sign."""

    code: str
    is_source: bool
    remarks: list[Remark]
    print: str
    signature: SignOff | None
    is_signed: bool

    @property
    def name(self) -> str:
        return str(dict(settings.LANGUAGES)[self.code])

    @property
    def is_red(self) -> bool:
        return any(remark.is_serious for remark in self.remarks)


def languages_of(questionnaire: Questionnaire) -> list[Language]:
    """The one it is written in first. Takes the queries of two fingerprints besides the questionnaire, ``whole``."""
    units, source = units_of(questionnaire), questionnaire.source_language
    signatures = {row.language: row for row in questionnaire.sign_offs.select_related("signed_by")}
    found = []
    for code in sorted(LANGUAGES, key=lambda one: one != source):
        made = text_hash(questionnaire, code)
        signature = signatures.get(code)
        found.append(
            Language(
                code=code,
                is_source=code == source,
                remarks=remarks_on(units, source=source, language=code),
                print=made,
                signature=signature,
                is_signed=signature is not None and _counts(signature, questionnaire, made),
            )
        )
    return found


def obstacles(questionnaire: Questionnaire, languages: list[Language]) -> list[str | Promise]:
    """In words what must be done before it can be published; empty where nothing is left."""
    return [*_in_questions(questionnaire), *_in_languages(languages)]


def _in_questions(questionnaire: Questionnaire) -> Iterator[str | Promise]:
    items = list(questionnaire.items.all())
    if not any(item.role == Item.Role.RATING for item in items):
        yield _("It asks for no rating yet.")
    for item in items:
        is_empty = item.scale is not None and not item.scale.options.all()
        if is_empty and item.role != Item.Role.BACKGROUND:  # of background questions institutions fill in their own
            yield format_lazy("{code}: {why}", code=item.code, why=_("The scale has no answers."))
    for item, why in refusals(questionnaire):
        yield format_lazy("{code}: {why}", code=item.code, why=why)


def _in_languages(languages: list[Language]) -> Iterator[str | Promise]:
    for language in languages:
        if language.is_red:
            yield format_lazy("{name}: {why}", name=language.name, why=_("The check found something serious."))
        if not language.is_source and not language.is_signed:
            yield format_lazy("{name}: {why}", name=language.name, why=_("Nobody has signed the translation as it is."))


def _counts(signature: SignOff, questionnaire: Questionnaire, made: str) -> bool:
    """A signature is of these words, and by somebody other than who wrote last."""
    return signature.text_hash == made and signature.signed_by_id != questionnaire.edited_by_id
