"""What the database refuses: changes of what was published, promised or released."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from surveys.models import Campaign, CampaignDimension, PaperLot, Questionnaire, Release, ScaleOption
from surveys.models.releasing import CARD
from surveys.results.fingerprints import fingerprint, text_hash
from tests.surveys.factories import add_item, make_draft, make_survey, publish

pytestmark = pytest.mark.django_db


def refused(change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_S_11_a_published_questionnaire_keeps_all_its_parts():
    asked = publish(make_draft())
    before = fingerprint(asked)
    item = asked.items.first()
    rows = Questionnaire.objects.filter(pk=asked.pk)

    refused(lambda: rows.update(title_en="Other"))
    refused(lambda: rows.update(state="draft"))
    refused(rows.delete)
    refused(lambda: asked.items.filter(pk=item.pk).update(text_en="Other"))
    refused(lambda: asked.items.filter(pk=item.pk).delete())
    refused(lambda: add_item(asked, "NEW", "text"))
    refused(lambda: asked.dimensions.update(needs_all=True))
    refused(lambda: item.scale.options.update(position=9))
    refused(lambda: item.scale.options.first().delete())
    refused(lambda: ScaleOption.objects.create(scale=item.scale, position=9, code="nine", label_en="Nine"))

    rows.update(state="retired")
    rows.update(state="published")
    assert fingerprint(Questionnaire.objects.get(pk=asked.pk)) == before


def test_a_draft_changes_and_its_fingerprints_with_it():
    asked = make_draft()
    whole, swedish = fingerprint(asked), text_hash(asked, "sv")

    asked.items.filter(code="ACC1").update(text_en="Other")

    assert fingerprint(asked) != whole
    assert text_hash(asked, "sv") == swedish
    assert asked.delete()


def test_REQ_18_breakdowns_are_few_and_declared_before_opening():
    campaign = make_survey(state=Campaign.State.PLANNED)
    dimension = campaign.dimensions.first()

    refused(lambda: campaign.dimensions.filter(pk=dimension.pk).update(categories=[[str(n)] for n in range(7)]))
    refused(lambda: campaign.dimensions.filter(pk=dimension.pk).update(categories=[["a"]]))
    refused(lambda: CampaignDimension.objects.create(campaign=campaign, item=dimension.item, position=4, categories=[]))

    Campaign.objects.filter(pk=campaign.pk).update(state="open")
    refused(lambda: campaign.dimensions.update(categories=[["a"], ["b"]]))
    refused(lambda: campaign.dimensions.all().delete())


@pytest.mark.parametrize("change", [{"address": "other"}, {"takes_part": True}, {"approach": "sample"}])
def test_REQ_26_more_that_stays_once_open(change):
    refused(lambda: Campaign.objects.filter(pk=make_survey().pk).update(**change))


def test_REQ_28_fewer_answers_on_paper_than_a_group_are_not_handed_in():
    lot = PaperLot.objects.create(campaign=make_survey(), number=1, size=4)

    refused(lambda: PaperLot.objects.filter(pk=lot.pk).update(is_committed=True))


def test_a_release_stays_and_has_a_whole_card():
    campaign = make_survey(state=Campaign.State.CLOSED)
    facts = {"number": 1, "n": 12, "payload": {}, "sha256": "0" * 64, "released_on": date(2018, 11, 5)}
    card = dict.fromkeys(CARD, "")

    refused(lambda: Release.objects.create(campaign=campaign, card={}, **facts))
    release = Release.objects.create(campaign=campaign, card=card, **facts)
    Release.objects.filter(pk=release.pk).update(is_public=True)
    refused(lambda: Release.objects.filter(pk=release.pk).update(n=13))
    refused(release.delete)
