"""A second edition in the making, so that boards of languages and translators have something to show."""

from __future__ import annotations

from datetime import date, timedelta

from guidelines.actions.arranging import add_clause, mark_clause
from guidelines.actions.starting import start_edition
from guidelines.models import Clause, Duty, Edition
from institutions.models import User
from qmportal.management.demo.data import FOLDER, Entry, read
from qmportal.management.demo.people import address


def load_guidelines(*, today: date) -> None:
    """Add the drafts that are not there yet, where the edition before is still the newest."""
    for path in sorted(FOLDER.glob("guidelines/*.toml")):
        entry = read(f"guidelines/{path.name}")
        newest = Edition.objects.filter(guideline__code=entry["guideline"]).newest_first().first()
        if newest is not None and newest.number == entry["number"] - 1:
            _load_draft(newest, entry, today=today)


def _load_draft(old: Edition, entry: Entry, *, today: date) -> None:
    by = _person(entry["author"])
    source = entry["source_language"]
    draft = start_edition(old, number=entry["number"], year=today.year, source_language=source)
    clauses = {clause.anchor: clause for clause in draft.clauses.all()}
    for change in entry["change"]:
        if change["anchor"] in clauses:
            _change(clauses[change["anchor"]], change, source=source, by=by)
    for new in entry["new"]:
        if new["after"] in clauses:
            _add(draft, new, after=clauses[new["after"]].pk, by=by)
    duty = entry["duty"]
    Duty.objects.create(
        edition=draft,
        language=duty["language"],
        translator=_person(duty["translator"]),
        reviewer=_person(duty["reviewer"]),
        due_on=today + timedelta(days=duty["due_in"]),
        assigned_by=by,
    )


def _change(clause: Clause, change: Entry, *, source: str, by: User) -> None:
    """Replace words, the source first, so that the translations that are changed too follow it."""
    for language in sorted(change.keys() - {"anchor", "note", "confirmed"}, key=lambda code: code != source):
        before, after = change[language]
        heading, body = clause.text_in(language)
        clause.write(
            by=by,
            language=language,
            heading=heading,
            body=body.replace(before, after),
            base=clause.print_in(language),
            note=change["note"],
        )
    for language in change.get("confirmed", []):
        clause.confirm(by=by, language=language, seen=clause.print_in(source))


def _add(draft: Edition, new: Entry, *, after: int, by: User) -> None:
    source = draft.source_language
    clause = add_clause(draft, by=by, heading=new["heading"][source], after=after, level=new["level"])
    supplement = draft.replaces and draft.replaces.supplements.filter(number=new.get("incorporates")).first()
    mark_clause(clause, by=by, anchor=new["anchor"], amends="", incorporates=supplement)
    clause.refresh_from_db()
    for language in sorted(new["heading"], key=lambda code: code != source):
        clause.write(
            by=by,
            language=language,
            heading=new["heading"][language],
            body=new["body"][language].strip(),
            base=clause.print_in(language),
        )


def _person(name: str) -> User:
    return User.objects.get(email=address(name))
