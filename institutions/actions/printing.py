"""Sets documents as tagged PDF (PDF/UA-1), without network and with no files but those it is given.

Templates are ours and fixed; whatever people wrote reaches them as JSON and is only ever set as text.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone

# Latin, Greek, Cyrillic, and the signs between them; tests set every one of these in every weight
DRAWABLE = re.compile(
    r"[\n\u0020-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u2080-\u2089\u20a0-\u20bf\u2190-\u22ff\u2500-\u25ff]"
)
MISSING = "\u25a1"  # an empty square
VERBATIM = frozenset({"t", "url", "anchor", "lang"})  # names of what is followed or compared, and never drawn
KEPT = 30 * 24 * 3600  # seconds; whoever asks for an older one waits until it is made again
ENDLESS = re.compile(r"(\S{30})(?=\S)")


def typeset(template: str, content: str, *, on: date, files: Mapping[str, bytes] | None = None) -> bytes:
    """Let Typst set ``content``, a JSON object the template finds in ``sys.inputs.doc``; ``on`` is the document's date.

    The template sees nothing but ``files``, by their names, which are ours and not what people typed.
    """
    stamp = int(datetime.combine(on, time(12), timezone.get_default_timezone()).timestamp())
    with tempfile.TemporaryDirectory() as root:
        for name, data in (files or {}).items():
            Path(root, Path(name).name).write_bytes(data)
        compiler = typst.Compiler(
            input=template.encode(),
            root=root,
            ignore_system_fonts=True,
            font_paths=[],
            package_path=root,
            package_cache_path=root,
            sys_inputs={"doc": content},
        )
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp)
    return made if isinstance(made, bytes) else b"".join(made or [])


@cache
def template_of(room: str, name: str) -> str:
    """The text of a template in ``templates/<room>/pdf``, and in front of it what all of them share."""
    paths = (("institutions", "house.typ"), (room, name))
    return "\n".join(
        Path(settings.BASE_DIR, "templates", place, "pdf", file).read_text("utf-8") for place, file in paths
    )


def typeset_once(template: str, content: str, *, on: date, folder: str) -> bytes:
    """As ``typeset``, once for each content: what is made is kept for a month in that folder of the media."""
    key = hashlib.sha256("\n".join((version("typst"), template, content)).encode()).hexdigest()
    path = Path(settings.MEDIA_ROOT) / folder / f"{key}.pdf"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    made = typeset(template, content, on=on)
    # a full disk costs the next reader time, and this one nothing
    with contextlib.suppress(OSError):
        keep(path, made)
    return made


def keep(path: Path, made: bytes) -> None:
    """Write it beside its place first, so that nobody ever reads half a document; and throw old ones away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as beside:
        beside.write(made)
    os.replace(beside.name, path)
    now = timezone.now().timestamp()
    for other in path.parent.iterdir():
        # somebody else may be tidying up, too
        with contextlib.suppress(OSError):
            if other.stat().st_mtime < now - KEPT:
                other.unlink()


@cache
def mark() -> str:
    """The mark of the group, as SVG."""
    return Path(str(finders.find("img/mark.svg"))).read_text(encoding="utf-8")


def settable(tree: Any) -> Any:
    """Keep what Typst's own fonts can draw, for PDF/UA refuses a letter without a shape; let endless words break.

    Addresses stay as they are, or nobody could follow them.
    """
    if isinstance(tree, dict):
        return {key: value if key in VERBATIM else settable(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [settable(value) for value in tree]
    if not isinstance(tree, str):
        return tree
    shown = "".join(letter if DRAWABLE.match(letter) else MISSING for letter in tree if not _is_hidden(letter))
    return ENDLESS.sub("\\1\u200b", shown)


def _is_hidden(letter: str) -> bool:
    """Tell whether it is a control sign, such as those that turn the direction of their neighbours."""
    return unicodedata.category(letter) in {"Cc", "Cf"} and letter != "\n"
