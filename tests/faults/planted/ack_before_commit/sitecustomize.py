"""A planted fault: the writer tells its callers a moment before it commits."""

import time

from rootnode.kit.db.sqlite import SqliteDatabase, _Job

_proper = SqliteDatabase._commit


def _told(_: _Job) -> None:
    """Nothing more to tell."""


def _too_early(self: SqliteDatabase, group: list[_Job]) -> None:
    self._connection.execute("BEGIN IMMEDIATE")
    for job in group:
        self._run(job)
        job.done(job)
        job.done = _told
    time.sleep(0.03)
    self._connection.execute("COMMIT")
    for job in group:
        for then in job.after:
            then()


SqliteDatabase._commit = _too_early  # type: ignore[method-assign]
