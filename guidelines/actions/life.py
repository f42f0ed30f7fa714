"""Takes the steps in the life of a text, and says in sentences what stands in their way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.actions.approving import changed
from guidelines.actions.following import tell_followers
from guidelines.actions.publishing import publish, readiness
from guidelines.models import Edition
from institutions.actions import wordings
from institutions.actions.copies import forget_copies


@dataclass(frozen=True)
class Obstacle:
    """What is missing, and where it can be put right; no address where that is on the page itself."""

    sentence: str | Promise
    url: str = ""


SENTENCES: dict[str, str | Promise] = {
    "no text": _("Some clauses have no text in the source language."),
    "no change note": _("Nobody has written what this edition changes."),
    "supplements": _("A supplement to the edition it replaces has no disposition yet."),
    "base": _("The edition it adds to is not published."),
    "too early": _("The edition it replaces came into force on that day or later; choose a later day."),
    "decision": _("Give the number of the decision."),
    "reason": _("Say why it is withdrawn."),
    "findings": _("The languages differ in ways that matter; put them right, or accept them with a reason."),
}


@transaction.atomic
def take(text: Edition, step: str, **facts: Any) -> None:
    """Take one step of ``LifeCycle`` with what its form says. Raises NotNow or NotReady, and changes nothing then."""
    if step == "publish":
        publish(text, **facts)
        return
    getattr(text, step)(**facts)
    if text.is_public:
        changed(text)
    if step == "withdraw":
        tell_followers(text)
    forget_copies()


@transaction.atomic
def describe(form: Any) -> Edition:
    """Save a ``DescriptionForm``; readers of a public text get the new words at once."""
    before = wordings.words_of(form.instance)
    text: Edition = form.save()
    wordings.note(text, before=before, by=None)
    if text.is_public:
        changed(text)
    return text


def obstacles_of(text: Edition, *, in_force_from: date) -> list[Obstacle]:
    """What stands in the way of publishing the text, that day."""
    return explain(text, readiness(text, in_force_from=in_force_from))


def explain(text: Edition, codes: Iterable[str]) -> list[Obstacle]:
    """The obstacles with these codes in sentences, each with the page on which it can be put right."""
    return [Obstacle(SENTENCES[code], _page_for(text, code)) for code in codes]


def _page_for(text: Edition, code: str) -> str:
    if code == "no text":
        return reverse("guidelines:write", args=[text.pk])
    if code == "no change note":
        return reverse("guidelines:describe", args=[text.pk])
    if code == "findings":
        return reverse("guidelines:languages", args=[text.pk])
    if code == "supplements" and text.replaces_id:
        return reverse("guidelines:life", args=[text.replaces_id])
    return ""
