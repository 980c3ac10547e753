"""What goes in comes out, in bounded memory, and a stream that fails leaves nothing: rules B1 to B7."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from rootnode.blobs import Blobs, Stored
from rootnode.blobs.protocol import check_digest, is_digest
from rootnode.kit.errors import Invalid, NotFound, Unprocessable
from rootnode.testing.bytes import (
    HOSTILE,
    MIB,
    BlobPlace,
    Place,
    collect,
    content,
    cut_stream,
    digest_of,
    fetch,
    open_files,
    resident,
    stream,
)


class BlobStreams(BlobPlace):
    """Storing and reading."""

    @pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, MIB - 1, MIB, MIB + 1, 9 * MIB + 7])
    async def test_b1_what_goes_in_comes_out(self, blobs: Blobs, place: Place, size: int) -> None:
        data = content(size)
        stored = await blobs.put(stream(data))
        assert stored == Stored(digest_of(data), size)
        assert await fetch(blobs, stored.digest) == data
        assert await fetch(blobs, stored.digest, verify=True) == data
        assert await blobs.size(stored.digest) == size
        assert self.visible(place) == {stored.digest: size}
        assert self.drafts(place) == []

    async def test_b1_chunks_of_any_size(self, blobs: Blobs) -> None:
        data = content(5_000)
        for chunk in (1, 7, 5_000):
            assert await blobs.put(stream(data, chunk)) == Stored(digest_of(data), 5_000)
        assert await fetch(blobs, digest_of(data)) == data

    async def test_b1_plain_bytes(self, blobs: Blobs) -> None:
        stored = await blobs.put(b"plain")
        assert await fetch(blobs, stored.digest) == b"plain"

    async def test_b2_memory_is_bounded(self, blobs: Blobs) -> None:
        size, chunk = 64 * MIB, content(65_536)

        async def long() -> AsyncIterator[bytes]:
            for number in range(size // len(chunk)):
                yield number.to_bytes(8, "big") + chunk[8:]

        await blobs.put(content(MIB))  # so that threads and libraries are there
        before = resident()
        tracemalloc.start()
        try:
            stored = await blobs.put(long())
            _, chunks = await blobs.open(stored.digest, verify=True)
            read = 0
            async for each in chunks:
                read += len(each)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert read == size == stored.size
        assert peak < 12 * MIB
        assert resident() - before < 48 * MIB

    async def test_b3_ranges(self, blobs: Blobs) -> None:
        data = content(3 * MIB + 5)
        stored = await blobs.put(stream(data))
        ranges = [(0, 0), (0, 1), (1, 2), (MIB - 1, MIB + 1), (MIB, 2 * MIB), (5, 3 * MIB), (3 * MIB + 4, 3 * MIB + 5), (7, 1 << 40)]
        for start, end in ranges:
            size, chunks = await blobs.open(stored.digest, start, end)
            assert size == len(data)
            assert await collect(chunks) == data[start:end]
        assert await fetch(blobs, stored.digest, 10) == data[10:]
        assert await fetch(blobs, stored.digest, len(data) + 1) == b""
        for start, end in [(-1, 5), (5, 4)]:
            with pytest.raises(Invalid):
                await blobs.open(stored.digest, start, end)

    async def test_b3_a_reader_that_goes_away_leaves_nothing_open(self, blobs: Blobs) -> None:
        stored = await blobs.put(stream(content(4 * MIB)))
        files = open_files()
        for _ in range(20):
            _, chunks = await blobs.open(stored.digest)
            assert len(await anext(chunks)) > 0
            await chunks.aclose()  # type: ignore[attr-defined]
        assert open_files() <= files + 8  # the threads may have made connections of their own

    # streams that fail

    @pytest.mark.parametrize("sent", [0, 1, MIB, 3 * MIB])
    async def test_b4_a_cut_stream_leaves_nothing(self, blobs: Blobs, place: Place, sent: int) -> None:
        with pytest.raises(ConnectionResetError):
            await blobs.put(cut_stream(content(sent)))
        assert self.visible(place) == {}
        assert self.drafts(place) == []

    async def test_b4_a_cancelled_stream_leaves_nothing(self, blobs: Blobs, place: Place) -> None:
        reached = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            yield content(2 * MIB)
            reached.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(blobs.put(endless()))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert self.visible(place) == {}
        assert self.drafts(place) == []

    async def test_b5_wrong_announcements_are_refused(self, blobs: Blobs, place: Place) -> None:
        data = content(1_000)
        for size, digest in [(999, None), (1_001, None), (None, digest_of(b"other")), (0, None)]:
            with pytest.raises(Unprocessable):
                await blobs.put(stream(data), size=size, digest=digest)
        assert self.visible(place) == {}
        assert self.drafts(place) == []
        assert await blobs.put(stream(data), size=1_000, digest=digest_of(data)) == Stored(digest_of(data), 1_000)

    async def test_b6_equal_bytes_at_the_same_time_are_one(self, blobs: Blobs, place: Place) -> None:
        data = content(2 * MIB)
        answers = await asyncio.gather(*(blobs.put(stream(data, 10_000 + number)) for number in range(12)))
        assert set(answers) == {Stored(digest_of(data), len(data))}
        assert self.visible(place) == {digest_of(data): len(data)}
        assert self.drafts(place) == []
        assert await fetch(blobs, digest_of(data), verify=True) == data

    # names

    @pytest.mark.parametrize("text", HOSTILE)
    async def test_b7_no_client_text_becomes_a_path(self, blobs: Blobs, place: Place, text: str) -> None:
        assert not is_digest(text)
        for ask in (blobs.open(text), blobs.size(text), blobs.put(b"", digest=text), blobs.uploads.begin("w", "p", digest=text)):
            with pytest.raises((Invalid, NotFound)):
                await ask
        for act in (place.engine.size, place.engine.open, lambda name: place.engine.delete([name]), check_digest):
            with pytest.raises((Invalid, NotFound)):
                act(text)
        with pytest.raises((Invalid, NotFound)):
            place.engine.set_aside(text, "")
        with pytest.raises((Invalid, NotFound)):
            place.engine.place(place.data / "none", Stored(text, 0), trusted=False)
        for ask_uploads in (
            blobs.uploads.find("w", "p", text),
            blobs.uploads.append("w", "p", text, 0, b"x"),
            blobs.uploads.abort("w", "p", text),
        ):
            with pytest.raises((Invalid, NotFound)):
                await ask_uploads
        with pytest.raises((Invalid, NotFound)):
            await blobs.uploads.finish("w", "p", text)
        assert self.drafts(place) == []

    async def test_b7_unknown_digests(self, blobs: Blobs, place: Place) -> None:
        nobody = digest_of(b"nobody stored this")
        for ask in (blobs.open(nobody), blobs.size(nobody)):
            with pytest.raises(NotFound):
                await ask
        assert place.engine.size(nobody) is None
        place.engine.delete([nobody])
