"""`manage.py lock`: write locks/*.txt from pyproject.toml; `--upgrade` takes newer versions, `--check` compares."""

import subprocess
import tempfile
from pathlib import Path

from .index import uv_environment
from .packages import make, uv
from .places import LOCKS, ROOT
from .screen import Trouble, say

# The widest first: those after it are held to its versions, so that all of them install together.
SOURCES = {
    "dev": ["pyproject.toml", "--group", "dev", "--extra", "s3"],
    "embedded": ["pyproject.toml", "--group", "embedded"],
    "production": ["pyproject.toml", "--extra", "s3"],
    "uv": ["-"],  # the installer itself
}
OPTIONS = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def main(arguments: list[str]) -> None:
    check, upgrade = "--check" in arguments, "--upgrade" in arguments
    make()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lock in SOURCES:
            compile_lock(lock, folder, upgrade=upgrade)
        stale = [lock for lock in SOURCES if (folder / f"{lock}.txt").read_text() != current(lock)]
        if check and stale:
            files = ", ".join(f"locks/{lock}.txt" for lock in stale)
            raise Trouble(f"Not in step with pyproject.toml: {files}. Run: python3 manage.py lock")
        for lock in stale:
            (LOCKS / f"{lock}.txt").write_text((folder / f"{lock}.txt").read_text())
    say("The lock files are in step." if not stale else f"Written anew: {', '.join(stale)}.")


def compile_lock(lock: str, folder: Path, *, upgrade: bool) -> None:
    """Write `folder`/<lock>.txt; without `upgrade`, versions that still fit are kept."""
    output = folder / f"{lock}.txt"
    if not upgrade:
        output.write_text(current(lock))
    held: list[str | Path] = ["--constraints", folder / "dev.txt"] if lock in {"embedded", "production"} else []
    command: list[str | Path] = [uv(), "pip", "compile", *SOURCES[lock], *OPTIONS, *held, "-o", output]
    done = subprocess.run(command, cwd=ROOT, env=uv_environment(), input="uv\n", capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"locks/{lock}.txt could not be made:\n{done.stderr.strip()}")


def current(lock: str) -> str:
    path = LOCKS / f"{lock}.txt"
    return path.read_text() if path.exists() else ""
