"""Files in S3-compatible storage. Its troubles become those of a disk, so that nobody else has to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


@contextmanager
def as_disk() -> Iterator[None]:
    """What the storage answers, or that it does not answer, as the OSError a disk would raise."""
    try:
        yield
    except (BotoCoreError, ClientError) as trouble:
        raise OSError(f"The storage of files does not work: {type(trouble).__name__}") from trouble


class BucketStorage(S3Storage):
    """A private bucket; chosen by S3_BUCKET."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        """Fetch the file at once: a page that has begun cannot say any more that the storage is away."""
        with as_disk():
            opened = super()._open(name, mode)
            if "r" in mode:
                opened.file.seek(0)
            return opened

    def _save(self, name: str, content: Any) -> str:
        with as_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with as_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with as_disk():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with as_disk():
            folders, names = super().listdir(path)
            return folders, names

    def get_modified_time(self, name: str) -> Any:
        with as_disk():
            return super().get_modified_time(name)
