"""The periodic report: its lists, its period, who reads what."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import in_languages, make_activity, make_area, make_institution, make_plan
from workplans.models import Activity, ActivityBody, PlanBaseline

URL = "/en/work-plans/2017-2019/report/"
HALF = {"from": "2018-01-01", "to": "2018-06-30"}
HOSTILE = ["2018-02-30", "0000-01-01", "10000-01-01", "9999-12-31", "'--", "\0", "2018-13-01"]


def at(*day: int):
    return timezone.make_aware(timezone.datetime(*day, 12))


@pytest.fixture
def plan(db):
    plan = make_plan(code="2017-2019", **in_languages("title", "Plan of three years"))
    make_area(plan, number=1)
    PlanBaseline.objects.create(plan=plan, number=1, adopted_on=date(2017, 1, 5), decision="2017/1-D1", content={})
    return plan


@pytest.fixture
def spring(plan, secretariat, institution):
    """What happened in the first half of 2018: one done, one moved, one cancelled, one passed on; one comes next."""
    old = {"added_on": date(2017, 1, 5), "state": Activity.State.PLANNED}
    done, moved, cancelled, passed = (make_activity(title, **old) for title in ("Ready", "Moved", "Given up", "Passed"))
    for activity in (done, moved, cancelled):
        activity.deadlines.create(version=1, is_baseline=True, due_on=date(2018, 3, 31), set_at=at(2017, 1, 5))
    said = {"language": "en", "achieved": "Done.", "output": "Here.", "author": secretariat}
    done.reports.create(version=1, status="done", percent=100, reported_at=at(2018, 4, 10), **said)
    moved.deadlines.create(
        version=2,
        due_on=date(2018, 9, 30),
        precision="quarter",
        set_at=at(2018, 3, 2),
        reason="People were ill.",
        reason_class="capacity",
        decision="2018/1-D2",
        language="en",
    )
    cancelled.state_changes.create(
        from_state="planned",
        to_state="cancelled",
        changed_at=at(2018, 5, 5),
        reason="Nobody needs it.",
        decision="2018/1-D4",
        changed_by=secretariat,
        language="en",
    )
    earlier = make_institution("Earlier Office")
    until, since = {"valid_from": date(2017, 1, 1), "valid_to": date(2018, 2, 1)}, {"valid_from": date(2018, 2, 1)}
    ActivityBody.objects.create(activity=passed, institution=earlier, **until)
    ActivityBody.objects.create(activity=passed, institution=institution, decision="2018/1-D3", **since)
    return moved


def text_of(response) -> str:
    text = response.content.decode()
    text = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_it_tells_what_was_done_what_slipped_and_what_comes(client, spring):
    text = text_of(client.get(URL, HALF))

    assert "Report: 1 January – 30 June 2018" in text
    assert "What was done Activity Done Against the baseline 1.1 Ready 10 April 2018 done 10 days later" in text
    assert "1.2 Moved third quarter 2018 was 31 March 2018; 183 days later not enough people or time; decision" in text
    assert "1.3 Given up cancelled decision 2018/1-D4" in text
    assert "1.4 Passed Office of Records since 1 February 2018 decision 2018/1-D3" in text
    assert "What comes next Activity Deadline Lead body 1.2 Moved third quarter 2018 planned, 0% no lead body" in text
    assert re.findall(r"(2018/1-D\d) (?:deadline|lead body|1\.3)", text) == ["2018/1-D2", "2018/1-D3", "2018/1-D4"]


def test_a_move_of_no_days_only_says_what_was(client, spring):
    spring.deadlines.create(
        version=3, due_on=date(2018, 9, 30), precision="day", set_at=at(2018, 4, 2), reason="Exact."
    )

    assert "30 September 2018 was third quarter 2018 not recorded" in text_of(client.get(URL, HALF))


def test_it_stays_the_same_whatever_happens_later(client, spring):
    before = text_of(client.get(URL, HALF))
    spring.set_deadline(due_on=date(2019, 1, 1), by=None, reason="Again.", reason_class="scope")
    spring.title_en = "Another title"
    Activity.objects.filter(pk=spring.pk).update(state="cancelled")

    assert text_of(client.get(URL, HALF)) == before


def test_people_s_own_words_are_for_members(client, spring, member):
    assert "People were ill." not in text_of(client.get(URL, HALF))
    assert "Nobody needs it." not in text_of(client.get(URL, HALF))

    client.force_login(member)
    assert "People were ill." in text_of(client.get(URL, HALF))
    assert "Nobody needs it." in text_of(client.get(URL, HALF))


def test_visitors_choose_half_years_and_members_any_days(client, spring, member):
    days = {"from": "2018-03-01", "to": "2018-03-10"}

    assert "Reports for everybody cover half-years" in text_of(client.get(URL, days))
    assert client.get(f"{URL[:-1]}.pdf", days).status_code == 404
    client.force_login(member)
    text = text_of(client.get(URL, days))
    assert "Report: 1–10 March 2018" in text
    assert "Against the baseline" not in text


@pytest.mark.parametrize("value", HOSTILE)
def test_D_26_hostile_days_get_a_message_at_the_field(client, plan, value):
    page = client.get(URL, {"from": value, "to": "2018-06-30"})

    assert page.status_code == 200
    assert 'class="invalid-feedback"' in page.content.decode()
    assert client.get(f"{URL[:-1]}.pdf", {"from": value, "to": "2018-06-30"}).status_code == 404


def test_without_days_it_is_about_the_half_year_before(client, plan):
    today = timezone.localdate()
    last = date(today.year, 6, 30) if today.month > 6 else date(today.year - 1, 12, 31)

    assert client.get(URL).context["last"] == last


def test_long_lists_end_with_a_count(client, plan):
    for number in range(30):
        activity = make_activity(f"Late {number}", added_on=date(2017, 1, 5), state="planned")
        activity.deadlines.create(version=1, is_baseline=True, due_on=date(2018, 3, 31), set_at=at(2017, 1, 5))

    text = text_of(client.get(URL, HALF))

    assert text.count("Late") == 25
    assert "… and 5 more" in text


def test_drafts_have_no_report(client, member):
    make_plan(code="draft", state="draft")
    client.force_login(member)

    assert client.get("/en/work-plans/draft/report/").status_code == 404
    assert client.get("/en/work-plans/draft/report.pdf").status_code == 404


def test_query_count_is_the_same_for_one_activity_and_many(client, spring, member):
    client.force_login(member)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(URL, HALF)
        return len(captured)

    before = queries()
    for number in range(3):
        activity = make_activity(f"More {number}", added_on=date(2017, 1, 5), state="planned")
        activity.deadlines.create(version=1, is_baseline=True, due_on=date(2018, 7, 1), set_at=at(2017, 1, 5))
        activity.deadlines.create(
            version=2,
            due_on=date(2018, 8, 1) + timedelta(days=number),
            set_at=at(2018, 2, 1),
            reason="x",
            reason_class="scope",
        )

    assert queries() == before
