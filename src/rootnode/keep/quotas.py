"""Quotas: how many bytes of files and how many points a project may hold.

What is used is counted in memory: read from the tables once a minute for a project that has a quota, and carried on by what is
written meanwhile. So a write costs a look into a dictionary, and with several servers a quota may be overrun by a minute's writing.
"""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET

from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.blobs.protocol import Stored
from rootnode.graph.access import project_by_key
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Event
from rootnode.kit.clock import MINUTE
from rootnode.kit.db import Database, ReadTx, WriteTx
from rootnode.kit.errors import Problem, QuotaReached
from rootnode.wire.admin import Quota, QuotaPatch

FRESH: Final = MINUTE
_BYTES: Final = """
SELECT COALESCE(SUM(b.size), 0) FROM (SELECT DISTINCT digest FROM blob_ref WHERE project = :project) r
JOIN blob b ON b.digest = r.digest"""
_POINTS: Final = "SELECT COALESCE(SUM(points), 0) FROM metric_latest WHERE project = :project"
_HELD: Final = "SELECT 1 FROM blob_ref WHERE project = :project AND digest = :digest LIMIT 1"
_ALL: Final = "SELECT project, bytes, points FROM project_quota"
_SET: Final = (
    "INSERT INTO project_quota (project, workspace, bytes, points, set_at, set_by, row_seq) "
    "VALUES (:project, :workspace, :bytes, :points, :now, :by, :seq) "
    "ON CONFLICT (project) DO UPDATE SET bytes = :bytes, points = :points, set_at = :now, set_by = :by, row_seq = :seq"
)
log = logging.getLogger("rootnode.quotas")


@dataclass(slots=True)
class _Used:
    """What a project holds, as counted at `at` and carried on since."""

    bytes: int
    points: int
    at: int


def quotas_of(tx: ReadTx) -> dict[str, Quota]:
    """Every quota that is set, by project."""
    return {project: Quota(size, points) for project, size, points in tx.rows(_ALL)}


def set_quota(tx: WriteTx, caller: Caller, graph: Graph, quotas: "Quotas", key: str, patch: QuotaPatch) -> Quota:
    """Change what a project may hold; what it holds already stays. Raises NotFound."""
    project, _ = project_by_key(tx, caller, key)
    hold_project(tx, project)  # half of it is kept as it was
    row = tx.row("SELECT bytes, points FROM project_quota WHERE project = :project", project=project)
    size, points = row or (None, None)
    new = Quota(size if patch.bytes is UNSET else patch.bytes, points if patch.points is UNSET else patch.points)
    graph.apply(tx, caller, [Event(project, "quota.changed", {"bytes": new.bytes, "points": new.points})], verb="set_quota")
    tx.run(
        _SET,
        project=project,
        workspace=caller.workspace,
        bytes=new.bytes,
        points=new.points,
        now=tx.now,
        by=caller.actor,
        seq=tx.next_row_seq(),
    )
    record(tx, caller, "project.quota", project, bytes=new.bytes, points=new.points)
    tx.after_commit(quotas.reload)
    return new


def forget_quotas(tx: WriteTx, nodes: list[str]) -> None:
    """For `Graph.on_purge`: a project that was removed for good has none."""
    tx.run(f"DELETE FROM project_quota WHERE {tx.any_of('project', 'nodes')}", nodes=nodes)  # sql: constants only


class Quotas:
    """Asked by every upload and every batch of points."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._limits = db.read_now(quotas_of)
        self._used: dict[str, _Used] = {}
        self._looked = 0
        self._counting: set[str] = set()
        self._pool = ThreadPoolExecutor(1, "quotas")

    def reload(self) -> None:
        """Read the quotas anew, soon."""
        self._submit("", self._read_limits)

    def room_for_files(self, tx: ReadTx, project: str) -> int | None:
        """How many more bytes of files the project may hold; None for as many as there is room for. Raises QuotaReached."""
        limit = self._limit(tx, project).bytes
        if limit is None:
            return None
        left = limit - self._known(tx, project).bytes
        if left <= 0:
            raise _reached("files", project, limit - left, limit, "bytes of files")
        return left

    def takes_file(self, tx: WriteTx, project: str, stored: Stored) -> None:
        """A file will be kept, in this transaction; bytes that the project holds already cost nothing.

        Raises QuotaReached when that is more than the project may hold.
        """
        limit = self._limit(tx, project).bytes
        if limit is not None and tx.scalar(_HELD, project=project, digest=stored.digest) is None:
            used = self._known(tx, project)
            if used.bytes + stored.size > limit:
                raise _reached("files", project, used.bytes, limit, "bytes of files")
            tx.after_commit(lambda: self._carry_on(project, stored.size, 0))

    def know(self, tx: WriteTx, project: str) -> None:
        """Called before points are written, so that those are not counted among what was there."""
        if self._limit(tx, project) != _NONE:
            self._known(tx, project)

    def took_points(self, tx: WriteTx, project: str, count: int) -> None:
        """New points were logged, in this transaction. Raises QuotaReached when those are more than the project may hold."""
        limit = self._limit(tx, project).points
        if limit is not None and count:
            used = self._known(tx, project)
            if used.points + count > limit:
                raise _reached("points", project, used.points, limit, "points")
            tx.after_commit(lambda: self._carry_on(project, 0, count))

    def _limit(self, tx: ReadTx, project: str) -> Quota:
        if tx.now - self._looked > FRESH:  # another server may have changed them
            self._looked = tx.now
            self.reload()
        return self._limits.get(project, _NONE)

    def _known(self, tx: ReadTx, project: str) -> _Used:
        """What it holds. Counted here the first time, later on a thread of its own while the older number does."""
        used = self._used.get(project)
        if used is None:
            counted = count_used(tx, project)
            with self._lock:
                used = self._used.setdefault(project, counted)
        elif tx.now - used.at > FRESH:
            self._submit(project, lambda: self._count_again(project))
        return used

    def _carry_on(self, project: str, size: int, points: int) -> None:
        with self._lock:
            if used := self._used.get(project):
                used.bytes += size
                used.points += points

    def _count_again(self, project: str) -> None:
        before = self._used[project]
        size, points = before.bytes, before.points
        new = self._db.read_now(count_used, project)
        with self._lock:  # what was kept meanwhile may be counted twice, for a minute
            now = self._used[project]
            self._used[project] = _Used(new.bytes + now.bytes - size, new.points + now.points - points, new.at)

    def _read_limits(self) -> None:
        self._limits = self._db.read_now(quotas_of)

    def _submit(self, name: str, work: Callable[[], None]) -> None:
        with self._lock:
            if name in self._counting:
                return
            self._counting.add(name)

        def run() -> None:
            with self._lock:
                self._counting.discard(name)
            try:
                work()
            except Problem as problem:
                log.warning("quotas could not be counted and will be again: %s", problem)

        try:
            self._pool.submit(run)
        except RuntimeError:  # the server stops
            with self._lock:
                self._counting.discard(name)

    def settle(self) -> None:
        """Wait for what is being counted. Blocks."""
        self._pool.submit(int).result()

    def close(self) -> None:
        """Finish what is being counted. Blocks."""
        self._pool.shutdown()


_NONE: Final = Quota()


def count_used(tx: ReadTx, project: str) -> _Used:
    """What a project holds, from the tables."""
    return _Used(int(tx.scalar(_BYTES, project=project)), int(tx.scalar(_POINTS, project=project)), tx.now)


def _reached(quota: str, project: str, used: int, allowed: int, of: str) -> QuotaReached:
    detail = (
        f"The project's quota of {allowed:,} {of} is reached: it holds {used:,}. Nothing was kept. "
        "Delete what is not needed, or ask an admin of the workspace for more (Settings, Storage)."
    )
    return QuotaReached(detail, quota=quota, project=project, used=used, allowed=allowed)


async def within(stream: AsyncIterator[bytes], room: int | None) -> AsyncIterator[bytes]:
    """The stream, ended with QuotaReached as soon as it is longer than there is room for."""
    done = 0
    async for chunk in stream:
        done += len(chunk)
        if room is not None and done > room:
            detail = f"The project's quota leaves room for {room:,} more bytes of files; this one is larger. Nothing was kept."
            raise QuotaReached(detail, quota="files", left=room)
        yield chunk
