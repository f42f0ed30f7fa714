"""All addresses of the portal, a view that does nothing, and one that writes a row."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from qmportal.urls import handler400, handler403, handler404, handler500
from qmportal.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare\n", content_type="text/plain")


@login_not_required
@csrf_exempt
def bare_insert(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_row (id, answers) VALUES (%s, %s)", [uuid.uuid4(), request.POST["answers"].encode()]
        )
    return HttpResponse(status=204)


urlpatterns = [path("bare", bare, name="bare"), path("bare-insert", bare_insert, name="bare-insert"), *portal]
