"""The table of all institutions: who gets it, what it counts, how it sorts and filters."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from institutions.models import Affiliation, GroupMembership
from tests.factories import LONG_AGO, make_activity, make_institution, make_user
from workplans.models import Activity, ActivityBody, WorkPlan

URL = "/en/dashboards/"


def days(number: int):
    return timezone.localdate() + timedelta(days=number)


def names(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def test_the_whole_cast(client, member, lead, coordinator, secretariat, admin, outsider, institution):
    assert client.get(URL).headers["Location"] == "/en/accounts/login/?next=/en/dashboards/"
    for person in (secretariat, admin):
        client.force_login(person)
        assert client.get(URL).status_code == 200
    for person in (member, lead, coordinator):
        client.force_login(person)
        assert client.get(URL).headers["Location"] == "/en/dashboards/records/"
    client.force_login(outsider)
    own = outsider.affiliations.get().institution
    assert client.get(URL).headers["Location"] == f"/en/dashboards/{own.code}/"


def test_who_has_no_institution_is_refused(client, db):
    client.force_login(make_user())

    assert client.get(URL).status_code == 403


def test_of_several_institutions_only_hers_are_shown(client, coordinator, activity):
    second = make_institution("Second Office")
    Affiliation.objects.create(user=coordinator, institution=second, valid_from=LONG_AGO)
    make_institution("Not hers")
    client.force_login(coordinator)

    response = client.get(URL, {"sort": "name"})

    assert names(response) == ["Office of Records", "Second Office"]
    assert response.context["totals"]["open"] == 1


def test_every_number_counts_what_it_says(client, secretariat):
    office, helper = make_institution("Office"), make_institution("Helper")
    make_user(institution=office)
    both = {"lead_body": office, "contributing": (helper,)}
    make_activity("overdue", **both, due_on=days(-1), last_report_on=days(-60))
    make_activity("due today", **both, due_on=days(0), last_report_on=days(-59))
    make_activity("due in thirty days", lead_body=office, due_on=days(30), last_report_on=days(-3))
    make_activity("due later", lead_body=office, due_on=days(31))
    make_activity("done", lead_body=office, due_on=days(-9), state=Activity.State.DONE)
    make_activity("confirmed", lead_body=office, state=Activity.State.CONFIRMED)
    make_activity("on hold", lead_body=office, due_on=days(-9), state=Activity.State.ON_HOLD)
    consulted = make_activity("only consulted", due_on=days(-9))
    ActivityBody.objects.create(activity=consulted, institution=helper, part="c_consulted", valid_from=LONG_AGO)
    former = make_activity("led until yesterday", due_on=days(-9))
    ActivityBody.objects.create(activity=former, institution=helper, valid_from=LONG_AGO, valid_to=days(0))
    client.force_login(secretariat)

    response = client.get(URL, {"sort": "name"})

    helped, offered = response.context["rows"]
    picked = ("name", "open", "due_soon", "overdue", "silent", "done", "people", "age")
    assert tuple(offered[key] for key in picked) == ("Office", 4, 2, 1, 2, 2, 1, "3 days ago")
    assert tuple(helped[key] for key in picked) == ("Helper", 2, 1, 1, 1, 0, 0, "59 days ago")
    assert response.context["totals"] == {"open": 6, "due_soon": 3, "overdue": 2, "silent": 3, "done": 2}


def test_other_plans_do_not_count(client, secretariat, activity):
    WorkPlan.objects.update(state=WorkPlan.State.CLOSED)
    client.force_login(secretariat)

    (row,) = client.get(URL).context["rows"]

    assert (row["open"], row["age"]) == (0, "–")


def test_institutions_that_left_are_not_shown(client, secretariat, institution):
    GroupMembership.objects.update(valid_to=days(0))
    client.force_login(secretariat)

    response = client.get(URL)

    assert names(response) == []
    assert "No institution fits the filter." in response.content.decode()


@pytest.mark.parametrize(
    "key", ["name", "kind", "open", "due_soon", "overdue", "silent", "done", "people", "last_report"]
)
def test_every_column_sorts_both_ways(client, secretariat, key):
    small, large = make_institution("Agency", kind="agency"), make_institution("Bank", kind="bank")
    make_user(institution=large)
    make_activity(lead_body=large, due_on=days(-1), last_report_on=days(-70))
    make_activity(lead_body=large, due_on=days(1))
    make_activity(lead_body=large, state=Activity.State.DONE)
    client.force_login(secretariat)

    assert names(client.get(URL, {"sort": key})) == [small.name, large.name]
    assert names(client.get(URL, {"sort": f"-{key}"})) == [large.name, small.name]


def test_names_sort_by_the_alphabet_of_the_reader(client, secretariat):
    for name in ("Ćilim", "Čelik", "Cesta", "Dom"):
        make_institution(code=f"x{len(name)}{ord(name[0])}", **{f"name_{code}": name for code in ("en", "bs", "sv")})
    client.force_login(secretariat)

    assert names(client.get("/bs/dashboards/?sort=name")) == ["Cesta", "Čelik", "Ćilim", "Dom"]


def test_sort_links_keep_the_filter_and_forget_the_page(client, secretariat, institution):
    client.force_login(secretariat)

    response = client.get(URL, {"kind": "agency", "sort": "-open", "page": "1"})

    links = {column["key"]: column["url"] for column in response.context["columns"]}
    assert links["open"] == "?kind=agency&sort=open"
    assert links["overdue"] == "?kind=agency&sort=-overdue"
    assert links["name"] == "?kind=agency&sort=name"
    assert 'aria-sort="descending"' in response.content.decode()


def test_filters(client, secretariat):
    make_institution("Agency", code="ag", kind="agency")
    bank = make_institution("Bank", code="bk", kind="bank")
    make_activity(lead_body=bank, due_on=days(-1))
    client.force_login(secretariat)

    assert names(client.get(URL, {"kind": "agency"})) == ["Agency"]
    assert names(client.get(URL, {"name": "BAN"})) == ["Bank"]
    assert names(client.get(URL, {"name": "ag", "sort": "name"})) == ["Agency"]
    assert names(client.get(URL, {"with_overdue": "on"})) == ["Bank"]
    assert client.get(URL, {"with_overdue": "on"}).context["totals"]["overdue"] == 1
    assert len(names(client.get(URL, {"kind": "castle", "name": "a\0b"}))) == 2


def test_a_name_without_translation_is_marked_with_its_language(client, secretariat):
    make_institution(code="only-bs", name_en="", name_bs="Zavod", name_sv="")
    client.force_login(secretariat)

    assert '<a href="/en/dashboards/only-bs/" lang="bs">Zavod</a>' in client.get(URL).content.decode()


def test_fifty_on_a_page_with_the_sums_of_all(client, secretariat):
    for _number in range(51):
        make_activity(lead_body=make_institution())
    client.force_login(secretariat)

    first, second = client.get(URL), client.get(URL, {"page": 2})

    assert (len(names(first)), len(names(second))) == (50, 1)
    assert first.context["totals"]["open"] == second.context["totals"]["open"] == 51
    assert "Page 2 of 2" in second.content.decode()
    assert not set(names(first)) & set(names(second))


def test_d25_hostile_addresses(client, secretariat, institution):
    client.force_login(secretariat)

    for page in ("0", "-1", "x", "1e9", "٣", "9" * 40):
        assert client.get(URL, {"page": page}).status_code == 200
    assert client.get(URL, {"page": "2"}).status_code == 404
    for sort in ("--name", "pk", "name; drop", "-"):
        assert client.get(URL, {"sort": sort}).context["sort"] == "-overdue"


def test_same_number_of_queries_for_one_and_for_many(client, secretariat, institution):
    client.force_login(secretariat)

    def queries(**address) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL, address).status_code == 200
        return len(captured)

    one = queries()
    for _number in range(60):
        make_activity(lead_body=make_institution(), due_on=days(-1))

    assert queries() == one == queries(sort="people", page=2, kind="agency", name="i")
    assert one <= 8


@pytest.mark.parametrize("language", ["bs", "sv"])
def test_in_the_other_languages(client, secretariat, institution, language):
    client.force_login(secretariat)

    with translation.override(language):
        response = client.get(f"/{language}/dashboards/")

    assert f"Office of Records ({language})" in response.content.decode()
