"""Papers of agenda items: brought by who presents, checked and scanned, read by members, fixed with the minutes."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from guidelines.models import Attachment
from guidelines.results.files import examine
from letters.actions import NoLongerTrue, occasion_named
from letters.models import Letter
from meetings.actions import papers
from meetings.models import AgendaItem, Meeting, Minutes, Paper
from meetings.models.states import NotNow
from meetings.tasks import scan_papers, sweep_papers
from tests.factories import in_languages, make_meeting, make_user
from tests.guidelines.files.made import PDF, picture, word
from tests.pages import squeezed

CORE = "<c xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>A. Author</dc:creator></c>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def everything(_file) -> bool:
    return True


def nothing(_file) -> bool:
    return False


def away(_file) -> bool:
    raise RuntimeError("no")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "papers"


@pytest.fixture
def item(db, member) -> AgendaItem:
    """Presented by the member."""
    on = timezone.localdate() + timedelta(days=30)
    meeting = make_meeting(on=on, state=Meeting.State.AGENDA_SENT, code="next")
    return AgendaItem.objects.create(
        meeting=meeting, number=1, state="on_agenda", language="en", presenter=member, **in_languages("title", "Risks")
    )


@pytest.fixture
def url(item) -> str:
    return f"/en/meetings/next/agenda/{item.pk}/papers/"


@pytest.fixture
def presenter(client, member):
    client.force_login(member)
    return client


def sent(content: bytes = PDF, name: str = "Izvještaj.pdf", kind: str = "application/pdf") -> dict:
    return {"file": SimpleUploadedFile(name, content, kind), "language": ""}


def test_the_presenter_brings_a_paper_that_members_find_on_the_agenda(presenter, url, item, folder):
    page = presenter.post(url, sent(), follow=True).content.decode()

    paper = item.papers.get()
    assert "The file Izvještaj.pdf is attached." in page
    assert (paper.file_name, paper.size, paper.scan) == ("Izvještaj.pdf", len(PDF), "none")
    assert [f"papers/{name}" for name in os.listdir(folder)] == [paper.file.name]
    agenda = squeezed(presenter.get("/en/meetings/next/agenda/"))
    assert f'<a href="/en/meetings/papers/{paper.pk}/" download><bdi>Izvještaj.pdf</bdi></a>(PDF, 69 bytes)' in agenda
    assert f'href="{url}"' in agenda


def test_visitors_are_not_told_that_there_are_papers(client, item, url, member):
    papers.bring(item, by=member, examined=examine(PDF, name="Tajna.pdf"))

    page = client.get("/en/meetings/next/agenda/").content.decode()

    assert "Risks" in page
    assert "Tajna" not in page
    assert str(member) not in page
    assert "/papers/" not in page
    assert not Paper.objects.visible_to(AnonymousUser()).exists()


def test_a_paper_is_handed_out_to_be_saved_and_kept_by_nobody(presenter, client, item, member):
    paper = papers.bring(item, by=member, examined=examine(PDF, name='a"b\r\nX: y.pdf'))
    address = paper.get_absolute_url()

    answer = presenter.get(address)

    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="a b X y.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    client.force_login(make_user("gone@test.example"))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_who_presents_and_the_secretariat_bring_papers(client, item, url, secretariat, coordinator, lead, outsider):
    for person, status in ((secretariat, 302), (coordinator, 403), (lead, 403), (outsider, 403)):
        client.force_login(person)
        assert client.post(url, sent()).status_code == status
        assert ("Attach a file" in client.get(url).content.decode()) is (status == 302)
    item.presenting_body = coordinator.affiliations.get().institution
    item.save()
    client.force_login(coordinator)
    assert client.post(url, sent(picture(), "a.png", "image/png")).status_code == 302


def test_what_is_sent_twice_is_kept_once(presenter, url, item, folder):
    for _time in range(2):
        presenter.post(url, sent())

    assert (item.papers.count(), len(os.listdir(folder))) == (1, 1)


@pytest.mark.parametrize(
    ("content", "name", "kind", "words"),
    [
        (b"MZ", "a.pdf", "application/pdf", "Files are taken as PDF"),
        (b"", "a.pdf", "application/pdf", "The file is empty."),
        (PDF, "<script>alert(1)</script>.exe", "application/pdf", "The name of the file does not end"),
        (PDF, "a.exe.pdf", "application/pdf", "The name of the file does not end"),
        (PDF, "a.docx", DOCX, "says something else"),
        (b"<svg onload='alert(1)'/>", "a.svg", "image/svg+xml", "Files are taken as PDF"),
        (word(word__vbaProject_dot_bin=b"x"), "a.docx", DOCX, "macro"),
    ],
)
def test_what_is_not_taken_is_said_at_the_field(presenter, url, item, content, name, kind, words):
    answer = presenter.post(url, sent(content, name, kind))

    assert (answer.status_code, item.papers.count()) == (200, 0)
    assert words in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("said", [{}, {"file": "no file"}, {"file": "", "language": "xx"}, {"language": "\x00"}])
def test_forms_without_a_file_are_asked_again(presenter, url, said):
    answer = presenter.post(url, said)

    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()


def test_the_sender_is_told_what_others_can_see(presenter, url):
    page = presenter.post(url, sent(word(docProps__core_dot_xml=CORE), "a.docx", DOCX), follow=True)

    assert "whom every reader can see: A. Author." in page.content.decode()


@pytest.mark.parametrize("trouble", ["quota", "disk"])
def test_why_there_is_no_room_is_said(presenter, url, item, settings, monkeypatch, trouble):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    if trouble == "quota":
        settings.ATTACHMENT_QUOTA = 5
    else:
        monkeypatch.setattr("django.core.files.storage.default_storage._wrapped._save", full)

    page = presenter.post(url, sent()).content.decode()

    assert ("as many files as it may have" if trouble == "quota" else "Nothing was saved") in page
    assert not item.papers.exists()


def test_a_paper_is_removed_after_one_question_and_twice_is_harmless(
    presenter, url, item, member, folder, django_capture_on_commit_callbacks
):
    paper = papers.bring(item, by=member, examined=examine(PDF, name="a.pdf"))
    address = f"{url}{paper.pk}/remove/"
    assert "It cannot be brought back" in presenter.get(address).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            assert presenter.post(address)["Location"] == url

    assert os.listdir(folder) == []
    assert presenter.get(address).status_code == 404
    assert presenter.get(paper.get_absolute_url()).status_code == 404


def test_with_the_minutes_approved_papers_stay_as_they_are(presenter, url, item, member):
    paper = papers.bring(item, by=member, examined=examine(PDF, name="a.pdf"))
    approved = {"state": "approved", "approved_at": timezone.now(), "full": [], "digest": "1" * 64}
    Minutes.objects.create(meeting=item.meeting, language="bs", **approved)

    assert presenter.post(f"{url}{paper.pk}/remove/").status_code == 409
    assert "can no longer be changed" in presenter.get(f"{url}{paper.pk}/remove/").content.decode()
    assert "can no longer be changed" in presenter.post(url, sent(picture(), "a.png", "image/png")).content.decode()
    assert "Attach a file" not in presenter.get(url).content.decode()
    assert f'href="{url}"' not in presenter.get("/en/meetings/next/agenda/").content.decode()
    assert item.papers.get() == paper


def test_an_item_that_left_the_agenda_takes_no_papers(presenter, url, item, member):
    AgendaItem.objects.filter(pk=item.pk).update(state="removed", number=None)

    with pytest.raises(NotNow):
        papers.bring(item, by=member, examined=examine(PDF, name="a.pdf"))
    assert presenter.get(url).status_code == 404
    assert presenter.get("/en/meetings/next/agenda/99999999999999999999/papers/").status_code == 404


def test_nobody_gets_a_paper_before_the_scan(presenter, url, item, settings):
    settings.ATTACHMENT_SCANNER = f"{__name__}.away"
    page = presenter.post(url, sent(), follow=True).content.decode()
    paper = item.papers.get()
    assert "as soon as the scanner has found it clean" in page

    scan_papers()
    assert presenter.get(paper.get_absolute_url()).status_code == 404
    assert f'href="{paper.get_absolute_url()}"' not in presenter.get(url).content.decode()

    settings.ATTACHMENT_SCANNER = f"{__name__}.everything"
    assert papers.scan_waiting() == {"clean": 1, "infected": 0, "waiting": 0}
    assert presenter.get(paper.get_absolute_url()).content == PDF


def test_an_infected_paper_is_never_handed_out_and_the_secretariat_told_once(
    presenter, url, item, settings, secretariat
):
    settings.ATTACHMENT_SCANNER = f"{__name__}.nothing"
    presenter.post(url, sent())

    scan_papers()
    scan_papers()

    paper, letter = item.papers.get(), Letter.objects.get(occasion="infected_paper")
    assert paper.scan == Attachment.Scan.INFECTED
    assert presenter.get(paper.get_absolute_url()).status_code == 404
    assert letter.recipient == secretariat
    assert "Izvještaj.pdf, which Member attached to “Risks”, may hold a virus." in letter.body
    assert url in letter.body
    paper.delete()
    assert isinstance(occasion_named("infected_paper").read([letter])[letter.pk], NoLongerTrue)


def test_what_killed_processes_left_is_swept_and_papers_stay(item, member, folder):
    papers.bring(item, by=member, examined=examine(PDF, name="a.pdf"))
    left = folder / "left"
    left.write_bytes(b"x")
    long_ago = time.time() - 2 * 24 * 3600
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))

    sweep_papers()

    assert not left.exists()
    assert len(os.listdir(folder)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_at_once_bring_it_once(item, member, folder):
    def bring(_number):
        try:
            return papers.bring(
                AgendaItem.objects.select_related("meeting").get(pk=item.pk),
                by=member,
                examined=examine(PDF, name="a.pdf"),
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(bring, range(2))

    assert first == second
    assert len(os.listdir(folder)) == 1
