"""The contract of stored bytes over each engine."""

from pathlib import Path

import pytest

from rootnode.blobs.directory import DirectoryBlobs
from rootnode.blobs.s3 import S3Blobs, open_store
from rootnode.testing.blobs import BlobContract, Place
from rootnode.testing.engines import S3


class TestDirectory(BlobContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        return Place("", tmp_path, DirectoryBlobs(tmp_path / "blobs"))


class TestS3(BlobContract):
    @pytest.fixture
    def place(self, tmp_path: Path, s3: S3, s3_bucket: str, monkeypatch: pytest.MonkeyPatch) -> Place:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.access_key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.secret_key)
        url = f"s3://{s3_bucket}/files?endpoint={s3.endpoint}"
        return Place(url, tmp_path, S3Blobs(open_store(url)))
