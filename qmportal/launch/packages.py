"""The virtual environment .venv: made, filled from a lock file, entered."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import index
from .places import LOCKS, ROOT, VENV
from .screen import Trouble

PYTHON = VENV / "bin" / "python"
LARGER = {"embedded": "dev"}  # a lock file whose packages contain those of another
INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCKS / "uv.txt")


def is_ready(lock: str) -> bool:
    """Does .venv hold the packages of this lock file? Anybody else's environment is taken as it is."""
    if is_foreign():
        return True
    names = [lock, *filter(None, [LARGER.get(lock)])]
    return PYTHON.exists() and any(stamp(name).exists() and stamp(name).read_text() == digest(name) for name in names)


def is_foreign() -> bool:
    """Are we in a virtual environment somebody else made and filled, as in the production image?"""
    inside = sys.prefix != sys.base_prefix and Path(sys.prefix).resolve() != VENV.resolve()
    return inside and importlib.util.find_spec("django") is not None


def prepare(lock: str) -> None:
    """Make .venv if there is none, and install the lock file into it. Two commands at once take turns."""
    with open(ROOT / "manage.py") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if is_ready(lock):
            return
        make()
        packages: list[str | Path] = [
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--python",
            PYTHON,
            "-r",
            LOCKS / f"{lock}.txt",
        ]
        call([uv(), *packages], environment=index.uv_environment())
        stamp(lock).write_text(digest(lock))


def enter(arguments: list[str]) -> None:
    """Go on in .venv with the same command line; returns at once if we are there already."""
    if not is_foreign() and Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), *arguments])


def make() -> None:
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", check]).returncode == 0:
        return
    # pip is only a ladder to uv, and slow to install; Debian ships no ensurepip without python3-venv.
    without_pip = find_uv() is not None or not has("ensurepip")
    call([sys.executable, "-m", "venv", "--clear", *(["--without-pip"] if without_pip else []), VENV])


def uv() -> str:
    """The program that installs: the one in .venv, else the machine's, else fetched into .venv."""
    return find_uv() or fetch_uv()


def find_uv() -> str | None:
    return shutil.which("uv", path=os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", "")]))


def fetch_uv() -> str:
    """Install the pinned uv into .venv: with its own pip, with the system's pip, or from the index by hand."""
    if subprocess.run([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL).returncode == 0:
        call([PYTHON, *INSTALL])
    elif has("pip"):
        call([sys.executable, "-m", "pip", "--python", PYTHON, *INSTALL[2:]])
    elif index.address():
        index.unpack_uv((LOCKS / "uv.txt").read_text(), VENV / "bin" / "uv")
    else:
        raise Trouble(
            "This Python has neither pip nor ensurepip: install them (Debian, Ubuntu: apt install python3-venv) "
            "or install uv, then repeat the command."
        )
    return str(VENV / "bin" / "uv")


def has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def stamp(lock: str) -> Path:
    return VENV / f".stamp-{lock}"


def digest(lock: str) -> str:
    return hashlib.sha256((LOCKS / f"{lock}.txt").read_bytes()).hexdigest()


def call(command: list[str | Path], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Trouble(f"The packages could not be installed ({Path(command[0]).name}):\n{done.stdout.strip()}")
