"""The plan of yesterday in a real browser equals the picture taken of it then, whatever happened since."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

PLAN = "/en/work-plans/WP-2017-2019/"
# Everything recorded so far was recorded a day earlier; the tables that forbid this are told to look away.
A_DAY_PASSES = """
DO $$
DECLARE found record;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR found IN
        SELECT table_name, column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND (table_name LIKE 'workplans_%%' OR table_name LIKE 'institutions_%%')
           AND column_name IN ('pgh_created_at', 'set_at', 'reported_at', 'changed_at', 'proposed_at', 'added_on')
    LOOP
        EXECUTE 'UPDATE ' || quote_ident(found.table_name) || ' SET ' || quote_ident(found.column_name) || ' = '
             || quote_ident(found.column_name) || ' - interval ''1 day''';
    END LOOP;
END $$
"""
SINCE_THEN = (
    "UPDATE workplans_activity SET title_en = 'Another title' WHERE id = %s",
    """INSERT INTO workplans_deadline
              (activity_id, version, due_on, precision, is_baseline, reason_class, reason, language, decision, set_at)
       SELECT id, deadline_version + 1, current_date + 400, 'day', deadline_version = 0, 'scope', 'x', 'en', '', now()
         FROM workplans_activity WHERE id = %s""",
    """UPDATE workplans_activitybody SET valid_to = current_date
        WHERE activity_id = %s AND part = 'a_lead' AND valid_to IS NULL""",
)


def picture(page: Page) -> str:
    """What the plan says, without the choice of the day and the day itself."""
    text = page.locator("main").inner_text()
    text = re.sub(r"As it stood on \d.*?stands today\n", "", text, flags=re.DOTALL)
    text = re.sub(r"See another day\n+(As it stood on\n+Show this day\n+)?", "", text)
    return re.sub(r"\s+", " ", re.sub(r"As of [^.]+\.", "", text))


def test_yesterday_is_what_was_seen_yesterday(page: Page, portal: Portal):
    page.goto(PLAN)
    then = picture(page)
    ((activity,),) = portal.rows("SELECT id FROM workplans_activity WHERE state = 'under_way' ORDER BY id LIMIT 1")
    portal.rows(A_DAY_PASSES)
    for change in SINCE_THEN:
        portal.rows(change, activity)

    page.reload()  # a minute long the browser would keep what it has
    assert "Another title" in picture(page)
    page.get_by_text("See another day").click()
    yesterday = timezone.localdate() - timedelta(days=1)
    page.get_by_label("As it stood on").fill(yesterday.isoformat())
    page.get_by_role("button", name="Show this day").click()

    expect(page).to_have_url(re.compile(rf"\?on={yesterday}$"))
    assert picture(page) == then
    expect(page.get_by_role("link", name="See it as it stands today")).to_have_attribute("href", PLAN)
