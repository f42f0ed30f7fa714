"""Files in S3-compatible storage: chosen by the environment, private, and troubled like a disk."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from qmportal import environment
from qmportal.buckets import BucketStorage


@pytest.fixture
def bucket(monkeypatch) -> BucketStorage:
    """A storage where nobody answers."""
    monkeypatch.setenv("S3_BUCKET", "files")
    monkeypatch.setenv("S3_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("S3_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("S3_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("S3_REGION", "eu-north-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    return BucketStorage(**environment.media_storage()["OPTIONS"])


def test_files_lie_on_disk_unless_a_bucket_is_named(monkeypatch):
    monkeypatch.delenv("S3_BUCKET", raising=False)

    assert environment.media_storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_a_bucket_is_private_and_nothing_in_it_is_overwritten(bucket):
    assert environment.media_storage()["BACKEND"] == "qmportal.buckets.BucketStorage"
    assert (bucket.bucket_name, bucket.endpoint_url, bucket.addressing_style) == (
        "files",
        "http://127.0.0.1:1",
        "path",
    )
    assert (bucket.default_acl, bucket.file_overwrite, bucket.querystring_auth) == (None, False, True)


@pytest.mark.parametrize(
    "deed",
    [
        lambda bucket: bucket.save("a", ContentFile(b"x")),
        lambda bucket: bucket.open("a"),
        lambda bucket: bucket.delete("a"),
        lambda bucket: bucket.exists("a"),
        lambda bucket: bucket.listdir("a"),
        lambda bucket: bucket.get_modified_time("a"),
    ],
)
def test_p4_a_bucket_that_does_not_answer_is_a_disk_that_fails(bucket, deed):
    with pytest.raises(OSError, match="storage of files does not work"):
        deed(bucket)
