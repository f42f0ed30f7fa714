"""Where things lie in this checkout, and the one lock that says who runs the embedded servers."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCKS = ROOT / "locks"


def data_dir() -> Path:
    """The folder of all run-time data, made on first use; DATA_DIR names another one."""
    path = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
    path.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        path.chmod(0o711)  # the database runs as another user below it
    return path


def secret_key(data: Path) -> str:
    """The key of this checkout, made once and readable only by its owner."""
    path = data / "secret-key"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        fresh.rename(path)
    return path.read_text()


class Running:
    """Who runs the embedded servers of this checkout; the kernel frees the lock however the holder dies."""

    def __init__(self, data: Path) -> None:
        self.file = open(data / "running.json", "a+")  # noqa: SIM115  # open as long as this process lives
        self.users = open(data / "users.lock", "a")  # noqa: SIM115

    def acquire(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.write({})
        return True

    def close(self) -> None:
        """Let go of both locks."""
        self.file.close()
        self.users.close()

    def write(self, facts: dict[str, Any]) -> None:
        """Tell the other commands of this checkout: `command`, `pid`, and the `environment` to attach with."""
        self.file.truncate(0)
        self.file.write(json.dumps({"pid": os.getpid(), **facts}))
        self.file.flush()

    def read(self) -> dict[str, Any]:
        self.file.seek(0)
        return json.loads(self.file.read() or "{}")

    def use(self) -> None:
        """Say that this process works with servers another command started."""
        fcntl.flock(self.users, fcntl.LOCK_SH)

    def is_used(self) -> bool:
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
