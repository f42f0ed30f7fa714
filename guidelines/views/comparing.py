"""What an edition changed, clause by clause: for everybody where both texts are public, else for members."""

from __future__ import annotations

from collections import Counter

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.models import Edition
from guidelines.results.comparing import compare_texts, sides_of
from guidelines.results.naming import text_name


@login_not_required
@require_safe
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What differs in the text ``pk`` from the text ``other`` of the same guideline."""
    texts = Edition.texts.visible_to(request.user).select_related("guideline", "supplement_to__guideline")
    try:
        new, old = get_object_or_404(texts, pk=pk), get_object_or_404(texts, pk=other)
    except OverflowError:
        raise Http404 from None
    if new.guideline_id != old.guideline_id or new == old:
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    before, after = sides_of(old, new)
    changes = compare_texts(before, after, [language, new.source_language, old.source_language])
    counts = Counter(change.kind for change in changes)
    context = {
        "new": new,
        "old": old,
        "new_name": text_name(new),
        "old_name": text_name(old),
        "changes": [change for change in changes if not change.is_quiet],
        "same": [change for change in changes if change.is_quiet],
        "counts": {kind: counts[kind] for kind in ("changed", "added", "removed")},
        "moved": sum(change.is_moved for change in changes),
        "is_public": new.is_public and old.is_public,
        "crumbs": [
            {"label": _("Guidelines"), "url": reverse("guidelines:index")},
            {"label": text_name(new), "url": new.get_absolute_url()},
        ],
    }
    return render(request, "guidelines/compare.html", context)
