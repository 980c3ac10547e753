"""Files being written that nobody can see yet, and the few file system calls that make them durable.

`os.fsync` and friends are called through the module, so that the tests can plant the fault 'no fsync'.
"""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from blake3 import blake3

from rootnode.blobs.protocol import Stored
from rootnode.kit.errors import StorageFull, Unavailable

_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT))
_KEEP_FREE: Final = 2 << 30  # twice what the doors keep back: files must not use up the database's room
_HASH_PIECE: Final = 8 << 20


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """The file system's errors in the house's words."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            detail = f"The disk that holds {folder} is full. Nothing was kept; free some space and try again."
            raise StorageFull(detail, retry_after=10) from error
        detail = f"The folder {folder} cannot be used ({error.strerror}). Run `rootnode doctor`."
        raise Unavailable(detail, retry_after=10) from error


def private_folder(folder: Path) -> Path:
    """`folder`, made if need be, readable by its owner alone; its entry in its parent is durable."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
    return folder


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def hash_file(file: Path) -> Stored:
    """Digest and size of a whole file."""
    hasher = blake3()
    size = 0
    with file.open("rb", buffering=0) as stream:
        while piece := stream.read(_HASH_PIECE):
            hasher.update(piece)
            size += len(piece)
    return Stored(hasher.hexdigest(), size)


class Draft:
    """A file being written, by one thread at a time. Call `open` first and `finish`, `close` or `discard` last."""

    def __init__(self, path: Path, *, hashing: bool = True, size: int = 0) -> None:
        """Goes on after the first `size` bytes of the file; what lies behind them is cut off. `hashing` is for a file that is
        written from its first byte to its last."""
        self.path = path
        self.size = size
        self._hasher = blake3() if hashing else None
        self._lock = threading.Lock()
        self._fd = -1
        self._closed = False

    def open(self) -> None:
        """Raises StorageFull, Unavailable."""
        with self._lock, storage_errors(self.path.parent):
            if not self._closed:
                self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
                self._cut()

    def write(self, piece: memoryview) -> None:
        """Append all or nothing. Refuses before the disk is full, so that the database beside it can still work.

        Raises StorageFull, Unavailable.
        """
        with self._lock, storage_errors(self.path.parent):
            if self._fd < 0:
                return  # discarded while this piece was waiting for its thread
            try:
                self._leave_room(len(piece))
                _write_all(self._fd, piece)
            except OSError:
                self._cut()  # gives the space of half a piece back at once
                raise
            if self._hasher is not None:
                self._hasher.update(piece)
            self.size += len(piece)

    def sync(self) -> None:
        """Make all that was written durable."""
        with self._lock, storage_errors(self.path.parent):
            if self._fd >= 0:
                os.fsync(self._fd)

    def finish(self) -> Stored:
        """Make the whole file durable and close it."""
        self.sync()
        self.close()
        if self._hasher is None:
            return hash_file(self.path)
        return Stored(self._hasher.hexdigest(), self.size)

    def close(self) -> None:
        """Nothing can be written any more. Waits for a piece that is just being written."""
        with self._lock:
            self._closed = True
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1

    def discard(self) -> None:
        """Close and remove it, wherever it stands."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _cut(self) -> None:
        os.ftruncate(self._fd, self.size)
        os.lseek(self._fd, self.size, os.SEEK_SET)

    def _leave_room(self, length: int) -> None:
        disk = os.fstatvfs(self._fd)
        total, free = disk.f_blocks * disk.f_frsize, disk.f_bavail * disk.f_frsize
        if free - length < min(_KEEP_FREE, total // 10):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _write_all(fd: int, piece: memoryview) -> None:
    while piece:
        piece = piece[os.write(fd, piece) :]
