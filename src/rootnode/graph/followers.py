"""Followers: rooms that work off the change log, each with its own cursor, moved in the transaction of its effects."""

import logging
import threading
from collections.abc import Sequence
from typing import Final, Protocol

from rootnode.graph.apply import Graph
from rootnode.graph.changes import COLUMNS, Change, change_of
from rootnode.kit.db import Database, WriteTx

BATCH: Final = 500
RETRY_SECONDS: Final = 5.0

log: Final = logging.getLogger(__name__)


class Follower(Protocol):
    """Takes in changes, in order, each exactly once as far as its writes through `tx` go."""

    name: str

    def follow(self, tx: WriteTx, changes: Sequence[Change]) -> None: ...


def advance(tx: WriteTx, follower: Follower, workspace: str, *, limit: int = BATCH) -> int:
    """Hand the next changes to a follower and move its cursor; answers how many there were."""
    sql = f"SELECT cursor FROM follower WHERE name = :name AND workspace = :workspace {tx.lock_rows}"  # sql: constants only
    cursor = tx.scalar(sql, name=follower.name, workspace=workspace)
    sql = (
        f"SELECT {COLUMNS} FROM change c WHERE c.workspace = :workspace AND c.number > :after "  # sql: constants only
        "ORDER BY c.number LIMIT :limit"
    )
    changes = [change_of(row) for row in tx.rows(sql, workspace=workspace, after=cursor or 0, limit=limit)]
    if not changes:
        return 0
    follower.follow(tx, changes)
    sql = (
        "INSERT INTO follower (name, workspace, cursor) VALUES (:name, :workspace, :cursor) "
        "ON CONFLICT (name, workspace) DO UPDATE SET cursor = :cursor"
    )
    tx.run(sql, name=follower.name, workspace=workspace, cursor=changes[-1].number)
    return len(changes)


def rewind(tx: WriteTx, follower: Follower, workspace: str, cursor: int = 0) -> None:
    """Let a follower take in again everything after number `cursor`."""
    tx.run("UPDATE follower SET cursor = :c WHERE name = :name AND workspace = :w", c=cursor, name=follower.name, w=workspace)


class FollowerRunner:
    """Runs the followers on one thread of its own, woken by each commit. Does nothing while nothing happens.

    `gather`: so many seconds after the first commit it begins, so that those that come close together cost one write.
    """

    def __init__(
        self, db: Database, graph: Graph, followers: Sequence[Follower], workspaces: Sequence[str], *, gather: float = 0.0
    ) -> None:
        self._db = db
        self._gather = gather
        self._followers = followers
        self._pending = set(workspaces)
        self._wake = threading.Condition()
        self._stopped = False
        self._unlisten = graph.listen(self._heard)
        self._thread = threading.Thread(target=self._loop, name="followers", daemon=True)
        self._thread.start()

    def _heard(self, workspace: str) -> None:
        with self._wake:
            self._pending.add(workspace)
            self._wake.notify()

    def _loop(self) -> None:
        while True:
            with self._wake:
                while not self._pending and not self._stopped:
                    self._wake.wait()
                if self._gather:
                    self._wake.wait_for(lambda: self._stopped, self._gather)
                if self._stopped:
                    return
                workspace = self._pending.pop()
            for follower in self._followers:
                if not self._catch_up(follower, workspace):
                    self._again(workspace)

    def _again(self, workspace: str) -> None:
        retry = threading.Timer(RETRY_SECONDS, self._heard, (workspace,))
        retry.daemon = True
        retry.start()

    def _catch_up(self, follower: Follower, workspace: str) -> bool:
        try:
            while not self._stopped and self._db.write_now(advance, follower, workspace) == BATCH:
                pass
        except Exception:  # one follower that fails must not stop the others; it is tried again
            log.exception("follower failed", extra={"follower": follower.name})
            return False
        return True

    def close(self) -> None:
        """Stop after the batch at hand."""
        self._unlisten()
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._thread.join()
