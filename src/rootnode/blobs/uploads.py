"""Uploads that survive a cut line, a restarted client and a restarted server.

The caller begins one, appends parts (each at the offset where the last durable one ended), and finishes it. An offset is
written into the row only after the bytes before it are synced; what lies behind it in the file is cut off on return.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from rootnode.blobs.drafts import Draft, storage_errors, sync_folder
from rootnode.blobs.protocol import GRACE, Stored, check_digest
from rootnode.blobs.streams import Source, Threads, pour
from rootnode.kit.db import Database, ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Invalid, NotFound, Unprocessable
from rootnode.kit.ids import is_id, new_id

_CHECKPOINT: Final = 64 << 20
"""A part longer than this is made durable in between, so that a cut costs at most so many bytes."""


class Upload(msgspec.Struct, frozen=True):
    """An upload as it stands. `offset`: where the next part begins, in bytes. `size`, `digest`: what was announced.

    `stored` is the digest once it is finished.
    """

    id: str
    workspace: str
    project: str
    size: int | None
    digest: str | None
    offset: int
    stored: str | None


class Uploads:
    """The uploads of one server process. Every method but `begin` needs the workspace and project it was begun for."""

    def __init__(self, folder: Path, db: Database, threads: Threads, keep: Callable[[Path, Stored], Awaitable[None]]) -> None:
        self._folder = folder
        self._db = db
        self._threads = threads
        self._keep = keep
        self._busy: set[str] = set()

    async def begin(self, workspace: str, project: str, *, size: int | None = None, digest: str | None = None) -> Upload:
        """A new upload; its id is the server's. Announced size and digest are held against what comes. Raises Invalid."""
        if digest is not None:
            check_digest(digest)
        if size is not None and size < 0:
            raise Invalid("The size of an upload is a number of bytes, 0 or more.")
        upload = Upload(new_id(), workspace, project, size, digest, 0, None)
        await self._db.write(_begin, upload)
        await self._threads.run(_make_empty, self._file(upload.id))
        return upload

    async def find(self, workspace: str, project: str, upload_id: str) -> Upload:
        """How far it has come. Raises NotFound."""
        if not is_id(upload_id):
            raise NotFound("There is no such upload. It may have ended or expired; begin a new one.")
        return await self._db.read(_find, workspace, project, upload_id)

    async def append(self, workspace: str, project: str, upload_id: str, offset: int, source: Source) -> Upload:
        """Add a part. If the stream is cut, what arrived is kept as far as it can be; ask `find` where to go on.

        Raises NotFound; Conflict if `offset` is not where the upload ends (facts["offset"]) or it is finished or another
        part is being written; Unprocessable if it grows beyond the announced size; StorageFull.
        """
        with self._alone(upload_id):
            upload = await self.find(workspace, project, upload_id)
            if upload.stored is not None:
                raise Conflict("This upload is finished; nothing can be added.", offset=upload.offset)
            if offset != upload.offset:
                raise Conflict(f"The next part must begin at byte {upload.offset}.", offset=upload.offset)
            draft = Draft(self._file(upload.id), hashing=False, size=offset)
            try:
                await self._threads.run(draft.open)
                await self._write(upload, draft, source)
            finally:
                await self._threads.surely(draft.close)
            return await self.find(workspace, project, upload_id)

    async def _write(self, upload: Upload, draft: Draft, source: Source) -> None:
        durable = upload.offset

        def write(piece: memoryview) -> None:
            nonlocal durable
            if upload.size is not None and draft.size + len(piece) > upload.size:
                raise Unprocessable(f"More bytes came than the {upload.size} that were announced.", offset=durable)
            draft.write(piece)
            if draft.size - durable >= _CHECKPOINT:
                checkpoint()

        def checkpoint() -> None:
            nonlocal durable
            if draft.size == durable:
                return
            draft.sync()
            self._db.write_now(_advance, upload.id, draft.size)
            durable = draft.size

        try:
            await pour(source, self._threads, write)
        finally:
            # also when the stream was cut: what is here need not be sent again
            await self._threads.surely(checkpoint)

    async def finish(self, workspace: str, project: str, upload_id: str) -> Stored:
        """Check the whole and store it; answers the same again if asked again.

        Raises NotFound; Conflict while a part is being written; Unprocessable if the bytes are not as announced: with too few
        it stays open, with another digest it is thrown away.
        """
        with self._alone(upload_id):
            upload = await self.find(workspace, project, upload_id)
            file = self._file(upload.id)
            if upload.stored is not None:  # asked again, perhaps because the server stopped before the bytes were put in place
                await self._keep(file, Stored(upload.stored, upload.offset))
                return Stored(upload.stored, upload.offset)
            if upload.size not in (None, upload.offset):
                detail = f"{upload.offset} of {upload.size} bytes have come. Send the rest first."
                raise Unprocessable(detail, offset=upload.offset)
            stored = await self._threads.run(_close, file, upload.offset)
            if upload.digest not in (None, stored.digest):
                await self._drop(upload.id)
                detail = f"The bytes have the digest {stored.digest}, not {upload.digest} as announced. Begin a new upload."
                raise Unprocessable(detail, digest=stored.digest)
            await self._db.write(_close_row, upload.id, stored.digest)
            await self._keep(file, stored)
            return stored

    async def abort(self, workspace: str, project: str, upload_id: str) -> None:
        """Throw it away. What it stored, if it was finished, stays. Raises NotFound, Conflict."""
        with self._alone(upload_id):
            upload = await self.find(workspace, project, upload_id)
            await self._drop(upload.id)

    async def expire(self) -> int:
        """Throw away uploads that nobody went on with during the grace time, and files that no upload knows."""
        stale = [each for each in await self._db.read(_stale) if each not in self._busy]
        for upload_id in stale:
            await self._drop(upload_id)
        for file in await self._threads.run(lambda: sorted(self._folder.glob("*.part"))):
            if not is_id(file.stem) or not await self._db.read(_exists, file.stem):
                await self._threads.run(file.unlink, True)
        return len(stale)

    async def _drop(self, upload_id: str) -> None:
        await self._db.write(_delete, upload_id)
        await self._threads.run(self._file(upload_id).unlink, missing_ok=True)

    def _file(self, upload_id: str) -> Path:
        if not is_id(upload_id):
            raise NotFound("There is no such upload.")
        return self._folder / f"{upload_id}.part"

    @contextmanager
    def _alone(self, upload_id: str) -> Iterator[None]:
        """One request at a time per upload; runs on the event loop only."""
        if upload_id in self._busy:
            raise Conflict("Another request is writing to this upload. Wait for it to end, then ask for the offset.")
        self._busy.add(upload_id)
        try:
            yield
        finally:
            self._busy.discard(upload_id)


def _make_empty(file: Path) -> None:
    draft = Draft(file, hashing=False)
    draft.open()
    draft.close()
    with storage_errors(file.parent):
        sync_folder(file.parent)


def _close(file: Path, size: int) -> Stored:
    """Cut off what was never acknowledged, and hash the rest as it lies on the disk."""
    draft = Draft(file, hashing=False, size=size)
    try:
        draft.open()
        return draft.finish()
    finally:
        draft.close()


_COLUMNS = "SELECT id, workspace, project, size, digest, received, stored FROM blob_upload WHERE "


def _begin(tx: WriteTx, upload: Upload) -> None:
    sql = (
        "INSERT INTO blob_upload (id, workspace, project, size, digest, received, created, touched) "
        "VALUES (:id, :workspace, :project, :size, :digest, 0, :now, :now)"
    )
    row = msgspec.structs.asdict(upload)
    tx.run(sql, now=tx.now, **{name: row[name] for name in ("id", "workspace", "project", "size", "digest")})


def _find(tx: ReadTx, workspace: str, project: str, upload_id: str) -> Upload:
    sql = _COLUMNS + "id = :id AND workspace = :workspace AND project = :project"
    found = tx.row(sql, id=upload_id, workspace=workspace, project=project)
    if found is None:
        raise NotFound("There is no such upload. It may have ended or expired; begin a new one.")
    return Upload(*found)


def _exists(tx: ReadTx, upload_id: str) -> bool:
    return tx.row("SELECT 1 FROM blob_upload WHERE id = :id", id=upload_id) is not None


def _advance(tx: WriteTx, upload_id: str, received: int) -> None:
    tx.run("UPDATE blob_upload SET received = :received, touched = :now WHERE id = :id", id=upload_id, received=received, now=tx.now)


def _close_row(tx: WriteTx, upload_id: str, digest: str) -> None:
    tx.run("UPDATE blob_upload SET stored = :digest, touched = :now WHERE id = :id", id=upload_id, digest=digest, now=tx.now)


def _stale(tx: ReadTx) -> list[str]:
    sql = "SELECT id FROM blob_upload WHERE touched <= :before ORDER BY touched LIMIT 1000"
    return [found[0] for found in tx.rows(sql, before=tx.now - GRACE)]


def _delete(tx: WriteTx, upload_id: str) -> None:
    tx.run("DELETE FROM blob_upload WHERE id = :id", id=upload_id)
