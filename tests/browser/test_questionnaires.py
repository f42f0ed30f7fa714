"""The next version of a questionnaire in a real browser: written by the secretariat, signed by a member, published."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import NARROW, WIDE, sign_in, violations, watched

OLD = "surveys/questionnaires/EMPLOYEES-DEFAULT/1/"
NEW = "surveys/questionnaires/EMPLOYEES-DEFAULT/2/"


def looked_at(page: Any) -> None:
    """The page as it is now, wide and on a telephone, without anything axe would mind."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
    assert violations(page) == [], page.url


def press(page: Any, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def test_the_next_version_is_written_signed_and_published(browser, portal):
    desk, reader = (browser.new_context(viewport=WIDE, base_url=portal.url) for _person in range(2))
    writing, reading = watched(desk.new_page()), watched(reader.new_page())
    sign_in(writing, portal, "secretariat")
    sign_in(reading, portal, "member")

    writing.goto(f"/en/{OLD}steps/copy/")
    looked_at(writing)
    press(writing, "Write the next version")
    writing.locator("tr#LEA1").get_by_role("link", name="Edit").click()
    writing.locator("[name=text_en]").fill("My immediate manager gives me clear direction.")
    press(writing, "Save")
    looked_at(writing)  # what has to be said stands at the field
    writing.locator("[name=comparability_reason]").fill("One thing at a time")
    press(writing, "Save")
    for page in ("write/", "changes/", "languages/", "preview/", "steps/publish/"):
        writing.goto(f"/en/{NEW}{page}")
        looked_at(writing)
    assert writing.locator("main form button[type=submit]").count() == 0, "nobody has signed yet"

    for _language in range(2):
        reading.goto(f"/en/{NEW}languages/")
        press(reading, "Sign")
    looked_at(reading)

    writing.goto(f"/en/{NEW}steps/publish/")
    press(writing, "Publish the questionnaire")
    query = (
        "SELECT state, length(content_hash) FROM surveys_questionnaire WHERE code = 'EMPLOYEES-DEFAULT' AND number = 2"
    )
    assert portal.rows(query) == [("published", 64)]
    assert writing.troubles == reading.troubles == []
    desk.close()
    reader.close()
