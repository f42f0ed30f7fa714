"""All addresses of the portal, and a view that does nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from qmportal.urls import handler400, handler403, handler404, handler500
from qmportal.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare\n", content_type="text/plain")


urlpatterns = [path("bare", bare, name="bare"), *portal]
