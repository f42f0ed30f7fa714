"""Minuting: one page for the whole meeting; everything typed is saved or kept, and decisions are recorded with it."""

from datetime import date

import pytest
from django.utils import timezone

from guidelines.models import Edition
from meetings.actions.approving import begin
from meetings.models import ActionItem, AgendaItem, Decision, DecisionEffect, Minutes, UnsavedEntry
from tests.factories import in_languages, make_activity, make_edition, make_meeting, make_user
from tests.pages import squeezed

HERE = "/en/meetings/tenth/minutes/write/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(secretariat):
    return make_meeting(code="tenth", number="2018/2", on=timezone.localdate(), state="announced")


def make_item(meeting, number=1, **fields):
    words = in_languages("title", f"Item {number}")
    return AgendaItem.objects.create(
        meeting=meeting, number=number, state="on_agenda", kind="decision", language="en", **words, **fields
    )


@pytest.fixture
def item(meeting):
    return make_item(meeting)


@pytest.fixture
def minutes(meeting, item, secretariat):
    return begin(meeting, by=secretariat)


def entry_of(minutes, item=None):
    return minutes.entries.get(item=item)


def typed(entry, body, base=0, **more):
    return {f"e{entry.pk}-body": body, f"e{entry.pk}-base": base, "seen_decision": 0, "seen_action": 0, **more}


def test_the_secretariat_begins_from_the_empty_page(client, secretariat, meeting, item):
    client.force_login(secretariat)
    assert "Begin the minutes" in squeezed(client.get("/en/meetings/tenth/minutes/"))

    answer = client.post("/en/meetings/tenth/minutes/begin/", follow=True)

    assert answer.redirect_chain[-1][0] == HERE
    assert "1. Item 1" in squeezed(answer)


def test_what_is_typed_is_saved_for_every_item(client, secretariat, minutes, item):
    client.force_login(secretariat)
    opening, entry = entry_of(minutes), entry_of(minutes, item)

    answer = client.post(HERE, typed(opening, "All came.") | typed(entry, "Said.", at=f"item-{item.pk}"))

    assert answer.headers["Location"] == f"{HERE}#item-{item.pk}"
    assert [entry_of(minutes).body, entry_of(minutes, item).body] == ["All came.", "Said."]
    assert entry.versions.get().author == secretariat


def test_two_write_different_items_and_lose_nothing(client, secretariat, minutes, item):
    other = make_user("second@test.example", display_name="Second", group_role="secretariat")
    opening, entry = entry_of(minutes), entry_of(minutes, item)
    entry.write("Hers.", base=0, by=other)
    client.force_login(secretariat)

    answer = client.post(HERE, typed(opening, "Mine.") | typed(entry, ""))

    assert answer.status_code == 302
    assert [entry_of(minutes).body, entry_of(minutes, item).body] == ["Mine.", "Hers."]


def test_two_write_the_same_item_and_both_texts_are_shown(client, secretariat, minutes, item):
    other = make_user("second@test.example", display_name="Second", group_role="secretariat")
    opening, entry = entry_of(minutes), entry_of(minutes, item)
    entry.write("Hers.", base=0, by=other)
    client.force_login(secretariat)

    answer = client.post(HERE, typed(opening, "Opened.") | typed(entry, "Mine."))

    page = squeezed(answer)
    assert answer.status_code == 409
    assert "Somebody else has saved this text meanwhile" in page
    assert "Hers." in page
    assert ">Mine.</textarea>" in page
    assert entry_of(minutes).body == "Opened."
    assert UnsavedEntry.objects.get(person=secretariat).body == "Mine."

    client.post(HERE, typed(entry, "Mine.", base=1))
    entry.refresh_from_db()
    assert (entry.body, entry.version) == ("Mine.", 2)
    assert not UnsavedEntry.objects.exists()


def test_what_is_typed_is_kept_and_offered_again(client, secretariat, minutes, item):
    client.force_login(secretariat)
    entry = entry_of(minutes, item)

    assert client.post("/en/meetings/tenth/minutes/typed/", typed(entry, "Half a sen")).status_code == 204

    page = squeezed(client.get(HERE))
    assert ">Half a sen</textarea>" in page
    assert "You typed this and have not saved it yet." in page
    assert entry_of(minutes, item).body == ""


def test_the_word_on_what_is_kept_names_what_others_saved(client, secretariat, minutes, item):
    other = make_user("second@test.example", display_name="Second", group_role="secretariat")
    entry = entry_of(minutes, item)
    entry.write("Hers.", base=0, by=other)
    client.force_login(secretariat)

    words = client.post("/en/meetings/tenth/minutes/typed/", typed(entry, "Mine"), headers={"HX-Request": "true"})

    assert "Somebody else has saved a text meanwhile: Item 1." in words.content.decode()


def test_a_decision_is_recorded_with_its_number_once(client, secretariat, minutes, item):
    client.force_login(secretariat)
    sent = typed(entry_of(minutes, item), "Said.") | {f"d{item.pk}-text": "It is so.", f"d{item.pk}-is_public": "on"}

    first, second = client.post(HERE, sent), client.post(HERE, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    made = Decision.objects.get()
    assert (made.number, made.text_en, made.item, made.is_public) == ("2018/2-D1", "It is so.", item, True)
    assert "2018/2-D1" in squeezed(client.get(HERE))


def test_a_decision_moves_the_deadline_of_its_item(client, secretariat, meeting, institution):
    activity = make_activity(lead_body=institution)
    item = make_item(meeting, activity=activity)
    minutes = begin(meeting, by=secretariat)
    client.force_login(secretariat)
    said = {f"d{item.pk}-text": "Later.", f"d{item.pk}-due_on": "2031-05-31", f"d{item.pk}-seen": 0}

    answer = client.post(HERE, typed(entry_of(minutes, item), "") | said)

    assert answer.status_code == 302
    activity.refresh_from_db()
    assert activity.due_on == date(2031, 5, 31)
    assert DecisionEffect.objects.get().deadline.decision == "2018/2-D1"


def test_a_deadline_moved_meanwhile_is_said_at_its_field_and_texts_are_saved(client, secretariat, meeting, institution):
    activity = make_activity(lead_body=institution)
    item = make_item(meeting, activity=activity)
    minutes = begin(meeting, by=secretariat)
    activity.set_deadline(due_on=date(2030, 1, 1), by=secretariat, reason_class="scope", reason="So.")
    client.force_login(secretariat)
    said = {f"d{item.pk}-text": "Later.", f"d{item.pk}-due_on": "2031-05-31", f"d{item.pk}-seen": 0}

    answer = client.post(HERE, typed(entry_of(minutes, item), "Said.") | said)

    assert answer.status_code == 409
    assert "Somebody else moved this deadline meanwhile" in squeezed(answer)
    assert ">Later.</textarea>" in squeezed(answer)
    assert not Decision.objects.exists()
    assert entry_of(minutes, item).body == "Said."


def test_a_draft_is_adopted_and_earlier_minutes_are_approved(client, secretariat, meeting):
    text = make_edition(state=Edition.State.FOR_ADOPTION, published_on=None, in_force_from=None)
    earlier = make_meeting(code="ninth")
    old = begin(earlier, by=secretariat)
    old.entries.get().write("Said.", base=0, by=secretariat)
    Minutes.objects.filter(pk=old.pk).update(
        state="circulated", corrections_until=timezone.localdate(), circulated_at=timezone.now()
    )
    first, second = make_item(meeting, 1, text=text), make_item(meeting, 2, earlier=earlier)
    minutes = begin(meeting, by=secretariat)
    client.force_login(secretariat)
    said = {f"d{first.pk}-text": "Adopted.", f"d{first.pk}-adopts": "on"}
    said |= {f"d{second.pk}-text": "Approved.", f"d{second.pk}-approves": "on"}

    assert client.post(HERE, typed(entry_of(minutes), "") | said).status_code == 302

    text.refresh_from_db()
    old.refresh_from_db()
    assert (text.state, text.decision) == ("adopted", "2018/2-D1")
    assert (old.state, old.approved_by.number) == ("approved", "2018/2-D2")


def test_an_effect_needs_words(client, secretariat, meeting, institution):
    item = make_item(meeting, activity=make_activity(lead_body=institution))
    minutes = begin(meeting, by=secretariat)
    client.force_login(secretariat)

    page = squeezed(client.post(HERE, typed(entry_of(minutes, item), "Said.") | {f"d{item.pk}-due_on": "2031-05-31"}))

    assert "Write what was decided." in page
    assert ">Said.</textarea>" in page


def test_an_action_item_goes_to_a_person_or_an_institution_once(client, secretariat, member, minutes, item):
    client.force_login(secretariat)
    known = {"who": "Member (Test Agency)"}
    place = member.affiliations.get()
    known["who"] = f"{member} ({place.institution})"
    said = {f"t{item.pk}-task": "Write it.", f"t{item.pk}-who": known["who"], f"t{item.pk}-due": "2031-01-31"}
    sent = typed(entry_of(minutes, item), "") | said

    client.post(HERE, sent)
    client.post(HERE, sent)

    made = ActionItem.objects.get()
    assert (made.number, made.owner, made.institution, made.item) == ("2018/2-A1", member, place.institution, item)


def test_nobody_unknown_gets_an_action_item(client, secretariat, minutes, item):
    client.force_login(secretariat)

    page = squeezed(client.post(HERE, typed(entry_of(minutes, item), "") | {f"t{item.pk}-who": "Somebody"}))

    assert "Choose somebody from the list" in page
    assert "Write what is to be done." in page
    assert not ActionItem.objects.exists()


def test_approved_minutes_are_no_longer_written(client, secretariat, minutes, item):
    Minutes.objects.filter(pk=minutes.pk).update(state="approved", full=[], digest="x", approved_at=timezone.now())
    client.force_login(secretariat)

    assert client.get(HERE).headers["Location"] == "/en/meetings/tenth/minutes/"
    assert client.post(HERE, typed(entry_of(minutes, item), "Late.")).status_code == 409
    assert entry_of(minutes, item).body == ""


def test_the_page_asks_the_same_queries_for_many_items(
    client, secretariat, meeting, institution, django_assert_max_num_queries
):
    for number in range(1, 4):
        make_item(meeting, number, activity=make_activity(lead_body=institution))
    begin(meeting, by=secretariat)
    client.force_login(secretariat)
    with django_assert_max_num_queries(40) as few:
        client.get(HERE)
    for number in range(4, 30):
        make_item(meeting, number, activity=make_activity(lead_body=institution))
    begin(meeting, by=secretariat)

    with django_assert_max_num_queries(len(few)):
        client.get(HERE)


def test_a_public_decision_names_nobody(client, secretariat, member, minutes, item):
    type(member).objects.filter(pk=member.pk).update(display_name="Vera Novak")
    client.force_login(secretariat)
    said = {f"d{item.pk}-text": "Veri Novak hvala.", f"d{item.pk}-is_public": "on"}

    page = squeezed(client.post(HERE, typed(entry_of(minutes, item), "Said.") | said))

    assert "name the institution instead of Veri Novak" in page
    assert not Decision.objects.exists()


def test_the_language_of_the_text_is_said_on_the_page(client, secretariat, minutes):
    client.force_login(secretariat)

    client.post(HERE, {"language": "sv"})
    client.post(HERE, {"language": "xx"})

    minutes.refresh_from_db()
    assert minutes.language == "sv"
