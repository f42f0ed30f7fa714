"""The verbs of a clause: write a text, confirm a translation, sign it; each keeps what was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from institutions.models import Institution, User

if TYPE_CHECKING:
    from guidelines.models.clauses import Clause
    from guidelines.models.revisions import Revision


class ChangedMeanwhile(Exception):
    """Somebody saved another text in that language; ``clause`` is as it is now, nothing of the new text was saved."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause


class NotSignable(Exception):
    """The text cannot be signed: ``reason`` is ``not current`` or ``own text``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Writing(models.Model):
    """What people do to the text of a clause, one language at a time."""

    ChangedMeanwhile = ChangedMeanwhile
    NotSignable = NotSignable

    class Meta:
        abstract = True

    @transaction.atomic
    def write(
        self,
        *,
        by: User,
        language: str,
        heading: str,
        body: str,
        base: str,
        followed: str = "",
        is_major: bool = True,
        note: str = "",
        acting_for: Institution | None = None,
    ) -> Revision | None:
        """Save a text in one language and keep the one before it as a revision; other languages are not touched.

        ``base`` is the fingerprint of the text the writer began with (empty: there was none) and ``followed``, of a
        translation, that of the source she had beside it. A minor change of the source leaves translations as they
        stand. Returns nothing where the text is the one that is there already, so that a repeat is harmless. Raises
        ChangedMeanwhile where somebody was faster.
        """
        clause = self._locked()
        if clause.text_in(language) == (heading, body):
            return None
        before = clause.print_in(language)
        if before != base:
            raise ChangedMeanwhile(clause)
        setattr(clause, f"heading_{language}", heading)
        setattr(clause, f"body_{language}", body)
        clause.save(update_fields=[f"heading_{language}", f"body_{language}"])
        clause.refresh_from_db()
        if language != clause.edition.source_language:
            clause._follow(language, followed)
        elif before and not is_major:
            clause._go_along(before)
        self.refresh_from_db()
        return clause._note(
            by=by, language=language, is_major=is_major, note=note, acting_for=acting_for, followed=followed
        )

    @transaction.atomic
    def confirm(self, *, by: User, language: str, seen: str, acting_for: Institution | None = None) -> Revision | None:
        """Say that the translation needs no change after a change of the source, whose fingerprint she has ``seen``.

        Harmless where it is up to date. Raises ChangedMeanwhile where the source is another by now.
        """
        clause = self._locked()
        source = clause.edition.source_language
        present = clause.print_in(source)
        if clause.translated_from.get(language) == present:
            return None
        if seen != present or not clause.has_text(language):
            raise ChangedMeanwhile(clause)
        was_signed = clause.signed.get(language) == [clause.translated_from.get(language), clause.print_in(language)]
        clause.translated_from = {**clause.translated_from, language: present}
        clause.confirmed = {**clause.confirmed, language: present}
        if was_signed:
            clause.signed = {**clause.signed, language: [present, clause.print_in(language)]}
        clause.save(update_fields=["translated_from", "confirmed", "signed"])
        self.refresh_from_db()
        return clause._note(by=by, language=language, kind="confirmed", acting_for=acting_for, followed=present)

    @transaction.atomic
    def sign(self, *, by: User, language: str, seen: str, acting_for: Institution | None = None) -> Revision | None:
        """Note that a second person has read the translation, whose fingerprint she has ``seen``, beside the source.

        Harmless where it is signed. Raises ChangedMeanwhile where the text is another by now, and NotSignable where it
        does not follow the present source, or she wrote it herself.
        """
        clause = self._locked()
        source = clause.edition.source_language
        if clause.is_signed(language, source):
            return None
        if seen != clause.print_in(language):
            raise ChangedMeanwhile(clause)
        if clause.state_in(language, source) not in ("current", "confirmed"):
            raise NotSignable("not current")
        newest = clause.revisions.filter(language=language, kind="written").order_by("-number").first()
        if newest is not None and newest.author_id == by.pk:
            raise NotSignable("own text")
        clause.signed = {**clause.signed, language: [clause.print_in(source), seen]}
        clause.save(update_fields=["signed"])
        self.refresh_from_db()
        return clause._note(
            by=by, language=language, kind="signed", acting_for=acting_for, followed=clause.print_in(source)
        )

    def _locked(self) -> Any:
        rows: Any = type(self)
        return (
            rows.objects.select_for_update(of=("self",), no_key=True)
            .select_related("edition__guideline")
            .get(pk=self.pk)
        )

    def _follow(self, language: str, followed: str) -> None:
        """A new translation follows the source its writer saw, and nobody has confirmed it since."""
        clause: Any = self
        followed = followed or clause.print_in(clause.edition.source_language)
        clause.translated_from = {**clause.translated_from, language: followed}
        clause.confirmed = {code: value for code, value in clause.confirmed.items() if code != language}
        clause.save(update_fields=["translated_from", "confirmed"])

    def _go_along(self, before: str) -> None:
        """After a minor change of the source: whatever followed the text before follows the present one."""
        clause: Any = self
        source = clause.edition.source_language
        present = clause.print_in(source)
        for code, _name in settings.LANGUAGES:
            if clause.translated_from.get(code) == before:
                clause.translated_from[code] = present
            if clause.confirmed.get(code) == before:
                clause.confirmed[code] = present
            if clause.signed.get(code, [""])[0] == before:
                clause.signed[code] = [present, clause.signed[code][1]]
        clause.save(update_fields=["translated_from", "confirmed", "signed"])
        clause.renditions.filter(source_print=before).exclude(language=source).update(source_print=present)

    def _note(
        self,
        *,
        by: User,
        language: str,
        acting_for: Institution | None,
        followed: str,
        kind: str = "written",
        is_major: bool = True,
        note: str = "",
    ) -> Revision:
        clause: Any = self
        heading, body = clause.text_in(language)
        number = (clause.revisions.filter(language=language).aggregate(top=models.Max("number"))["top"] or 0) + 1
        revision: Any = apps.get_model("guidelines", "Revision")
        return revision.objects.create(
            clause=clause,
            language=language,
            number=number,
            kind=kind,
            heading=heading,
            body=body,
            print=clause.print_in(language),
            source_print=followed,
            is_major=is_major,
            note=note,
            author=by,
            acting_for=acting_for,
        )
