"""Many small files in one blob, so that a thousand of them cost one sync, not a thousand.

A pack begins with `MAGIC`; then for each file come its digest (32 bytes), its size (4 bytes, big-endian), and its bytes. So a
pack explains itself: the rows that say where each file begins can be made again from it. Every packed file is held
against its own digest whenever it is read.
"""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from blake3 import blake3

from rootnode.blobs import rows
from rootnode.blobs.drafts import Draft
from rootnode.blobs.protocol import BlobEngine, Stored
from rootnode.blobs.streams import Threads
from rootnode.kit.db import Database
from rootnode.kit.errors import TooLarge
from rootnode.kit.ids import new_id

MAGIC: Final = b"RNPACK1\n"
SMALL: Final = 64 << 10
"""Files of this size or larger are blobs of their own."""
_PACK_BYTES: Final = 16 << 20
_PACK_FILES: Final = 4_000
_HEAD: Final = 32 + 4

Files: TypeAlias = AsyncIterable[bytes] | Iterable[bytes]


class Whole:
    """A packed file as a reader: it is small, so it is held in memory, checked."""

    def __init__(self, data: bytes, identity: str) -> None:
        self._data = data
        self.size = len(data)
        self.identity = identity

    def read(self, start: int, length: int) -> bytes:
        return self._data[start : start + length]

    def close(self) -> None:
        """Nothing is held."""


class Packs:
    """Writes packs."""

    def __init__(self, folder: Path, db: Database, threads: Threads, keep: Callable[[Path, Stored], Awaitable[None]]) -> None:
        self._folder = folder
        self._db = db
        self._threads = threads
        self._keep = keep

    async def put(self, files: Files) -> list[Stored]:
        """See `Blobs.put_many`."""
        answers: list[Stored] = []
        batch: list[bytes] = []
        length = 0
        async for data in _each(files):
            if len(data) >= SMALL:
                raise TooLarge(f"A file of {len(data)} bytes is too large for a batch; send files of {SMALL} bytes or more on their own.")
            batch.append(data)
            length += len(data)
            if length >= _PACK_BYTES or len(batch) >= _PACK_FILES:
                answers += await self._pack(batch)
                batch, length = [], 0
        return answers + (await self._pack(batch) if batch else [])

    async def _pack(self, batch: list[bytes]) -> list[Stored]:
        answers = await self._threads.run(_hash_all, batch)
        fresh = dict(zip((each.digest for each in answers), batch, strict=True))
        for digest in await self._db.write(rows.claim, sorted(fresh)):
            del fresh[digest]
        if fresh:
            draft = Draft(self._folder / f"{new_id()}.draft")
            try:
                pack, entries = await self._threads.run(_write_pack, draft, fresh)
                await self._keep(draft.path, pack)
                await self._db.write(rows.enter, pack.digest, entries)
            except BaseException:
                await self._threads.surely(draft.discard)
                raise
        return answers


def _hash_all(batch: list[bytes]) -> list[Stored]:
    return [Stored(blake3(data).hexdigest(), len(data)) for data in batch]


def _write_pack(draft: Draft, files: dict[str, bytes]) -> tuple[Stored, list[rows.Place]]:
    draft.open()
    entries = []
    content = bytearray(MAGIC)
    for digest, data in files.items():
        content += bytes.fromhex(digest) + len(data).to_bytes(4, "big")
        entries.append(rows.Place(digest, len(data), "present", None, None, len(content)))
        content += data
    draft.write(memoryview(content))
    pack = draft.finish()
    return pack, [msgspec.structs.replace(entry, pack=pack.digest) for entry in entries]


def read_packed(engine: BlobEngine, place: rows.Place) -> tuple[Whole | None, str]:
    """A packed file, or None and what is wrong with it. Raises NotFound if the pack is gone."""
    reader = engine.open(str(place.pack))
    try:
        data = reader.read(place.start or 0, place.size)
        identity = reader.identity
    finally:
        reader.close()
    if len(data) != place.size:
        return None, "size"
    if blake3(data).hexdigest() != place.digest:
        return None, "content"
    return Whole(data, identity), ""


def entries_of(pack: bytes) -> Iterator[tuple[str, int, int]]:
    """Digest, size and start of each file in a pack, read from the pack itself. Raises ValueError if it is not one."""
    if not pack.startswith(MAGIC):
        raise ValueError("these bytes are not a pack")
    at = len(MAGIC)
    while at < len(pack):
        size = int.from_bytes(pack[at + 32 : at + _HEAD], "big")
        if at + _HEAD + size > len(pack):
            raise ValueError(f"the pack ends inside the file at {at}")
        yield pack[at : at + 32].hex(), size, at + _HEAD
        at += _HEAD + size


async def _each(files: Files) -> AsyncIterator[bytes]:
    if isinstance(files, AsyncIterable):
        async for data in files:
            yield data
    else:
        for data in files:
            yield data
