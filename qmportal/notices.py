"""What has just happened, carried to the next page in a signed cookie: no row is written for a sentence."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

COOKIE_NAMES = frozenset({"messages", "__Host-messages"})  # the first on one's own machine, without HTTPS


class NoticeStorage(CookieStorage):
    """Django's cookie storage under a name that binds the cookie to this host."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return "messages" if settings.INSECURE_HTTP else "__Host-messages"
