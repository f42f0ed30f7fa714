"""What a page of a text holds besides its clauses: files, later changes, references that lead somewhere, safe words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from guidelines.actions import approve
from guidelines.actions.writing import save_source
from guidelines.models import Attachment, Clause, Edition, Guideline, Rendition
from guidelines.tasks import print_texts
from institutions.results.dialect import DIALECT
from tests.factories import make_edition, make_guideline, publish_anew
from tests.guidelines.test_hostile_clauses import BAD, PAYLOADS
from tests.pages import squeezed

URL = "/en/guidelines/QG-9/"
DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
LANGUAGES = ("en", "bs", "sv")
pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_guideline("Surveys", code="QG-9"), source_language="en")


def write(edition: Edition, body: str, *, anchor: str = "clause-1") -> None:
    edition.clauses.filter(anchor=anchor).update(**{f"body_{code}": body for code in LANGUAGES})
    publish_anew(edition)


def attach(edition: Edition, by: Any, **fields: Any) -> Attachment:
    said = {"name": "form", "title_en": "Form to fill in", "kind": "application/pdf", "scan": Attachment.Scan.NONE}
    return Attachment.objects.create(edition=edition, size=2_000, digest="0", uploaded_by=by, **{**said, **fields})


def test_files_are_offered_below_the_text_once_they_are_safe(client, edition, secretariat):
    attach(edition, secretariat)
    attach(edition, secretariat, name="late", title_en="Not scanned", scan=Attachment.Scan.WAITING)

    page = squeezed(client.get(URL))

    assert page.index('id="clause-2"') < page.index('id="downloads"') < page.index("Form to fill in")
    assert "Not scanned" not in page
    assert 'id="changes"' not in page


def test_changes_after_the_publication_stand_below_with_their_day(client, edition, secretariat):
    clause = edition.clauses.get(anchor="clause-2")
    for note, is_major in (("A comma", False), ("Twice a year", True)):
        typed = {"heading": "Clause 2", "body": f"{note}.", "base": clause.print_en}
        save_source(clause, by=secretariat, typed=typed, is_major=is_major, note=note)
        clause.refresh_from_db()

    page = squeezed(client.get(URL))
    below = page[page.index('id="changes"') :]

    assert below.index("Twice a year") < below.index("A comma")
    assert '<a href="#clause-2">clause 2</a>, changes what it says' in below
    assert '<span lang="en">A comma</span>' in squeezed(client.get("/sv/guidelines/QG-9/"))


def test_what_was_written_before_the_publication_is_no_change_since(client, edition, secretariat):
    clause = edition.clauses.get(anchor="clause-1")
    clause.write(by=secretariat, language="en", heading="H", body="B", base=clause.print_en, note="Begun")
    edition.published_on = date(2099, 1, 1)
    edition.save()
    publish_anew(edition)

    assert "Begun" not in squeezed(client.get(URL))


def test_html_of_an_older_dialect_reads_the_same_until_it_is_made_anew(client, edition):
    write(edition, "See [[#clause-2]].[^1]\n\n# Inside\n\n[^1]: A note.")
    new = client.get(URL).content
    Rendition.objects.update(html="<p>old</p>", dialect=0)
    cache.clear()

    old = client.get(URL).content

    assert old == new
    assert b'<a href="#clause-2" rel="noopener noreferrer">clause 2</a>' in old
    print_texts()
    assert not Rendition.objects.exclude(dialect=DIALECT).exists()
    assert not Rendition.objects.filter(html="<p>old</p>").exists()


def test_a_draft_reads_as_it_will_when_it_is_public(client, edition, member):
    draft = make_edition(edition.guideline, source_language="en", **DRAFT)
    draft.clauses.filter(anchor="clause-1").update(body_en="See [[#clause-2]].[^1]\n\n# Inside\n\n[^1]: A note.")
    client.force_login(member)

    page = squeezed(client.get(f"{URL}editions/2/"))

    assert '<a href="#clause-2" rel="noopener noreferrer">clause 2</a>' in page
    assert 'id="clause-1-fn1"' in page
    assert "<h4>Inside</h4>" in page or "<h3>Inside</h3>" in page


def test_notes_and_references_of_a_supplement_hold_on_the_page_of_the_edition(client, edition):
    text = make_edition(edition.guideline, source_language="en", supplement_to=edition, number=1)
    text.clauses.filter(anchor="clause-1").update(amends="clause-2")
    write(edition, "First.[^1]\n\n[^1]: Of the edition.")
    write(text, "See [[#clause-2]].[^1]\n\n[^1]: Of the supplement.")

    page = squeezed(client.get(URL))

    assert '<a href="/en/guidelines/QG-9/editions/1/supplements/1/#clause-2" rel="noopener noreferrer">' in page
    names = re.findall(r'\bid="([^"]+)"', page)
    assert {"clause-1-fn1", "s1-clause-1-fn1"} <= set(names)
    assert len(names) == len(set(names))


def test_d02_two_languages_saved_side_by_side_are_both_read(client, edition, secretariat):
    clause = edition.clauses.get(anchor="clause-1")
    others = [Clause.objects.get(pk=clause.pk), Clause.objects.get(pk=clause.pk)]
    for language, stale in zip(("sv", "bs"), others, strict=True):
        saved = {"heading": f"New {language}", "body": f"Saved {language}.", "base": stale.print_in(language)}
        stale.write(by=secretariat, language=language, followed=stale.print_en, **saved)
    for language in ("sv", "bs"):
        clause.refresh_from_db()
        approve(edition, [clause], language)

    for language in ("sv", "bs"):
        page = squeezed(client.get(f"/{language}/guidelines/QG-9/"))
        assert f"New {language}" in page
        assert f"<p>Saved {language}.</p>" in page
    assert "Text of clause 1." in squeezed(client.get(URL))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_x01_nothing_runs_on_the_pages_readers_get(client, edition, payload):
    line = payload.splitlines()[0]
    told = {f"{name}_{code}": line for name in ("title", "summary") for code in LANGUAGES}
    Guideline.objects.filter(pk=edition.guideline_id).update(**told)
    text = make_edition(edition.guideline, source_language="en", supplement_to=edition, number=1, title_en=line)
    for one in (edition, text):
        words = {f"{name}_{code}": line for name in ("change_summary", "withdrawal_reason") for code in LANGUAGES}
        Edition.texts.filter(pk=one.pk).update(**words)
        one.clauses.update(**{f"heading_{code}": line for code in LANGUAGES})
        for anchor in ("clause-1", "clause-2"):
            write(one, payload, anchor=anchor)

    paths = ("guidelines/", "guidelines/QG-9/", "guidelines/QG-9/editions/1/supplements/1/", "guidelines/feed/", "")
    for path in paths:
        for language in LANGUAGES:
            answer = client.get(f"/{language}/{path}")
            assert answer.status_code == 200
            assert BAD.search(answer.content.decode()) is None
