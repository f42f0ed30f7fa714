"""Every way into a survey, in a browser: by link with JavaScript and without, by keyboard, with a code, on paper."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import offstage
from tests.browser.conftest import LANGUAGES, NARROW, Portal, watched
from tests.browser.test_answering import choose_everywhere
from tests.browser.test_answering import send as send_answers
from tests.browser.test_meeting_cycle import Windows, look, send

CODE = re.compile(r"\b[A-Z2-8]{5}-[A-Z2-8]{5}\b")
TYPED, ON_PAPER = 3, 5  # people of each way of answering, one in each language; slips of a lot
TELEPHONE = "061 234 567"


def print_codes(windows: Windows, address: str, number: int) -> list[str]:
    page = windows.show("coordinator", f"surveys/at/{address}/codes/")
    look(page)
    page.locator("#id_number").fill(str(number))
    with page.expect_download() as slips:
        page.locator("main form button[type=submit]").first.click()
    found = CODE.findall("\n".join(one.extract_text() for one in PdfReader(slips.value.path()).pages))
    assert len(set(found)) == number
    return found


def answer_by_link(windows: Windows, address: str) -> None:
    """In each language with JavaScript and without; one of them with the keyboard alone."""
    opened = []
    for number, (language, has_script) in enumerate((code, script) for code in LANGUAGES for script in (True, False)):
        context = windows.browser.new_context(
            viewport=NARROW, base_url=windows.portal.url, java_script_enabled=has_script
        )
        page = watched(context.new_page())
        page.goto(f"/{language}/answer/{address}/")  # all at once: whoever sends within seconds is asked again
        opened.append((page, language, number))
    for page, language, number in opened:
        if number == 0:
            answer_by_keyboard(page)
            page.wait_for_url("**/thanks/")
        else:
            assert choose_everywhere(page, number % 4) > 30
            page.locator("textarea").first.fill(f"Zovite me na {TELEPHONE}." if number == 1 else f"Hvala ({number}).")
            send_answers(page, address, language)
        assert page.troubles == []  # type: ignore[attr-defined]
        page.context.close()
    held = windows.portal.rows(
        "SELECT count(*) FROM surveys_heldanswer JOIN surveys_campaign c ON c.id = campaign_id WHERE address = %s",
        address,
    )
    assert held == [(TYPED,)]


def answer_by_keyboard(page: Page) -> None:
    """Tab from question to question, Space to choose, letters to write, Enter to send."""
    here = "[document.activeElement.type, document.activeElement.value]"
    seen = 0
    for _key in range(200):
        page.keyboard.press("Tab")
        kind, value = page.evaluate(here)
        if kind == "radio":
            page.keyboard.press("Space")
            seen += 1
        elif kind == "textarea":
            page.keyboard.type("Keys only.")
        elif kind == "submit" and value == "send":
            page.keyboard.press("Enter")
            break
    assert page.locator("fieldset.ask").count() in (0, seen)


def answer_by_code(windows: Windows, address: str, codes: list[str]) -> None:
    """In each language, from the link on the slip or typed; a code is good once."""
    for language, code in zip(LANGUAGES, codes[:TYPED], strict=True):
        context = windows.browser.new_context(viewport=NARROW, base_url=windows.portal.url, locale=language)
        page = watched(context.new_page())
        if language == "en":
            page.goto(f"/a/{address}#{code}")
            expect(page.locator("#code")).to_have_value(code)
        else:
            page.goto(f"/{language}/answer/{address}/")
            page.locator("#code").fill(code.lower().replace("-", " "))
        look(page)
        choose_everywhere(page, LANGUAGES.index(language))
        send_answers(page, address, language)
        assert page.troubles == []  # type: ignore[attr-defined]
        page.goto(f"/{language}/answer/{address}/")
        page.locator("#code").fill(code)
        page.locator("#answer button[value=send]").last.click()
        expect(page.locator(".errors")).to_be_visible()
        context.close()


def answer_on_paper(windows: Windows, portal: Portal, address: str) -> None:
    """A lot of slips, typed in three languages; a second keying that differs is settled before it is handed in."""
    slips = offstage.call(portal, "slips", address, ON_PAPER)
    page = windows.show("coordinator", f"surveys/at/{address}/paper/")
    look(page)
    page.locator("main form button[type=submit]").first.click()
    lot = page.url.split("/bs/")[1]
    for number, lines in enumerate(slips):
        page.goto(f"/{LANGUAGES[number % 3]}/{lot}add/")
        if number < TYPED:
            look(page)
        type_slip(page, lines)
        expect(page.locator(".notice--success")).to_be_visible()
    page.goto(f"/bs/{lot}")
    page.locator("form[action$='/draw/'] button").click()
    look(page)
    page.locator("a[href$='/again/']").click()
    is_first = True
    while page.locator("input[name=slip]").count():
        number = int(page.locator("input[name=slip]").get_attribute("value") or "")
        lines = slips[number - 1]
        type_slip(page, ["-", *lines[1:]] if is_first else lines)
        is_first = False
    page.locator("a[href$='/compare/']").click()
    look(page)
    for name in {one.get_attribute("name") for one in page.locator("main input[type=radio]").all()}:
        page.locator(f"input[name='{name}']").first.check()
    page.locator("main form button[type=submit]").first.click()
    send(page, "form[action$='/hand-in/'] button")
    look(page)


def type_slip(page: Page, lines: list[str]) -> None:
    for place, line in enumerate(lines):
        page.locator(f"#id_line-{place}").fill(line)
    page.locator("main form button[type=submit]").first.click()
