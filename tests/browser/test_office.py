"""The office in a real browser: tabs by mouse and keyboard, no breach of the policy, also without scripts."""

from __future__ import annotations

import pytest

from tests.browser.conftest import sign_in

PAGES = [
    "/office/",
    "/office/institutions/institution/",
    "/office/institutions/user/?is_active__exact=1",
    "/office/workplans/activity/",
    "/office/letters/letter/",
]


def open_first(page, drawer: str) -> None:
    page.goto(f"/office/{drawer}/")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#content h1").wait_for()


def test_pages_of_the_office_keep_to_the_policy(page, portal):
    sign_in(page, portal, "secretariat")

    for address in PAGES:
        page.goto(address)
        assert page.locator("h1").count() == 1
    for drawer in ("institutions/subgroup", "workplans/activity", "meetings/meeting", "surveys/questionnaire"):
        open_first(page, drawer)
    page.locator("#content").wait_for()  # the fixture fails on any breach


def test_languages_are_tabs_for_mouse_and_keyboard(page, portal):
    sign_in(page, portal, "secretariat")
    open_first(page, "institutions/institution")
    tabs = page.get_by_role("tab")

    assert tabs.all_inner_texts() == ["English", "Bosnian", "Swedish"]
    assert page.locator("#id_name_en").is_visible()
    assert not page.locator("#id_name_sv").is_visible()

    tabs.nth(0).focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#id_name_sv").is_visible()
    assert not page.locator("#id_name_en").is_visible()
    assert tabs.nth(2).get_attribute("aria-selected") == "true"
    assert page.evaluate("document.activeElement.textContent") == "Swedish"

    tabs.nth(1).click()
    assert page.locator("#id_name_bs").is_visible()


def test_a_person_is_found_by_typing(page, portal):
    sign_in(page, portal, "secretariat")
    page.goto("/office/institutions/affiliation/add/")

    page.locator(".field-user .select2-selection").click()
    page.locator(".select2-search__field").fill("auditor")
    page.get_by_role("option", name="Vodeći auditor").click()

    assert page.locator("#id_user option:checked").inner_text().startswith("Vodeći auditor")


def test_without_scripts_the_languages_stand_below_each_other(plain_page, portal):
    sign_in(plain_page, portal, "secretariat")
    open_first(plain_page, "institutions/institution")

    for language in ("en", "bs", "sv"):
        assert plain_page.locator(f"#id_name_{language}").is_visible()
    assert plain_page.get_by_role("tab").count() == 0


@pytest.mark.parametrize(("role", "word"), [("secretariat", "The secretariat's office"), ("admin", "View institution")])
def test_the_office_says_what_may_be_done(page, portal, role, word):
    sign_in(page, portal, role)
    open_first(page, "institutions/institution")

    assert word in page.locator("body").inner_text()
