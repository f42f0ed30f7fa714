"""Answers on paper: typed fast, a share twice, handed in as a group, and then like all others (REQ-28)."""

from __future__ import annotations

import pytest
from django.forms import ValidationError
from django.urls import reverse

from surveys.actions import paper as deeds
from surveys.actions.answering import CodeUsed, NotOpen, issue_codes
from surveys.forms.paper import SlipForm, paper_of
from surveys.models import Campaign, PaperLot, PaperSlip, ParticipationCode, WaitingAnswer
from surveys.results.asking import layout_of
from surveys.results.layout import Unfit
from tests.surveys.factories import make_survey

pytestmark = pytest.mark.django_db
# two ratings of each dimension stand apart from their importance, then the whole, then background
LINES = ["4 5", "3", "x-", "2", "1", "2 1"]
TYPED = bytes([4, 5, 3, 254, 0, 2, 1, 2, 1])


@pytest.fixture
def campaign(institution):
    return make_survey(institution, fold_size=5, k_total=5)


@pytest.fixture
def lot(campaign):
    return deeds.start_lot(campaign)


@pytest.fixture
def layout(campaign):
    return layout_of(campaign.questionnaire)


def fill(lot, layout, number):
    return [deeds.add_slip(lot, place, TYPED, layout=layout, texts={}) for place in range(1, number + 1)]


def check_all(lot, layout):
    deeds.draw(lot)
    for slip in lot.slips.filter(is_drawn=True):
        assert deeds.key_again(slip, TYPED, layout=layout)


def post(lines=LINES, **more):
    return {**{f"line-{place}": line for place, line in enumerate(lines)}, **more}


def address(name, lot, **more):
    return reverse(f"surveys:{name}", kwargs={"address": lot.campaign.address, "lot": lot.number, **more})


def test_a_line_of_signs_becomes_bytes_and_back(campaign):
    paper = paper_of(campaign)
    form = SlipForm(post(number=7), paper=paper)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["answers"] == TYPED
    again = SlipForm.initial_of(paper, 7, TYPED, {})
    assert [again[f"line-{place}"] for place in range(len(LINES))] == ["4 5", "3", "x -", "2", "1", "2 1"]


@pytest.mark.parametrize("typed", ["6 1", "4", "4 5 3", "0 1", "na 1", "451", "\u0664 1", "--1", "<b>", "9" * 400])
def test_what_does_not_fit_is_said_at_the_line(campaign, typed):
    with pytest.raises(ValidationError):
        paper_of(campaign).lines[0].read(typed)


@pytest.mark.parametrize("typed", ["- -", "--", "-", " - , - "])
def test_nothing_is_ticked(campaign, typed):
    assert paper_of(campaign).lines[0].read(typed) == bytes(2)


def test_a_slip_falls_into_the_declared_categories(lot, layout):
    (slip,) = fill(lot, layout, 1)

    assert (slip.d1, slip.d2, slip.d3) == (2, 1, 0)


@pytest.mark.parametrize("answers", [b"", TYPED[:-1], bytes([9]) + TYPED[1:]])
def test_bytes_that_do_not_fit_are_refused(lot, layout, answers):
    with pytest.raises(Unfit):
        deeds.add_slip(lot, 1, answers, layout=layout, texts={})


def test_REQ_28_a_lot_is_handed_in_as_a_group_only(lot, layout):
    fill(lot, layout, 4)
    check_all(lot, layout)
    with pytest.raises(deeds.TooFew):
        deeds.hand_in(lot)
    deeds.add_slip(lot, 5, TYPED, layout=layout, texts={})

    assert deeds.hand_in(lot) == 5
    assert deeds.hand_in(lot) == 0
    lot.refresh_from_db()
    assert (lot.size, lot.checked, lot.agreement) == (5, 3, 100)


def test_REQ_28_handed_in_no_slip_and_no_number_of_a_lot_is_left(lot, layout):
    before = {slip.pk for slip in fill(lot, layout, 6)}
    check_all(lot, layout)
    deeds.hand_in(lot)

    assert not PaperSlip.objects.exists()
    waiting = list(WaitingAnswer.objects.all())
    assert not before & {row.pk for row in waiting}
    assert {bytes(row.answers) for row in waiting} == {TYPED}
    assert not [field for field in WaitingAnswer._meta.fields if field.name in ("lot", "channel", "number")]


def test_a_tenth_is_typed_twice_and_never_fewer_than_three(lot, layout):
    assert [deeds.to_draw(size) for size in (2, 3, 30, 31, 100)] == [2, 3, 3, 4, 10]
    fill(lot, layout, 8)
    deeds.draw(lot)
    deeds.draw(lot)

    assert lot.slips.filter(is_drawn=True).count() == 3


def test_a_lot_waits_for_its_second_keying_and_for_who_is_right(lot, layout):
    fill(lot, layout, 5)
    with pytest.raises(deeds.NotChecked):
        deeds.hand_in(lot)
    deeds.draw(lot)
    with pytest.raises(deeds.NotChecked):
        deeds.hand_in(lot)
    first, *others = lot.slips.filter(is_drawn=True)
    other = bytes([1]) + TYPED[1:]
    assert not deeds.key_again(first, other, layout=layout)
    assert not deeds.key_again(first, TYPED, layout=layout)  # sent twice: the first counts
    for slip in others:
        deeds.key_again(slip, TYPED, layout=layout)
    with pytest.raises(deeds.NotChecked):
        deeds.hand_in(lot)

    deeds.settle(first, other, layout=layout)

    assert deeds.hand_in(lot) == 5
    lot.refresh_from_db()
    assert (lot.compared, lot.agreed) == (27, 26)
    assert sorted(bytes(row.answers)[0] for row in WaitingAnswer.objects.all()) == [1, 4, 4, 4, 4]


def test_a_slip_that_is_typed_anew_must_be_checked_anew(lot, layout):
    fill(lot, layout, 3)
    check_all(lot, layout)
    slip = lot.slips.first()

    deeds.change_slip(slip, slip.number, TYPED, layout=layout, texts={"1": "Words"})
    assert slip.again is not None
    deeds.change_slip(slip, slip.number, bytes([1]) + TYPED[1:], layout=layout, texts={})
    assert slip.again is None
    with pytest.raises(deeds.NumberTaken):
        deeds.change_slip(slip, 2 if slip.number != 2 else 3, TYPED, layout=layout, texts={})


def test_a_code_is_used_up_with_the_slip(institution):
    campaign = make_survey(institution, state=Campaign.State.PLANNED, mode=Campaign.Mode.CODES)
    (code,) = issue_codes(campaign, 1)
    with pytest.raises(NotOpen):
        deeds.start_lot(campaign)
    Campaign.objects.update(state=Campaign.State.OPEN)
    lot, layout = deeds.start_lot(campaign), layout_of(campaign.questionnaire)

    deeds.add_slip(lot, 1, TYPED, layout=layout, texts={}, code=code.lower())

    assert not ParticipationCode.objects.exists()
    with pytest.raises(CodeUsed):
        deeds.add_slip(lot, 2, TYPED, layout=layout, texts={}, code=code)


def test_a_number_that_is_taken_uses_no_code_up(institution):
    campaign = make_survey(institution, state=Campaign.State.PLANNED, mode=Campaign.Mode.CODES)
    codes = issue_codes(campaign, 2)
    Campaign.objects.update(state=Campaign.State.OPEN)
    lot, layout = deeds.start_lot(campaign), layout_of(campaign.questionnaire)
    deeds.add_slip(lot, 1, TYPED, layout=layout, texts={}, code=codes[0])

    with pytest.raises(deeds.NumberTaken):
        deeds.add_slip(lot, 1, TYPED, layout=layout, texts={}, code=codes[1])
    assert ParticipationCode.objects.count() == 1


@pytest.mark.parametrize("state", ["sealed"])
def test_sealed_takes_no_paper(lot, layout, state):
    (slip,) = fill(lot, layout, 1)
    Campaign.objects.update(state=state)

    for deed in (lambda: deeds.start_lot(lot.campaign), lambda: deeds.draw(lot), lambda: deeds.remove_slip(slip)):
        with pytest.raises(NotOpen):
            deed()


def test_typing_settling_and_handing_in_through_the_pages(client, member, campaign):
    client.force_login(member)
    page = client.post(reverse("surveys:paper", args=[campaign.address]), follow=True)
    assert page.status_code == 200
    lot = PaperLot.objects.get()
    assert not deeds.to_draw(0)
    text = campaign.questionnaire.items.get(role="text")
    for number in range(1, 6):
        assert client.post(address("add-slip", lot), post(number=number, **{f"text-{text.pk}": "W"})).status_code == 302
    assert "This lot has a slip" in client.post(address("add-slip", lot), post(number=5)).content.decode()
    assert "6" in client.post(address("add-slip", lot), post(["6 6", *LINES[1:]], number=9)).content.decode()
    assert "5 more slips" not in client.get(address("paper-lot", lot)).content.decode()
    client.post(address("lot-step", lot, step="draw"))
    while (page := client.get(address("key-again", lot))).status_code == 200:
        assert 'value="4 5' not in page.content.decode()
        client.post(address("key-again", lot), post(["3 5", *LINES[1:]]))
    for slip in lot.slips.filter(is_drawn=True):
        page = client.get(address("settle-slip", lot, number=slip.number))
        assert "ACC1" in page.content.decode()
        assert client.post(address("settle-slip", lot, number=slip.number), {"place-0": "4"}).status_code == 302
    assert "Hand the lot in" in client.get(address("paper-lot", lot)).content.decode()

    page = client.post(address("lot-step", lot, step="hand-in"), follow=True)

    assert "handed in" in page.content.decode()
    assert WaitingAnswer.objects.filter(texts={str(text.pk): "W"}).count() == 5
    assert "89%" in client.get(reverse("surveys:paper", args=[campaign.address])).content.decode()
    late = client.post(address("add-slip", lot), post(number=9), follow=True).content.decode()
    assert "takes no more answers on paper" in late


def test_editing_removing_and_forgetting(client, member, lot, layout):
    fill(lot, layout, 1)
    client.force_login(member)
    assert "x -" in client.get(address("edit-slip", lot, number=1)).content.decode()
    client.post(address("edit-slip", lot, number=1), post(["1 1", *LINES[1:]], number=3))
    assert bytes(lot.slips.get(number=3).answers)[:2] == bytes([1, 1])
    assert "Remove its slips" in client.post(address("lot-step", lot, step="remove"), follow=True).content.decode()
    assert client.get(address("remove-slip", lot, number=3)).status_code == 200
    client.post(address("remove-slip", lot, number=3))
    client.post(address("lot-step", lot, step="remove"))

    assert not PaperLot.objects.exists()


def test_queries_do_not_grow_with_slips(client, member, lot, layout, django_assert_max_num_queries):
    client.force_login(member)
    client.get(address("paper-lot", lot))
    fill(lot, layout, 30)

    with django_assert_max_num_queries(16):
        client.get(address("paper-lot", lot))
