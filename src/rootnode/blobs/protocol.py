"""What a place for bytes must be able to do, and the words all of `blobs` shares.

A blob is a string of bytes known by its digest: blake3, 64 lower-case hex digits. Engines keep finished blobs only;
everything half written is a `Draft` in a local folder. Engine methods block and are called from threads.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

import msgspec

from rootnode.kit.clock import DAY
from rootnode.kit.errors import Invalid, NotFound, Problem

PIECE: Final = 1 << 20
"""Bytes handed to a thread at once while writing; a stream being written holds at most two of these."""
READ_PIECE: Final = 1 << 20
"""Bytes read at once; a stream being read holds at most two of these."""
GRACE: Final = DAY
"""How long bytes that nothing refers to, and uploads that nobody goes on with, are kept. Microseconds."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")


class Damaged(Problem):
    """The bytes on disk are not what they were. `facts["digest"]` names them; they are not served."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "damaged"

    def __init__(self, digest: str, fault: str, **facts: Any) -> None:
        super().__init__(
            f"The stored bytes {digest} are damaged ({fault}) and are not served. Upload the same file again or restore it from a backup.",
            digest=digest,
            fault=fault,
            **facts,
        )


class Stored(msgspec.Struct, frozen=True):
    """What was stored: the digest names it, `size` is in bytes."""

    digest: str
    size: int


def is_digest(text: object) -> bool:
    """Whether `text` has the form of a digest. Says nothing of whether it exists."""
    return isinstance(text, str) and _DIGEST.match(text) is not None


def check_digest(text: str) -> str:
    """`text` itself, if it has the form of a digest; only such text may become part of a path.

    Raises Invalid.
    """
    if not is_digest(text):
        raise Invalid("A digest is 64 lower-case hex digits (blake3).")
    return text


def unknown(digest: str) -> NotFound:
    """The error that says that no such bytes are stored."""
    return NotFound(f"No stored bytes have the digest {digest}. Upload them first.", digest=digest)


class BlobReader(Protocol):
    """One blob, opened. What it shows stays the same even if the blob is deleted meanwhile (S3: an error instead)."""

    size: int
    identity: str
    """Tells this very copy of the bytes from a later one under the same digest."""

    def read(self, start: int, length: int) -> bytes:
        """Exactly the bytes `[start, start + length)`, fewer only at the end. After `close`: nothing."""

    def close(self) -> None: ...


class BlobEngine(Protocol):
    """Keeps finished blobs under their digests. Every method checks the digest's form before it touches anything."""

    def place(self, file: Path, stored: Stored, *, trusted: bool) -> None:
        """Make the bytes of `file` visible under their digest, durably, and take `file` away.

        `file` has been hashed and synced. `trusted` says that a copy already in place is believed to be good; otherwise it
        is replaced. Idempotent. Raises StorageFull, Unavailable; then `file` is still there.
        """

    def open(self, digest: str) -> BlobReader:
        """Raises NotFound, Unavailable."""

    def size(self, digest: str) -> int | None:
        """In bytes; None if it is not there."""

    def delete(self, digests: Sequence[str]) -> None:
        """Delete up to 1,000 blobs. Those that are not there are passed over."""

    def all(self) -> Iterator[tuple[Stored, int]]:
        """Every blob in place, and when it was put there (microseconds UTC)."""

    def set_aside(self, digest: str, identity: str) -> str | None:
        """Move a damaged copy out of the way and say where to. None if this copy is no longer there."""

    def check(self) -> None:
        """Raises Unavailable, with a remedy, if the place cannot be used."""
