"""Pages that look into several rooms."""

from qmportal.views.accounts import accept_invitation, invite, profile, withdraw_invitation
from qmportal.views.audit import audit_trail
from qmportal.views.dashboards import dashboard, dashboards
from qmportal.views.home import home
from qmportal.views.languages import board, language_row
from qmportal.views.my_work import my_work
from qmportal.views.search import search
from qmportal.views.sitemap import sitemap
from qmportal.views.system import (
    bad_request,
    health,
    healthz,
    not_found,
    permission_denied,
    readyz,
    robots,
    server_error,
)

__all__ = [
    "accept_invitation",
    "audit_trail",
    "bad_request",
    "board",
    "dashboard",
    "dashboards",
    "health",
    "healthz",
    "home",
    "invite",
    "language_row",
    "my_work",
    "not_found",
    "permission_denied",
    "profile",
    "readyz",
    "robots",
    "search",
    "server_error",
    "sitemap",
    "withdraw_invitation",
]
