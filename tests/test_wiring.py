"""What a server works off in the background."""

from pathlib import Path

from rootnode.app import open_rootnode
from rootnode.config import Settings
from rootnode.kit.clock import ManualClock
from rootnode.kit.jobs import enqueue
from rootnode.testing.jobs import Desk
from rootnode.wiring import SCHEDULES, job_kinds, start_jobs


def test_every_scheduled_job_is_known_and_succeeds(sqlite_path: Path, clock: ManualClock) -> None:
    rootnode = open_rootnode(Settings(data=sqlite_path.parent), clock)
    try:
        assert set(SCHEDULES) <= set(job_kinds(rootnode))
        runner = start_jobs(rootnode)
        try:
            for name in SCHEDULES:
                job = rootnode.db.write_now(enqueue, rootnode.workspace, name)
                found = Desk(rootnode.db, clock).wait(job, "done", "dead")
                assert (found.state, found.error) == ("done", None)
            timings: dict[str, str] = dict(rootnode.db.read_now(lambda tx: tx.rows("SELECT name, timing FROM job_schedule")))
            assert timings == SCHEDULES
        finally:
            runner.close()
    finally:
        rootnode.close()
