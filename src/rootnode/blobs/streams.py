"""Between the event loop and the threads: chunks come and go on the loop, files are written, hashed and read on threads.

Chunks are gathered to pieces of 1 MiB, and while one piece is written the next is gathered (reading: sent, read).
So a stream costs a few MiB whatever its length, and a thread is called once per piece, not per chunk.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeAlias, TypeVar

from blake3 import blake3

from rootnode.blobs.protocol import PIECE, READ_PIECE, BlobReader

P = ParamSpec("P")
T = TypeVar("T")

Source: TypeAlias = AsyncIterable[bytes] | bytes


class Threads:
    """The threads on which files are touched."""

    def __init__(self, count: int = 8) -> None:
        self._pool = ThreadPoolExecutor(count, "blobs")

    def start(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        return self._pool.submit(work, *args, **kwargs)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self._pool.submit(work, *args, **kwargs))

    async def surely(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `run`, but carried out even if the caller is cancelled: for cleaning up."""
        return await asyncio.shield(asyncio.wrap_future(self._pool.submit(work, *args, **kwargs)))

    def close(self) -> None:
        self._pool.shutdown()


async def pieces_of(source: Source) -> AsyncIterator[memoryview]:
    """The stream in pieces of `PIECE` bytes (the last: of what is left), in two buffers that take turns: a piece is valid
    until the one after the next is asked for. Copying costs less than the page faults of as many live chunks would."""
    if isinstance(source, bytes):
        source = _once(source)
    filling, resting = bytearray(PIECE), bytearray()
    length = 0
    async for chunk in source:
        view = memoryview(chunk)
        while view:
            taken = min(len(view), PIECE - length)
            filling[length : length + taken] = view[:taken]
            length += taken
            view = view[taken:]
            if length == PIECE:
                yield memoryview(filling)
                filling, resting = resting or bytearray(PIECE), filling
                length = 0
    if length:
        yield memoryview(filling)[:length]


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def pour(source: Source, threads: Threads, write: Callable[[memoryview], None]) -> None:
    """Hand the stream to `write`, piece by piece and in order, on a thread. The first error of either side ends it."""
    waiting: Future[None] | None = None
    try:
        async for piece in pieces_of(source):
            if waiting is not None:
                await asyncio.wrap_future(waiting)
            waiting = threads.start(write, piece)
        if waiting is not None:
            await asyncio.wrap_future(waiting)
    except BaseException:
        # so that the caller finds the draft at rest: nothing is being written any more
        if waiting is not None:
            await asyncio.shield(_at_rest(waiting))
        raise


async def _at_rest(work: "Future[None]") -> None:
    """Wait until it has ended, however it ended."""
    (ended,), _ = await asyncio.wait([asyncio.wrap_future(work)])
    if not ended.cancelled():
        ended.exception()  # the first error is the one that is told


async def drain(
    reader: BlobReader, start: int, end: int, threads: Threads, check: Callable[[str], Exception | None] | None = None
) -> AsyncIterator[bytes]:
    """The bytes `[start, end)` in pieces, one read ahead; closes the reader.

    `check` gets the digest of what was read before the last piece is given out; if it answers an error, that is raised in
    its stead, so that the receiver sees a stream that is cut short, not a whole one.
    """
    hasher = blake3() if check is not None else None

    def read(position: int) -> bytes:
        piece = reader.read(position, min(READ_PIECE, end - position))
        if hasher is not None:
            hasher.update(piece)
        return piece

    try:
        ahead = threads.start(read, start) if start < end else None
        while ahead is not None:
            piece = await asyncio.wrap_future(ahead)
            if not piece:
                raise EOFError(f"stored bytes end at {start} of {end}")
            start += len(piece)
            ahead = threads.start(read, start) if start < end else None
            if ahead is None and check is not None and hasher is not None:
                error = await threads.run(check, hasher.hexdigest())
                if error is not None:
                    raise error
            yield piece
    finally:
        await threads.surely(reader.close)
