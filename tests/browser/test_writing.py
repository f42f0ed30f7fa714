"""Writing in a browser: outline, editor, preview, unsaved text, conflict, history; with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, sign_in, violations

BOTH = pytest.mark.parametrize("window", ["page", "plain_page"])
FOUND = "SELECT id, heading_bs, body_bs FROM guidelines_clause WHERE edition_id = %s ORDER BY position"


@pytest.fixture(scope="module")
def draft(browser, portal) -> int:
    """The next edition of the first guideline, begun through its form."""
    page = browser.new_context(base_url=portal.url).new_page()
    sign_in(page, portal, "secretariat")
    ((first,),) = portal.rows(
        "SELECT e.id FROM guidelines_edition e JOIN guidelines_guideline g ON g.id = e.guideline_id"
        " WHERE g.code = 'QG-01' AND e.supplement_to_id IS NULL AND e.state = 'published'"
    )
    page.goto(f"/en/guidelines/texts/{first}/next/")
    if page.url.endswith("/next/"):
        page.get_by_role("button", name="Begin the draft").click()
    key = re.search(r"/texts/(\d+)/write/", page.url)
    page.context.close()
    assert key
    return int(key[1])


def add(page: Page, draft: int, heading: str) -> int:
    """A new clause at the end; leads to its editor."""
    page.goto(f"/en/guidelines/texts/{draft}/write/")
    page.locator("#id_new-heading").fill(heading)
    page.get_by_role("button", name="Add it and write its text").click()
    key = re.search(r"/clauses/(\d+)/edit/", page.url)
    assert key
    return int(key[1])


def text_of(portal: Portal, clause: int) -> str:
    return portal.rows("SELECT body_bs FROM guidelines_clause WHERE id = %s", clause)[0][0]


@BOTH
def test_a_clause_is_added_written_previewed_and_saved(request, window, portal, draft):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "secretariat")
    clause = add(page, draft, f"Čekanje ({window})")

    page.locator("#id_body").fill("Pitajte **svakoga**.\n\n- đak\n- gost")
    if window == "plain_page":
        page.get_by_role("button", name="Preview").click()
    expect(page.locator("#look strong").filter(has_text="svakoga")).to_be_visible()
    expect(page.locator("#look li")).to_have_count(2)
    assert text_of(portal, clause) == ""
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".notice--success")).to_contain_text("is saved")
    assert text_of(portal, clause) == "Pitajte **svakoga**.\n\n- đak\n- gost"


@BOTH
def test_the_slower_writer_keeps_her_text_and_the_history_tells_both(request, window, portal, draft):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "secretariat")
    clause = add(page, draft, f"Sukob ({window})")
    page.locator("#id_body").fill("Prva rečenica.")
    page.get_by_role("button", name="Save and go on writing").click()
    base = page.locator("input[name=base]").input_value()
    token = page.locator("#words input[name=csrfmiddlewaretoken]").input_value()
    form = {"csrfmiddlewaretoken": token, "heading": "Sukob", "body": "Rečenica drugih.", "base": base, "act": "save"}
    page.request.post(f"/en/guidelines/clauses/{clause}/edit/", form=form, headers={"Referer": portal.url})

    page.locator("#id_body").fill("Moja rečenica.")
    page.get_by_role("button", name="Save", exact=True).click()

    told = page.locator(".notice--warning").filter(has_text="Somebody else has saved this clause")
    expect(told.locator("del").first).to_contain_text("Rečenica drugih")
    expect(page.locator("#id_body")).to_have_value("Moja rečenica.")
    assert text_of(portal, clause) == "Rečenica drugih."
    page.get_by_role("button", name="Save mine on top").click()
    assert text_of(portal, clause) == "Moja rečenica."
    page.goto(f"/en/guidelines/clauses/{clause}/bs/history/?from=2&to=4")
    expect(page.locator("main ins").first).to_contain_text("Moja")
    page.get_by_role("button", name="Restore version 2").click()
    expect(page.locator(".notice--success")).to_contain_text("Version 2 is the present text again.")
    assert text_of(portal, clause) == "Prva rečenica."
    if window == "page":
        page.troubles[:] = [trouble for trouble in page.troubles if "409" not in trouble and "/edit/" not in trouble]


def test_what_was_typed_and_not_saved_is_offered_again(page, portal, draft):
    sign_in(page, portal, "secretariat")
    clause = add(page, draft, "Nesnimljeno")

    page.locator("#id_body").press_sequentially("Pola rečenice")
    expect(page.locator("#typed")).to_contain_text("Kept for you at")
    page.goto(f"/en/guidelines/texts/{draft}/write/")
    expect(page.locator(f"#clause-{clause}")).to_contain_text("You have unsaved text here.")
    page.goto(f"/en/guidelines/clauses/{clause}/edit/")
    expect(page.locator("#id_body")).to_have_value("")
    page.get_by_role("link", name="Go on with it").click()

    expect(page.locator("#id_body")).to_have_value("Pola rečenice")
    page.locator("#id_body").press("Control+s")
    page.locator(".notice--success").wait_for()
    assert text_of(portal, clause) == "Pola rečenice"
    assert portal.rows("SELECT count(*) FROM guidelines_unsaved WHERE clause_id = %s", clause) == [(0,)]


def test_the_keyboard_is_enough(page, portal, draft):
    sign_in(page, portal, "secretariat")
    clause = add(page, draft, "Tastatura")
    page.goto(f"/en/guidelines/texts/{draft}/write/#clause-{clause}")
    row = page.locator(f"#clause-{clause}")

    row.get_by_role("link", name="Edit").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim().split(' ')[0]") == "Up"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys = [row[0] for row in portal.rows(FOUND, draft)]
    assert keys.index(clause) == len(keys) - 2
    page.locator(f"#clause-{clause}").get_by_role("link", name="Edit").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    page.locator("#id_heading").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Bez miša.")
    page.keyboard.press("Control+s")
    page.locator(".notice--success").wait_for()
    assert text_of(portal, clause) == "Bez miša."


@BOTH
def test_a_removed_clause_comes_back(request, window, portal, draft):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "secretariat")
    clause = add(page, draft, f"Uklonjeno ({window})")

    page.goto(f"/en/guidelines/clauses/{clause}/place/")
    page.get_by_role("link", name="Remove this clause").click()
    page.get_by_role("button", name="Remove it").click()
    assert clause not in [row[0] for row in portal.rows(FOUND, draft)]
    page.locator("li", has_text=f"Uklonjeno ({window})").get_by_role("button", name="Bring it back").click()

    expect(page.locator(".notice--success")).to_contain_text("is back")
    assert clause in [row[0] for row in portal.rows(FOUND, draft)]


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_pages_are_accessible(page, portal, draft, language):
    sign_in(page, portal, "secretariat", language)
    clause = portal.rows(FOUND, draft)[0][0]
    ((old,),) = portal.rows("SELECT replaces_id FROM guidelines_edition WHERE id = %s", draft)

    for path in (
        f"texts/{draft}/write/",
        f"texts/{draft}/compare/{old}/",
        f"clauses/{clause}/edit/",
        f"clauses/{clause}/place/",
        f"clauses/{clause}/bs/history/",
        f"texts/{old}/supplements/new/",
        "texts/new/",
    ):
        page.goto(f"/{language}/guidelines/{path}")
        assert violations(page, colours=language == "en") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
