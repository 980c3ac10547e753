"""The queue: plain functions on a transaction. A job is queued, running, and then done, dead (a dead letter) or cancelled.

A running job is leased for a while; its worker renews the lease. When the worker dies the lease runs out, and the job is
queued again. Each attempt has a lease of its own, so that a worker which was only slow can no longer change anything.
"""

from collections.abc import Collection
from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.kit.clock import DAY, HOUR, SECOND
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Conflict, NotFound
from rootnode.kit.ids import new_id

State: TypeAlias = Literal["queued", "running", "done", "dead", "cancelled"]

FIRST_PAUSE: Final = 5 * SECOND
LONGEST_PAUSE: Final = HOUR
KEPT: Final = 7 * DAY
"""So long a finished job is kept, and with it its unique key. Dead ones stay until somebody retries or drops them."""
_COLUMNS: Final = "id, workspace, name, payload, state, due, attempts, result, error, created, finished, unique_key"


class Job(msgspec.Struct, frozen=True):
    """A job as it stood when it was read. Times are microseconds UTC; `error` is the last attempt's."""

    id: str
    workspace: str
    name: str
    payload: Any
    state: State
    due: int
    attempts: int
    result: Any
    error: str | None
    created: int
    finished: int | None
    unique_key: str | None


class Claim(msgspec.Struct, frozen=True):
    """One attempt at a job, and the lease that proves it."""

    job: Job
    lease: str


class LeaseLost(Exception):
    """The job was taken from this worker: its lease ran out, or it was cancelled. Stop, and leave no trace."""


def enqueue(tx: WriteTx, workspace: str, name: str, payload: Any = None, *, due: int | None = None, unique_key: str | None = None) -> str:
    """Add a job, due at once or at `due`; answers its id.

    With a `unique_key` there is one job of that name and key for as long as it is kept: a second call answers its id.
    """
    job = new_id()
    sql = (
        "INSERT INTO job (id, workspace, row_seq, name, unique_key, payload, state, due, attempts, cancel_asked, created) "
        "VALUES (:id, :workspace, :seq, :name, :key, :payload, 'queued', :due, 0, 0, :now) "
        "ON CONFLICT (workspace, name, unique_key) DO NOTHING"
    )
    encoded = msgspec.json.encode(payload).decode()
    due = tx.now if due is None else due
    if tx.run(sql, id=job, workspace=workspace, seq=tx.next_row_seq(), name=name, key=unique_key, payload=encoded, due=due, now=tx.now):
        return job
    there = "SELECT id FROM job WHERE workspace = :workspace AND name = :name AND unique_key = :key"
    found: str = tx.scalar(there, workspace=workspace, name=name, key=unique_key)
    return found


def job_by_id(tx: ReadTx, job: str) -> Job:
    """Raises NotFound."""
    row = tx.row(f"SELECT {_COLUMNS} FROM job WHERE id = :job", job=job)  # sql: constants only
    if row is None:
        raise NotFound("There is no such job. Finished ones are kept for seven days.")
    return _job_of(row)


def dead_jobs(tx: ReadTx, workspace: str, *, after: str = "", limit: int = 100) -> list[Job]:
    """Jobs that were given up, in the order of their making, from the one after id `after` on."""
    where = "state = 'dead' AND workspace = :workspace AND id > :after"
    sql = f"SELECT {_COLUMNS} FROM job WHERE {where} ORDER BY id LIMIT :limit"  # sql: constants only
    return [_job_of(row) for row in tx.rows(sql, workspace=workspace, after=after, limit=limit)]


def jobs_of(tx: ReadTx, workspace: str, states: Collection[str], *, before: str = "", limit: int = 100) -> list[Job]:
    """Jobs in one of these states, newest first, from the one before id `before` on."""
    where = f"workspace = :workspace AND id < :before AND {tx.any_of('state', 'states')}"
    sql = f"SELECT {_COLUMNS} FROM job WHERE {where} ORDER BY id DESC LIMIT :limit"  # sql: constants only
    return [_job_of(row) for row in tx.rows(sql, workspace=workspace, before=before or "g", states=list(states), limit=limit)]


def counts_of(tx: ReadTx, workspace: str) -> dict[str, int]:
    """How many jobs of a workspace are in each state."""
    return dict(tx.rows("SELECT state, COUNT(*) FROM job WHERE workspace = :workspace GROUP BY state", workspace=workspace))


def counts(tx: ReadTx) -> dict[State, int]:
    """How many jobs are queued, running and dead, of all workspaces."""
    found: dict[State, int] = {"queued": 0, "running": 0, "dead": 0}
    rows = tx.rows("SELECT state, COUNT(*) FROM job WHERE state IN ('queued', 'running', 'dead') GROUP BY state")
    return found | dict(rows)


def waiting(tx: ReadTx, names: Collection[str]) -> bool:
    """Whether one of these jobs is due, or a lease has run out. Cheap enough to ask every second."""
    due = f"SELECT 1 FROM job WHERE state = 'queued' AND due <= :now AND {tx.any_of('name', 'names')} LIMIT 1"  # sql: constants only
    late = "SELECT 1 FROM job WHERE state = 'running' AND lease_until < :now LIMIT 1"
    return tx.row(due, now=tx.now, names=list(names)) is not None or tx.row(late, now=tx.now) is not None


def claim(tx: WriteTx, names: Collection[str], lease_for: int, *, most: int = 1) -> list[Claim]:
    """Begin an attempt at the jobs that are due longest. On PostgreSQL other workers pass over those being claimed."""
    lock = f"{tx.lock_rows} SKIP LOCKED" if tx.lock_rows else ""
    where = f"state = 'queued' AND due <= :now AND {tx.any_of('name', 'names')}"
    sql = f"SELECT {_COLUMNS} FROM job WHERE {where} ORDER BY due, id LIMIT :most {lock}"  # sql: constants only
    claims = [Claim(_job_of(row), new_id()) for row in tx.rows(sql, now=tx.now, names=list(names), most=most)]
    begin = "UPDATE job SET state = 'running', attempts = attempts + 1, lease = :lease, lease_until = :until, row_seq = :seq WHERE id = :id"
    for made in claims:
        tx.run(begin, id=made.job.id, lease=made.lease, until=tx.now + lease_for, seq=tx.next_row_seq())
    return [Claim(msgspec.structs.replace(made.job, state="running", attempts=made.job.attempts + 1), made.lease) for made in claims]


def renew(tx: WriteTx, leases: Collection[str], lease_for: int) -> None:
    """Extend those of the leases that still hold."""
    sql = f"UPDATE job SET lease_until = :until WHERE state = 'running' AND {tx.any_of('lease', 'leases')}"  # sql: constants only
    tx.run(sql, until=tx.now + lease_for, leases=list(leases))


def holding(tx: ReadTx, leases: Collection[str]) -> list[str]:
    """Those of the leases that still hold and whose job nobody asked to cancel."""
    held = f"state = 'running' AND cancel_asked = 0 AND {tx.any_of('lease', 'leases')}"
    return [row[0] for row in tx.rows(f"SELECT lease FROM job WHERE {held}", leases=list(leases))]  # sql: constants only


def check_lease(tx: WriteTx, claim: Claim) -> None:
    """Keep the job for the rest of this transaction. Raises LeaseLost."""
    held = "id = :id AND lease = :lease AND state = 'running' AND cancel_asked = 0"
    sql = f"SELECT 1 FROM job WHERE {held} {tx.lock_rows}"  # sql: constants only
    if tx.row(sql, id=claim.job.id, lease=claim.lease) is None:
        raise LeaseLost(f"job {claim.job.id} ({claim.job.name}) was taken from this worker")


def complete(tx: WriteTx, held: Claim, result: Any = None) -> None:
    """The attempt succeeded. Raises LeaseLost."""
    check_lease(tx, held)
    _finish(tx, held.job.id, "done", result=msgspec.json.encode(result).decode())


def fail(tx: WriteTx, held: Claim, error: str, *, attempts: int) -> State:
    """The attempt failed: queue the job again after a pause, or give it up after so many attempts. Raises LeaseLost."""
    check_lease(tx, held)
    return _again(tx, held.job.id, held.job.attempts, error, attempts=attempts)


def give_back(tx: WriteTx, held: Claim) -> None:
    """The worker stops before it has finished: the attempt does not count, and the job is due at once. Raises LeaseLost."""
    check_lease(tx, held)
    sql = (
        "UPDATE job SET state = 'queued', attempts = attempts - 1, due = :now, lease = NULL, lease_until = NULL, row_seq = :seq "
        "WHERE id = :id"
    )
    tx.run(sql, id=held.job.id, now=tx.now, seq=tx.next_row_seq())


def reclaim(tx: WriteTx, attempts: dict[str, int], *, everything: bool = False) -> int:
    """Queue again, or give up, what dead workers held; answers how many.

    `attempts` says how many each name of job gets. `everything`: also leases that still run, for a process that knows
    itself to be the only one.
    """
    lock = f"{tx.lock_rows} SKIP LOCKED" if tx.lock_rows else ""
    late = "" if everything else "AND lease_until < :now"
    sql = f"SELECT id, name, attempts, cancel_asked FROM job WHERE state = 'running' {late} LIMIT 100 {lock}"  # sql: constants only
    rows = tx.rows(sql, **({} if everything else {"now": tx.now}))
    for job, name, begun, cancel_asked in rows:
        if cancel_asked:
            _finish(tx, job, "cancelled")
        else:
            _again(tx, job, begun, "Its worker stopped before it had finished.", attempts=attempts.get(name, begun + 1))
    return len(rows)


def cancel(tx: WriteTx, job: str) -> State:
    """Stop a job: at once when it waits, else as soon as its worker looks. Answers its state. Raises NotFound, Conflict."""
    found = tx.row(f"SELECT state FROM job WHERE id = :job {tx.lock_rows}", job=job)  # sql: constants only
    if found is None:
        raise NotFound("There is no such job. Finished ones are kept for seven days.")
    if found[0] not in ("queued", "running"):
        raise Conflict(f"This job has ended already: it is {found[0]}.")
    if found[0] == "queued":
        _finish(tx, job, "cancelled")
        return "cancelled"
    tx.run("UPDATE job SET cancel_asked = 1, row_seq = :seq WHERE id = :job", job=job, seq=tx.next_row_seq())
    return "running"


def confirm_cancel(tx: WriteTx, held: Claim) -> None:
    """The worker has stopped a job that was cancelled. Does nothing when the lease was lost for another reason."""
    sql = "SELECT 1 FROM job WHERE id = :id AND lease = :lease AND state = 'running' AND cancel_asked = 1"
    if tx.row(sql, id=held.job.id, lease=held.lease) is not None:
        _finish(tx, held.job.id, "cancelled")


def retry(tx: WriteTx, job: str) -> None:
    """Queue a dead or cancelled job again, with all its attempts; steps that were recorded are not repeated. Raises Conflict."""
    sql = (
        "UPDATE job SET state = 'queued', attempts = 0, cancel_asked = 0, due = :now, finished = NULL, row_seq = :seq "
        "WHERE id = :job AND state IN ('dead', 'cancelled')"
    )
    if not tx.run(sql, job=job, now=tx.now, seq=tx.next_row_seq()):
        raise Conflict("Only a job that was given up or cancelled can be tried again.")


def clean(tx: WriteTx, *, most: int = 1_000) -> int:
    """Forget jobs that ended well, or were cancelled, more than KEPT ago; answers how many."""
    sql = "SELECT id FROM job WHERE finished IS NOT NULL AND finished < :before AND state <> 'dead' ORDER BY finished, id LIMIT :most"
    old = [row[0] for row in tx.rows(sql, before=tx.now - KEPT, most=most)]
    tx.run(f"DELETE FROM job_step WHERE {tx.any_of('job', 'old')}", old=old)  # sql: constants only
    tx.run(f"DELETE FROM job WHERE {tx.any_of('id', 'old')}", old=old)  # sql: constants only
    return len(old)


# steps


def recorded_step(tx: ReadTx, job: str, name: str) -> tuple[Any] | None:
    """The recorded result of a step, in a tuple of one, or None when it was not recorded."""
    row = tx.row("SELECT result FROM job_step WHERE job = :job AND name = :name", job=job, name=name)
    return None if row is None else (msgspec.json.decode(row[0]),)


def record_step(tx: WriteTx, held: Claim, name: str, result: Any) -> None:
    """Remember what a step of this job answered. Raises LeaseLost."""
    check_lease(tx, held)
    sql = "INSERT INTO job_step (job, name, workspace, result, at) VALUES (:job, :name, :workspace, :result, :now)"
    encoded = msgspec.json.encode(result).decode()
    tx.run(sql, job=held.job.id, name=name, workspace=held.job.workspace, result=encoded, now=tx.now)


def _again(tx: WriteTx, job: str, begun: int, error: str, *, attempts: int) -> State:
    if begun >= attempts:
        _finish(tx, job, "dead", error=error)
        return "dead"
    pause = min(FIRST_PAUSE * 4 ** (begun - 1), LONGEST_PAUSE)
    pause += pause * (int(job[-4:], 16) % 100) // 500  # up to a fifth more, so that what failed together does not come back together
    sql = "UPDATE job SET state = 'queued', due = :due, error = :error, lease = NULL, lease_until = NULL, row_seq = :seq WHERE id = :id"
    tx.run(sql, id=job, due=tx.now + pause, error=error[:2_000], seq=tx.next_row_seq())
    return "queued"


def _finish(tx: WriteTx, job: str, state: State, *, result: str | None = None, error: str | None = None) -> None:
    sql = (
        "UPDATE job SET state = :state, result = :result, error = COALESCE(:error, error), finished = :now, "
        "lease = NULL, lease_until = NULL, row_seq = :seq WHERE id = :id"
    )
    tx.run(sql, id=job, state=state, result=result, error=error and error[:2_000], now=tx.now, seq=tx.next_row_seq())


def _job_of(row: Row) -> Job:
    result = None if row[7] is None else msgspec.json.decode(row[7])
    return Job(row[0], row[1], row[2], msgspec.json.decode(row[3]), row[4], row[5], row[6], result, *row[8:])
