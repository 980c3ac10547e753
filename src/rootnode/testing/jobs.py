"""What the queue of background jobs must do on every engine, as one suite.

class TestJobs(JobContract):
    '''Takes the fixtures `db` and `clock`.'''
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest

from rootnode.kit.clock import DAY, MINUTE, SECOND, ManualClock
from rootnode.kit.db import Database, WriteTx
from rootnode.kit.errors import Conflict, NotFound
from rootnode.kit.jobs import Job, JobKind, JobRunner, RunningJob, queue
from rootnode.kit.jobs.queue import KEPT, LONGEST_PAUSE, Claim, LeaseLost

HOME: Final = "workspace"
PATIENCE: Final = 60
"""Seconds; waiting ends when what is waited for happens."""


class Desk:
    """A database and the short names that the tests use."""

    def __init__(self, db: Database, clock: ManualClock) -> None:
        self.db = db
        self.clock = clock

    def enqueue(self, name: str = "work", payload: Any = None, **more: Any) -> str:
        return self.db.write_now(queue.enqueue, HOME, name, payload, **more)

    def claim(self, most: int = 1, name: str = "work") -> list[Claim]:
        return self.db.write_now(queue.claim, [name], MINUTE, most=most)

    def job(self, job: str) -> Job:
        return self.db.read_now(queue.job_by_id, job)

    def fail(self, claim: Claim, attempts: int = 3) -> str:
        return self.db.write_now(queue.fail, claim, "it broke", attempts=attempts)

    def runner(self, work: Callable[[RunningJob], Any], *, attempts: int = 3, threads: int = 2) -> JobRunner:
        return JobRunner(self.db, {"work": JobKind(work, attempts)}, threads=threads, look_every=0.01)

    def wait(self, job: str, *states: str) -> Job:
        """Wait until the job is in one of the states."""
        pause = threading.Event()
        for _ in range(PATIENCE * 100):
            found = self.job(job)
            if found.state in states:
                return found
            pause.wait(0.01)
        raise AssertionError(f"the job is still {self.job(job).state}")


class JobContract:
    """Each rule on the engine that `db` gives."""

    @pytest.fixture
    def desk(self, db: Database, clock: ManualClock) -> Desk:
        return Desk(db, clock)

    # queue

    def test_a_job_is_claimed_once_and_finished(self, desk: Desk) -> None:
        job = desk.enqueue(payload={"a": [1, None, "x"]})
        (claim,) = desk.claim()
        assert (claim.job.id, claim.job.payload, claim.job.attempts) == (job, {"a": [1, None, "x"]}, 1)
        assert desk.claim() == []
        desk.db.write_now(queue.complete, claim, {"done": True})
        assert (desk.job(job).state, desk.job(job).result) == ("done", {"done": True})

    def test_jobs_come_in_the_order_in_which_they_are_due_and_not_before(self, desk: Desk) -> None:
        now = desk.clock.now()
        late = desk.enqueue(due=now + MINUTE)
        second = desk.enqueue()
        first = desk.enqueue(due=now - 1)
        assert [claim.job.id for claim in desk.claim(most=5)] == [first, second]
        desk.clock.advance(MINUTE)
        assert [claim.job.id for claim in desk.claim(most=5)] == [late]

    def test_only_known_names_are_claimed(self, desk: Desk) -> None:
        desk.enqueue(name="other")
        assert desk.claim() == []
        assert not desk.db.read_now(queue.waiting, ["work"])
        assert desk.db.read_now(queue.waiting, ["other"])

    def test_a_unique_key_makes_one_job_for_as_long_as_it_is_kept(self, desk: Desk) -> None:
        first = desk.enqueue(unique_key="k")
        assert desk.enqueue(unique_key="k", payload="ignored") == first
        assert desk.enqueue(unique_key="other") != first
        assert desk.enqueue(name="else", unique_key="k") != first
        assert desk.db.write_now(queue.enqueue, "another workspace", "work", unique_key="k") != first
        claim = next(claim for claim in desk.claim(most=5) if claim.job.id == first)
        desk.db.write_now(queue.complete, claim)
        assert desk.enqueue(unique_key="k") == first
        desk.clock.advance(KEPT + 1)
        desk.db.write_now(queue.clean)
        assert desk.enqueue(unique_key="k") != first

    def test_a_job_of_a_rolled_back_transaction_is_none(self, desk: Desk) -> None:
        def verb(tx: WriteTx) -> None:
            queue.enqueue(tx, HOME, "work")
            raise Conflict("no")

        with pytest.raises(Conflict):
            desk.db.write_now(verb)
        assert desk.claim() == []

    def test_claims_at_the_same_time_share_no_job(self, desk: Desk) -> None:
        jobs = {desk.enqueue() for _ in range(60)}
        together = threading.Barrier(6)

        def take(_: int) -> list[str]:
            together.wait()
            taken: list[str] = []
            while claims := desk.claim(most=2):
                taken += [claim.job.id for claim in claims]
            return taken

        with ThreadPoolExecutor(6) as threads:
            taken = [job for each in threads.map(take, range(6)) for job in each]
        assert Counter(taken) == Counter(jobs)

    # leases

    def test_a_dead_workers_job_is_recovered_when_its_lease_runs_out(self, desk: Desk) -> None:
        job = desk.enqueue()
        (dead,) = desk.claim()
        desk.clock.advance(MINUTE)
        assert desk.db.write_now(queue.reclaim, {"work": 3}) == 0
        desk.clock.advance(1)
        assert desk.db.read_now(queue.waiting, ["work"])
        assert desk.db.write_now(queue.reclaim, {"work": 3}) == 1
        assert desk.job(job).state == "queued"
        assert "worker stopped" in (desk.job(job).error or "")
        desk.clock.advance(MINUTE)
        (claim,) = desk.claim()
        assert (claim.job.id, claim.job.attempts) == (job, 2)
        assert claim.lease != dead.lease

    def test_a_job_whose_worker_always_dies_is_given_up(self, desk: Desk) -> None:
        job = desk.enqueue()
        for _ in range(3):
            assert len(desk.claim()) == 1
            desk.clock.advance(DAY)
            desk.db.write_now(queue.reclaim, {"work": 3})
            desk.clock.advance(DAY)
        assert desk.job(job).state == "dead"

    def test_a_sole_process_takes_over_at_once(self, desk: Desk) -> None:
        desk.enqueue()
        desk.claim()
        assert desk.db.write_now(queue.reclaim, {"work": 3}) == 0
        assert desk.db.write_now(queue.reclaim, {"work": 3}, everything=True) == 1

    def test_a_renewed_lease_holds(self, desk: Desk) -> None:
        desk.enqueue()
        (claim,) = desk.claim()
        for _ in range(5):
            desk.clock.advance(50 * SECOND)
            desk.db.write_now(queue.renew, [claim.lease], MINUTE)
            assert desk.db.write_now(queue.reclaim, {"work": 3}) == 0
        assert desk.db.read_now(queue.holding, [claim.lease, "other"]) == [claim.lease]
        desk.db.write_now(queue.complete, claim)

    @pytest.mark.parametrize("act", ["complete", "fail", "step", "give back"])
    def test_a_worker_that_lost_its_lease_changes_nothing(self, desk: Desk, act: str) -> None:
        job = desk.enqueue()
        (slow,) = desk.claim()
        desk.clock.advance(MINUTE + 1)
        desk.db.write_now(queue.reclaim, {"work": 3})
        desk.clock.advance(MINUTE)
        (other,) = desk.claim()
        before = desk.job(job)
        acts: dict[str, Callable[[], Any]] = {
            "complete": lambda: desk.db.write_now(queue.complete, slow, "late"),
            "fail": lambda: desk.fail(slow),
            "step": lambda: desk.db.write_now(queue.record_step, slow, "one", 1),
            "give back": lambda: desk.db.write_now(queue.give_back, slow),
        }
        with pytest.raises(LeaseLost):
            acts[act]()
        assert desk.job(job) == before
        desk.db.write_now(queue.complete, other, "in time")
        assert desk.job(job).result == "in time"

    def test_what_is_given_back_costs_no_attempt(self, desk: Desk) -> None:
        desk.enqueue()
        for _ in range(4):
            (claim,) = desk.claim()
            assert claim.job.attempts == 1
            desk.db.write_now(queue.give_back, claim)

    # failures

    def test_a_failed_job_waits_longer_each_time_and_becomes_a_dead_letter(self, desk: Desk) -> None:
        job = desk.enqueue()
        pauses = []
        for attempt in range(1, 6):
            (claim,) = desk.claim()
            assert claim.job.attempts == attempt
            state = desk.fail(claim, attempts=5)
            if state == "dead":
                break
            assert desk.claim() == []
            pauses.append(desk.job(job).due - desk.clock.now())
            desk.clock.advance(pauses[-1])
        assert desk.job(job).state == "dead"
        assert desk.job(job).error == "it broke"
        assert [dead.id for dead in desk.db.read_now(queue.dead_jobs, HOME)] == [job]
        assert desk.db.read_now(queue.dead_jobs, "another workspace") == []
        assert pauses == sorted(pauses)
        assert len(set(pauses)) == len(pauses) == 4

    def test_pauses_have_an_end(self, desk: Desk) -> None:
        job = desk.enqueue()
        pauses = []
        for _ in range(12):
            (claim,) = desk.claim()
            desk.fail(claim, attempts=100)
            pauses.append(desk.job(job).due - desk.clock.now())
            desk.clock.advance(pauses[-1])
        assert LONGEST_PAUSE <= pauses[-1] <= max(pauses) <= LONGEST_PAUSE * 1.2

    def test_a_dead_letter_can_be_tried_again(self, desk: Desk) -> None:
        job = desk.enqueue()
        (claim,) = desk.claim()
        assert desk.fail(claim, attempts=1) == "dead"
        desk.db.write_now(queue.retry, job)
        (claim,) = desk.claim()
        assert claim.job.attempts == 1
        desk.db.write_now(queue.complete, claim)
        with pytest.raises(Conflict):
            desk.db.write_now(queue.retry, job)

    def test_finished_jobs_are_forgotten_and_dead_letters_are_not(self, desk: Desk) -> None:
        done, dead = desk.enqueue(), desk.enqueue()
        for claim in desk.claim(most=2):
            if claim.job.id == done:
                desk.db.write_now(queue.record_step, claim, "one", 1)
                desk.db.write_now(queue.complete, claim)
            else:
                desk.fail(claim, attempts=1)
        desk.clock.advance(KEPT)
        assert desk.db.write_now(queue.clean) == 0
        desk.clock.advance(1)
        assert desk.db.write_now(queue.clean) == 1
        with pytest.raises(NotFound):
            desk.job(done)
        assert desk.job(dead).state == "dead"

    # cancelling

    def test_a_waiting_job_is_cancelled_at_once(self, desk: Desk) -> None:
        job = desk.enqueue()
        assert desk.db.write_now(queue.cancel, job) == "cancelled"
        assert desk.claim() == []
        with pytest.raises(Conflict):
            desk.db.write_now(queue.cancel, job)
        with pytest.raises(NotFound):
            desk.db.write_now(queue.cancel, "none")

    def test_a_running_job_is_cancelled_when_its_worker_looks(self, desk: Desk) -> None:
        job = desk.enqueue()
        (claim,) = desk.claim()
        assert desk.db.write_now(queue.cancel, job) == "running"
        assert desk.db.read_now(queue.holding, [claim.lease]) == []
        with pytest.raises(LeaseLost):
            desk.db.write_now(queue.complete, claim)
        desk.db.write_now(queue.confirm_cancel, claim)
        assert desk.job(job).state == "cancelled"

    def test_a_cancelled_job_of_a_dead_worker_is_not_begun_again(self, desk: Desk) -> None:
        job = desk.enqueue()
        desk.claim()
        desk.db.write_now(queue.cancel, job)
        desk.clock.advance(MINUTE + 1)
        desk.db.write_now(queue.reclaim, {"work": 3})
        assert desk.job(job).state == "cancelled"
