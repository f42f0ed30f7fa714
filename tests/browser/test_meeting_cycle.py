"""A whole meeting in a browser: five roles, three languages, two days on either side of a change of clocks."""

from __future__ import annotations

import email
import re
import subprocess
import sys
from datetime import date, timedelta
from email import policy
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LANGUAGES, NARROW, WIDE, Portal, sign_in, violations, watched
from tests.browser.test_publication import begin, step, write
from tests.meetings.test_invite import Program

HERE = "meetings/cycle"
AHEAD = (date(2027, 3, 27), date(2027, 3, 28))  # summer time begins in Sarajevo on the second
BEHIND = (date(2026, 10, 24), date(2026, 10, 25))  # it ended there on the second


class Windows:
    """One signed-in window for each role; each reads in a language of her own."""

    languages = {"member": "sv", "lead": "sv", "coordinator": "bs", "secretariat": "en"}

    def __init__(self, browser: Browser, portal: Portal) -> None:
        self.browser, self.portal = browser, portal
        self.open: dict[str, Page] = {}

    def of(self, role: str) -> Page:
        if role not in self.open:
            context = self.browser.new_context(viewport=WIDE, base_url=self.portal.url)
            self.open[role] = watched(context.new_page())
            if role != "visitor":
                sign_in(self.open[role], self.portal, role, self.languages[role])
        return self.open[role]

    def show(self, role: str, path: str) -> Page:
        """The page in the role's language, without anything axe or a phone would mind."""
        page = self.of(role)
        page.goto(f"/{self.languages.get(role, 'en')}/{path}")
        return page

    def close(self) -> None:
        for page in self.open.values():
            page.context.close()


@pytest.fixture
def windows(browser, portal):
    found = Windows(browser, portal)
    yield found
    troubles = [trouble for page in found.open.values() for trouble in page.troubles]  # type: ignore[attr-defined]
    found.close()
    assert troubles == []


class Letters:
    """Lets the portal send its letters, and replays the calendar objects of one reader in a program of her own."""

    def __init__(self, portal: Portal, reader: str) -> None:
        self.portal, self.address = portal, portal.accounts[reader]["email"]
        self.program = Program()
        self.seen: set[bytes] = set(self._messages())

    def _messages(self) -> list[bytes]:
        found = [part for path in self.portal.mail.iterdir() for part in path.read_bytes().split(b"-" * 79)]
        return [part.strip() for part in found if part.strip()]

    def replay(self) -> int:
        """Send what is due; her program takes what is new for it. Returns how many objects came."""
        words = "from letters.actions import deliver; deliver()"
        command = [sys.executable, "-m", "django", "shell", "--no-imports", "-c", words]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.portal.env, check=True, capture_output=True)
        count = 0
        for content in self._messages():
            if content in self.seen:
                continue
            self.seen.add(content)
            message: Any = email.message_from_bytes(content, policy=policy.default)
            if self.address in str(message["To"]) and message.is_multipart():
                _words, event = message.iter_parts()
                self.program.take(event.get_payload(decode=True))
                count += 1
        return count


def look(page: Page) -> None:
    """What every page must stand: axe, and a phone."""
    assert violations(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.set_viewport_size(WIDE)


def send(page: Page, button: str = "main form button[type=submit]") -> None:
    page.locator(button).first.click()
    expect(page.locator(".notice--success").first).to_be_visible()


def test_a_meeting_from_the_first_wish_to_the_published_minutes(windows, portal):
    text = begin(windows.of("secretariat"), "QG-77")
    write(windows.of("secretariat"), text, "Čekanje", "Niko ne čeka duže od 15 minuta.")
    step(windows.of("secretariat"), text, "submit")
    ((activity,),) = portal.rows(
        "SELECT min(activity.id) FROM workplans_activity activity JOIN workplans_area area ON area.id = area_id"
        " JOIN workplans_workplan plan ON plan.id = plan_id"
        " WHERE plan.state = 'adopted' AND activity.state = 'under_way'"
    )

    plan_it(windows, f"work-plans/activities/{activity}/")
    letters = Letters(portal, "member")
    announce_and_answer(windows, letters)
    pass_time(portal)
    hold_and_minute(windows, portal)
    correct_and_publish(windows, portal)
    read_in_three_languages(windows, f"work-plans/activities/{activity}/")
    assert letters.replay() == 0


def plan_it(windows: Windows, activity: str) -> None:
    """A member proposes an item in two clicks; the secretariat makes the meeting and takes it, and a draft to adopt."""
    page = windows.show("member", activity)
    page.locator("a[href*='/items/propose/?activity=']").click()
    page.locator("#id_explanation").fill("Vi behöver mer tid.")
    send(page)
    page = windows.show("secretariat", "meetings/new/")
    titles = {"en": "Cycle meeting", "bs": "Sastanak o ciklusu", "sv": "Cykelmötet"}
    for name, value in {
        "code": "cycle",
        "number": "2027/9",
        **{f"title_{code}": words for code, words in titles.items()},
    }.items():
        page.locator(f"#id_{name}").fill(value)
    for row, day in enumerate(AHEAD):
        page.locator(f"#id_held_on_{row}").fill(day.isoformat())
        page.locator(f"#id_starts_{row}").fill("09:00")
        page.locator(f"#id_ends_{row}").fill("16:00")
    send(page)
    page.goto(f"/en/{HERE}/agenda/")
    look(page)
    page.locator("section[aria-labelledby=proposed] button", has_text="Put on the agenda").last.click()
    page.locator("input[name=suggestion][value^=adoption]").last.check()
    send(page, "button:has-text('Put what is ticked on the agenda')")


def announce_and_answer(windows: Windows, letters: Letters) -> None:
    page = windows.show("secretariat", f"{HERE}/steps/announce/")
    send(page)
    assert letters.replay() == 1
    assert [start.isoformat() for start in letters.program.days] == [
        "2027-03-27T09:00:00+01:00",
        "2027-03-28T09:00:00+02:00",
    ]
    page = windows.show("member", f"{HERE}/")
    page.locator("button[name=answer][value=yes]").click()
    page = windows.show("coordinator", f"{HERE}/")
    page.locator("button[name=answer][value=no]").click()
    page = windows.show("secretariat", f"{HERE}/days/")
    for row in range(2):
        page.locator(f"#id_starts_{row}").fill("10:00")
    page.locator("#id_reason").fill("The train comes later.")
    send(page)
    assert letters.replay() == 1
    assert [start.hour for start in letters.program.days] == [10, 10]
    send(windows.show("secretariat", f"{HERE}/steps/send-agenda/"))
    for language in LANGUAGES:
        page = windows.of("visitor")
        page.goto(f"/{language}/{HERE}/agenda/")
        look(page)


def pass_time(portal: Portal) -> None:
    """The days of the meeting have come and gone."""
    for old, new in zip(AHEAD, BEHIND, strict=True):
        portal.rows(
            "UPDATE meetings_meetingday SET held_on = %s WHERE held_on = %s"
            " AND meeting_id = (SELECT id FROM meetings_meeting WHERE code = 'cycle')",
            new,
            old,
        )


def hold_and_minute(windows: Windows, portal: Portal) -> None:
    send(windows.show("secretariat", f"{HERE}/steps/hold/"))
    for day in BEHIND:
        page = windows.show("secretariat", f"{HERE}/attendance/{day.isoformat()}/")
        look(page)
        send(page)
    page = windows.show("secretariat", f"{HERE}/minutes/")
    page.locator("form[action$='/begin/'] button").click()
    look(page)
    sections = page.locator("section.card")
    expect(sections).to_have_count(3)
    name = portal.rows(
        "SELECT display_name FROM institutions_user WHERE email = %s", portal.accounts["member"]["email"]
    )[0][0]
    page.locator("#language").select_option("bs")
    opening, first, second = (sections.nth(number) for number in range(3))
    opening.locator("textarea").first.fill(f"{name} otvara sastanak.\n\n::: internal\nO novcu.\n:::")
    expect(page.locator("#typed")).to_contain_text("Kept for you")  # the portal keeps it while she writes
    for section in (first, second):
        section.locator("summary").first.click()
    for section in (first, second):
        section.locator("textarea[name$='-text']").fill("Tako je odlučeno.")
        if section.locator("input[name$='-due_on']").count():
            section.locator("input[name$='-due_on']").fill("2028-06-30")
        else:
            section.locator("input[name$='-adopts']").check()
    second.locator("summary").last.click()
    second.locator("input[name$='-task']").fill("Poslati tekst svima")
    second.locator("input[name$='-who']").fill(page.locator("datalist option").first.get_attribute("value") or "")
    second.locator("input[name$='-due']").fill("2027-12-01")
    send(page, "section.card button.btn-primary")
    expect(page.locator(".notice--success").first).to_contain_text("2027/9-D1, 2027/9-D2, 2027/9-A1")


def correct_and_publish(windows: Windows, portal: Portal) -> None:
    page = windows.show("secretariat", f"{HERE}/minutes/steps/circulate/")
    look(page)
    send(page)
    page = windows.show("lead", f"{HERE}/minutes/")
    look(page)
    page.locator("a[href$='/correct/']").first.click()
    page.locator("#id_text").fill("Mötet öppnades klockan tio.")
    send(page)
    page = windows.show("secretariat", f"{HERE}/minutes/")
    page.locator("a[href$='/accept/']").click()
    look(page)
    page.locator("main form button[type=submit]").click()
    page.locator("#opening textarea").first.fill(
        page.locator("#opening textarea").first.input_value() + "\n\nU deset sati."
    )
    send(page, "#opening button.btn-primary")
    yesterday = date.today() - timedelta(days=1)
    portal.rows(
        "UPDATE meetings_minutes SET corrections_until = %s"
        " WHERE meeting_id = (SELECT id FROM meetings_meeting WHERE code = 'cycle')",
        yesterday,
    )
    for name in ("approve", "publish"):
        page = windows.show("secretariat", f"{HERE}/minutes/steps/{name}/")
        look(page)
        send(page)


def read_in_three_languages(windows: Windows, address: str) -> None:
    """Visitors read what was said and decided, without names; from the moved deadline it is two clicks away."""
    page = windows.of("visitor")
    people = [name for (name,) in windows.portal.rows("SELECT display_name FROM institutions_user") if " " in name]
    for language in LANGUAGES:
        page.goto(f"/{language}/{HERE}/minutes/")
        look(page)
        words = page.locator("main").inner_text()
        assert "U deset sati." in words
        assert "O novcu." not in words
        assert not [name for name in people if name in words]
        page.goto(f"/{language}/{address}")
        page.locator("a", has_text=re.compile(r"2027/9-D[12]")).first.click()
        look(page)
        page.locator(f"main a[href*='/{HERE}/minutes/']").first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
