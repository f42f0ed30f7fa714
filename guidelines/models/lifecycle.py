"""The life of an edition or supplement: draft, for adoption, adopted, published, superseded, withdrawn.

A consultation of the draft, and what institutions say of it, will stand between draft and adoption.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q

from guidelines.models.states import Disposition, State

if TYPE_CHECKING:
    from guidelines.models.editions import Edition


class NotNow(Exception):
    """The state of the text does not allow the step; ``state`` is what it is by now."""

    def __init__(self, state: str) -> None:
        self.state = state


class NotReady(Exception):
    """Something is missing; ``obstacles`` are codes: ``no text``, ``no change note``, ``supplements``, ``base``,
    ``too early``, ``decision``, ``reason``, ``findings``."""

    def __init__(self, *obstacles: str) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = obstacles


class LifeCycle(models.Model):
    """The verbs of a text's life. All raise NotNow when its state does not allow the step, NotReady when it lacks
    something; each locks the texts of the guideline first, so that two at once take turns."""

    NotNow = NotNow
    NotReady = NotReady

    class Meta:
        abstract = True

    @transaction.atomic
    def submit(self) -> None:
        """Ask the group to adopt the draft."""
        edition = self._locked(State.DRAFT)
        if edition._lacks_source_text():
            raise NotReady("no text")
        self._become(State.FOR_ADOPTION)

    @transaction.atomic
    def take_back(self) -> None:
        """Make it a draft again, to be changed."""
        self._locked(State.FOR_ADOPTION, State.ADOPTED)
        self._become(State.DRAFT, publish_at=None, decision="")

    @transaction.atomic
    def adopt(self, *, decision: str) -> None:
        """Note the decision by which the group adopted it; its source text is final now."""
        self._locked(State.FOR_ADOPTION)
        if not decision.strip():
            raise NotReady("decision")
        self._become(State.ADOPTED, decision=decision.strip())

    @transaction.atomic
    def schedule(self, *, at: datetime, in_force_from: date) -> None:
        """Publish it at that moment, if nothing stands in its way then."""
        self._locked(State.ADOPTED)
        self._become(State.ADOPTED, publish_at=at, in_force_from=in_force_from)

    @transaction.atomic
    def unschedule(self) -> None:
        """Do not publish it by itself."""
        self._locked(State.ADOPTED)
        self._become(State.ADOPTED, publish_at=None)

    def obstacles(self, *, in_force_from: date) -> list[str]:
        """Codes of what stands in the way of publication, apart from its languages; see NotReady."""
        edition: Any = self
        found = ["no text"] if edition._lacks_source_text() else []
        if edition.is_supplement and not edition.supplement_to.is_public:
            found.append("base")
        old = edition.replaces
        if old is not None:
            if not getattr(edition, f"change_summary_{edition.source_language}"):
                found.append("no change note")
            if old.in_force_from is not None and in_force_from <= old.in_force_from:
                found.append("too early")
            if old.supplements.public().filter(disposition="").exists():
                found.append("supplements")
        return found

    @transaction.atomic
    def publish(self, *, today: date, in_force_from: date) -> list[Edition]:
        """Make it public; the edition it replaces ends on the day it comes into force, in the same instant.

        Returns the supplements carried over to it, public too, whose texts are still to be approved. Findings of the
        parity check and the approval of languages are the business of ``guidelines.actions``.
        """
        edition = self._locked(State.ADOPTED)
        obstacles = self.obstacles(in_force_from=in_force_from)
        if obstacles:
            raise NotReady(*obstacles)
        if edition.replaces is not None:
            edition.replaces._end(State.SUPERSEDED, on=in_force_from)
        self._become(
            State.PUBLISHED, published_on=today, published_precision="day", in_force_from=in_force_from, publish_at=None
        )
        return edition._carry_over(today=today)

    @transaction.atomic
    def withdraw(self, *, today: date, decision: str, reason: dict[str, str]) -> None:
        """End a public text by a decision, with the reason by language; nothing takes its place.

        One that has not come into force gives way to the edition it was to replace.
        """
        edition = self._locked(State.PUBLISHED)
        if not decision.strip() or not any(text.strip() for text in reason.values()):
            raise NotReady("decision" if not decision.strip() else "reason")
        edition.refresh_from_db()
        ends_on = max(today, edition.in_force_from)
        words = {f"withdrawal_reason_{language}": text.strip() for language, text in reason.items()}
        self._become(State.WITHDRAWN, in_force_to=ends_on, decision=decision.strip(), **words)
        for supplement in edition.supplements.filter(state=State.PUBLISHED):
            supplement._end(State.WITHDRAWN, on=max(ends_on, supplement.in_force_from))
        if ends_on == edition.in_force_from and edition.replaces is not None:
            edition.replaces._resume()

    @transaction.atomic
    def dispose(self, disposition: str) -> None:
        """Say what becomes of a public supplement at the next edition."""
        edition: Any = self
        self._locked(State.PUBLISHED)
        if edition.supplement_to.state == State.SUPERSEDED:
            raise NotNow(State.SUPERSEDED)  # the next edition is published: what was said then stays
        self._become(State.PUBLISHED, disposition=Disposition(disposition))

    def _locked(self, *allowed: str) -> Any:
        """Lock all texts of the guideline, refresh this one, and see that its state allows the step."""
        edition: Any = self
        rows = type(edition).texts.select_for_update(of=("self",)).filter(guideline=edition.guideline_id)
        present = dict(rows.order_by("pk").values_list("pk", "state"))
        if present.get(edition.pk) not in allowed:
            raise NotNow(present.get(edition.pk, ""))
        edition.refresh_from_db()
        return edition

    def _become(self, state: str, **facts: Any) -> None:
        for name, value in {"state": state, **facts}.items():
            setattr(self, name, value)
        edition: Any = self
        edition.save(update_fields=["state", *facts])

    def _lacks_source_text(self) -> bool:
        edition: Any = self
        clauses = list(edition.clauses.all())
        return not clauses or not all(clause.has_text(edition.source_language) for clause in clauses)

    def _end(self, state: str, *, on: date) -> None:
        """End it on a day; its supplements that still hold end with it."""
        edition: Any = self
        self._become(state, in_force_to=on)
        for supplement in edition.supplements.filter(state=State.PUBLISHED):
            ends_as = State.WITHDRAWN if supplement.disposition == Disposition.WITHDRAWN else State.SUPERSEDED
            supplement._become(ends_as, in_force_to=max(on, supplement.in_force_from))

    def _resume(self) -> None:
        """Take back that it was to end, because what should have taken its place was withdrawn before."""
        edition: Any = self
        end = edition.in_force_to
        self._become(State.PUBLISHED, in_force_to=None)
        ended_with_it = Q(state=State.SUPERSEDED) | Q(state=State.WITHDRAWN, disposition=Disposition.WITHDRAWN)
        for supplement in edition.supplements.filter(ended_with_it, in_force_to=end):
            supplement._become(State.PUBLISHED, in_force_to=None)

    def _carry_over(self, *, today: date) -> list[Edition]:
        edition: Any = self
        if edition.replaces is None:
            return []
        carried = edition.replaces.supplements.filter(disposition=Disposition.CARRIED_OVER, carried_to=None)
        return [edition._with_supplement(old, today) for old in carried.order_by("number")]

    def _with_supplement(self, old: Any, today: date) -> Edition:
        """A new supplement of this edition with the texts of an old one, which stays with its own."""
        edition: Any = self
        kept = {field: getattr(old, field) for field in ("year", "source_language", "decision")}
        words = {
            f"{field}_{language}": getattr(old, f"{field}_{language}")
            for field in ("title", "change_summary")
            for language in ("en", "bs", "sv")
        }
        last = edition.supplements.aggregate(last=models.Max("number"))["last"] or 0
        new = type(edition).texts.create(
            guideline=edition.guideline,
            supplement_to=edition,
            number=last + 1,
            state=State.PUBLISHED,
            published_on=today,
            in_force_from=edition.in_force_from,
            carried_from=old,
            **kept,
            **words,
        )
        new.copy_clauses(old)
        return new

    def copy_clauses(self, other: Any) -> None:
        """Take over the clauses of another text, all languages with what they were translated from and who signed.

        Its files come along, for what the clauses show.
        """
        edition: Any = self
        manager = edition.clauses
        manager.bulk_create(clause.copied_to(edition) for clause in other.clauses.order_by("position", "pk"))
        edition.attachments.bulk_create(one.copied_to(edition) for one in other.attachments.order_by("pk"))
