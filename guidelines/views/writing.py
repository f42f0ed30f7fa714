"""Writing: the outline of a text, and the editor of a clause, in which nothing typed is lost."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.actions import removed, writing
from guidelines.forms.arranging import AddClauseForm
from guidelines.forms.writing import ClauseForm, Words
from guidelines.models import ChangedMeanwhile, Clause, LanguageState, NotNow, Unsaved
from guidelines.results.difference import difference
from guidelines.results.preview import look_of, problems_of, surroundings_of
from guidelines.views.desk import desk, find_text
from institutions import permissions

HTTP_CONFLICT = HTTPStatus.CONFLICT


def find_clause(request: HttpRequest, pk: int, *, to_write: bool = False) -> Clause:
    """The clause with its text: 404 for whoever may not see drafts; to write it, 403 for whoever may only read it."""
    if not permissions.may(request.user, permissions.SEE_DRAFT_GUIDELINES):
        raise Http404
    clauses = Clause.objects.select_related("edition__guideline__subgroup", "edition__supplement_to__guideline")
    try:
        clause = clauses.get(pk=pk)
    except (Clause.DoesNotExist, OverflowError):
        raise Http404 from None
    if to_write and not writing.may_write(request.user, clause.edition):
        raise PermissionDenied
    return clause


def clause_desk(request: HttpRequest, clause: Clause) -> dict[str, Any]:
    """Context of a page about one clause: that of the desk, and the way back to the outline."""
    context = desk(request, clause.edition, "write")
    context["crumbs"].append({"label": _("Writing"), "url": outline_url(clause)})
    return {**context, "clause": clause, "language": clause.edition.source_language}


def outline_url(clause: Clause) -> str:
    """The outline, at the clause."""
    return f"{reverse('guidelines:write', args=[clause.edition_id])}#clause-{clause.pk}"


@require_safe
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The outline: clauses with number, heading, how each language stands, and what is wrong."""
    text = find_text(request, pk)
    context = desk(request, text, "write")
    clauses = list(text.clauses.order_by("position", "pk"))
    if context["may_write"]:
        after = request.GET.get("after", "")
        context["form"] = AddClauseForm(clauses=clauses, language=text.source_language, after=after)
        context["removed"] = removed.removed_from(text)
        mine = Unsaved.objects.filter(clause__edition=text, person=_person(request), language=text.source_language)
        context["typed"] = set(mine.values_list("clause_id", flat=True))
    around = surroundings_of(text)
    context["rows"] = [row_of(clauses, place, around) for place in range(len(clauses))]
    context["next_edition"] = text.__class__.objects.filter(replaces=text).first()
    return render(request, "guidelines/write.html", context)


def row_of(clauses: list[Clause], place: int, around: Any) -> dict[str, Any]:
    """A line of the outline: the clause, its languages and problems, and where its buttons lead."""
    clause = clauses[place]
    source = clause.edition.source_language
    states = [
        {"code": code, "name": name, "state": state, "label": LanguageState(state).label}
        for code, name in settings.LANGUAGES
        for state in [clause.state_in(code, source)]
    ]
    heading, body = clause.text_in(source)
    steps = _steps_up_and_down(clauses, place)
    return {
        "clause": clause,
        "heading": heading,
        "language": source,
        "states": states,
        "problems": problems_of(body, around=around),
        **steps,
    }


def _steps_up_and_down(clauses: list[Clause], place: int) -> dict[str, Any]:
    """Behind which clause it comes by one step up or down (``head``, a key, or nothing where there is no step)."""
    clause, up, down = clauses[place], "", ""
    if clause.level == Clause.Level.SUBCLAUSE:
        up = str(clauses[place - 2].pk) if place > 1 else ""
        down = str(clauses[place + 1].pk) if place + 1 < len(clauses) else ""
    else:
        heads = [number for number, one in enumerate(clauses) if one.level == Clause.Level.CLAUSE]
        mine = heads.index(place)
        if mine:
            before = heads[mine - 1] - 1
            up = str(clauses[before].pk) if before >= 0 else "head"
        if mine + 1 < len(heads):
            down = str(clauses[heads[mine + 1]].pk)
    is_sub = clause.level == Clause.Level.SUBCLAUSE
    return {"up": up, "down": down, "may_indent": place > 0 and not is_sub, "may_outdent": is_sub}


@require_http_methods(["GET", "HEAD", "POST"])
def edit_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor of the source text; 409 with both texts where somebody was faster, and nothing typed is lost."""
    clause = find_clause(request, pk)
    language = clause.edition.source_language
    _see_that_she_may(request, clause)
    if request.method != "POST":
        kept = writing.typed_by(_person(request), clause, language)
        goes_on = kept if "typed" in request.GET else None
        form = ClauseForm(None, clause=clause, language=language, typed=goes_on)
        return _editor(request, clause, form, kept=None if goes_on else kept)
    if request.POST.get("act") == "discard":
        writing.forget_typed(clause, language=language, person=_person(request))
        return redirect("guidelines:edit-clause", pk=pk)
    form = ClauseForm(request.POST, clause=clause, language=language)
    if not form.is_valid():
        _see_that_she_may(request, clause, at_last=True)
        return _editor(request, clause, form)
    return _save(request, clause, form)


def _see_that_she_may(request: HttpRequest, clause: Clause, *, at_last: bool = False) -> None:
    """403 to readers. What a lead sends after her draft was taken further is looked at, so that it is not lost."""
    if writing.may_write(request.user, clause.edition):
        return
    writes_drafts = permissions.may(request.user, permissions.WRITE_GUIDELINE, clause.edition)
    if at_last or request.method != "POST" or not writes_drafts:
        raise PermissionDenied


def _save(request: HttpRequest, clause: Clause, form: ClauseForm) -> HttpResponse:
    person, language = _person(request), clause.edition.source_language
    note = form.cleaned_data["note"]
    try:
        saved = writing.save_source(clause, by=person, typed=form.typed, is_major=form.is_major, note=note)
    except ChangedMeanwhile as meanwhile:
        return _both(request, meanwhile.clause, form)
    except NotNow:
        writing.keep_typed(clause, language=language, person=person, typed=form.typed)
        clause.refresh_from_db()
        return _editor(request, clause, form, is_closed=True, status=HTTP_CONFLICT)
    if saved is None:
        messages.info(request, _("Nothing was changed: the saved text is the same."))
    elif clause.edition.is_public:
        messages.success(request, _("Clause %(number)s is saved; readers get it now.") % {"number": clause.number})
    else:
        messages.success(request, _("Clause %(number)s is saved.") % {"number": clause.number})
    if request.POST.get("act") == "stay":
        return redirect("guidelines:edit-clause", pk=clause.pk)
    return redirect(outline_url(clause))


def _both(request: HttpRequest, clause: Clause, form: ClauseForm) -> HttpResponse:
    """Show what is saved now, what she typed, and what differs; saving again puts hers on top."""
    language = clause.edition.source_language
    heading, body = clause.text_in(language)
    base = clause.print_in(language)
    writing.keep_typed(clause, language=language, person=_person(request), typed=form.typed | {"base": base})
    theirs = {
        "heading": heading,
        "body": body,
        "revision": clause.revisions.filter(language=language).select_related("author").newest_first().first(),
        "heading_pieces": difference(heading, form.cleaned_data["heading"]),
        "body_pieces": difference(body, form.cleaned_data["body"]),
    }
    form.save_on_top(base)
    return _editor(request, clause, form, theirs=theirs, status=HTTP_CONFLICT)


def _editor(request: HttpRequest, clause: Clause, form: Words, *, status: int = 200, **more: Any) -> HttpResponse:
    around = surroundings_of(clause.edition)
    context = {
        **clause_desk(request, clause),
        "form": form,
        "around": around,
        "look": look_of(*form.looks, language=clause.edition.source_language, around=around),
        **more,
    }
    return render(request, "guidelines/edit_clause.html", context, status=status)


@require_POST
def preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """What was typed as readers would get it, with what is wrong; nothing is saved. A fragment for htmx."""
    clause = _clause_in(request, pk, language)
    around = surroundings_of(clause.edition)
    is_source = language == clause.edition.source_language
    if not request.htmx and is_source and writing.may_write(request.user, clause.edition):  # type: ignore[attr-defined]
        form = ClauseForm(request.POST, clause=clause, language=language)
        form.is_valid()
        return _editor(request, clause, form, is_preview=True)
    look = look_of(*Words(request.POST).looks, language=language, around=around)
    context = {"look": look, "language": language}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "guidelines/_preview.html", context)
    return render(request, "guidelines/preview.html", {**clause_desk(request, clause), **context})


@require_POST
def typed(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Keep what is being typed, for the typist alone; 204, or for htmx a word that it is kept."""
    clause = _clause_in(request, pk, language)
    if not writing.may_type(request.user, clause.edition, language):
        raise PermissionDenied
    form = Words(request.POST)
    form.fields["heading"].required = False
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    kept = writing.keep_typed(clause, language=language, person=_person(request), typed=form.typed)
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "guidelines/_typed.html", {"kept": kept})


def _clause_in(request: HttpRequest, pk: int, language: str) -> Clause:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return find_clause(request, pk)


def _person(request: HttpRequest) -> Any:
    return request.user
