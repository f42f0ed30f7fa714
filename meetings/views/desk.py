"""What the pages of one meeting share: finding it, and the desk with the links to all of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions import permissions
from meetings.models import Meeting

RESERVED = frozenset({"new", "calendar", "feed", "decisions", "actions", "items", "papers", "answers"})
# page, its label, its address, who finds it on the desk
TABS: list[tuple[str, Any, str, str]] = [
    ("meeting", gettext_lazy("Meeting"), "meetings:meeting", permissions.SEE_MEETING_PAPERS),
    ("planning", gettext_lazy("Planning"), "meetings:planning", permissions.SEE_MEETING_PAPERS),
    ("agenda", gettext_lazy("Agenda"), "meetings:agenda", permissions.SEE_MEETING_PAPERS),
    ("people", gettext_lazy("People"), "meetings:people", permissions.SEE_MEETING_PAPERS),
    ("minutes", gettext_lazy("Minutes"), "meetings:minutes", permissions.SEE_MEETING_PAPERS),
    ("actions", gettext_lazy("Action items"), "meetings:meeting-actions", permissions.SEE_MEETING_PAPERS),
]


def find_meeting(request: HttpRequest, code: str, permission: str = "") -> Meeting:
    """The meeting with its days; 404 for whoever may not see it, 403 without the permission."""
    found = Meeting.objects.visible_to(request.user).with_days().filter(code=code).first()
    if found is None:
        raise Http404
    if permission and not permissions.may(request.user, permission):
        raise PermissionDenied
    return found


def desk(request: HttpRequest, meeting: Meeting, here: str) -> dict[str, Any]:
    """Context of a page of the meeting: ``meeting``, ``tabs``, ``crumbs``; ``here`` is the page's key in ``TABS``."""
    return {
        "meeting": meeting,
        "tabs": [
            {"label": label, "url": reverse(name, args=[meeting.code]), "current": key == here}
            for key, label, name, permission in TABS
            if permissions.may(request.user, permission)
        ],
        "crumbs": [
            {"label": _("Meetings"), "url": reverse("meetings:index")},
            {"label": str(meeting), "url": meeting.get_absolute_url()},
        ],
    }
