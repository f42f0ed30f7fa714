"""Names of files as their senders wrote them, made harmless in headers, paths and lists (X-14, U-05)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 100  # characters with the ending
LONGEST_IN_BYTES = 180  # most file systems end a name at 255 bytes


def base_name(name: str) -> str:
    """What stands behind the last slash of either kind."""
    return re.split(r"[/\\]", name)[-1]


def clean_name(name: str, ending: str) -> str:
    """The name without path, control and direction signs, cut to a length every system takes, with this ending.

    Letters of all languages and emoji stay; of a name without anything, ``file`` is left.
    """
    stem = PurePosixPath(base_name(name.encode("utf-8", "replace").decode())).name
    stem = stem[: len(stem) - len(ending)] if stem.lower().endswith(ending) else stem
    plain = unicodedata.normalize("NFC", stem)
    kept = "".join(" " if _is_unsafe(sign) else sign for sign in plain)
    stem = re.sub(r"\s+", " ", kept).strip(" .")[: LONGEST - len(ending)]
    while len(stem.encode()) > LONGEST_IN_BYTES - len(ending):
        stem = stem[:-1]
    return f"{stem.strip(' .') or 'file'}{ending}"


def title_from(name: str) -> str:
    """A title proposed from a file's name: ``Obrazac_ankete-2.docx`` becomes ``Obrazac ankete-2``."""
    cleaned = clean_name(name, "")
    return cleaned.rpartition(".")[0].replace("_", " ").strip() or cleaned


def _is_unsafe(sign: str) -> bool:
    """Control and format signs, left-overs of broken encodings, and what headers and systems read as their own."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or sign in '<>:"|?*;%\\/'
