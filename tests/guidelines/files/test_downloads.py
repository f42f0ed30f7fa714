"""What leaves the portal: to whom, under which name, with which headers, whole or in parts."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from guidelines.actions import storing
from guidelines.models import Attachment, Edition
from guidelines.results.files import examine
from tests.factories import make_edition
from tests.guidelines.files.made import PDF, picture

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
LARGE = PDF.replace(b"\n%%EOF", b"%" + b" " * 1_200_000 + b"\n%%EOF")


@pytest.fixture
def attach(secretariat):
    def one(text: Edition | None = None, content: bytes = PDF, name: str = "Form.pdf") -> Attachment:
        examined = examine(content, name=name)
        return storing.store(text or make_edition(), by=secretariat, examined=examined, titles={"bs": "Obrazac"})

    return one


def url(row: Attachment, more: str = "") -> str:
    return f"/en/guidelines/files/{row.pk}/{more}"


def body(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


@pytest.mark.parametrize("content", [PDF, LARGE])
def test_u12_downloads_say_that_nothing_in_them_runs(client, attach, content):
    answer = client.get(url(attach(content=content)))

    assert body(answer) == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Form.pdf"'
    assert answer["Content-Length"] == str(len(content))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer


def test_u12_only_pictures_written_anew_are_shown_in_pages(client, attach):
    figure, document = attach(content=picture(), name="Scheme.png"), attach()

    answer = client.get(url(figure, "figure/"))

    assert answer["Content-Disposition"] == 'inline; filename="Scheme.png"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(url(figure))["Content-Disposition"].startswith("attachment")
    assert client.get(url(document, "figure/")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "place", "piece"),
    [
        ("bytes=0-3", 206, f"bytes 0-3/{len(PDF)}", PDF[:4]),
        ("bytes=5-", 206, f"bytes 5-{len(PDF) - 1}/{len(PDF)}", PDF[5:]),
        ("bytes=-4", 206, f"bytes {len(PDF) - 4}-{len(PDF) - 1}/{len(PDF)}", PDF[-4:]),
        ("bytes=0-99999999", 206, f"bytes 0-{len(PDF) - 1}/{len(PDF)}", PDF),
        ("bytes=99999-", 416, f"bytes */{len(PDF)}", b""),
        ("bytes=-0", 416, f"bytes */{len(PDF)}", b""),
        ("bytes=3-1", 416, f"bytes */{len(PDF)}", b""),
        *(
            (asked, 200, None, PDF)
            for asked in ("bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=x", "bytes=٣-", "x" * 99)
        ),
        ("bytes=" + "9" * 30 + "-", 200, None, PDF),
    ],
)
def test_u12_parts_of_a_file_can_be_asked_for(client, attach, asked, status, place, piece):
    answer = client.get(url(attach()), headers={"Range": asked})

    assert (answer.status_code, answer.get("Content-Range"), answer.content) == (status, place, piece)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_u12_a_part_of_another_version_is_not_asked_for(client, attach):
    row = attach()

    answer = client.get(url(row), headers={"Range": "bytes=0-3", "If-Range": '"other"'})

    assert (answer.status_code, answer.content) == (200, PDF)


def test_who_has_the_file_already_gets_304(client, attach):
    row = attach()
    etag = client.get(url(row))["ETag"]

    again = client.get(url(row), headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_h01_files_of_drafts_are_for_members_and_kept_by_nobody(client, attach, outsider):
    row = attach(make_edition(**DRAFT))
    assert client.get(url(row)).status_code == 404

    client.force_login(outsider)
    answer = client.get(url(row))

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_h01_what_a_member_downloads_is_kept_by_nobody(client, attach, member):
    client.force_login(member)

    assert client.get(url(attach()))["Cache-Control"] == "private, no-store"


def test_h02_a_withdrawn_text_keeps_its_files_and_a_draft_again_does_not(client, attach):
    row = attach()
    Edition.texts.filter(pk=row.edition_id).update(state="draft")

    assert client.get(url(row)).status_code == 404


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Upitnik za građane.pdf", "attachment; filename*=utf-8''Upitnik%20za%20gra%C4%91ane.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', 'attachment; filename="a b Set-Cookie x=1.pdf"'),
        ("x\u202efdp.pdf", 'attachment; filename="x fdp.pdf"'),
        ("../" + "n" * 300 + ".pdf", f'attachment; filename="{"n" * 96}.pdf"'),
    ],
)
def test_x14_names_make_safe_headers(client, attach, name, header):
    assert client.get(url(attach(name=name)))["Content-Disposition"] == header


def test_a_lost_file_is_not_found(client, attach):
    row = attach()
    default_storage.delete(row.file.name)

    assert client.get(url(row)).status_code == 404


def test_p4_a_storage_that_is_away_is_said_so(client, attach, monkeypatch):
    row = attach()

    def away(*_args):
        raise OSError("away")

    monkeypatch.setattr(default_storage._wrapped, "_open", away)
    answer = client.get(url(row))

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


@pytest.mark.parametrize("pk", [2**31, 2**63, 10**30])
def test_d25_numbers_of_no_file_are_not_found(client, db, pk, secretariat):
    assert client.get(f"/en/guidelines/files/{pk}/").status_code == 404
    client.force_login(secretariat)
    assert client.get(f"/en/guidelines/files/{pk}/edit/").status_code == 404
    assert client.get(f"/en/guidelines/texts/{pk}/files/").status_code == 404
