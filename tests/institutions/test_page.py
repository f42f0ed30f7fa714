"""Standing pages: in the reader's language, or with an honest notice."""

from __future__ import annotations

import pytest

from institutions.models import Page
from tests.factories import in_languages


@pytest.fixture
def about(db) -> Page:
    return Page.objects.create(
        code="about", **in_languages("title", "About"), **in_languages("lead", "Lead."), **in_languages("body", "Text.")
    )


@pytest.mark.parametrize(("language", "mark"), [("en", ""), ("bs", " (bs)"), ("sv", " (sv)")])
def test_reads_in_the_readers_language_without_a_notice(client, about, language, mark):
    content = client.get(f"/{language}/pages/about/").content.decode()

    assert f"<h1>About{mark}</h1>" in content
    assert f'<div class="prose"><p>Text.{mark}</p>' in content
    assert "notice--info" not in content


def test_a_missing_translation_is_said_and_marked(client, about):
    Page.objects.update(body_sv="", body_en="", title_sv="")

    content = client.get("/sv/pages/about/").content.decode()

    assert '<h1><span lang="en">About</span></h1>' in content
    assert '<div class="prose" lang="bs"><p>Text. (bs)</p>' in content
    assert "notice--info" in content


def test_the_notice_names_both_languages(client, about):
    Page.objects.update(body_en="")

    content = client.get("/en/pages/about/").content.decode()

    assert "This page does not exist in English yet; you are reading it in Bosnian." in content


def test_markdown_brings_no_html_of_its_own(client, about):
    Page.objects.update(body_en="**Bold** <script>alert(1)</script> [x](javascript:alert(1))")

    content = client.get("/en/pages/about/").content.decode()

    assert "<strong>Bold</strong>" in content
    assert "<script>alert" not in content
    assert 'href="javascript' not in content


def test_unknown_code(client, db):
    assert client.get("/en/pages/nothing/").status_code == 404


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_whoever_signed_in_reads_it_too(client, request, who, about):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/en/pages/about/").status_code == 200


def test_one_query_and_no_cookie_for_a_visitor(client, about, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not client.get("/en/pages/about/").cookies
