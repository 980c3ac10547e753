"""What is kept, what is swept, what is found damaged, and many small files: rules B13 to B20."""

import os

import pytest

from rootnode.blobs import Blobs, Ref, Stored, add_ref, add_refs, drop_refs, open_blobs, refs_of
from rootnode.blobs.packs import SMALL, entries_of
from rootnode.blobs.protocol import GRACE
from rootnode.kit.clock import ManualClock
from rootnode.kit.db import Database
from rootnode.kit.errors import NotFound, Problem, TooLarge
from rootnode.testing.bytes import BlobPlace, Place, content, digest_of, fetch


class BlobKeeping(BlobPlace):
    """References, the sweep, verifying, packs."""

    async def test_b13_what_is_referred_to_stays(self, blobs: Blobs, place: Place, sqlite: Database, clock: ManualClock) -> None:
        kept, lost = await blobs.put(b"kept"), await blobs.put(b"lost")
        await sqlite.write(add_ref, Ref("w", "p", "run", "owner", "a/b.txt", kept.digest))
        clock.advance(GRACE - 1)
        assert (await blobs.sweep()).deleted == 0
        clock.advance(1)
        swept = await blobs.sweep()
        assert (swept.condemned, swept.deleted, swept.freed) == (1, 1, 4)
        assert self.visible(place) == {kept.digest: 4}
        with pytest.raises(NotFound):
            await blobs.open(lost.digest)
        assert [each.ref.digest for each in await sqlite.read(refs_of, "w", "owner")] == [kept.digest]

    async def test_b13_what_is_let_go_is_swept_a_day_later(self, blobs: Blobs, place: Place, sqlite: Database, clock: ManualClock) -> None:
        stored = await blobs.put(b"two names")
        for owner in ("one", "two"):
            await sqlite.write(add_ref, Ref("w", "p", "run", owner, "f", stored.digest))
        clock.advance(3 * GRACE)
        assert await sqlite.write(drop_refs, "w", "one") == 1
        clock.advance(2 * GRACE)
        assert (await blobs.sweep()).deleted == 0
        assert await sqlite.write(drop_refs, "w", "two") == 1
        clock.advance(GRACE - 1)
        assert (await blobs.sweep()).deleted == 0
        clock.advance(1)
        assert (await blobs.sweep()).deleted == 1
        assert self.visible(place) == {}

    async def test_b14_uploading_again_saves_from_the_sweep(self, blobs: Blobs, clock: ManualClock) -> None:
        stored = await blobs.put(b"again")
        clock.advance(GRACE)
        assert await blobs.put(b"again") == stored
        assert (await blobs.sweep()).condemned == 0
        clock.advance(GRACE)
        assert (await blobs.sweep()).deleted == 1
        assert await blobs.put(b"again") == stored
        assert await fetch(blobs, stored.digest) == b"again"

    async def test_b15_strays_are_swept(self, blobs: Blobs, place: Place) -> None:
        data = b"nobody knows me"
        file = place.data / "stray"
        file.write_bytes(data)
        place.engine.place(file, Stored(digest_of(data), len(data)), trusted=False)
        known = await blobs.put(b"known")
        swept = await blobs.sweep(strays=True)
        assert (swept.strays, swept.deleted) == (1, 1)
        assert self.visible(place) == {known.digest: known.size}

    async def test_b15_leftover_drafts_are_removed(self, blobs: Blobs, place: Place, sqlite: Database) -> None:
        folder = place.data / "blobs" / "incoming"
        old, new, unknown = folder / "old.draft", folder / "new.draft", folder / f"{'0' * 32}.part"
        for file in (old, new, unknown):
            file.write_bytes(b"half")
        os.utime(old, (0, 0))
        await blobs.sweep()
        assert self.drafts(place) == ["new.draft"]
        open_blobs(place.url, place.data, sqlite).close()  # as at the next start
        assert self.drafts(place) == []

    # damage

    async def test_b16_verify_reads_everything(self, blobs: Blobs) -> None:
        for number in range(20):
            await blobs.put(content(100, number))
        whole = await blobs.verify()
        assert (whole.checked, whole.size, whole.damaged) == (20, 2_000, ())
        parts = [await blobs.verify(part, 4) for part in range(1, 5)]
        assert sum(each.checked for each in parts) == 20
        for part, of in [(0, 1), (2, 1), (1, 0)]:
            with pytest.raises(Problem):
                await blobs.verify(part, of)

    async def test_b16_a_missing_blob_is_named_and_heals(self, blobs: Blobs, place: Place, sqlite: Database) -> None:
        stored = await blobs.put(b"will be lost")
        ref = Ref("w", "p", "run", "owner", "model.pkl", stored.digest)
        await sqlite.write(add_ref, ref)
        place.engine.delete([stored.digest])
        (damage,) = (await blobs.verify()).damaged
        assert (damage.digest, damage.fault, damage.holders) == (stored.digest, "missing", (ref,))
        with pytest.raises(Problem, match="damaged"):
            await blobs.open(stored.digest)
        await blobs.put(b"will be lost")
        assert await fetch(blobs, stored.digest) == b"will be lost"
        assert (await blobs.verify()).damaged == ()

    async def test_b20_small_files_share_packs(self, blobs: Blobs, place: Place, sqlite: Database) -> None:
        files = [content(size % 700, size) for size in range(1_000)] + [b"", b"", content(SMALL - 1)]
        answers = await blobs.put_many(files)
        assert answers == [Stored(digest_of(data), len(data)) for data in files]
        assert len(self.visible(place)) == 1
        assert self.drafts(place) == []
        await sqlite.write(add_refs, [Ref("w", "p", "run", "o", f"{at}", stored.digest) for at, stored in enumerate(answers)])
        for at in (0, 1, 699, 700, 999, 1_000, 1_002):
            assert await fetch(blobs, answers[at].digest, verify=True) == files[at]
            assert await fetch(blobs, answers[at].digest, 3, 9) == files[at][3:9]
            assert await blobs.size(answers[at].digest) == len(files[at])
        whole = place.engine.open(next(iter(self.visible(place))))
        found = {digest: (start, size) for digest, size, start in entries_of(whole.read(0, whole.size))}
        whole.close()
        assert found.keys() == {stored.digest for stored in answers}

    async def test_b20_what_is_there_already_is_not_packed_again(self, blobs: Blobs, place: Place) -> None:
        single = await blobs.put(b"single")
        await blobs.put_many([b"a", b"b"])
        before = self.visible(place)
        assert [each.size for each in await blobs.put_many([b"b", b"single", b"a"])] == [1, 6, 1]
        assert self.visible(place) == before
        assert single.digest in before
        assert await blobs.put(b"a") == Stored(digest_of(b"a"), 1)  # a packed file uploaded on its own
        assert await fetch(blobs, digest_of(b"a")) == b"a"
        assert await blobs.put_many([]) == []

    async def test_b20_a_large_file_is_refused(self, blobs: Blobs, place: Place) -> None:
        with pytest.raises(TooLarge):
            await blobs.put_many([b"small", content(SMALL)])
        assert self.visible(place) == {}

    async def test_b20_references_keep_the_pack(self, blobs: Blobs, place: Place, sqlite: Database, clock: ManualClock) -> None:
        one, two, three = await blobs.put_many([b"one", b"two", b"three"])
        await sqlite.write(add_refs, [Ref("w", "p", "run", owner.digest, "f", owner.digest) for owner in (one, two)])
        clock.advance(GRACE)
        assert (await blobs.sweep()).deleted == 1  # three
        with pytest.raises(NotFound):
            await blobs.open(three.digest)
        await sqlite.write(drop_refs, "w", one.digest)
        clock.advance(3 * GRACE)
        await blobs.sweep()
        assert await fetch(blobs, two.digest) == b"two"
        assert len(self.visible(place)) == 1
        await sqlite.write(drop_refs, "w", two.digest)
        clock.advance(GRACE)
        await blobs.sweep()
        clock.advance(GRACE)
        await blobs.sweep()
        assert self.visible(place) == {}

    async def test_b20_a_lost_pack_is_named_by_its_files_and_heals(self, blobs: Blobs, place: Place, clock: ManualClock) -> None:
        files = [content(50, number) for number in range(10)]
        stored = await blobs.put_many(files)
        (pack,) = self.visible(place)
        place.engine.delete([pack])
        with pytest.raises(Problem, match="damaged"):
            await blobs.open(stored[0].digest)
        damaged = {damage.digest: damage.fault for damage in (await blobs.verify()).damaged}
        assert damaged == dict.fromkeys([pack, *(each.digest for each in stored)], "missing")
        assert await blobs.put_many(files[:9]) == stored[:9]
        await blobs.put(files[9])
        for each, data in zip(stored, files, strict=True):
            assert await fetch(blobs, each.digest) == data
        clock.advance(GRACE)
        await blobs.sweep()
        clock.advance(GRACE)
        await blobs.sweep()
        assert (await blobs.verify()).damaged == ()
