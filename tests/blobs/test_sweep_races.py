"""Rules B13 and B14: the sweep, a new reference and an upload of the same bytes meet; nothing that was promised is lost."""

import asyncio
import random
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from rootnode.blobs import Blobs, Ref, add_ref, drop_refs, rows
from rootnode.blobs.directory import DirectoryBlobs
from rootnode.blobs.protocol import GRACE, Stored
from rootnode.kit.clock import ManualClock
from rootnode.kit.db import Database, ReadTx
from rootnode.kit.errors import NotFound, Unavailable
from rootnode.testing.blobs import fetch


class SlowToDelete(DirectoryBlobs):
    """Stops in the middle of the sweep's transaction, with the row's lock held and the file gone, until told to go on."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def delete(self, digests: Sequence[str]) -> None:
        super().delete(digests)
        if digests:
            self.reached.set()
            assert self.go_on.wait(20)


def states(tx: ReadTx) -> dict[str, str]:
    return dict(tx.rows("SELECT digest, state FROM blob"))


def referenced(tx: ReadTx) -> set[str]:
    return {found[0] for found in tx.rows("SELECT digest FROM blob_ref")}


async def test_b14_an_upload_during_the_deletion_waits_and_wins(db: Database, tmp_path: Path, clock: ManualClock) -> None:
    engine = SlowToDelete(tmp_path)
    blobs = Blobs(engine, tmp_path / "incoming", db)
    stored = await blobs.put(b"contested")
    clock.advance(GRACE)
    sweep = asyncio.create_task(blobs.sweep())
    await asyncio.to_thread(engine.reached.wait, 20)
    upload = asyncio.create_task(blobs.put(b"contested"))
    await asyncio.sleep(0.05)  # lets it run into the lock; the outcome must not depend on it
    engine.go_on.set()
    assert (await sweep).deleted == 1
    assert await upload == stored
    await db.write(add_ref, Ref("w", "p", "run", "o", "n", stored.digest))
    assert await fetch(blobs, stored.digest) == b"contested"
    blobs.close()


async def test_b13_a_reference_during_the_deletion_is_refused(db: Database, tmp_path: Path, clock: ManualClock) -> None:
    engine = SlowToDelete(tmp_path)
    blobs = Blobs(engine, tmp_path / "incoming", db)
    stored = await blobs.put(b"contested")
    clock.advance(GRACE)
    sweep = asyncio.create_task(blobs.sweep())
    await asyncio.to_thread(engine.reached.wait, 20)
    reference = asyncio.create_task(db.write(add_ref, Ref("w", "p", "run", "o", "n", stored.digest)))
    await asyncio.sleep(0.05)
    engine.go_on.set()
    await sweep
    with pytest.raises(NotFound):
        await reference
    assert await db.read(referenced) == set()
    blobs.close()


async def test_b14_an_upload_that_was_swept_does_not_speak_for_a_later_one(db: Database, clock: ManualClock) -> None:
    """Its row went, and somebody has announced the same bytes since, which are not in place yet."""
    stored = Stored("0" * 64, 9)
    first = await db.write(rows.arrive, stored)
    clock.advance(GRACE)
    assert await db.write(rows.condemn) == (1, False)
    clock.advance(1)
    assert await db.write(rows.delete_condemned, lambda _: None) == [stored]
    second = await db.write(rows.arrive, stored)
    with pytest.raises(Unavailable):
        await db.write(rows.settle, first)
    assert await db.read(states) == {stored.digest: "arriving"}
    await db.write(rows.settle, second)
    assert await db.read(states) == {stored.digest: "present"}


async def test_b13_a_crash_between_file_and_commit_heals(db: Database, tmp_path: Path, clock: ManualClock) -> None:
    class Crash(DirectoryBlobs):
        def delete(self, digests: Sequence[str]) -> None:
            super().delete(digests)
            if digests:
                raise RuntimeError("the power went out")

    blobs = Blobs(Crash(tmp_path), tmp_path / "incoming", db)
    stored, other = await blobs.put(b"one"), await blobs.put(b"other")
    clock.advance(GRACE)
    with pytest.raises(RuntimeError):
        await blobs.sweep()
    with pytest.raises(NotFound):  # its file is gone, its row condemned: no reference may be promised
        await db.write(add_ref, Ref("w", "p", "run", "o", "n", stored.digest))
    blobs.close()
    again = Blobs(DirectoryBlobs(tmp_path), tmp_path / "incoming", db)
    assert await again.put(b"one") == stored
    assert await fetch(again, stored.digest) == b"one"
    assert (await again.sweep()).deleted == 1
    assert await db.read(states) == {stored.digest: "present"}
    assert other.digest not in {each.digest for each, _ in DirectoryBlobs(tmp_path).all()}
    again.close()


async def test_b13_b14_many_at_once(db: Database, tmp_path: Path, clock: ManualClock) -> None:
    """Eight people upload, refer to and let go of the same few contents while days pass with every sweep."""
    engine = DirectoryBlobs(tmp_path)
    blobs = Blobs(engine, tmp_path / "incoming", db)
    contents = [f"content {number}".encode() for number in range(6)]
    busy = 8
    refused = kept = deleted = 0

    async def person(number: int) -> None:
        nonlocal busy, refused, kept
        dice = random.Random(number)
        for turn in range(25):
            data = dice.choice(contents)
            try:
                stored = await blobs.put(data)
                await db.write(add_ref, Ref("w", "p", "run", f"{number}-{turn}", "file", stored.digest))
            except (NotFound, Unavailable):
                refused += 1
                continue
            kept += 1
            assert await fetch(blobs, stored.digest, verify=True) == data
            if turn < 24 or number > 1:  # two of them hold on to their last
                await db.write(drop_refs, "w", f"{number}-{turn}")
        busy -= 1

    async def sweeper() -> None:
        nonlocal deleted
        while busy:
            clock.advance(GRACE)
            deleted += (await blobs.sweep()).deleted

    await asyncio.gather(*map(person, range(8)), sweeper())
    assert kept
    for _ in range(2):
        clock.advance(GRACE)
        deleted += (await blobs.sweep()).deleted
    assert deleted
    held = await db.read(referenced)
    assert {each.digest for each, _ in engine.all()} == held
    assert await db.read(states) == dict.fromkeys(held, "present")
    for digest in held:
        assert await fetch(blobs, digest, verify=True) in contents
    print(f"kept {kept}, refused {refused}, deleted {deleted}")
    blobs.close()
