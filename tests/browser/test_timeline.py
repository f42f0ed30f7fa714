"""The picture of the plan in a real browser: accessible, on a phone, by keyboard, on paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import NARROW, WIDE, sign_in, violations

PLAN = "/work-plans/WP-2017-2019"
A3_ACROSS = (1191, 842)  # points


@pytest.mark.parametrize(
    ("size", "scheme", "colours", "address"),
    [
        (WIDE, "light", "none", f"/en{PLAN}/timeline/"),
        (WIDE, "dark", "none", f"/sv{PLAN}/timeline/?zoom=next"),
        (NARROW, "dark", "none", f"/bs{PLAN}/timeline/?sort=-slip"),
        (WIDE, "light", "active", f"/en{PLAN}/timeline/?zoom=2018"),
    ],
)
def test_W_01_axe_finds_nothing(browser, portal, size, scheme, colours, address):
    context = browser.new_context(viewport=size, color_scheme=scheme, forced_colors=colours, base_url=portal.url)
    page = context.new_page()

    page.goto(address)

    found = violations(page)
    if colours == "active":  # then the browser chooses the colours, and axe does not know them
        found = [rule for rule in found if not rule.startswith("color-contrast")]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    context.close()


def test_W_04_nothing_is_wider_than_the_smallest_screen(browser, portal):
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=portal.url)
    page = context.new_page()

    page.goto(f"/bs{PLAN}/timeline/")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_W_02_the_keyboard_goes_from_line_to_line(page):
    page.goto(f"/en{PLAN}/timeline/")
    links = page.locator(".gantt__what a")
    page.locator("a[href='#figures']").focus()

    for number in range(2):
        page.keyboard.press("Tab")
        assert links.nth(number).evaluate("link => link === document.activeElement && link.matches(':focus-visible')")
    wanted = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")


def test_W_13_the_table_says_what_the_picture_shows(page):
    page.goto(f"/en{PLAN}/timeline/")

    drawn = page.locator(".gantt__what a").all_inner_texts()
    told = page.locator("#figures tbody th").all_inner_texts()

    assert len(drawn) > 20
    assert drawn == told
    assert page.locator(".gantt__plot > svg:not([aria-hidden])").count() == 1
    assert page.locator(".gantt__plot svg[role=img]").get_attribute("aria-labelledby") == "gantt-title"


def test_it_prints_on_a3_across_with_plan_day_and_scale_on_every_sheet(page):
    page.goto(f"/en{PLAN}/timeline/")

    printed = page.pdf(prefer_css_page_size=True, print_background=True)

    sheets = [tuple(float(side) for side in box.split()) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)]
    assert len(sheets) > 2
    assert {(round(right), round(top)) for _left, _bottom, right, top in sheets} == {A3_ACROSS}
    page.emulate_media(media="print")
    assert page.locator(".gantt__print").is_visible()
    assert re.search(r"2017–2019 – As of \d+ \w+ \d{4}\.", page.locator(".gantt__print").inner_text())
    assert not page.locator("form.filter").is_visible()
    heads = page.locator(".gantt__head").evaluate("head => getComputedStyle(head).display")
    assert heads == "table-header-group"  # what browsers repeat on every sheet


def test_the_secretariat_reads_and_sorts_its_table(page, portal):
    sign_in(page, portal, "secretariat")
    page.goto(f"/en{PLAN}/timeline/")

    page.get_by_role("link", name="Table", exact=True).click()
    page.get_by_role("link", name="Slip").click()

    assert page.url.endswith("/table/?sort=-slip")
    assert violations(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
