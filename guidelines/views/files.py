"""The files of a text for those who work on it: sent, described, replaced, removed."""

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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guidelines.actions import storing, writing
from guidelines.forms.files import EditFileForm, FileForm
from guidelines.models import Attachment, NotNow
from guidelines.views.desk import desk, find_text
from institutions import permissions

NO_ROOM = gettext_lazy("The storage for files does not work at the moment. Nothing was saved; please try again later.")


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Any, pk: int) -> HttpResponse:
    """List them, and take another."""
    text = find_text(request, pk)
    context = desk(request, text, "files")
    form, status = None, HTTPStatus.OK
    if request.method == "POST":
        if not writing.may_write(request.user, text):
            raise PermissionDenied
        form = FileForm(request.POST, request.FILES, text=text)
        if form.is_valid() and _stored(request, form):
            return redirect("guidelines:files", pk)
    elif context["may_write"]:
        form = FileForm(text=text)
    rows = text.attachments.select_related("uploaded_by").by_name()
    room = {"used": rows.bytes_in_all(), "quota": settings.ATTACHMENT_QUOTA}
    return render(request, "guidelines/files.html", {**context, "form": form, "files": rows, **room}, status=status)


def _stored(request: Any, form: FileForm) -> bool:
    """Keep what was sent, or say at the field why not."""
    examined = form.examined
    if examined is None:
        return False
    said = {"titles": form.titles, "language": form.cleaned_data["language"]}
    try:
        row = storing.store(form.text, by=request.user, examined=examined, **said)
    except (NotNow, storing.OverQuota, storing.NoRoom) as trouble:
        form.add_error("file", _sentence(trouble))
        return False
    messages.success(request, _("The file %(name)s is attached.") % {"name": row.file_name})
    tell_sender(request, row, examined.notes)
    return True


def tell_sender(request: HttpRequest, row: Any, notes: list[str]) -> None:
    """What its sender should know."""
    for note in notes:
        messages.info(request, note)
    if row.scan == Attachment.Scan.WAITING:
        messages.info(request, _("It can be downloaded as soon as the scanner has found it clean."))


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, storing.OverQuota):
        return _(
            "The text has as many files as it may have. Remove one that is no longer needed, then send this again."
        )
    if isinstance(trouble, storing.NoRoom):
        return str(NO_ROOM)
    if isinstance(trouble, storing.OtherKind):
        return _("A figure can be replaced by a picture, any other file by one of its own format.")
    return _("The text is no longer a draft; nothing was saved.")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_file(request: Any, pk: int) -> HttpResponse:
    """Say what it is called, or put another file in its place; 409 where somebody was faster."""
    attachment = _to_write(request, pk)
    if request.method != "POST":
        return _edit_page(request, attachment, EditFileForm(attachment=attachment))
    form = EditFileForm(request.POST, request.FILES, attachment=attachment)
    if not form.is_valid():
        return _edit_page(request, attachment, form)
    if form.is_outdated:
        form.save_on_top()
        return _edit_page(request, attachment, form, is_outdated=True, status=HTTPStatus.CONFLICT)
    try:
        if form.examined is not None:
            storing.replace(attachment, by=request.user, examined=form.examined)
        storing.describe(attachment, by=request.user, titles=form.titles, language=form.cleaned_data["language"])
    except (NotNow, storing.OverQuota, storing.NoRoom, storing.OtherKind, Attachment.DoesNotExist) as trouble:
        form.add_error("file" if form.examined else None, _sentence(trouble))
        return _edit_page(request, attachment, form)
    messages.success(request, _("The file is saved."))
    if form.examined is not None:
        attachment.refresh_from_db()
        tell_sender(request, attachment, form.examined.notes)
    return redirect("guidelines:files", attachment.edition_id)


def _edit_page(
    request: HttpRequest, attachment: Attachment, form: EditFileForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**_file_desk(request, attachment), "form": form, **more}
    return render(request, "guidelines/edit_file.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_file(request: Any, pk: int) -> HttpResponse:
    """Ask once, then remove it; refused while a clause shows it."""
    attachment = _to_write(request, pk)
    context = {**_file_desk(request, attachment), "shown_in": storing.shown_in(attachment)}
    if request.method != "POST":
        return render(request, "guidelines/remove_file.html", context)
    try:
        storing.remove(attachment, by=request.user)
    except storing.InUse as use:
        context["shown_in"] = use.numbers
        return render(request, "guidelines/remove_file.html", context, status=HTTPStatus.CONFLICT)
    except NotNow:
        messages.error(request, _("The text is no longer a draft; nothing was removed."))
    else:
        messages.success(request, _("The file %(name)s is removed.") % {"name": attachment.file_name})
    return redirect("guidelines:files", attachment.edition_id)


def _to_write(request: HttpRequest, pk: int) -> Attachment:
    """The file: 404 to whoever may not see drafts, 403 to other readers."""
    if not permissions.may(request.user, permissions.SEE_DRAFT_GUIDELINES):
        raise Http404
    rows = Attachment.objects.select_related("edition__guideline__subgroup", "edition__supplement_to__guideline")
    try:
        found = rows.get(pk=pk)
    except (Attachment.DoesNotExist, OverflowError):
        raise Http404 from None
    if not writing.may_write(request.user, found.edition):
        raise PermissionDenied
    return found


def _file_desk(request: HttpRequest, attachment: Attachment) -> dict[str, Any]:
    context = desk(request, attachment.edition, "files")
    context["crumbs"].append({"label": _("Files"), "url": reverse("guidelines:files", args=[attachment.edition_id])})
    return {**context, "file": attachment}
