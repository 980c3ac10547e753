"""What the suite of `testing.blobs` works with: contents, streams that are cut, hostile names, and the place it runs in."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pytest
from blake3 import blake3

from rootnode.blobs import Blobs, open_blobs
from rootnode.blobs.protocol import BlobEngine
from rootnode.kit.db import Database

MIB: Final = 1 << 20

HOSTILE: Final = (
    "",
    ".",
    "..",
    "../" * 20 + "etc/passwd",
    "/etc/passwd",
    "//proc/self/root/etc/passwd",
    "C:/Windows/win.ini",
    "..\\..\\x",
    "%2e%2e%2f" * 3,
    "%252e%252e%252f",
    "a/../../b",
    "file:///etc/passwd",
    "x#fragment",
    "x;params",
    "x?query",
    "\x00",
    "a" * 63,
    "a" * 65,
    "A" * 64,
    "g" * 64,
    "a" * 64 + "\n",
    "a" * 64 + "\x00",
    "a" * 64 + "/../../x",
    "../" + "a" * 61,
    "a" * 31 + "/",
    "ａ" * 64,
    "٠" * 64,
    "a" * 32 + "\n",
    "0" * 31 + "²",
    "~root",
    "CON",
    "." * 64,
    "/" * 64,
    "-" * 64,
    "a" * 10_000,
)
"""Texts that must never become part of a path, wherever a digest or an upload's id is asked for."""


class Place(msgspec.Struct):
    """Where the suite runs: what `open_blobs` needs, and the engine itself for looking behind it."""

    url: str
    data: Path
    engine: BlobEngine


def content(size: int, seed: int = 0) -> bytes:
    """Bytes that do not repeat, the same ones each time."""
    return blake3(seed.to_bytes(8, "big")).digest(length=size) if size else b""


def digest_of(data: bytes) -> str:
    """As `Blobs` names these bytes."""
    return blake3(data).hexdigest()


async def stream(data: bytes, chunk: int = 65_536) -> AsyncIterator[bytes]:
    """As a body arrives from the network."""
    for start in range(0, len(data), chunk):
        yield data[start : start + chunk]


async def cut_stream(data: bytes, chunk: int = 65_536) -> AsyncIterator[bytes]:
    """A body whose sender goes away after `data`."""
    async for each in stream(data, chunk):
        yield each
    raise ConnectionResetError("the sender went away")


async def collect(chunks: AsyncIterator[bytes]) -> bytes:
    """All of a stream."""
    return b"".join([chunk async for chunk in chunks])


async def fetch(blobs: Blobs, digest: str, start: int = 0, end: int | None = None, *, verify: bool = False) -> bytes:
    """The bytes `[start, end)` of a blob."""
    _, chunks = await blobs.open(digest, start, end, verify=verify)
    return await collect(chunks)


def resident() -> int:
    """This process's memory in bytes, as the system counts it."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def open_files() -> int:
    """How many files and sockets this process holds."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counted, not walked


class BlobPlace:
    """What the parts of the suite share. The class that runs gives the fixture `place`."""

    @pytest.fixture
    def blobs(self, place: Place, sqlite: Database) -> Iterator[Blobs]:
        opened = open_blobs(place.url, place.data, sqlite)
        yield opened
        opened.close()

    def visible(self, place: Place) -> dict[str, int]:
        """Digest and size of everything that the engine shows."""
        return {stored.digest: stored.size for stored, _ in place.engine.all()}

    def drafts(self, place: Place) -> Sequence[str]:
        return sorted(file.name for file in (place.data / "blobs" / "incoming").iterdir())
