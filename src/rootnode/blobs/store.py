"""`Blobs`: what the rest of Rootnode uses to keep bytes."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from rootnode.blobs import rows
from rootnode.blobs.directory import DirectoryBlobs
from rootnode.blobs.drafts import Draft, private_folder, storage_errors
from rootnode.blobs.packs import Files, Packs, read_packed
from rootnode.blobs.protocol import GRACE, BlobEngine, BlobReader, Damaged, Stored, check_digest, unknown
from rootnode.blobs.s3 import S3Blobs, open_store
from rootnode.blobs.streams import Source, Threads, drain, pour
from rootnode.blobs.sweep import Swept, remove_leftovers, sweep_rows
from rootnode.blobs.uploads import Uploads
from rootnode.blobs.verify import Verified, spoil_copy, spoil_missing, verify_rows
from rootnode.kit.db import Database
from rootnode.kit.errors import Invalid, NotFound, Unprocessable
from rootnode.kit.ids import new_id


class Blobs:
    """Bytes by digest, on an engine, with the rows that say what is kept and why.

        stored = await blobs.put(request.stream())                      # durable now, kept for 24 h
        await db.write(keep_file, caller, run, "model.pkl", stored)     # a verb that calls refs.add_ref: kept for good

        size, chunks = await blobs.open(stored.digest, 0, 1_000_000)    # an async iterator for the answer's body

        upload = await blobs.uploads.begin(workspace, project, size=n)  # when the line may be cut
        await blobs.uploads.append(workspace, project, upload.id, 0, stream)
        stored = await blobs.uploads.finish(workspace, project, upload.id)

    Memory is bounded whatever the size: about 3 MiB per stream. Errors are those of `kit.errors` and `Damaged`.
    """

    def __init__(self, engine: BlobEngine, drafts: Path, db: Database) -> None:
        """`drafts` is a local folder, owned by this process; for `DirectoryBlobs` in the same file system."""
        self._engine = engine
        self._drafts = private_folder(drafts)
        self._db = db
        self._threads = Threads()
        self._packs = Packs(drafts, db, self._threads, self._keep)
        self.uploads = Uploads(drafts, db, self._threads, self._keep)
        remove_leftovers(drafts, 0)

    async def put(self, source: Source, *, size: int | None = None, digest: str | None = None) -> Stored:
        """Store a stream (or bytes). The answer means: on disk, synced, visible, and safe from the sweep for 24 h.

        If `size` or `digest` is given and the stream differs, it is refused with Unprocessable. If the stream breaks or the
        disk is full (StorageFull), nothing stays behind.
        """
        if digest is not None:
            check_digest(digest)
        draft = Draft(self._drafts / f"{new_id()}.draft")
        try:
            await self._threads.run(draft.open)
            await pour(source, self._threads, draft.write)
            stored = await self._threads.run(draft.finish)
            _compare(stored, size, digest)
            await self._keep(draft.path, stored)
        except BaseException:
            await self._threads.surely(draft.discard)
            raise
        return stored

    async def put_many(self, files: Files) -> list[Stored]:
        """Store many files, each below 64 KiB, at one sync for some thousands of them; answers in their order.

        Each is a blob like any other. If one is too large (TooLarge) or the disk is full, the packs before it stay, unreferred
        to. Memory: 16 MiB and a little more.
        """
        return await self._packs.put(files)

    async def _keep(self, file: Path, stored: Stored) -> None:
        """Row first, so that the sweep leaves the bytes alone; then the bytes; then the row says that they are there.

        May be repeated after a crash between any two steps. Raises NotFound if the bytes are neither in `file` nor in place.
        """
        arrival = await self._db.write(rows.arrive, stored)
        if await self._threads.run(file.exists):
            await self._threads.run(self._engine.place, file, stored, trusted=arrival.trusted)
        elif await self._threads.run(self._engine.size, stored.digest) != stored.size:
            raise NotFound("The uploaded bytes are not stored any more. Upload them again.")
        await self._db.write(rows.settle, arrival)

    async def size(self, digest: str) -> int:
        """In bytes. Raises NotFound, Damaged."""
        return (await self._place(digest)).size

    async def open(self, digest: str, start: int = 0, end: int | None = None, *, verify: bool = False) -> tuple[int, AsyncIterator[bytes]]:
        """The blob's whole size, and the bytes `[start, end)` in pieces of about 1 MiB. A range is cut to what is there.

        A file of the wrong size is never served. `verify` also compares the digest, when the range is the whole: at a mismatch
        the iterator raises Damaged before its last piece, and the bad file is set aside. Raises Invalid, NotFound, Damaged.
        """
        place = await self._place(digest)
        if start < 0 or (end is not None and end < start):
            raise Invalid("A range of bytes begins at 0 or later and does not end before it begins.")
        reader = await self._threads.run(self._open, place)
        end = place.size if end is None else min(end, place.size)
        whole = start == 0 and end == place.size
        check = (lambda found: self._mismatch(place, reader, found)) if verify and whole else None
        return place.size, drain(reader, min(start, end), end, self._threads, check)

    async def _place(self, digest: str) -> rows.Place:
        place = await self._db.read(rows.place_of, check_digest(digest))
        if place is not None and place.fault is not None:
            raise Damaged(digest, place.fault)
        if place is None or place.state != "present":
            raise unknown(digest)
        return place

    def _open(self, place: rows.Place) -> BlobReader:
        if place.pack is not None:
            return self._open_packed(place)
        try:
            reader = self._engine.open(place.digest)
        except NotFound:
            spoil_missing(self._db, self._engine, place.digest)
            raise Damaged(place.digest, "missing") from None
        if reader.size != place.size:
            reader.close()
            spoil_copy(self._db, self._engine, place.digest, "size", reader.identity)
            raise Damaged(place.digest, "size")
        return reader

    def _open_packed(self, place: rows.Place) -> BlobReader:
        try:
            reader, fault = read_packed(self._engine, place)
        except NotFound:
            reader, fault = None, "missing"
        if reader is None:
            self._db.write_now(rows.spoil_packed, place, fault)
            raise Damaged(place.digest, fault)
        return reader

    def _mismatch(self, place: rows.Place, reader: BlobReader, found: str) -> Exception | None:
        if found == place.digest:
            return None
        spoil_copy(self._db, self._engine, place.digest, "content", reader.identity)
        return Damaged(place.digest, "content")

    async def sweep(self, *, strays: bool = True) -> Swept:
        """Take away what nothing has referred to for 24 h, stale uploads, and leftovers. `strays` lists the whole engine for
        bytes that no row knows; once a day is enough. The clock is the database's."""
        await self._threads.run(remove_leftovers, self._drafts, GRACE)
        expired = await self.uploads.expire()
        swept = await self._threads.run(sweep_rows, self._db, self._engine, strays=strays)
        return msgspec.structs.replace(swept, uploads=expired)

    async def verify(self, part: int = 1, of: int = 1) -> Verified:
        """Read blobs back and compare them with their digests: all, or the `part`-th of `of` parts. Damaged ones are named, set
        aside, and not served until the same bytes are uploaded again, which heals them."""
        return await self._threads.run(verify_rows, self._db, self._engine, part, of)

    def check(self) -> None:
        """Raises Unavailable, with a remedy, if the place for bytes cannot be used. Blocks."""
        self._engine.check()

    def close(self) -> None:
        """Wait for what is being written or read. Blocks."""
        self._threads.close()


def _compare(stored: Stored, size: int | None, digest: str | None) -> None:
    if size not in (None, stored.size):
        raise Unprocessable(f"{stored.size} bytes came, {size} were announced. Send the file again.", size=stored.size)
    if digest not in (None, stored.digest):
        detail = f"The bytes have the digest {stored.digest}, not {digest} as announced. Send the file again."
        raise Unprocessable(detail, digest=stored.digest)


def open_blobs(url: str, data: Path, db: Database) -> Blobs:
    """The place that `url` names: "" is the folder `blobs` in the data folder, `s3://bucket/prefix?endpoint=...` a bucket.

    Drafts lie in `blobs/incoming` of the data folder in either case. Raises Invalid, StorageFull, Unavailable.
    """
    root = data / "blobs"
    with storage_errors(root):
        engine: BlobEngine = S3Blobs(open_store(url)) if url else DirectoryBlobs(root)
        return Blobs(engine, root / "incoming", db)
