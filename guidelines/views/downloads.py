"""Hands out the files of texts: to whoever may read the text, never before the scan, and so that nothing runs."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from guidelines.models import Attachment
from guidelines.models.attachments import AttachmentQuerySet

ALONE = "default-src 'none'; sandbox"  # whatever it is, it may load nothing, run nothing and knows no cookie of ours
AT_ONCE = 1_000_000  # bytes; what is larger is handed on piece by piece
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@login_not_required
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be saved. Whoever may not see the text meets 404."""
    found = get_object_or_404(_served(request), pk=pk)
    return hand_out(request, found, is_public=found.edition.is_public)


@login_not_required
@require_safe
def figure(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture, to be shown in a page; it was written anew when it came in. Anything else is no figure."""
    found = get_object_or_404(_served(request).figures(), pk=pk)
    return hand_out(request, found, is_public=found.edition.is_public, is_download=False)


def _served(request: HttpRequest) -> AttachmentQuerySet:
    return Attachment.objects.visible_to(request.user).served().select_related("edition")


def hand_out(request: HttpRequest, found: Any, *, is_public: bool, is_download: bool = True) -> HttpResponseBase:
    """The file of a row that has the columns of an attachment; what is not public is kept by nobody on the way."""
    etag = f'"{found.digest[:32]}"'
    response = get_conditional_response(request, etag=etag) or _body(request, found, etag)
    if response.status_code in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        response["Content-Type"] = found.kind
        response["Content-Disposition"] = content_disposition_header(is_download, found.file_name) or "attachment"
    response["ETag"], response["Accept-Ranges"] = etag, "bytes"
    response["Content-Security-Policy"], response["X-Content-Type-Options"] = ALONE, "nosniff"
    if not is_public:
        response["Cache-Control"] = "private, no-store"
    return response


def _body(request: HttpRequest, found: Any, etag: str) -> HttpResponseBase:
    """All of it, or the range that was asked for; 416 for one that lies outside, 503 while the storage is away."""
    asked = _range(request, found.size, etag)
    if asked == (0, 0):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    try:
        file = found.file.open("rb")
        if asked is None and found.size > AT_ONCE:
            return FileResponse(file, headers={"Content-Length": str(found.size)})
        start, end = asked or (0, found.size)
        with file:
            file.seek(start)
            piece = file.read(end - start)
    except FileNotFoundError:
        raise Http404 from None
    except OSError:
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})
    if asked is None:
        return HttpResponse(piece)
    place = f"bytes {asked[0]}-{asked[1] - 1}/{found.size}"
    return HttpResponse(piece, status=HTTPStatus.PARTIAL_CONTENT, headers={"Content-Range": place})


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First byte and the one behind the last; nothing for all of it, ``(0, 0)`` for what the file does not have."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    return (start, end) if start < end else (0, 0)
