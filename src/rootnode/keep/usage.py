"""What each project holds. Counting looks at every row, so the answer is kept for a minute."""

import asyncio
import shutil
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.config import Settings
from rootnode.keep.quotas import quotas_of
from rootnode.kit.clock import MINUTE
from rootnode.kit.db import Database, ReadTx
from rootnode.wire.admin import ProjectStorage, Quota, Storage

FRESH: Final = MINUTE
_FILES: Final = """
SELECT r.project, COUNT(*), SUM(b.size) FROM (SELECT DISTINCT project, digest FROM blob_ref WHERE workspace = :workspace) r
JOIN blob b ON b.digest = r.digest GROUP BY r.project"""
_POINTS: Final = "SELECT project, SUM(points) FROM metric_latest WHERE workspace = :workspace GROUP BY project"
_ITEMS: Final = """
SELECT project, SUM(CASE WHEN kind = 'run' THEN 1 ELSE 0 END), COUNT(*) FROM node
WHERE workspace = :workspace AND trashed IS NULL AND id <> project GROUP BY project"""
_STORED: Final = """
SELECT COALESCE(SUM(b.size), 0) FROM (SELECT DISTINCT digest FROM blob_ref WHERE workspace = :workspace) r
JOIN blob b ON b.digest = r.digest"""
_PROJECTS: Final = """
SELECT p.id, p.key, n.title FROM project p JOIN node n ON n.id = p.id
WHERE p.workspace = :workspace AND n.trashed IS NULL ORDER BY p.key LIMIT 2000"""


class Usage:
    """Asked by the page Storage; one count at a time."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._folder = settings.data
        self._lock = asyncio.Lock()
        self._counted: Storage | None = None

    async def storage(self, caller: Caller, now: int) -> Storage:
        """What each project holds, at most a minute old; the quotas as they are now."""
        async with self._lock:
            if self._counted is None or not 0 <= now - self._counted.at < FRESH:
                disk = await asyncio.to_thread(shutil.disk_usage, self._folder)
                self._counted = await self._db.read(storage_of, caller.workspace, disk.free, disk.total)
            quotas = await self._db.read(quotas_of)
            items = tuple(msgspec.structs.replace(each, quota=quotas.get(each.id, Quota())) for each in self._counted.items)
            return msgspec.structs.replace(self._counted, items=items)


def storage_of(tx: ReadTx, workspace: str, disk_free: int, disk_total: int) -> Storage:
    """Counted from the tables: the largest project first."""
    files = {row[0]: row[1:] for row in tx.rows(_FILES, workspace=workspace)}
    points: dict[str, int] = dict(tx.rows(_POINTS, workspace=workspace))
    items = {row[0]: row[1:] for row in tx.rows(_ITEMS, workspace=workspace)}
    found = [
        ProjectStorage(
            id=project,
            key=key,
            name=name,
            bytes=int(files.get(project, (0, 0))[1]),
            files=int(files.get(project, (0, 0))[0]),
            points=int(points.get(project, 0)),
            items=int(items.get(project, (0, 0))[1]),
            runs=int(items.get(project, (0, 0))[0]),
            quota=Quota(),
        )
        for project, key, name in tx.rows(_PROJECTS, workspace=workspace)
    ]
    found.sort(key=lambda each: (-each.bytes, -each.points, each.key))
    return Storage(tuple(found), tx.now, int(tx.scalar(_STORED, workspace=workspace)), disk_free, disk_total)
