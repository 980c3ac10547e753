"""Works off jobs on a few threads; one more thread claims them, keeps their leases, and looks after schedules."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Concatenate, Final, ParamSpec, TypeAlias, TypeVar

import msgspec

from rootnode.kit.clock import MINUTE
from rootnode.kit.db import Database, WriteTx
from rootnode.kit.errors import Problem
from rootnode.kit.jobs import queue, schedules
from rootnode.kit.jobs.queue import Claim, LeaseLost
from rootnode.kit.logs import facts

P = ParamSpec("P")
T = TypeVar("T")

Work: TypeAlias = Callable[["RunningJob"], Any]

LOOK_EVERY: Final = 1.0
"""Seconds between two looks when nobody calls `wake`."""
LEASE: Final = MINUTE
RENEW_EVERY: Final = 10
"""Seconds."""
CLEAN_EVERY: Final = 600
"""Looks."""
log = logging.getLogger("rootnode.jobs")


class GiveUp(Exception):
    """Raised by a job that trying again cannot help. It becomes a dead letter at once, with this text."""


class Stopped(Exception):
    """Raised inside a job by `check` when its worker stops. The job will begin again, at no cost of an attempt."""


class JobKind(msgspec.Struct, frozen=True):
    """What is done for a job of some name, and how often it is tried."""

    work: Work
    attempts: int = 5


class RunningJob:
    """What a job sees while it runs. What it answers is kept as its result, as JSON."""

    def __init__(self, db: Database, claim: Claim, stopping: threading.Event) -> None:
        self._db = db
        self._claim = claim
        self._stopping = stopping
        self.lost = threading.Event()
        self.id = claim.job.id
        self.workspace = claim.job.workspace
        self.payload = claim.job.payload
        self.attempt = claim.job.attempts

    def check(self) -> None:
        """Call now and then in long work. Raises LeaseLost or Stopped, which the job lets through."""
        if self.lost.is_set():
            raise LeaseLost(f"job {self.id} was cancelled or taken from this worker")
        if self._stopping.is_set():
            raise Stopped

    def step(self, name: str, work: Callable[[], T]) -> T:
        """Do `work` and remember its answer (JSON); on a later attempt only the answer is given. At least once."""
        self.check()
        recorded = self._db.read_now(queue.recorded_step, self.id, name)
        if recorded is not None:
            answer: T = recorded[0]
            return answer
        result = work()
        self._db.write_now(queue.record_step, self._claim, name, result)
        return result

    def write(self, verb: Callable[Concatenate[WriteTx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a verb, unless the job was taken from this worker meanwhile. Raises LeaseLost."""

        def fenced(tx: WriteTx) -> T:
            queue.check_lease(tx, self._claim)
            return verb(tx, *args, **kwargs)

        return self._db.write_now(fenced)

    def write_step(self, name: str, verb: Callable[[WriteTx], T]) -> T:
        """As `step` for a verb, in one transaction with the record of it: exactly once."""

        def once(tx: WriteTx) -> T:
            queue.check_lease(tx, self._claim)
            recorded = queue.recorded_step(tx, self.id, name)
            if recorded is not None:
                answer: T = recorded[0]
                return answer
            result = verb(tx)
            queue.record_step(tx, self._claim, name, result)
            return result

        return self._db.write_now(once)


class JobRunner:
    """Begins to work when it is made. Several may run on one database, each in a process of its own."""

    def __init__(
        self, db: Database, kinds: Mapping[str, JobKind], *, threads: int = 2, sole: bool = False, look_every: float = LOOK_EVERY
    ) -> None:
        """`sole` says that no other process works on this database, so that what a killed one held can be taken over at once."""
        self._db = db
        self._kinds = dict(kinds)
        self._attempts = {name: kind.attempts for name, kind in kinds.items()}
        self._size = threads
        self._look_every = look_every
        self._running: dict[str, RunningJob] = {}
        self._guard = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._renewed = 0.0
        self._threads = ThreadPoolExecutor(threads, "job")
        self._looking = ThreadPoolExecutor(1, "job-look")
        if sole:
            db.write_now(queue.reclaim, self._attempts, everything=True)
        self._thread = threading.Thread(target=self._look_on, name="jobs", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at once. Give it to `tx.after_commit` where a job is queued."""
        self._wake.set()

    def running(self) -> int:
        """How many jobs run just now."""
        return len(self._running)

    def close(self, seconds: float = 5) -> None:
        """Begin nothing more, ask what runs to stop, and wait for it so long. What does not stop is begun again elsewhere."""
        self._stopping.set()
        self._wake.set()
        self._thread.join()
        self._looking.shutdown()
        self._threads.shutdown(wait=False, cancel_futures=True)
        idle = threading.Event()
        for _ in range(round(seconds * 50)):
            if not self._running:
                break
            idle.wait(0.02)

    def look(self) -> None:
        """One round: leases, schedules, and as many jobs as there are free threads."""
        self._keep_leases()
        if self._db.read_now(schedules.ticking):
            self._db.write_now(schedules.tick)
        free = self._size - len(self._running)
        if free <= 0 or not self._kinds or not self._db.read_now(queue.waiting, self._kinds):
            return
        self._db.write_now(queue.reclaim, self._attempts)
        for claim in self._db.write_now(queue.claim, self._kinds, LEASE, most=free):
            self._begin(claim)

    def _look_on(self) -> None:
        looks = 0
        while not self._stopping.is_set():
            self._wake.clear()
            # through a future, so that nothing that goes wrong in a look ends this thread
            self._heed(self._looking.submit(self.look).exception())
            if looks % CLEAN_EVERY == 0:
                self._heed(self._looking.submit(self._db.write_now, queue.clean).exception())
            looks += 1
            self._wake.wait(self._look_every)

    def _heed(self, error: BaseException | None) -> None:
        if isinstance(error, Problem):  # the database is away or full; it may come back
            log.warning("jobs wait: %s", error)
        elif error is not None:
            log.error("looking for jobs failed", exc_info=error)

    def _keep_leases(self) -> None:
        with self._guard:
            running = dict(self._running)
        if not running:
            return
        held = set(self._db.read_now(queue.holding, running))
        for lease, job in running.items():
            if lease not in held:
                job.lost.set()
        if time.monotonic() - self._renewed > RENEW_EVERY:
            self._renewed = time.monotonic()
            self._db.write_now(queue.renew, held, LEASE)

    def _begin(self, claim: Claim) -> None:
        job = RunningJob(self._db, claim, self._stopping)
        with self._guard:
            self._running[claim.lease] = job
        self._threads.submit(self._kinds[claim.job.name].work, job).add_done_callback(partial(self._ended, claim))

    def _ended(self, claim: Claim, outcome: "Future[Any]") -> None:
        """On the job's thread. When the outcome cannot be written the lease runs out, and the job is tried again."""
        try:
            self._write_outcome(claim, outcome)
        except (LeaseLost, Problem) as error:
            log.warning("the outcome of a job was not written: %s", error, extra=facts(job=claim.job.id, name=claim.job.name))
        finally:
            with self._guard:
                del self._running[claim.lease]
            self.wake()

    def _write_outcome(self, claim: Claim, outcome: "Future[Any]") -> None:
        if outcome.cancelled():  # the runner closed before it had begun
            self._db.write_now(queue.give_back, claim)
            return
        match outcome.exception():
            case None:
                self._db.write_now(queue.complete, claim, outcome.result())
            case LeaseLost():
                self._db.write_now(queue.confirm_cancel, claim)
            case Stopped():
                self._db.write_now(queue.give_back, claim)
            case GiveUp() as reason:
                self._db.write_now(queue.fail, claim, str(reason), attempts=0)
            case error:
                about = facts(job=claim.job.id, name=claim.job.name, attempt=claim.job.attempts)
                log.warning("a job failed", exc_info=error, extra=about)
                attempts = self._attempts[claim.job.name]
                self._db.write_now(queue.fail, claim, f"{type(error).__name__}: {error}", attempts=attempts)
