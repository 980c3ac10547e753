"""Schedules: jobs that are queued again and again. Each tick makes one job, however many workers look."""

from typing import Any

import msgspec

from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.jobs.queue import enqueue
from rootnode.kit.jobs.timing import next_time


def set_schedule(tx: WriteTx, workspace: str, name: str, timing: str, payload: Any = None) -> None:
    """Have the job `name` queued at every tick of `timing` (see `timing.py`). The same timing again changes nothing. Raises Invalid."""
    sql = (
        "INSERT INTO job_schedule (workspace, name, timing, payload, next) VALUES (:workspace, :name, :timing, :payload, :next) "
        "ON CONFLICT (workspace, name) DO UPDATE SET timing = :timing, payload = :payload, "
        "next = CASE WHEN job_schedule.timing = :timing THEN job_schedule.next ELSE :next END"
    )
    encoded = msgspec.json.encode(payload).decode()
    tx.run(sql, workspace=workspace, name=name, timing=timing, payload=encoded, next=next_time(timing, tx.now))


def drop_schedule(tx: WriteTx, workspace: str, name: str) -> None:
    """No further ticks. Jobs that are queued already stay."""
    tx.run("DELETE FROM job_schedule WHERE workspace = :workspace AND name = :name", workspace=workspace, name=name)


def ticking(tx: ReadTx) -> bool:
    """Whether a schedule has come due."""
    return tx.row("SELECT 1 FROM job_schedule WHERE next <= :now LIMIT 1", now=tx.now) is not None


def tick(tx: WriteTx) -> int:
    """Queue the jobs of schedules that have come due; answers how many. Ticks missed while nobody looked count as one."""
    due = "SELECT workspace, name, timing, payload, next FROM job_schedule WHERE next <= :now LIMIT 100"
    rows = tx.rows(f"{due} {tx.lock_rows}", now=tx.now)  # sql: constants only
    for workspace, name, timing, payload, moment in rows:
        enqueue(tx, workspace, name, msgspec.json.decode(payload), unique_key=f"tick {moment}")
        move = "UPDATE job_schedule SET next = :next WHERE workspace = :workspace AND name = :name"
        tx.run(move, next=next_time(timing, tx.now), workspace=workspace, name=name)
    return len(rows)
