"""Who comes into the office, how they sign in, and which drawers there are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from institutions import permissions


class Words(JavaScriptCatalog):
    """The words of the admin's scripts, with ours where Django's own catalogue has none."""

    def get_paths(self, packages: list[str]) -> list[str]:
        return [*super().get_paths(packages), *map(str, reversed(settings.LOCALE_PATHS))]


class OfficeSite(AdminSite):
    """Sign-in, sign-out and passwords are the portal's own; the admin's pages for them lead there."""

    site_title = _("Office – QM working group")
    site_header = _("The secretariat's office")
    index_title = _("What would you like to edit?")
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only drawers of our own rooms: those that packages bring know nothing of our permissions."""
        if hasattr(admin_class, "edits_with"):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """The secretariat and the administrators come in, nobody else."""
        return permissions.may(request.user, permissions.OPEN_OFFICE)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Speak the language of the person, because the office's addresses carry none."""
        inner = super().admin_view(view, cacheable)

        def in_her_language(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = request.user.language
            return inner(request, *args, **kwargs)

        return in_her_language

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return Words.as_view(packages=["django.contrib.admin"])(request)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the portal's sign-in, and refuse those who are signed in but have no business here."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")
