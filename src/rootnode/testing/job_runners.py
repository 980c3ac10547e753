"""What schedules and the runner of background jobs must do on every engine, as one suite. The queue's own is in `jobs`."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rootnode.kit.clock import DAY, MINUTE, SECOND, ManualClock
from rootnode.kit.db import Database
from rootnode.kit.errors import Invalid
from rootnode.kit.jobs import GiveUp, RunningJob, queue, schedules
from rootnode.kit.jobs.queue import LeaseLost
from rootnode.testing.jobs import HOME, PATIENCE, Desk


class RunnerContract:
    """Each rule on the engine that `db` gives."""

    @pytest.fixture
    def desk(self, db: Database, clock: ManualClock) -> Desk:
        return Desk(db, clock)

    # schedules

    def test_a_schedule_ticks_once_with_two_lookers(self, desk: Desk) -> None:
        desk.db.write_now(schedules.set_schedule, HOME, "work", "every 10m", {"by": "schedule"})
        for expected in range(1, 4):
            desk.clock.advance(10 * MINUTE)
            assert desk.db.read_now(schedules.ticking)
            together = threading.Barrier(4)

            def look(_: int, together: threading.Barrier = together) -> int:
                together.wait()
                return desk.db.write_now(schedules.tick)

            with ThreadPoolExecutor(4) as threads:
                assert sum(threads.map(look, range(4))) == 1
            assert not desk.db.read_now(schedules.ticking)
            assert len(desk.claim(most=10)) == 1, expected

    def test_ticks_that_were_missed_count_as_one(self, desk: Desk) -> None:
        desk.db.write_now(schedules.set_schedule, HOME, "work", "every 10m")
        desk.clock.advance(DAY)
        assert desk.db.write_now(schedules.tick) == 1
        assert desk.db.write_now(schedules.tick) == 0

    def test_setting_the_same_schedule_again_does_not_put_it_off(self, desk: Desk) -> None:
        desk.db.write_now(schedules.set_schedule, HOME, "work", "every 10m")
        desk.clock.advance(9 * MINUTE)
        desk.db.write_now(schedules.set_schedule, HOME, "work", "every 10m", "newer")
        desk.clock.advance(MINUTE)
        assert desk.db.write_now(schedules.tick) == 1
        assert desk.claim()[0].job.payload == "newer"
        desk.db.write_now(schedules.drop_schedule, HOME, "work")
        desk.clock.advance(DAY)
        assert desk.db.write_now(schedules.tick) == 0

    def test_a_timing_that_is_none_is_refused(self, desk: Desk) -> None:
        with pytest.raises(Invalid, match="timing"):
            desk.db.write_now(schedules.set_schedule, HOME, "work", "now and then")

    # the runner

    def test_a_runner_works_jobs_off_and_keeps_their_results(self, desk: Desk) -> None:
        runner = desk.runner(lambda job: job.payload * 2)
        try:
            jobs = [desk.enqueue(payload=number) for number in range(10)]
            assert [desk.wait(job, "done", "dead").result for job in jobs] == [2 * number for number in range(10)]
        finally:
            runner.close()

    def test_two_runners_run_no_job_twice(self, desk: Desk) -> None:
        ran: list[str] = []
        runners = [desk.runner(lambda job: ran.append(job.id)) for _ in range(2)]
        try:
            jobs = [desk.enqueue() for _ in range(40)]
            for job in jobs:
                desk.wait(job, "done", "dead")
        finally:
            for runner in runners:
                runner.close()
        assert Counter(ran) == Counter(jobs)

    def test_steps_are_recorded_and_not_repeated(self, desk: Desk) -> None:
        did: list[str] = []

        def note(what: str) -> list[str]:
            did.append(what)
            return did

        def work(job: RunningJob) -> Any:
            first = job.step("first", lambda: {"n": len(note("first"))})
            second = job.write_step("second", lambda tx: queue.enqueue(tx, HOME, "other", note("second")))
            if job.attempt == 1:
                raise RuntimeError("after two steps")
            return [first, second]

        runner = desk.runner(work)
        try:
            job = desk.enqueue()
            desk.wait(job, "queued", "dead")
            for _ in range(PATIENCE * 100):
                desk.clock.advance(SECOND)
                if desk.job(job).state == "done":
                    break
                threading.Event().wait(0.01)
        finally:
            runner.close()
        done = desk.job(job)
        assert done.state == "done"
        assert did == ["first", "second"]
        assert done.result[0] == {"n": 1}
        assert desk.job(done.result[1]).name == "other"

    def test_a_runner_gives_up_when_told_to(self, desk: Desk) -> None:
        def work(_: RunningJob) -> None:
            raise GiveUp("the address does not exist")

        runner = desk.runner(work)
        try:
            found = desk.wait(desk.enqueue(), "dead")
        finally:
            runner.close()
        assert (found.attempts, found.error) == (1, "the address does not exist")

    def test_a_running_job_hears_that_it_was_cancelled(self, desk: Desk) -> None:
        begun = threading.Event()

        def work(job: RunningJob) -> None:
            begun.set()
            while True:
                job.check()
                threading.Event().wait(0.005)

        runner = desk.runner(work)
        try:
            job = desk.enqueue()
            assert begun.wait(PATIENCE)
            desk.db.write_now(queue.cancel, job)
            desk.wait(job, "cancelled")
        finally:
            runner.close()

    def test_a_stopping_runner_gives_its_jobs_back(self, desk: Desk) -> None:
        begun = threading.Event()

        def work(job: RunningJob) -> None:
            begun.set()
            while True:
                job.check()
                threading.Event().wait(0.005)

        runner = desk.runner(work)
        job = desk.enqueue()
        assert begun.wait(PATIENCE)
        runner.close(PATIENCE)
        assert runner.running() == 0
        found = desk.job(job)
        assert (found.state, found.attempts) == ("queued", 0)

    def test_a_fenced_write_of_a_worker_that_lost_its_job_is_undone(self, desk: Desk) -> None:
        taken = threading.Event()
        outcome: list[str] = []

        def work(job: RunningJob) -> None:
            assert taken.wait(PATIENCE)
            try:
                job.write(queue.enqueue, HOME, "trace")
            except LeaseLost:
                outcome.append("refused")
                raise

        runner = desk.runner(work, threads=1)
        try:
            job = desk.enqueue()
            desk.wait(job, "running")
            desk.db.write_now(queue.reclaim, {"work": 3}, everything=True)
            taken.set()
            runner.close(PATIENCE)
        finally:
            runner.close()
        assert outcome == ["refused"]
        assert desk.claim(name="trace") == []
        assert desk.job(job).state == "queued"
