"""Results of a survey in a real browser: accessible in light and dark, on a phone, without JavaScript and on paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import LANGUAGES, NARROW, WIDE, sign_in, violations, watched

FONT = 12  # pixels; no word is smaller, however narrow the screen


@pytest.fixture(scope="module")
def results(portal) -> str:
    """Where a public release stands that has a survey before it and others beside it."""
    query = """
        SELECT campaign.address FROM surveys_campaign AS campaign
        JOIN surveys_edition AS edition ON edition.id = campaign.edition_id
        JOIN institutions_institution AS body ON body.id = campaign.institution_id
        WHERE edition.code = %s AND body.code = %s
    """
    ((address,),) = portal.rows(query, "demo-users-second", "demo-reform")
    return f"surveys/at/{address}/results/"


@pytest.mark.parametrize(
    ("language", "size", "scheme", "colours"),
    [
        ("en", WIDE, "light", "none"),
        ("sv", WIDE, "dark", "none"),
        ("bs", NARROW, "dark", "none"),
        ("bs", NARROW, "light", "active"),
    ],
)
def test_axe_finds_nothing_and_nothing_is_too_wide_or_too_small(
    browser, portal, results, language, size, scheme, colours
):
    context = browser.new_context(viewport=size, color_scheme=scheme, forced_colors=colours, base_url=portal.url)
    page = watched(context.new_page())

    page.goto(f"/{language}/{results}")

    assert page.locator("svg[role=img]").count() > 30
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page, colours=colours == "none") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    sizes = page.evaluate(
        """[...document.querySelectorAll('svg[role=img] text')].map(
            one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"""
    )
    assert sizes
    assert min(sizes) >= FONT
    assert page.troubles == []
    context.close()


def test_the_coordinator_sees_the_others_as_words_and_never_as_points(browser, portal, results):
    context = browser.new_context(viewport=WIDE, base_url=portal.url)
    page = watched(context.new_page())
    sign_in(page, portal, "coordinator")

    page.goto(f"/en/{results}")

    assert violations(page) == []
    words = page.locator("#others ~ .plot").first.inner_text()
    assert re.search(r"others \d+: (above|within noise|below)", words)
    funnel = page.locator("#funnel ~ figure").first
    assert funnel.locator("circle").count() == 1
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_open_without_javascript(plain_page, results, language):
    plain_page.goto(f"/{language}/{results}")

    table = plain_page.locator("#themes ~ details").first
    assert not table.locator("table").is_visible()
    table.locator("summary").click()
    assert table.locator("table").is_visible()
    assert table.locator("tbody tr").count() > 5


def test_on_paper_it_is_light_and_whole(browser, portal, results):
    context = browser.new_context(viewport=WIDE, color_scheme="dark", base_url=portal.url)
    page = context.new_page()
    page.goto(f"/en/{results}")

    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="print", color_scheme="dark")

    assert len(re.findall(rb"/MediaBox", printed)) > 3
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--paper').trim()") == "#ffffff"
    dot = page.locator("#themes ~ .plot circle").first
    assert dot.evaluate("one => getComputedStyle(one).fill") == "rgb(11, 79, 90)"
    assert not page.locator("a[href*='report.pdf']").is_visible()
    context.close()
