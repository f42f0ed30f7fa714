"""The short link of a survey, for posters, slips and letters."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from surveys.models import Campaign


def short_path(campaign: Campaign) -> str:
    """Where the form of the survey is, in the reader's language."""
    return reverse("answer-link", args=[campaign.address])


def short_link(campaign: Campaign, code: str = "") -> str:
    """The whole address; a code stands in its fragment, which no browser sends and no server logs (REQ-11)."""
    address = f"{settings.SITE_URL}{short_path(campaign)}"
    return f"{address}#{code}" if code else address
