"""Reporting progress from a line, without JavaScript, and twenty times at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

SAID = {"status": "at_risk", "percent": "40", "achieved": "Draft sent round.", "seen_version": "0"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/report/"


@pytest.mark.django_db(transaction=True)
def test_d05_twenty_equal_posts_leave_one_report(activity, url, member):
    clients = [Client() for _ in range(20)]
    for client in clients:
        client.force_login(member)

    def post(client: Client) -> int:
        try:
            return client.post(url, SAID).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(post, clients))

    assert statuses == [302] * 20
    assert activity.reports.get().version == 1
    assert clients[0].post(url, SAID).status_code == 302  # once more, after the connection was cut
    assert activity.reports.count() == 1


@pytest.mark.django_db(transaction=True)
def test_d01_of_twenty_different_posts_one_is_first_and_the_others_are_told(activity, url, member):
    clients = [Client() for _ in range(20)]
    for client in clients:
        client.force_login(member)

    def post(number: int) -> int:
        try:
            return clients[number].post(url, {**SAID, "percent": number}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(post, range(20)))

    assert sorted(statuses) == [302] + [409] * 19
    assert activity.reports.count() == 1


def test_w03_a_line_comes_back_with_its_confirmation(client, activity, url, member):
    client.force_login(member)

    response = client.post(url, {**SAID, "next": "/en/my-work/"}, headers=HTMX)

    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith("<article")
    assert 'role="status" tabindex="-1" data-focus>Progress of activity 1.1 saved.' in html
    assert "<form" not in html
    assert activity.reports.count() == 1
    assert "40%" in html


def test_a_line_that_was_overtaken_comes_back_with_both_texts(client, activity, url, member, lead):
    today = timezone.localdate()
    said = {"status": "under_way", "percent": 30, "achieved": "The lead was faster.", "seen_version": 0}
    activity.report(by=lead, acting_for_id=None, today=today, **said)
    client.force_login(member)

    response = client.post(url, SAID, headers=HTMX)

    html = response.content.decode()
    assert response.status_code == 409
    assert html.strip().startswith("<article")
    assert "The lead was faster." in html
    assert "Draft sent round." in html
    assert f'name="seen_version" value="{response.context["form"]["seen_version"].value()}"' in html


def test_w08_a_line_with_a_mistake_says_where(client, activity, url, member):
    client.force_login(member)

    html = client.post(url, {**SAID, "percent": "101"}, headers=HTMX).content.decode()

    assert f'href="#activity-{activity.pk}-percent"' in html
    assert f'id="activity-{activity.pk}-percent"' in html
    assert "Draft sent round." in html
    assert not activity.reports.exists()


def test_a_line_asks_for_the_output_once_done_is_chosen(client, activity, url, member):
    client.force_login(member)
    assert 'name="output"' not in client.get("/en/my-work/").content.decode()

    html = client.post(url, {**SAID, "status": "done"}, headers=HTMX).content.decode()

    assert f'href="#activity-{activity.pk}-output"' in html
    assert 'name="output"' in html
    assert "Draft sent round." in html
    client.post(url, {**SAID, "status": "done", "output": "https://records.example/guide"}, headers=HTMX)
    assert activity.reports.get().output == "https://records.example/guide"


def test_without_javascript_the_line_leads_back_with_a_message(client, activity, url, member):
    client.force_login(member)

    response = client.post(url, {**SAID, "next": "/en/my-work/"}, follow=True)

    assert response.redirect_chain == [("/en/my-work/", 302)]
    assert "Progress of activity 1.1 saved." in response.content.decode()


def test_a_mistake_keeps_the_way_back(client, activity, url, member):
    client.force_login(member)

    response = client.post(url, {**SAID, "percent": "", "next": "/en/my-work/"})

    assert '<input type="hidden" name="next" value="/en/my-work/">' in response.content.decode()


def test_queries_of_a_post(client, activity, url, member, django_assert_max_num_queries):
    client.force_login(member)

    with django_assert_max_num_queries(14):
        client.post(url, SAID, headers=HTMX)
