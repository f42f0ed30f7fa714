"""What the frame of every page shows: menus, the same page in the other languages, and whether all this is invented."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from institutions import permissions
from institutions.templatetags.people_dates import long_date

PUBLIC_MENU = [
    (_("Guidelines"), "guidelines:index"),
    (_("Work plan"), "workplans:index"),
    (_("Institutions"), "institutions:index"),
    (_("Meetings"), "meetings:index"),
    (_("Surveys"), "surveys:index"),
    (_("The group"), "institutions:history"),
]
FOOTER = [
    (_("About the group"), "about"),
    (_("Accessibility statement"), "accessibility"),
    (_("Privacy"), "privacy"),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html; costs no query for visitors."""
    if not hasattr(request, "user"):  # an error before anybody could sign in
        return {}
    return {
        "navigation": _menu(request, PUBLIC_MENU),
        "member_navigation": _member_menu(request),
        "user_navigation": _menu(request, [(_("My profile"), "profile")]),
        "footer_links": [
            {"label": label, "url": _address("institutions:page", get_language(), code), "current": False}
            for label, code in FOOTER
        ],
        "language_links": _language_links(request),
        "origin": settings.SITE_URL,
        "demo": settings.DEMO,
        "as_of": long_date(timezone.localdate()),
    }


@cache
def _address(name: str, language: str | None, *args: str) -> str:
    """The address in the present language, which is part of what is remembered; each page has fifteen of them."""
    return reverse(name, args=args)


def _menu(request: HttpRequest, entries: list[tuple[Any, str]]) -> list[dict[str, Any]]:
    language = get_language()
    links = [{"label": label, "url": _address(name, language)} for label, name in entries]
    return [{**link, "current": request.path.startswith(link["url"])} for link in links]


def _member_menu(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user
    if not user.is_authenticated:
        return []
    entries: list[tuple[Any, str]] = [(_("My work"), "my-work")]
    if permissions.may(user, permissions.SEE_ALL_DASHBOARDS) or permissions.institutions_where(
        user, permissions.SEE_DASHBOARD
    ):
        entries.append((_("Dashboards"), "dashboards"))
    if permissions.may(user, permissions.SEE_LANGUAGES):
        entries.append((_("Languages"), "languages"))
    if permissions.may(user, permissions.SEE_WATCH):
        entries.append((_("What needs a hand"), "workplans:watch"))
    if permissions.may(user, permissions.SEE_LETTERS):
        entries.append((_("Letters"), "letters:index"))
    if permissions.may(user, permissions.SEE_AUDIT_TRAIL):
        entries.append((_("Audit trail"), "audit-trail"))
    if permissions.may(user, permissions.OPEN_OFFICE):
        entries.append((_("Office"), "admin:index"))
    return _menu(request, entries)


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page, with its filters, in each language under the language's own name."""
    here = request.get_full_path() if request.method == "GET" else request.path
    present = get_language()
    _root, first, rest = f"{here}//".split("/", 2)  # only the prefix differs between languages; the office has none
    rest = rest.removesuffix("//")
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": f"/{code}/{rest}" if first == present else here,
            "current": code == present,
        }
        for code, _name in settings.LANGUAGES
    ]
