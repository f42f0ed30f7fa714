"""Static files as they are served: one folded style sheet, hashed names, compressed copies."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDED = "css/portal.css"
IMPORT = re.compile(r'^@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>[\w-]+)\);$', re.MULTILINE)
URL = re.compile(r'url\("(?!data:|#|/)(?P<name>[^"]+)"\)')
SOURCE_MAP = re.compile(r"^(//|/\*)# sourceMappingURL=.*$", re.MULTILINE)

Sources = dict[str, tuple[Storage, str]]


def fold(name: str, sources: Sources) -> str:
    """Return the style sheet `name` with each layered import replaced by the imported file, addresses rebased."""
    folder = posixpath.dirname(name)

    def imported(match: re.Match[str]) -> str:
        path = posixpath.join(folder, match["name"])
        inner = posixpath.dirname(match["name"])
        text = URL.sub(
            lambda url: f'url("{posixpath.normpath(posixpath.join(inner, url["name"]))}")', read(path, sources)
        )
        return f"@layer {match['layer']} {{\n{text}}}"

    return IMPORT.sub(imported, read(name, sources))


def read(name: str, sources: Sources) -> str:
    storage, path = sources[name]
    with storage.open(path) as file:
        return file.read().decode()


class FoldedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Fold portal.css, so that a page asks for one style sheet, and drop source maps, which are not shipped."""

    def post_process(self, paths: Sources, dry_run: bool = False, **options: Any) -> Iterator[tuple[str, Any, Any]]:
        changed = InMemoryStorage()
        for name in [name for name in paths if name.endswith((".css", ".js"))]:
            original = read(name, paths)
            text = SOURCE_MAP.sub("", fold(name, paths) if name == FOLDED else original)
            if text != original:
                changed.save(name, ContentFile(text.encode()))
        touched = {name: (changed, name) if changed.exists(name) else source for name, source in paths.items()}
        yield from super().post_process(touched, dry_run=dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what is new; a hashed name never changes its content, so its copies stay true."""
        return super().compress_files([name for name in paths if not self.exists(f"{name}.gz")])
