"""The lock on a data folder: one process at a time owns the embedded stores inside.

The operating system holds the lock (flock), so it is free the moment its holder ends, however it ended. The file's text
only says who holds it.
"""

import fcntl
import os
import time
from pathlib import Path
from typing import Final, Self

import msgspec

FILE_NAME: Final = "data.lock"


class Holder(msgspec.Struct, frozen=True):
    """Who holds a lock: process id, and what it does, such as 'serve'. `pid` is 0 when it could not be read."""

    pid: int
    what: str


class Locked(Exception):
    """Another process holds the data folder."""

    def __init__(self, folder: Path, holder: Holder) -> None:
        super().__init__(f"{folder} is in use by another Rootnode (process {holder.pid or 'unknown'}, {holder.what or 'starting'}).")
        self.folder = folder
        self.holder = holder


class DataLock:
    """The held lock. Keep it as long as anything inside the folder is open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others have the folder. A second call does nothing."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def take(folder: Path, what: str) -> DataLock:
    """Take the lock of `folder`, which is made when it is not there. Raises Locked, or OSError when the folder cannot be used."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _lock(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, msgspec.json.encode(Holder(os.getpid(), what)), 0)
    except BlockingIOError:
        holder = _read(descriptor)
        os.close(descriptor)
        raise Locked(folder, holder) from None
    except BaseException:
        os.close(descriptor)
        raise
    return DataLock(descriptor)


def holder_of(folder: Path) -> Holder | None:
    """Who holds the lock of `folder`; None when it is free."""
    try:
        descriptor = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(descriptor)
    else:
        return None
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Raises BlockingIOError when somebody holds it. One without a name only looks, as `holder_of` does, or is about to write it."""
    for _ in range(20):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _read(descriptor).pid:
                raise
            time.sleep(0.01)
        else:
            return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read(descriptor: int) -> Holder:
    try:
        return msgspec.json.decode(os.pread(descriptor, 1_000, 0), type=Holder)
    except msgspec.DecodeError:  # its holder has not written yet
        return Holder(0, "")
