"""From a new guideline to its second edition in a browser: write, adopt, publish, supersede; readers see each step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, sign_in, violations

CODES = {"page": "QG-71", "plain_page": "QG-72"}


def begin(page: Page, code: str) -> int:
    """A guideline of its own for each window; leads to the outline of its first draft."""
    page.goto("/en/guidelines/texts/new/")
    page.locator("#id_code").fill(code)
    for language, title in (("en", "Queues"), ("bs", "Redovi čekanja"), ("sv", "Köer")):
        page.locator(f"#id_title_{language}").fill(title)
    page.locator("#id_source_language").select_option("bs")
    page.get_by_role("button", name="Begin the draft").click()
    return key_of(page)


def key_of(page: Page) -> int:
    found = re.search(r"/texts/(\d+)/", page.url)
    assert found
    return int(found[1])


def write(page: Page, text: int, heading: str, body: str) -> None:
    page.goto(f"/en/guidelines/texts/{text}/write/")
    page.locator("#id_new-heading").fill(heading)
    page.get_by_role("button", name="Add it and write its text").click()
    page.locator("#id_body").fill(body)
    page.get_by_role("button", name="Save", exact=True).click()


def step(page: Page, text: int, name: str, **typed: str) -> None:
    page.goto(f"/en/guidelines/texts/{text}/life/")
    page.locator(f"a[href$='/life/{name}/']").click()
    for field, value in typed.items():
        page.locator(f"#id_{field}").fill(value)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".notice--success, .alert-success").first).to_be_visible()


def publish(page: Page, text: int, day: str) -> None:
    step(page, text, "submit")
    step(page, text, "adopt", decision="2026/1-D3")
    step(page, text, "publish", in_force_from=day)


def read(browser, portal: Portal, address: str) -> str:
    """What somebody without an account gets."""
    window = browser.new_context(base_url=portal.url)
    page = window.new_page()
    page.goto(address)
    text = page.locator("main").inner_text()
    window.close()
    return text


@pytest.mark.parametrize("window", ["page", "plain_page"])
def test_an_edition_is_published_and_the_next_takes_its_place(request, window, browser, portal):
    page, code = request.getfixturevalue(window), CODES[window]
    sign_in(page, portal, "secretariat")
    first = begin(page, code)
    write(page, first, "Čekanje", "Niko ne čeka duže od 15 minuta.")

    publish(page, first, "2026-01-01")

    assert "Niko ne čeka duže od 15 minuta." in read(browser, portal, f"/bs/guidelines/{code}/")
    assert "Den här texten finns ännu inte på svenska." in read(browser, portal, f"/sv/guidelines/{code}/")
    page.goto(f"/en/guidelines/texts/{first}/next/")
    page.get_by_role("button", name="Begin the draft").click()
    second = key_of(page)
    page.goto(f"/en/guidelines/texts/{second}/life/")
    expect(page.locator("main")).to_contain_text("Nobody has written what this edition changes.")
    page.goto(f"/en/guidelines/texts/{second}/describe/")
    page.locator("#id_change_summary_bs").fill("Kraće čekanje.")
    page.get_by_role("button", name="Save", exact=True).click()
    publish(page, second, "2026-06-01")

    assert "Kraće čekanje." in read(browser, portal, f"/bs/guidelines/{code}/")
    old = read(browser, portal, f"/bs/guidelines/{code}/editions/1/")
    assert "zamijenjeno" in old
    assert "Pročitajte izdanje 2" in old
    assert "15 minuta" in read(browser, portal, f"/bs/guidelines/{code}/?on=2026-03-01")


def test_pages_of_publication_are_accessible(page, portal):
    sign_in(page, portal, "secretariat", "sv")
    ((text,),) = portal.rows("SELECT min(id) FROM guidelines_edition WHERE state = 'published'")

    for address in ("life/", "life/withdraw/", "describe/"):
        page.goto(f"/sv/guidelines/texts/{text}/{address}")
        assert violations(page) == []
    page.goto("/sv/guidelines/QG-01/follow/")
    assert violations(page) == []
