"""Background jobs as an administrator sees them."""

from collections.abc import Collection
from typing import Final

from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import NotFound
from rootnode.kit.jobs import Job as Kept
from rootnode.kit.jobs import counts_of, job_by_id, jobs_of, retry
from rootnode.wire.admin import Job, Jobs

STATES: Final = ("queued", "running", "done", "dead", "cancelled")


def jobs(tx: ReadTx, caller: Caller, states: Collection[str], before: str, limit: int) -> Jobs:
    """A page of the workspace's jobs, newest first. The caller's right has been checked."""
    found = jobs_of(tx, caller.workspace, states or STATES, before=before, limit=limit + 1)
    page = tuple(_job(each) for each in found[:limit])
    return Jobs(page, counts_of(tx, caller.workspace), page[-1].id if len(found) > limit else None)


def retry_job(tx: WriteTx, caller: Caller, job: str) -> Job:
    """Queue a job again that was given up or cancelled. Raises NotFound, Conflict."""
    kept = job_by_id(tx, job)
    if kept.workspace != caller.workspace:
        raise NotFound("There is no such job. Finished ones are kept for seven days.")
    retry(tx, job)
    record(tx, caller, "job.retried", job, name=kept.name)
    return _job(job_by_id(tx, job))


def _job(kept: Kept) -> Job:
    return Job(kept.id, kept.name, kept.state, kept.attempts, kept.created, kept.due, kept.finished, kept.error)
