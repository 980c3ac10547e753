"""Takes away what nobody needs."""

import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from rootnode.blobs import rows
from rootnode.blobs.protocol import BlobEngine, Stored
from rootnode.kit.clock import SECOND
from rootnode.kit.db import Database

_PAGE: Final = 500


class Swept(msgspec.Struct, frozen=True):
    """What a sweep did: numbers of blobs condemned and deleted, bytes freed, strays and stale uploads found."""

    condemned: int
    deleted: int
    freed: int
    strays: int
    uploads: int


def sweep_rows(db: Database, engine: BlobEngine, *, strays: bool) -> Swept:
    """Condemn and delete what nothing has referred to for the grace time. Blocks. See `Blobs.sweep`."""
    found = sum(_strays(db, engine)) if strays else 0
    condemned = 0
    more = True
    while more:
        number, more = db.write_now(rows.condemn)
        condemned += number
    gone: list[Stored] = []
    while batch := db.write_now(rows.delete_condemned, engine.delete):
        gone += batch
    return Swept(condemned, len(gone), sum(each.size for each in gone), found, 0)


def _strays(db: Database, engine: BlobEngine) -> Iterator[int]:
    listed = engine.all()
    while page := [stored for stored, _ in islice(listed, _PAGE)]:
        yield db.write_now(rows.condemn_strays, page, engine.delete)


def remove_leftovers(folder: Path, age: int) -> None:
    """Remove drafts that nobody has written to for `age` microseconds: of streams that a stopped server was receiving."""
    before = time.time() - age / SECOND  # the file system's clock, not the database's
    for leftover in sorted(folder.glob("*.draft")):
        with suppress(FileNotFoundError):
            if leftover.stat().st_mtime <= before:
                leftover.unlink()
