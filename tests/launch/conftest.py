"""What the tests of the two commands share: a place of their own, far from the servers this suite runs on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmportal.launch.servers import server_account, socket_directory, temporary_base


@pytest.fixture
def data(monkeypatch) -> Iterator[Path]:
    """An empty data folder the database's account can reach, which pytest's own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="qmportal-launch-", dir=temporary_base()))
    folder.chmod(0o711)
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MAIL_DIR", "SITE_URL", "ALLOWED_HOSTS", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "qmportal.settings")
    yield folder
    shutil.rmtree(socket_directory(folder, server_account()))
    shutil.rmtree(folder)


def descendants(pid: int) -> list[int]:
    """All processes below this one; Linux only."""
    below = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            child = int(status.parent.name)
            below += [child, *descendants(child)]
    return below


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
