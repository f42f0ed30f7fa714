"""Two people write the same minutes at once, with and without scripts: nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LANGUAGES, NARROW, WIDE, sign_in, violations

HERE = "meetings/demo-last/minutes"


@pytest.fixture
def second(browser, portal):
    """Somebody else at the same desk, on a phone and without scripts."""
    context = browser.new_context(viewport=NARROW, base_url=portal.url, java_script_enabled=False)
    window = context.new_page()
    sign_in(window, portal, "secretariat", "bs")
    yield window
    context.close()


def test_two_minute_at_once_and_lose_nothing(page, second, portal):
    sign_in(page, portal, "secretariat")
    page.goto(f"/en/{HERE}/write/")
    second.goto(f"/bs/{HERE}/write/")
    before = page.locator("section.card textarea").nth(2).input_value()

    second.locator("section.card").nth(2).locator("textarea").first.fill("Zapisala druga.")
    second.locator("section.card").nth(2).locator("button").first.click()
    third = page.locator("section.card").nth(2)
    third.locator("textarea").first.fill("Written by the first.")
    page.locator("section.card").nth(1).locator("textarea").first.fill("Another item.")
    expect(page.locator("#typed")).to_contain_text("Somebody else has saved a text meanwhile")
    third.locator("button").first.click()

    expect(page.locator("[role=alert]")).to_contain_text("Yours stands below, not saved.")
    expect(third.locator("textarea").first).to_have_value("Written by the first.")
    expect(third.locator("details .letter")).to_have_text("Zapisala druga.")
    assert violations(page) == []
    third.locator("textarea").first.fill("Zapisala druga. Written by the first.")
    third.locator("button").first.click()
    expect(page.locator(".notice--success")).to_contain_text("Saved.")
    second.goto(f"/bs/{HERE}/write/")
    texts = [area.input_value() for area in second.locator("section.card textarea[name$='-body']").all()]
    assert texts[1:3] == ["Another item.", "Zapisala druga. Written by the first."]
    third.locator("a[href$='/history/']").click()
    expect(page.locator("main ol.timeline > li")).to_have_count(3)
    assert before
    page.troubles.clear()  # type: ignore[attr-defined]  # the conflict is an answer of 409


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_minutes_are_accessible_and_fit(page, portal, language):
    sign_in(page, portal, "secretariat", language)
    ((entry,),) = portal.rows("SELECT min(id) FROM meetings_minutesentry WHERE version > 0")

    for path in ("", "write/", "public/", "summary/", "steps/circulate/", "steps/approve/", f"entries/{entry}/history/",
                 f"entries/{entry}/correct/", "../decisions/new/", "../agenda/"):  # fmt: skip
        page.goto(f"/{language}/{HERE}/{path}")
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert size == WIDE or violations(page, colours=language == "en") == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
            assert page.locator("h1").count() == 1
