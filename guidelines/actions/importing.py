"""Brings a document in: as the clauses of an empty text, or as one language beside clauses there are.

Everything or nothing, nothing that is there is replaced, and asked twice it is the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from guidelines.actions.arranging import IsPublic, anchor_from, in_order, number_anew
from guidelines.actions.storing import nothing_left_behind, store
from guidelines.actions.writing import lock_text, may_type, may_write
from guidelines.models import Attachment, Clause, Edition, NotNow
from guidelines.results.files import examine
from guidelines.results.importing import Draft, Loss, Picture, Piece
from institutions.models import User

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
FIGURE = re.compile(r"!\[([^\]\n]{0,1000})\]\(figure:(figure-\d{1,4})\)")


class OtherNow(Exception):
    """Somebody has written in the text meanwhile; nothing was imported."""


@dataclass(frozen=True)
class Line:
    """A piece of the document and the clause proposed for it; nothing where none is left."""

    place: int
    piece: Piece
    clause: Clause | None = None


def languages_for(user: User | AnonymousUser, text: Edition) -> list[str]:
    """Languages in which the person may import: into an empty text only its source, into a public one all others."""
    source = text.source_language
    if not text.clauses.exists():
        return [source] if may_write(user, text) and not text.is_public else []
    return [code for code in LANGUAGES if may_type(user, text, code) and not (code == source and text.is_public)]


def lines_of(text: Edition, draft: Draft, language: str) -> list[Line]:
    """Each piece beside the clause without a text in the language that it most probably is.

    By the anchor, where the document has them; else by its numbers, where they fit; else by the order of levels.
    """
    clauses = in_order(text)
    found = _by_anchor(clauses, draft.pieces) or _by_number(clauses, draft.pieces) or _by_order(clauses, draft.pieces)
    free = {clause.pk for clause in clauses if not clause.has_text(language)}
    lines = []
    for place, piece in enumerate(draft.pieces):
        clause = found.get(place)
        lines.append(Line(place, piece, clause if clause is not None and clause.pk in free else None))
    return lines


def _by_anchor(clauses: list[Clause], pieces: list[Piece]) -> dict[int, Clause]:
    known = {clause.anchor: clause for clause in clauses}
    return {place: known[piece.anchor] for place, piece in enumerate(pieces) if piece.anchor in known}


def _by_number(clauses: list[Clause], pieces: list[Piece]) -> dict[int, Clause]:
    known = {clause.number: clause for clause in clauses}
    numbers = [piece.number for piece in pieces if piece.number]
    if len(set(numbers)) < len(numbers) or not numbers or not set(numbers) <= known.keys():
        return {}
    return {place: known[piece.number] for place, piece in enumerate(pieces) if piece.number}


def _by_order(clauses: list[Clause], pieces: list[Piece]) -> dict[int, Clause]:
    ours, theirs = [clause.level for clause in clauses], [piece.level for piece in pieces]
    same = SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()
    return {block.a + step: clauses[block.b + step] for block in same for step in range(block.size)}


def import_as_clauses(text: Edition, draft: Draft, *, by: User) -> list[Loss]:
    """Make the clauses of an empty text; return what was lost on the way.

    Raises NotNow, IsPublic, and OtherNow where it is no longer empty; the same document again is harmless. Raises
    OverQuota and NoRoom of its pictures, and nothing is imported then.
    """
    with nothing_left_behind() as note, transaction.atomic():
        lock_text(text, by=by)
        if text.is_public:
            raise IsPublic
        language = text.source_language
        present = in_order(text)
        if present:
            if [clause.text_in(language)[0] for clause in present] == [piece.heading for piece in draft.pieces]:
                return []
            raise OtherNow
        names, losses = _attach(text, draft.pictures, by=by, language=language, note=note)
        taken: set[str] = set()
        clauses = []
        for position, piece in enumerate(draft.pieces, 1):
            anchor = anchor_from(piece.anchor or piece.heading, taken)
            taken.add(anchor)
            clause = Clause(edition=text, anchor=anchor, level=piece.level, position=position, number="")
            clause.save(force_insert=True)
            body = _with_names(piece.body, names)
            clause.write(by=by, language=language, heading=piece.heading, body=body, base="")
            clauses.append(clause)
        number_anew(text, clauses)
    return losses


def import_beside(text: Edition, draft: Draft, *, by: User, language: str, chosen: dict[int, int]) -> list[Loss]:
    """Write the pieces ``chosen`` (place to key of a clause) into clauses that have no text in the language yet.

    Of a translation, each counts as current; readers get it when somebody has read it. Raises NotNow, and OtherNow
    where a clause has another text by now.
    """
    with nothing_left_behind() as note, transaction.atomic():
        source = text.source_language
        rows = {clause.pk: clause for clause in text.clauses.select_for_update(of=("self",)).order_by("pk")}
        text.refresh_from_db(fields=["state", "text_version"])
        if language not in languages_for(by, text):
            raise NotNow(text.state)
        if not set(chosen.values()) <= rows.keys():
            raise OtherNow
        names, losses = _attach(text, draft.pictures, by=by, language=language, note=note)
        for place, pk in chosen.items():
            clause, piece = rows[pk], draft.pieces[place]
            words = (piece.heading, _with_names(piece.body, names))
            if clause.has_text(language) and clause.text_in(language) != words:
                raise OtherNow
            followed = "" if language == source else clause.print_in(source)
            clause.write(by=by, language=language, heading=words[0], body=words[1], base="", followed=followed)
    return losses


def _attach(
    text: Edition, pictures: list[Picture], *, by: User, language: str, note: Callable[[str], str]
) -> tuple[dict[str, str], list[Loss]]:
    """Attach the pictures the text does not have yet; by the document's names, what they are called now, or nothing."""
    names: dict[str, str] = {}
    losses = []
    for number, picture in enumerate(pictures, 1):
        same = text.attachments.filter(digest=hashlib.sha256(picture.content).hexdigest()).first()
        if same is None and not may_write(by, text):
            words = _("A picture was left out: only those who write the text attach files.")
            losses.append(Loss(words, picture.alt or picture.name))
            names[picture.name] = ""
            continue
        names[picture.name] = (same or _stored(text, picture, number, by, language)).name
        if same is None:
            note(str(text.attachments.get(name=names[picture.name]).file.name))
    return names, losses


def _stored(text: Edition, picture: Picture, number: int, by: User, language: str) -> Attachment:
    title = picture.alt[:200] or _("Figure %(number)s") % {"number": number}
    ending = ENDINGS[picture.media_type]
    examined = replace(examine(picture.content, name=f"{picture.name}{ending}"), content=picture.content)
    return store(text, by=by, examined=examined, titles={language: title})


def _with_names(body: str, names: dict[str, str]) -> str:
    """The body with the names its pictures have in this text; of one that was left out, only what it shows."""

    def named(call: re.Match[str]) -> str:
        name = names.get(call[2], call[2])
        return f"![{call[1]}](figure:{name})" if name else f"\\[{call[1] or '…'}]"

    return FIGURE.sub(named, body)
