"""What is kept back on the disk, and what counts as room."""

import os
from pathlib import Path

import pytest

from rootnode.kit.db import Database, WriteTx
from rootnode.kit.errors import StorageFull
from rootnode.kit.room import Room, _reusable

MIB = 1 << 20


def disk_of(total: int, free: int) -> os.statvfs_result:
    return os.statvfs_result((4096, 4096, total // 4096, free // 4096, free // 4096, 0, 0, 0, 0, 255))


@pytest.mark.parametrize(
    ("total", "free", "enough"),
    [
        (100 * MIB, 5 * MIB, True),
        (100 * MIB, 5 * MIB - 4096, False),
        (1 << 40, 1 << 30, True),
        (1 << 40, (1 << 30) - 4096, False),
        (100 * MIB, 0, False),
    ],
)
async def test_f4_ordinary_writes_stop_before_the_disk_is_full(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: int, free: int, enough: bool
) -> None:
    spare = 0 if enough else db.read_now(_reusable)  # migrations leave free pages in the file
    monkeypatch.setattr(os, "statvfs", lambda path: disk_of(total, free - spare))
    room = Room(tmp_path, db)
    if enough:
        await room.check()
        return
    with pytest.raises(StorageFull) as full:
        await room.check()
    assert full.value.facts["retry_after"]


async def test_f4_what_deleting_gave_back_counts(sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda path: disk_of(20 * MIB, 0))
    room = Room(tmp_path, sqlite)

    def grow(tx: WriteTx) -> None:
        tx.run("CREATE TABLE ballast (data BLOB)")
        tx.run("INSERT INTO ballast (data) VALUES (zeroblob(:size))", size=2 * MIB)

    def shrink(tx: WriteTx) -> None:
        tx.run("DELETE FROM ballast")

    await sqlite.write(grow)
    with pytest.raises(StorageFull):
        await room.check()
    await sqlite.write(shrink)
    await room.check()
