"""Filling in the form of a survey as a browser does."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.signing import TimestampSigner, b62_encode
from django.test import Client
from django.utils import timezone

from surveys.actions import doorkeeping
from surveys.actions.answering import issue_codes
from surveys.models import Campaign
from tests.surveys.factories import make_survey

FORM = "application/x-www-form-urlencoded"


def running(**fields: Any) -> Campaign:
    """A survey that takes answers today."""
    today = timezone.localdate()
    return make_survey(opens_on=today - timedelta(days=3), closes_on=today + timedelta(days=3), **fields)


def address_of(campaign: Campaign, language: str = "en") -> str:
    return f"/{language}/answer/{campaign.address}/"


def token_of(page: Any) -> str:
    return html.unescape(re.search(r'name="token" value="([^"]*)"', page.content.decode())[1])


def aged(token: str, seconds: int = 60) -> str:
    """The same page, made earlier."""
    word, stamp = TimestampSigner(salt="surveys.answer").unsign(token), timezone.now().timestamp() - seconds
    signer = TimestampSigner(salt="surveys.answer")
    signer.timestamp = lambda: b62_encode(int(stamp))  # type: ignore[method-assign]
    return signer.sign(word)


def solved(token: str) -> str:
    """The number a browser finds."""
    return next(
        str(number) for number in range(10**7) if doorkeeping.is_solved(doorkeeping.Page(token, None), str(number))
    )


def fields(campaign: Campaign) -> dict[str, str]:
    """Name of the field of each question, by its code."""
    return {item.code: f"q{item.position}" for item in campaign.questionnaire.items.all()}


def send(campaign: Campaign, client: Client | None = None, *, language: str = "en", **given: Any) -> Any:
    """Open the form, wait a minute, fill in and send; ``given`` by code of the question, or a control of the form."""
    client = client or Client()
    names = fields(campaign)
    token = given.pop("token", None) or aged(token_of(client.get(address_of(campaign, language))))
    data = {"token": token, "go": "send", **{names.get(key, key): value for key, value in given.items()}}
    return post(address_of(campaign, language), data, client)


def post(address: str, data: dict[str, Any], client: Client | None = None) -> Any:
    """As a form is sent that has no files."""
    return (client or Client()).post(address, urlencode(data, doseq=True), content_type=FORM)


def with_codes(number: int = 3) -> tuple[Campaign, list[str]]:
    """A survey that takes answers by code, and so many codes."""
    survey = running(mode="codes", state="planned")
    codes = issue_codes(survey, number)
    Campaign.objects.filter(pk=survey.pk).update(state=Campaign.State.OPEN)
    survey.refresh_from_db()
    return survey, codes


def proven(survey: Campaign, client: Client | None = None, **given: Any) -> Any:
    """The same, from a browser that showed its work."""
    token = aged(token_of((client or Client()).get(address_of(survey))))
    return send(survey, client, token=token, proof=solved(token), **given)
