"""References on both engines: rule B13, and who may name which bytes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootnode.blobs import Blobs, Ref, add_ref, add_refs, drop_ref, drop_refs, held, ref_of, refs_of
from rootnode.blobs.directory import DirectoryBlobs
from rootnode.blobs.protocol import GRACE
from rootnode.blobs.refs import holders_of
from rootnode.kit.clock import ManualClock
from rootnode.kit.db import Database
from rootnode.kit.errors import Invalid, NotFound
from rootnode.testing.blobs import digest_of


@pytest.fixture
def blobs(db: Database, tmp_path: Path) -> Iterator[Blobs]:
    opened = Blobs(DirectoryBlobs(tmp_path), tmp_path / "incoming", db)
    yield opened
    opened.close()


def ref(owner: str, name: str, digest: str, project: str = "p") -> Ref:
    return Ref("w", project, "run", owner, name, digest)


async def test_b13_references_are_listed_in_pages(blobs: Blobs, db: Database) -> None:
    one, two = await blobs.put(b"1"), await blobs.put(b"22")
    names = ["a", "a/b", "ä", "z", "../etc/passwd"]
    await db.write(add_refs, [ref("run", name, one.digest) for name in names] + [ref("other", "x", two.digest)])
    found = await db.read(refs_of, "w", "run")
    assert [each.ref.name for each in found] == sorted(names)
    assert {each.size for each in found} == {1}
    page = await db.read(refs_of, "w", "run", after=found[1].ref.name, limit=2)
    assert [each.ref.name for each in page] == sorted(names)[2:4]
    assert await db.read(refs_of, "another workspace", "run") == []
    one_ref = await db.read(ref_of, "w", "other", "x")
    assert one_ref is not None
    assert (one_ref.ref.digest, one_ref.size) == (two.digest, 2)
    assert await db.read(ref_of, "w", "other", "y") is None
    assert len(await db.read(holders_of, one.digest)) == len(names)


async def test_b13_a_name_taken_again_lets_go_of_the_old_bytes(blobs: Blobs, db: Database, clock: ManualClock) -> None:
    old, new = await blobs.put(b"old"), await blobs.put(b"new")
    await db.write(add_ref, ref("run", "model.pkl", old.digest))
    clock.advance(2 * GRACE)
    new = await blobs.put(b"new")
    await db.write(add_ref, ref("run", "model.pkl", new.digest))
    assert [each.ref.digest for each in await db.read(refs_of, "w", "run")] == [new.digest]
    clock.advance(GRACE - 1)
    assert (await blobs.sweep()).deleted == 0
    clock.advance(1)
    assert (await blobs.sweep()).deleted == 1
    with pytest.raises(NotFound):
        await blobs.open(old.digest)


async def test_b13_a_batch_is_taken_whole_or_not_at_all(blobs: Blobs, db: Database) -> None:
    there, never = await blobs.put(b"there"), digest_of(b"never uploaded")
    with pytest.raises(NotFound) as refused:
        await db.write(add_refs, [ref("run", "a", there.digest), ref("run", "b", never)])
    assert refused.value.facts["digests"] == [never]
    assert await db.read(refs_of, "w", "run") == []
    with pytest.raises(Invalid):
        await db.write(add_ref, ref("run", "a", "../../etc/passwd"))
    await db.write(add_refs, [])


async def test_b13_letting_go(blobs: Blobs, db: Database) -> None:
    stored = await blobs.put(b"x")
    await db.write(add_refs, [ref("run", name, stored.digest) for name in ("a", "b", "c")])
    assert await db.write(drop_ref, "w", "run", "a")
    assert not await db.write(drop_ref, "w", "run", "a")
    assert not await db.write(drop_ref, "other workspace", "run", "b")
    assert await db.write(drop_refs, "w", "run") == 2
    assert await db.write(drop_refs, "w", "run") == 0


async def test_b17_only_what_the_project_holds_need_not_be_sent_again(blobs: Blobs, db: Database) -> None:
    mine, theirs = await blobs.put(b"mine"), await blobs.put(b"theirs")
    await db.write(add_refs, [ref("run", "a", mine.digest), ref("run2", "b", theirs.digest, project="secret")])
    asked = [mine.digest, theirs.digest, digest_of(b"nobody's")]
    assert await db.read(held, "w", "p", asked) == {mine.digest}
    assert await db.read(held, "other workspace", "p", asked) == set()
