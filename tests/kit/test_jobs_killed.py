"""F1: a worker that is killed in the middle of a job; the next one goes on where it stood."""

import signal
import subprocess
import sys
from pathlib import Path

from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.kit.jobs import JobKind, JobRunner, RunningJob, enqueue, job_by_id

WORKER = """
import sys, threading
from pathlib import Path
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.kit.jobs import JobKind, JobRunner

def work(job):
    job.step("first", lambda: print("first", flush=True))
    job.step("second", lambda: (print("second", flush=True), threading.Event().wait(60)) and None)

JobRunner(SqliteDatabase(Path(sys.argv[1])), {"work": JobKind(work)}, look_every=0.01)
threading.Event().wait(60)
"""


def test_f1_a_killed_workers_job_goes_on_after_its_recorded_steps(sqlite_path: Path) -> None:
    database = SqliteDatabase(sqlite_path)
    job = database.write_now(enqueue, "workspace", "work")
    database.close()
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(sqlite_path)], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    with worker:
        assert [worker.stdout.readline(), worker.stdout.readline()] == ["first\n", "second\n"]
        worker.send_signal(signal.SIGKILL)

    did: list[str] = []

    def work(again: RunningJob) -> int:
        again.step("first", lambda: did.append("first"))
        again.step("second", lambda: did.append("second"))
        return again.attempt

    database = SqliteDatabase(sqlite_path)
    assert database.read_now(job_by_id, job).state == "running"
    runner = JobRunner(database, {"work": JobKind(work)}, sole=True, look_every=0.01)
    database.write_now(lambda tx: tx.run("UPDATE job SET due = 0 WHERE id = :job", job=job))  # the pause after a failure
    while (found := database.read_now(job_by_id, job)).state in ("queued", "running"):
        pass
    runner.close()
    database.close()
    assert (found.state, found.result) == ("done", 2)
    assert did == ["second"]
