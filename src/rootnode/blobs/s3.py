"""Blobs in an S3 bucket (AWS, MinIO, Ceph, ...), through obstore.

The key is the digest below a prefix. Small blobs are put in one call that creates or fails; large ones in parts, which
S3 makes visible at once when the last has arrived. Credentials come from the environment (`AWS_ACCESS_KEY_ID`, ...).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from rootnode.blobs.protocol import BlobReader, Stored, check_digest, is_digest, unknown
from rootnode.kit.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from obstore.store import S3Config

_PART: Final = 8 << 20
_PARTS: Final = 9_000  # S3 takes 10,000 parts
_OPTIONS: Final = frozenset(("endpoint", "region"))


@contextmanager
def _s3_errors(what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:  # obstore's NotFoundError is one
        raise
    except BaseError as error:
        detail = f"The bucket could not {what} ({str(error).splitlines()[0][:200]}). Try again in a moment."
        raise Unavailable(detail, retry_after=10) from error


def open_store(url: str) -> S3Store:
    """The store named by `s3://bucket/prefix?endpoint=https://...&region=...`. Raises Invalid."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not parts.hostname or "@" in parts.netloc or options.keys() - _OPTIONS:
        raise Invalid(
            "The URL for files must look like s3://bucket/prefix?endpoint=https://host&region=name, "
            "without credentials; those come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    endpoint = options.get("endpoint")
    config: S3Config = {"region": options.get("region", "us-east-1")}
    if endpoint:
        config["endpoint"] = endpoint
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
            "connect_timeout": "5s",
            "timeout": "120s",
        },
        retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=60)},
    )


class ObjectReader:
    """A blob in the bucket; each read is one range request."""

    def __init__(self, store: S3Store, key: str, size: int, identity: str) -> None:
        self._store = store
        self._key = key
        self.size = size
        self.identity = identity

    def read(self, start: int, length: int) -> bytes:
        end = min(start + length, self.size)
        if start >= end:
            return b""
        with _s3_errors("be read"):
            return bytes(obstore.get_range(self._store, self._key, start=start, end=end))

    def close(self) -> None:
        """Nothing is held between reads."""


class S3Blobs:
    """A bucket, or a prefix in one."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    def place(self, file: Path, stored: Stored, *, trusted: bool) -> None:
        key = _key(stored.digest)
        if trusted and self.size(stored.digest) == stored.size:
            file.unlink()
            return
        with _s3_errors("take a file"):
            if stored.size <= _PART:
                self._put_whole(key, file.read_bytes(), trusted)
            else:
                part = max(_PART, -(-stored.size // _PARTS))
                obstore.put(self._store, key, file, use_multipart=True, chunk_size=part, max_concurrency=4)
        file.unlink()

    def _put_whole(self, key: str, content: bytes, trusted: bool) -> None:
        if not trusted:
            obstore.put(self._store, key, content, use_multipart=False)
            return
        try:
            obstore.put(self._store, key, content, mode="create")
        except AlreadyExistsError:
            return  # somebody else stored the same bytes just now

    def open(self, digest: str) -> BlobReader:
        key = _key(digest)
        try:
            with _s3_errors("be read"):
                found = obstore.head(self._store, key)
        except FileNotFoundError:
            raise unknown(digest) from None
        return ObjectReader(self._store, key, found["size"], f"{found['e_tag']}:{found['last_modified'].timestamp()}")

    def size(self, digest: str) -> int | None:
        key = _key(digest)
        try:
            with _s3_errors("be read"):
                return obstore.head(self._store, key)["size"]
        except FileNotFoundError:
            return None

    def delete(self, digests: Sequence[str]) -> None:
        keys = [_key(digest) for digest in digests]
        with _s3_errors("delete files"):
            if keys:
                obstore.delete(self._store, keys)

    def all(self) -> Iterator[tuple[Stored, int]]:
        with _s3_errors("be listed"):
            for page in obstore.list(self._store, prefix="objects"):
                for found in page:
                    digest = found["path"].rpartition("/")[2]
                    if is_digest(digest):
                        yield Stored(digest, found["size"]), int(found["last_modified"].timestamp() * 1_000_000)

    def set_aside(self, digest: str, identity: str) -> str | None:
        """Not atomic: S3 cannot compare and rename. A good copy put here in between is put again by the next upload."""
        try:
            if self.open(digest).identity != identity:
                return None
            with _s3_errors("set a file aside"):
                obstore.rename(self._store, _key(digest), f"damaged/{digest}")
        except FileNotFoundError:
            return None
        return f"damaged/{digest}"

    def check(self) -> None:
        with _s3_errors("be listed"):
            next(iter(obstore.list(self._store, prefix="objects", chunk_size=1)), None)


def _key(digest: str) -> str:
    return f"objects/{check_digest(digest)}"
