"""What the pages of one survey share: finding it, and the desk with the links to all of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions import permissions
from surveys.models import Campaign

# page, its label, its address, who finds it on the desk; in the order in which a survey needs them
TABS: list[tuple[str, Any, str, str]] = [
    ("campaign", gettext_lazy("Survey"), "surveys:campaign", ""),
    ("paper", gettext_lazy("Answers on paper"), "surveys:paper", permissions.ENTER_PAPER),
    ("texts", gettext_lazy("Words of answers"), "surveys:texts", permissions.REVIEW_TEXTS),
    ("anonymity", gettext_lazy("Anonymity"), "surveys:anonymity", permissions.CHECK_ANONYMITY),
    ("held", gettext_lazy("Held back"), "surveys:held", permissions.REVIEW_TEXTS),
    ("release", gettext_lazy("Release"), "surveys:release", permissions.RELEASE_RESULTS),
    ("results", gettext_lazy("Results"), "surveys:results", permissions.READ_RESULTS),
    ("improvements", gettext_lazy("Improvements"), "surveys:campaign-improvements", permissions.READ_RESULTS),
    ("exports", gettext_lazy("Files"), "surveys:exports", permissions.READ_RESULTS),
]


def find_campaign(request: HttpRequest, address: str, permission: str = "") -> Campaign:
    """The survey with its institution and questionnaire; 404 for whoever may not see it, 403 without the permission."""
    found = Campaign.objects.visible_to(request.user).for_list().filter(address=address).first()
    if found is None:
        raise Http404
    if permission and not permissions.may(request.user, permission, found.place):
        raise PermissionDenied
    return found


def desk(request: HttpRequest, campaign: Campaign, here: str) -> dict[str, Any]:
    """Context of a page of the survey: ``campaign``, ``tabs``, ``crumbs``; ``here`` is the page's key in ``TABS``."""
    return {
        "campaign": campaign,
        "tabs": [
            {"label": label, "url": reverse(name, args=[campaign.address]), "current": key == here}
            for key, label, name, permission in TABS
            if not permission or permissions.may(request.user, permission, campaign.place)
        ],
        "crumbs": [
            {"label": _("Surveys"), "url": reverse("surveys:index")},
            {"label": str(campaign), "url": campaign.get_absolute_url()},
        ],
    }
