"""Saves the source text of a clause, and keeps what somebody has typed until she saves it."""

from __future__ import annotations

from typing import Any, TypedDict

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from guidelines.actions.approving import approve
from guidelines.models import Clause, Duty, Edition, NotNow, Revision, Unsaved
from institutions import permissions
from institutions.models import User


class Typed(TypedDict):
    """What somebody typed, and the fingerprint of the text she began with."""

    heading: str
    body: str
    base: str


def may_write(user: User | AnonymousUser, text: Edition) -> bool:
    """Tell whether the person may change the source text now: its lead while it is a draft, the secretariat always."""
    if permissions.may(user, permissions.PUBLISH_GUIDELINE):
        return True
    return text.state == Edition.State.DRAFT and permissions.may(user, permissions.WRITE_GUIDELINE, text)


def may_type(user: User | AnonymousUser, text: Edition, language: str) -> bool:
    """Tell whether the person works on the text in that language: writes the source, or translates or reviews."""
    if language == text.source_language:
        return may_write(user, text)
    duty = Duty.objects.filter(edition=text, language=language).first()
    translates, reviews = (duty.as_translated, duty.as_reviewed) if duty else (None, None)
    return permissions.may(user, permissions.TRANSLATE, translates) or permissions.may(
        user, permissions.REVIEW_TRANSLATION, reviews
    )


def lock_text(*texts: Edition, by: User) -> None:
    """Let nobody else change these texts until the transaction is over, and read where they stand by now.

    Clauses are locked before texts, as by everybody who saves one of them and then lets readers have it; publication,
    which holds the text first, only refers to clauses and so waits for nobody. Raises NotNow where the person may no
    longer write one of them.
    """
    keys = [text.pk for text in texts]
    list(
        Clause.objects.filter(edition__in=keys)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .values_list("pk")
    )
    list(Edition.texts.filter(pk__in=keys).select_for_update(of=("self",), no_key=True).order_by("pk").values("pk"))
    for text in texts:
        text.refresh_from_db(fields=["state", "text_version"])
        if not may_write(by, text):
            raise NotNow(text.state)


@transaction.atomic
def save_source(clause: Clause, *, by: User, typed: Typed, is_major: bool, note: str) -> Revision | None:
    """Save ``heading`` and ``body`` over the text with the fingerprint ``base``; of a public text, for readers at once.

    Raises ChangedMeanwhile, and keeps what was typed then; raises NotNow where the person may no longer write it.
    """
    Clause.objects.select_for_update(of=("self",), no_key=True).get(pk=clause.pk)
    text = (
        Edition.texts.select_for_update(of=("self",), no_key=True).select_related("guideline").get(pk=clause.edition_id)
    )
    if not may_write(by, text):
        raise NotNow(text.state)
    language = text.source_language
    revision = clause.write(by=by, language=language, is_major=is_major, note=note, **typed)
    if revision is not None and text.is_public:
        approve(text, [clause], language)
    forget_typed(clause, language=language, person=by)
    return revision


@transaction.atomic
def restore_version(clause: Clause, *, by: User, version: Any, language: str, base: str, note: str) -> Revision | None:
    """Make an earlier version the present text; it is a new version, and nothing is lost.

    The source of a public text reaches readers at once. A translation says the same source text as it said then, so it
    counts as stale where that has changed since. Raises ChangedMeanwhile and NotNow.
    """
    typed: Typed = {"heading": version.heading, "body": version.body, "base": base}
    if language == clause.edition.source_language:
        return save_source(clause, by=by, typed=typed, is_major=True, note=note)
    followed = version.source_print or "-"  # of unknown descent: follows no source text, so it is stale
    return clause.write(by=by, language=language, followed=followed, note=note, **typed)


def keep_typed(clause: Clause, *, language: str, person: User, typed: Typed) -> Unsaved | None:
    """Keep what she has typed, for herself; nothing is kept where it is the saved text."""
    heading, body = typed["heading"], typed["body"]
    if clause.text_in(language) == (heading, body):
        forget_typed(clause, language=language, person=person)
        return None
    kept, _is_new = Unsaved.objects.update_or_create(
        clause=clause, language=language, person=person, defaults=typed, create_defaults=typed
    )
    return kept


def forget_typed(clause: Clause, *, language: str, person: User) -> None:
    """Drop what she has typed: it is saved, or she does not want it."""
    Unsaved.objects.filter(clause=clause, language=language, person=person).delete()


def typed_by(person: User, clause: Clause, language: str) -> Unsaved | None:
    """What she has typed and not saved, where it differs from the saved text."""
    kept = Unsaved.objects.filter(clause=clause, language=language, person=person).first()
    if kept is None or (kept.heading, kept.body) == clause.text_in(language):
        return None
    return kept
