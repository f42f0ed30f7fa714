"""What the members' pages of a text share: finding it, and the desk with the links to all of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.models import Edition
from guidelines.results.naming import text_name
from institutions import permissions


def find_text(request: HttpRequest, pk: int) -> Edition:
    """The edition or supplement a member works on; 404 for whoever may not see drafts."""
    if not permissions.may(request.user, permissions.SEE_DRAFT_GUIDELINES):
        raise Http404
    texts = Edition.texts.select_related("guideline__subgroup", "supplement_to__guideline", "replaces")
    try:
        return texts.get(pk=pk)
    except (Edition.DoesNotExist, OverflowError):
        raise Http404 from None


def desk(request: HttpRequest, text: Edition, here: str) -> dict[str, Any]:
    """Context of a page about the text: ``text``, ``crumbs``, ``desk_here`` and what this person may do with it.

    ``here`` names the page in the desk: ``write``, ``life``, ``languages``, ``files``.
    """
    may_write = permissions.may(request.user, permissions.WRITE_GUIDELINE, text)
    may_publish = permissions.may(request.user, permissions.PUBLISH_GUIDELINE)
    return {
        "text": text,
        "desk_here": here,
        "may_write": may_publish or (may_write and text.state == Edition.State.DRAFT),
        "may_work": may_write,
        "may_publish": may_publish,
        "crumbs": [
            {"label": _("Guidelines"), "url": reverse("guidelines:index")},
            {"label": text_name(text), "url": text.get_absolute_url()},
        ],
    }
