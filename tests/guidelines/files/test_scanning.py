"""The scanner: nobody gets a file before it has spoken, and it may be away for as long as it likes."""

from __future__ import annotations

import socket
import struct
import threading

import pytest

from guidelines.actions import storing
from guidelines.actions.scanning import ScannerAway, ask_clamd, scan_waiting, scanner
from guidelines.models import Attachment
from guidelines.results.files import examine
from guidelines.tasks import scan_files
from letters.actions import NoLongerTrue, occasion_named
from letters.models import Letter
from tests.factories import make_edition
from tests.guidelines.files.made import PDF, picture

CLEAN, INFECTED, WAITING = Attachment.Scan.CLEAN, Attachment.Scan.INFECTED, Attachment.Scan.WAITING


def everything(_file) -> bool:
    return True


def nothing(_file) -> bool:
    return False


def broken(_file) -> bool:
    raise RuntimeError("no")


@pytest.fixture
def scan_by(settings):
    def choose(function) -> None:
        settings.ATTACHMENT_SCANNER = f"{__name__}.{function.__name__}"

    choose(broken)
    return choose


@pytest.fixture
def row(scan_by, secretariat) -> Attachment:
    """Attached to a public text, and not scanned yet."""
    return storing.store(
        make_edition(), by=secretariat, examined=examine(picture(), name="a.png"), titles={"bs": "Slika"}
    )


def test_p4_a_file_waits_while_the_scanner_is_away(client, row):
    scan_files()

    row.refresh_from_db()
    assert row.scan == WAITING
    assert client.get(f"/en/guidelines/files/{row.pk}/").status_code == 404
    assert client.get(f"/en/guidelines/files/{row.pk}/figure/").status_code == 404


def test_a_clean_file_is_served_and_readers_get_another_version(client, row, scan_by):
    before = row.edition.text_version
    scan_by(everything)

    assert scan_waiting() == {"clean": 1, "infected": 0, "waiting": 0}
    assert scan_waiting() == {"clean": 0, "infected": 0, "waiting": 0}

    row.refresh_from_db()
    row.edition.refresh_from_db()
    assert (row.scan, row.edition.text_version) == (CLEAN, before + 1)
    assert client.get(f"/en/guidelines/files/{row.pk}/").status_code == 200


def test_an_infected_file_is_never_served_and_the_secretariat_is_told_once(client, row, scan_by, secretariat):
    scan_by(nothing)

    scan_files()
    scan_files()

    row.refresh_from_db()
    letter = Letter.objects.get()
    assert row.scan == INFECTED
    assert client.get(f"/en/guidelines/files/{row.pk}/").status_code == 404
    assert letter.recipient == secretariat
    assert "a.png, which Secretariat attached" in letter.body
    assert f"/en/guidelines/texts/{row.edition_id}/files/" in letter.body


def test_the_letter_is_dropped_once_the_file_is_replaced(row, scan_by, secretariat):
    scan_by(nothing)
    scan_files()
    letter = Letter.objects.get()
    storing.replace(row, by=secretariat, examined=examine(picture(size=(5, 5)), name="b.png"))

    assert isinstance(occasion_named("infected_file").read([letter])[letter.pk], NoLongerTrue)


def test_without_a_scanner_files_are_served_at_once(settings, secretariat, row):
    settings.ATTACHMENT_SCANNER = ""

    other = storing.store(row.edition, by=secretariat, examined=examine(PDF, name="a.pdf"), titles={"bs": "Obrazac"})
    scan_waiting()

    row.refresh_from_db()
    assert other.is_served
    assert row.is_served  # waited for a scanner that was since taken away
    assert scanner() is None


def test_a_verdict_on_a_replaced_file_does_not_count(row, scan_by, secretariat, settings):
    other = examine(picture(size=(5, 5)), name="b.png")

    def meanwhile(_file) -> bool:
        storing.replace(row, by=secretariat, examined=other)
        return True

    globals()["meanwhile"] = meanwhile
    settings.ATTACHMENT_SCANNER = f"{__name__}.meanwhile"

    assert scan_waiting()["clean"] == 0
    row.refresh_from_db()
    assert row.scan == WAITING


class Daemon(threading.Thread):
    """Speaks as ClamAV's daemon does, once."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.heard = answer, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"clamd://127.0.0.1:{self.door.getsockname()[1]}"

    def run(self) -> None:
        with self.door, self.door.accept()[0] as connection, connection.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            while length := struct.unpack(">I", said.read(4))[0]:
                self.heard += said.read(length)
            connection.sendall(self.answer)


@pytest.mark.parametrize(("answer", "is_clean"), [(b"stream: OK\0", True), (b"stream: Eicar-Test FOUND\0", False)])
def test_clamd_hears_the_file_and_its_verdict_counts(tmp_path, answer, is_clean, settings):
    path = tmp_path / "x"
    path.write_bytes(b"x" * 200_000)
    daemon = Daemon(answer)
    daemon.start()
    settings.ATTACHMENT_SCANNER = daemon.address

    with path.open("rb") as file:
        assert scanner()(file) is is_clean

    daemon.join(5)
    assert daemon.heard == path.read_bytes()


def test_clamd_that_says_something_else_is_away(tmp_path):
    daemon = Daemon(b"INSTREAM size limit exceeded. ERROR\0")
    daemon.start()

    with open(__file__, "rb") as file, pytest.raises(ScannerAway):
        ask_clamd(daemon.address, file)
    daemon.join(5)


@pytest.mark.parametrize("address", ["clamd://127.0.0.1:1", "clamd:///nowhere/clamd.sock", "clamd://127.0.0.1:x"])
def test_p4_no_clamd_is_away(address):
    with open(__file__, "rb") as file, pytest.raises(ScannerAway):
        ask_clamd(address, file)
