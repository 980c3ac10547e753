"""Blobs as files in a folder: `objects/ab/cd/<digest>`, written elsewhere in the same file system and renamed.

A blob is visible whole or not at all. `place` answers after the file and every folder that leads to it are synced.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from rootnode.blobs.drafts import private_folder, storage_errors, sync_folder
from rootnode.blobs.protocol import BlobReader, Stored, check_digest, is_digest, unknown
from rootnode.kit.errors import Unavailable


class FileReader:
    """An open file. Closing waits for a read under way, so that its descriptor is never another file's."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        self._path = path
        self._lock = threading.Lock()
        found = os.fstat(self._fd)
        self.size = found.st_size
        self.identity = _identity(found)

    def read(self, start: int, length: int) -> bytes:
        with self._lock, storage_errors(self._path):
            return os.pread(self._fd, length, start) if self._fd >= 0 else b""

    def close(self) -> None:
        with self._lock:
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1

    def __del__(self) -> None:
        if hasattr(self, "_lock"):  # an iterator that was never started cannot close it
            self.close()


class DirectoryBlobs:
    """A folder of this machine. Drafts must lie in the same file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._objects = root / "objects"
        self._damaged = root / "damaged"
        self._lock = threading.Lock()  # so that a good copy put in place is not set aside for a bad one
        with storage_errors(root):
            private_folder(self._objects)

    def place(self, file: Path, stored: Stored, *, trusted: bool) -> None:
        del trusted  # a rename costs the same either way, and heals
        target = self._path(stored.digest)
        with storage_errors(self.root):
            private_folder(target.parent)
            with self._lock:
                file.rename(target)
            sync_folder(target.parent)

    def open(self, digest: str) -> BlobReader:
        path = self._path(digest)
        with storage_errors(self.root):
            try:
                return FileReader(path)
            except FileNotFoundError:
                raise unknown(digest) from None

    def size(self, digest: str) -> int | None:
        path = self._path(digest)
        with storage_errors(self.root):
            try:
                return path.lstat().st_size
            except FileNotFoundError:
                return None

    def delete(self, digests: Sequence[str]) -> None:
        paths = [self._path(digest) for digest in digests]
        with storage_errors(self.root):
            for path in paths:
                path.unlink(missing_ok=True)

    def all(self) -> Iterator[tuple[Stored, int]]:
        with storage_errors(self.root):
            for inner in sorted(self._objects.glob("??/??")):
                yield from _files_of(inner)

    def set_aside(self, digest: str, identity: str) -> str | None:
        path = self._path(digest)
        target = self._damaged / f"{digest}-{time.time_ns()}"
        with storage_errors(self.root), self._lock, suppress(FileNotFoundError):
            if _identity(path.lstat()) == identity:
                private_folder(self._damaged)
                path.rename(target)
                return str(target)
        return None

    def check(self) -> None:
        if not os.access(self._objects, os.R_OK | os.W_OK | os.X_OK):
            raise Unavailable(f"The folder {self._objects} cannot be written. Check its owner and its mode (0700).", retry_after=10)

    def _path(self, digest: str) -> Path:
        check_digest(digest)
        return self._objects / digest[:2] / digest[2:4] / digest


def _identity(found: os.stat_result) -> str:
    return f"{found.st_dev}:{found.st_ino}:{found.st_mtime_ns}"


def _files_of(folder: Path) -> Iterator[tuple[Stored, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # deleted while we walked
                found = entry.stat(follow_symlinks=False)
                if is_digest(entry.name):
                    yield Stored(entry.name, found.st_size), found.st_mtime_ns // 1_000
