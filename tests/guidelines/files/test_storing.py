"""Rows and files stay together, whatever dies in between, and nobody gets past the quota."""

from __future__ import annotations

import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from guidelines.actions import storing
from guidelines.actions.starting import start_edition
from guidelines.models import Attachment, Edition, NotNow
from guidelines.results.files import examine
from guidelines.tasks import sweep_files
from tests.factories import make_edition, make_guideline
from tests.guidelines.files.made import PDF, picture

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture
def text(subgroup):
    return make_edition(make_guideline(subgroup=subgroup), **DRAFT)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "attachments"


def pdf(number: int = 0, size: int = 0):
    return examine(PDF.replace(b"\n%%EOF", b"%%%d%s\n%%%%EOF" % (number, b" " * size)), name="Form.pdf")


def figure(**options):
    return examine(picture(**options), name="Scheme.png")


def keep(text, by, examined=None, **said) -> Attachment:
    return storing.store(text, by=by, examined=examined or pdf(), titles=said.pop("titles", {"bs": "Obrazac"}), **said)


def names(folder: Path) -> set[str]:
    return {f"attachments/{path.name}" for path in folder.iterdir()} if folder.exists() else set()


def test_a_file_lies_under_a_name_nobody_can_guess(text, lead, folder):
    row = keep(text, lead)

    assert names(folder) == {row.file.name}
    assert len(row.file.name) == len("attachments/") + 32
    assert (row.name, row.title_bs, row.file_name, row.kind) == ("obrazac", "Obrazac", "Form.pdf", "application/pdf")


def test_d05_the_same_file_sent_twice_is_one(text, lead, folder):
    assert keep(text, lead) == keep(text, lead)
    assert len(names(folder)) == 1


def test_two_files_of_one_title_have_two_names(text, lead):
    assert [keep(text, lead, pdf(number)).name for number in (1, 2)] == ["obrazac", "obrazac-2"]


def test_a_text_that_is_no_draft_takes_no_file_from_its_lead(text, lead, folder):
    text.state = Edition.State.FOR_ADOPTION
    text.save()

    with pytest.raises(NotNow):
        keep(text, lead)
    assert not names(folder)


def test_d13_a_full_disk_leaves_neither_row_nor_file(text, lead, folder):
    """The system takes the first 50 kB and then no more, as a disk does that becomes full."""
    hardest = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hardest[1]))
    try:
        with pytest.raises(storing.NoRoom):
            keep(text, lead, pdf(size=100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, hardest)

    assert not text.attachments.exists()
    assert not names(folder)


def test_d08_a_row_that_cannot_be_written_leaves_no_file(text, lead, folder):
    with pytest.raises(Exception, match="attachment_not_empty"):
        keep(text, lead, examined=type(pdf())(pdf().kind, "x.pdf", b""))

    assert not names(folder)


@pytest.mark.django_db
def test_d08_what_a_killed_worker_left_is_swept_after_a_day(text, lead, folder):
    """The worker is killed between file and row: only the file is there."""
    kept = keep(text, lead)
    code = "import os, sys, time; open(sys.argv[1], 'wb').write(b'x' * 10_000_000); print(flush=True); time.sleep(60)"
    worker = subprocess.Popen([sys.executable, "-c", code, str(folder / ("a" * 32))], stdout=subprocess.PIPE)
    worker.stdout.readline()
    worker.kill()
    worker.wait()
    worker.stdout.close()

    assert storing.sweep(now=timezone.now()) == {"dropped": 0, "lost": 0}
    assert storing.sweep(now=timezone.now() + timedelta(days=2)) == {"dropped": 1, "lost": 0}
    assert names(folder) == {kept.file.name}
    sweep_files()  # again is harmless


def test_d20_a_row_without_its_file_is_counted(text, lead, folder):
    (folder.parent / keep(text, lead).file.name).unlink()

    assert storing.sweep(now=timezone.now())["lost"] == 1


def test_an_empty_storage_is_swept_too(db):
    assert storing.sweep(now=timezone.now()) == {"dropped": 0, "lost": 0}


@pytest.mark.django_db(transaction=True)
def test_u14_twenty_at_once_stop_at_the_quota(text, lead, folder, settings):
    settings.ATTACHMENT_QUOTA = 5 * pdf(10).content.__len__()

    def send(number: int) -> bool:
        try:
            keep(text, lead, pdf(10 + number))
        except storing.OverQuota:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(send, range(20)))

    assert sum(taken) == text.attachments.count() == len(names(folder)) == 5
    assert text.attachments.all().bytes_in_all() <= settings.ATTACHMENT_QUOTA


def test_u14_the_number_of_files_is_limited(text, lead, settings):
    settings.ATTACHMENTS_PER_TEXT = 1
    keep(text, lead)

    with pytest.raises(storing.OverQuota):
        keep(text, lead, pdf(2))


@pytest.mark.django_db(transaction=True)
def test_another_file_in_its_place_keeps_its_name(text, lead, folder):
    row = keep(text, lead, figure())
    before = row.file.name

    storing.replace(row, by=lead, examined=figure(size=(80, 20)))

    row.refresh_from_db()
    assert (row.name, row.width, row.height) == ("obrazac", 80, 20)
    assert names(folder) == {row.file.name} != {before}


def test_a_figure_is_replaced_by_a_picture_only(text, lead):
    row, document = keep(text, lead, figure()), keep(text, lead)

    with pytest.raises(storing.OtherKind):
        storing.replace(row, by=lead, examined=pdf())
    with pytest.raises(storing.OtherKind):
        storing.replace(document, by=lead, examined=figure())
    storing.replace(row, by=lead, examined=examine(picture("JPEG"), name="a.jpg"))
    row.refresh_from_db()
    assert row.kind == "image/jpeg"


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_is_gone_and_twice_is_harmless(text, lead, folder):
    row = keep(text, lead)

    storing.remove(row, by=lead)
    storing.remove(row, by=lead)

    assert not names(folder)
    assert not text.attachments.exists()


def test_a_figure_stays_while_a_clause_shows_it(text, lead):
    row = keep(text, lead, figure())
    clause = text.clauses.last()
    clause.body_sv = f"![x](figure:{row.name})"
    clause.save()

    with pytest.raises(storing.InUse) as use:
        storing.remove(row, by=lead)
    assert use.value.numbers == ["2"]

    clause.body_sv = f"![x](figure:{row.name}-2)"
    clause.save()
    assert storing.shown_in(row) == []


@pytest.mark.django_db(transaction=True)
def test_the_next_edition_has_the_files_and_keeps_them(secretariat, folder):
    old = make_edition()
    row = keep(old, secretariat, figure())

    new = start_edition(old, number=2, year=2019, source_language="bs")

    copy = new.attachments.get()
    assert (copy.name, copy.title_bs, copy.file.name) == (row.name, "Obrazac", row.file.name)
    storing.remove(row, by=secretariat)
    assert names(folder) == {copy.file.name}
    storing.remove(copy, by=secretariat)
    assert not names(folder)


def test_readers_of_a_public_text_get_another_version(secretariat):
    text = make_edition()
    before = text.text_version

    row = keep(text, secretariat)
    storing.describe(row, by=secretariat, titles={"sv": "Blankett"}, language="sv")
    storing.remove(row, by=secretariat)

    text.refresh_from_db()
    assert text.text_version == before + 3


def test_a_storage_that_does_not_answer_stops_nobody(text, lead, monkeypatch, caplog):
    name = default_storage.save("attachments/x", ContentFile(b"x"))

    def away(_name):
        raise OSError

    monkeypatch.setattr(default_storage._wrapped, "delete", away)

    storing.drop(name)

    assert "stays until the next sweep" in caplog.text


def test_a_missing_broker_stops_nobody(text, lead, settings, django_capture_on_commit_callbacks, monkeypatch, caplog):
    settings.ATTACHMENT_SCANNER = "clamd://localhost:1"

    tries = []

    def away(*_args, retry):
        tries.append(retry)
        raise OSError

    monkeypatch.setattr(storing.current_app, "send_task", away)

    with django_capture_on_commit_callbacks(execute=True):
        row = keep(text, lead)

    assert row.scan == Attachment.Scan.WAITING
    assert "no broker" in caplog.text
    assert tries == [False]  # once, and never again while somebody waits for her page
