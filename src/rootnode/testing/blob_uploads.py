"""Uploads that survive cuts and restarts: rules B8 to B12."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from rootnode.blobs import Blobs, Stored, open_blobs
from rootnode.blobs.protocol import GRACE
from rootnode.kit.clock import HOUR, ManualClock
from rootnode.kit.db import Database
from rootnode.kit.errors import Conflict, NotFound, Unprocessable
from rootnode.testing.bytes import (
    MIB,
    BlobPlace,
    Place,
    content,
    cut_stream,
    digest_of,
    fetch,
    stream,
)


class BlobUploads(BlobPlace):
    """Uploads in parts."""

    async def test_b8_an_upload_in_parts(self, blobs: Blobs, place: Place) -> None:
        data = content(3 * MIB)
        upload = await blobs.uploads.begin("w", "p", size=len(data), digest=digest_of(data))
        for start in range(0, len(data), MIB):
            assert self.visible(place) == {}
            upload = await blobs.uploads.append("w", "p", upload.id, start, stream(data[start : start + MIB]))
            assert upload.offset == start + MIB
        stored = await blobs.uploads.finish("w", "p", upload.id)
        assert stored == Stored(digest_of(data), len(data))
        assert await fetch(blobs, stored.digest) == data
        assert await blobs.uploads.finish("w", "p", upload.id) == stored  # the first answer was lost
        assert self.drafts(place) == []

    async def test_b8_an_empty_upload(self, blobs: Blobs) -> None:
        upload = await blobs.uploads.begin("w", "p", size=0)
        assert await blobs.uploads.finish("w", "p", upload.id) == Stored(digest_of(b""), 0)
        assert await fetch(blobs, digest_of(b"")) == b""

    @pytest.mark.parametrize("restart", [False, True])
    async def test_b9_resume_after_a_cut_in_each_part(self, blobs: Blobs, place: Place, sqlite: Database, restart: bool) -> None:
        data = content(6 * 300_000)
        upload = await blobs.uploads.begin("w", "p", size=len(data), digest=digest_of(data))
        offset, server = 0, blobs
        for part in range(6):
            end = (part + 1) * 300_000
            with pytest.raises(ConnectionResetError):
                await server.uploads.append("w", "p", upload.id, offset, cut_stream(data[offset : offset + 170_000], 9_973))
            if restart:
                if server is not blobs:
                    server.close()
                server = open_blobs(place.url, place.data, sqlite)
            offset = (await server.uploads.find("w", "p", upload.id)).offset
            assert part * 300_000 <= offset <= end
            offset = (await server.uploads.append("w", "p", upload.id, offset, stream(data[offset:end]))).offset
            assert offset == end
        assert await server.uploads.finish("w", "p", upload.id) == Stored(digest_of(data), len(data))
        assert await fetch(server, digest_of(data), verify=True) == data
        if server is not blobs:
            server.close()

    async def test_b9_bytes_that_were_never_acknowledged_are_cut_off(self, blobs: Blobs, place: Place) -> None:
        upload = await blobs.uploads.begin("w", "p")
        await blobs.uploads.append("w", "p", upload.id, 0, b"first ")
        file = place.data / "blobs" / "incoming" / f"{upload.id}.part"
        with file.open("ab") as torn:  # as a power cut may leave it
            torn.write(b"\0" * 999)
        await blobs.uploads.append("w", "p", upload.id, 6, b"second")
        with file.open("ab") as torn:
            torn.write(b"\0" * 999)
        stored = await blobs.uploads.finish("w", "p", upload.id)
        assert await fetch(blobs, stored.digest) == b"first second"

    async def test_b10_wrong_offsets_and_announcements(self, blobs: Blobs, place: Place) -> None:
        upload = await blobs.uploads.begin("w", "p", size=10, digest=digest_of(b"0123456789"))
        await blobs.uploads.append("w", "p", upload.id, 0, b"01234")
        for offset in (0, 4, 6, 10, -1):
            with pytest.raises(Conflict) as refused:
                await blobs.uploads.append("w", "p", upload.id, offset, b"5")
            assert refused.value.facts["offset"] == 5
        with pytest.raises(Unprocessable):
            await blobs.uploads.finish("w", "p", upload.id)  # too short; stays open
        with pytest.raises(Unprocessable):
            await blobs.uploads.append("w", "p", upload.id, 5, b"5678901")  # too long
        await blobs.uploads.append("w", "p", upload.id, 5, b"5678X")
        with pytest.raises(Unprocessable):
            await blobs.uploads.finish("w", "p", upload.id)  # other bytes; thrown away
        with pytest.raises(NotFound):
            await blobs.uploads.find("w", "p", upload.id)
        assert self.visible(place) == {}
        assert self.drafts(place) == []

    async def test_b10_one_part_at_a_time(self, blobs: Blobs) -> None:
        upload = await blobs.uploads.begin("w", "p")
        reached, free = asyncio.Event(), asyncio.Event()

        async def slow() -> AsyncIterator[bytes]:
            yield b"slow"
            reached.set()
            await free.wait()

        first = asyncio.create_task(blobs.uploads.append("w", "p", upload.id, 0, slow()))
        await reached.wait()
        for ask in (blobs.uploads.append("w", "p", upload.id, 0, b"fast"), blobs.uploads.abort("w", "p", upload.id)):
            with pytest.raises(Conflict):
                await ask
        free.set()
        assert (await first).offset == 4

    async def test_b11_an_upload_belongs_to_its_project(self, blobs: Blobs) -> None:
        upload = await blobs.uploads.begin("w", "p")
        for workspace, project in [("w", "other"), ("other", "p")]:
            for ask in (
                blobs.uploads.find(workspace, project, upload.id),
                blobs.uploads.append(workspace, project, upload.id, 0, b"x"),
                blobs.uploads.abort(workspace, project, upload.id),
            ):
                with pytest.raises(NotFound):
                    await ask
        assert (await blobs.uploads.find("w", "p", upload.id)).offset == 0

    async def test_b12_abort(self, blobs: Blobs, place: Place) -> None:
        upload = await blobs.uploads.begin("w", "p")
        await blobs.uploads.append("w", "p", upload.id, 0, stream(content(MIB)))
        await blobs.uploads.abort("w", "p", upload.id)
        assert self.drafts(place) == []
        with pytest.raises(NotFound):
            await blobs.uploads.append("w", "p", upload.id, MIB, b"x")

    async def test_b12_uploads_expire(self, blobs: Blobs, place: Place, clock: ManualClock) -> None:
        stale = await blobs.uploads.begin("w", "p")
        fresh = await blobs.uploads.begin("w", "p")
        clock.advance(GRACE - HOUR)
        await blobs.uploads.append("w", "p", fresh.id, 0, b"goes on")
        clock.advance(HOUR)
        assert (await blobs.sweep()).uploads == 1
        with pytest.raises(NotFound):
            await blobs.uploads.find("w", "p", stale.id)
        assert (await blobs.uploads.find("w", "p", fresh.id)).offset == 7
        assert self.drafts(place) == [f"{fresh.id}.part"]
