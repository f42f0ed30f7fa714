"""PDF and citations at their addresses: made once by a worker, in the reader's language, whatever the title."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone

from guidelines.models import Edition
from guidelines.tasks import print_text, print_texts
from letters.models import JobRun
from tests.factories import make_edition, make_guideline

URL = "/en/guidelines/QG-9/editions/1/"
TITLE = 'Users {and} 50 % of "us" & <b>others</b> \\ åäö'


@pytest.fixture
def edition(db) -> Edition:
    return make_edition(make_guideline(TITLE, code="QG-9"), clauses=1, published_on=date(2020, 1, 1))


def test_the_pdf_is_prepared_by_a_worker_and_then_sent(client, edition):
    waiting = client.get(f"{URL}text.pdf")
    assert waiting.status_code == 202
    assert waiting["Retry-After"] == "5"
    assert "no-store" in waiting["Cache-Control"]

    print_text(edition.pk)
    sent = client.get(f"{URL}text.pdf")

    assert sent["Content-Type"] == "application/pdf"
    assert 'filename="QG-9-1-en.pdf"' in sent["Content-Disposition"]
    assert b"".join(sent.streaming_content).startswith(b"%PDF-1.7")
    assert client.get(f"{URL}text.pdf", headers={"If-None-Match": sent["ETag"]}).status_code == 304


def test_another_day_with_the_same_standing_needs_no_other_pdf(client, db):
    edition = make_edition(make_guideline("Printed nowhere else", code="QG-9"), clauses=1)
    print_texts()
    print_texts()

    counts = list(JobRun.objects.filter(job="guidelines.print_texts").order_by("pk").values_list("counts", flat=True))
    assert counts == [{"made": 3}, {"made": 0}]
    Edition.texts.filter(pk=edition.pk).update(state="superseded", in_force_to=timezone.localdate())
    assert client.get(f"{URL}text.pdf").status_code == 202


def test_the_page_leads_to_pdf_and_citation_in_its_language(client, edition):
    page = client.get("/sv/guidelines/QG-9/").content.decode()

    assert 'href="/sv/guidelines/QG-9/editions/1/text.pdf"' in page
    assert 'href="/sv/guidelines/QG-9/editions/1/citation.bib"' in page


@pytest.mark.parametrize("form", ["bib", "ris", "json"])
def test_citations_hold_against_hostile_titles(client, edition, form):
    answer = client.get(f"{URL}citation.{form}")
    words = answer.content.decode()

    assert f'filename="QG-9-1-en.{form}"' in answer["Content-Disposition"]
    if form == "bib":
        assert words.count("{") - words.count(r"\{") == words.count("}") - words.count(r"\}")
        assert r"50 \% of" in words
    elif form == "ris":
        assert all(line[2:6] == "  - " for line in words.splitlines())
    else:
        assert json.loads(words)[0]["title"] == TITLE


def test_machines_read_what_the_page_is(client, edition):
    page = client.get(URL).content.decode()

    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    facts = json.loads(block)
    assert (facts["name"], facts["inLanguage"], facts["creativeWorkStatus"]) == (TITLE, "en", "in force")
    assert "<" not in block
