"""Searching in a real browser: three languages, with and without diacritics, by keyboard, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Portal, violations

TYPED = [
    ("bs", "građani", "građan"),
    ("bs", "gradjani", "građan"),
    ("bs", "gradani", "građan"),
    ("sv", "åtgärder", "åtgärd"),
    ("sv", "atgarder", "åtgärd"),
    ("en", "surveys", "survey"),
]


@pytest.mark.parametrize(("language", "typed", "marked"), TYPED)
def test_search_with_and_without_diacritics(page: Page, language: str, typed: str, marked: str):
    page.goto(f"/{language}/")
    page.locator("#seek-wide").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")

    hits = page.locator("main ol > li")
    assert hits.count() >= 1
    texts = [text.lower() for text in page.locator("main mark").all_inner_texts()]
    assert texts
    assert all(marked in text for text in texts)
    assert violations(page) == []


def test_by_keyboard_alone_from_the_first_page_to_the_passage(page: Page):
    page.goto("/en/")
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "seek-wide":
            break
    page.keyboard.type("questionnaire")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=questionnaire")
    first = page.locator("main ol > li a").first
    address = first.get_attribute("href")
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == address:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")

    assert "#" not in address or page.locator(f"[id='{address.partition('#')[2]}']").count() == 1


def test_narrow_and_without_scripts(plain_page: Page, portal: Portal):
    page = plain_page
    page.goto("/sv/")
    page.locator("details.menu--small > summary").click()
    page.locator("#seek-narrow").fill("riktlinje")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sv/search/?q=riktlinje")

    expect(page.locator("main ol > li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.locator("main details > summary").click()
    page.locator("#id_kind").select_option("guidelines")
    page.locator("main form button").click()
    page.wait_for_url("**kind=guidelines**")
    assert page.locator("#id_kind").input_value() == "guidelines"
    assert all("/guidelines/" in link.get_attribute("href") for link in page.locator("main ol h3 a").all())


def test_a_mistyped_word_and_nothing_at_all(page: Page):
    page.goto("/bs/search/?q=upitnikk")
    assert "upitnik" in page.locator("main .notice").inner_text()
    assert page.locator("main mark").count() >= 1

    page.goto("/en/search/?q=xqzzywv")
    expect(page.locator("main .empty")).to_be_visible()
    assert violations(page) == []


def test_news_from_the_first_page_to_the_item(page: Page):
    page.goto("/bs/")
    page.locator("main a[href='/bs/news/']").click()
    page.wait_for_url("**/bs/news/")
    assert violations(page) == []
    page.locator("main ul.works a").first.click()

    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []
