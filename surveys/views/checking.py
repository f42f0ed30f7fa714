"""Whether a questionnaire asks the same in every language, who signed it, what it changed, and how it looks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.actions import questionnaires as deeds
from surveys.models import Questionnaire
from surveys.results.gate import languages_of, obstacles
from surveys.results.parity import Remark
from surveys.results.sheets import sheet_of
from surveys.results.versions import changes, version_before
from surveys.views.questionnaires import SIGN, find_questionnaire, frame

PAGES = {"item": "surveys:edit-question", "dimension": "surveys:edit-dimension", "words": "surveys:edit-questionnaire"}


@require_safe
def check(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Each language with what the check found and who signed it; members sign here."""
    found = find_questionnaire(request, code, number, SIGN, whole=True)
    context = frame(request, found, "check")
    languages = languages_of(found)
    is_open = context["is_draft"] and context["may_edit"]
    context |= {
        "languages": [
            {
                "it": one,
                "remarks": [
                    {"it": remark, "url": _page_of(remark, found) if is_open else ""}
                    for remark in sorted(one.remarks, key=lambda remark: not remark.is_serious)
                ],
            }
            for one in languages
        ],
        "reasons": obstacles(found, languages) if context["is_draft"] else [],
        "is_writer": found.edited_by_id == request.user.pk,
        "source": dict(settings.LANGUAGES)[found.source_language],
    }
    return render(request, "surveys/check_questionnaire.html", context)


@require_POST
@transaction.atomic
def sign(request: HttpRequest, code: str, number: int, language: str) -> HttpResponse:
    """Sign what was read on the page; nothing where the words are others by now."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = find_questionnaire(request, code, number, SIGN)
    seen = request.POST.get("seen", "")
    try:
        deeds.sign(found, language, by=request.user, seen=seen, today=timezone.localdate())  # type: ignore[arg-type]
    except deeds.OwnWords:
        messages.error(request, _("You wrote last; somebody else must sign."))
    except deeds.NotYet:
        messages.error(request, _("The check found something serious; it must be put right first."))
    except deeds.NotNow:
        messages.error(request, _("The words are others by now; read them again before you sign."))
    else:
        messages.success(request, _("Signed."))
    return redirect("surveys:check-questionnaire", found.code, found.number)


@require_safe
def compare(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Question by question what is another than in the version before."""
    found = find_questionnaire(request, code, number, SIGN, whole=True)
    before = version_before(found)
    found_changes = changes(before, found) if before else []
    context = frame(request, found, "compare") | {
        "before": before,
        "changes": [one for one in found_changes if one.kind != "same" or one.item.comparability != "same"],
        "same": [one for one in found_changes if one.kind == "same" and one.item.comparability == "same"],
    }
    return render(request, "surveys/compare_questionnaire.html", context)


@require_safe
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The form as people who answer will see it, in the language of the page; nothing can be sent."""
    found = find_questionnaire(request, code, number, SIGN, whole=True)
    parts = [
        {"title": part.title, "lead": part.lead, "rows": [{"asked": asked} for asked in part.questions]}
        for part in sheet_of(found).parts
    ]
    return render(request, "surveys/preview_questionnaire.html", frame(request, found, "preview") | {"parts": parts})


def _page_of(remark: Remark, found: Questionnaire) -> str:
    """Where what the remark is about is written; answers of scales are written in the office."""
    kind, pk = remark.unit.thing
    if kind == "scale":
        return reverse("admin:surveys_scale_change", args=[pk])
    address: list[Any] = [found.code, found.number]
    return reverse(PAGES[kind], args=address if kind == "words" else [*address, pk])
