"""Room on the disk: ordinary writes stop before it is full, so that people can still sign in, read and delete."""

import os
from pathlib import Path
from typing import Final

from rootnode.kit.db import Database, ReadTx
from rootnode.kit.errors import StorageFull

_RESERVE: Final = 1 << 30


class Room:
    """Watches the disk that holds the data folder."""

    def __init__(self, folder: Path, db: Database) -> None:
        self._folder = folder
        self._db = db

    async def check(self) -> None:
        """Raises StorageFull when less is left than is kept back: 5 % of the disk, at most 1 GiB. Space inside of the SQLite
        file that was given back by deleting counts as left."""
        lacking = self._lacking()
        if lacking > 0 and await self._db.read(_reusable) < lacking:
            detail = "The disk is almost full; people can still sign in, read and delete. Nothing was saved; free some space."
            raise StorageFull(detail, retry_after=10)

    def _lacking(self) -> int:
        disk = os.statvfs(self._folder)
        return min(_RESERVE, disk.f_blocks * disk.f_frsize // 20) - disk.f_bavail * disk.f_frsize


def _reusable(tx: ReadTx) -> int:
    if tx.dialect != "sqlite":
        return 0
    return int(tx.scalar("PRAGMA freelist_count")) * int(tx.scalar("PRAGMA page_size"))
