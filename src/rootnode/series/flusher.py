"""Drains the log into the engine, and lets reads wait until it has (docs/spec/series.md, S5).

Sleeps until something is appended: an idle server spends no time here.
"""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from typing import Final

from rootnode.kit.db import Database
from rootnode.kit.errors import Problem, Unavailable
from rootnode.series.log import DamagedBatch, Waiting, mark_damaged, read_entries
from rootnode.series.protocol import EngineTrouble, Entry, SeriesDamaged

WINDOW: Final = 0.1
"""Seconds that batches gather before a flush nobody waits for."""
MOST_POINTS: Final = 100_000
MOST_BATCHES: Final = 1_000
PATIENCE: Final = 10.0
"""Seconds that a read waits for its points."""
LONGEST_PAUSE: Final = 5.0
LONGEST_PAUSE_DAMAGED: Final = 60.0

log = logging.getLogger("rootnode.series")


class Flusher:
    """One thread. `take_in` gives entries to the engine, healing it if need be."""

    def __init__(self, db: Database, take_in: Callable[[Sequence[Entry]], None], flushed: Callable[[], None], window: float) -> None:
        self._db = db
        self._take_in = take_in
        self._after_flush = flushed
        self._window = window
        self._wake = threading.Condition()
        self._pending: dict[int, Waiting] = {}
        self._hurried = 0
        self._closing = False
        self._trouble: str | None = None
        self.damaged: list[DamagedBatch] = []
        self._thread = threading.Thread(target=self._loop, name="series-flush", daemon=True)

    def start(self, pending: Sequence[Waiting], damaged: Sequence[DamagedBatch]) -> None:
        """Begin, with what an earlier process left behind."""
        self.damaged = list(damaged)
        self._pending = {each.seq: each for each in pending}
        self._thread.start()

    def appended(self, waiting: Waiting) -> None:
        """A batch was committed. Called on the database's threads; quick."""
        with self._wake:
            self._pending[waiting.seq] = waiting
            if len(self._pending) == 1 or self._hurried:
                self._wake.notify_all()

    def again(self, waiting: Sequence[Waiting]) -> None:
        """The engine was rebuilt and lacks these."""
        with self._wake:
            self._pending |= {each.seq: each for each in waiting}
            self._wake.notify_all()

    def waiting(self) -> list[Waiting]:
        """What is acknowledged but not yet flushed."""
        with self._wake:
            return list(self._pending.values())

    def await_flushed(self, runs: Collection[str] | None = None, patience: float = PATIENCE) -> None:
        """Block until every batch (of these runs) appended before this call is in the engine. Raises Unavailable."""
        wanted = None if runs is None else frozenset(runs)
        with self._wake:
            needed = {each.seq for each in self._pending.values() if wanted is None or each.run in wanted}
            if not needed:
                return
            self._hurried += 1
            self._wake.notify_all()
            try:
                done = self._wake.wait_for(lambda: needed.isdisjoint(self._pending) or not self._thread.is_alive(), patience)
            finally:
                self._hurried -= 1
        if not done or not needed.isdisjoint(self._pending):
            reason = self._trouble or "the server is busy"
            raise Unavailable(f"The newest points are saved but cannot be shown yet ({reason}). Try again in a moment.", retry_after=2)

    def _loop(self) -> None:
        pause = 0.0
        while self._gathered(pause):
            try:
                self._flush()
                pause, self._trouble = 0.0, None
            except Exception as error:  # whatever it is, the points are in the log and later flushes must go on
                longest = LONGEST_PAUSE_DAMAGED if isinstance(error, SeriesDamaged) else LONGEST_PAUSE
                pause, self._trouble = min(max(0.1, pause * 2), longest), str(error)
                log.warning("points wait in the log: %s", error, exc_info=not isinstance(error, (EngineTrouble, Problem)))
                if self._closing:
                    return  # they stay in the log for the next start

    def _gathered(self, pause: float) -> bool:
        """Wait for something to flush; False when there will be no more."""
        with self._wake:
            self._wake.wait_for(lambda: bool(self._pending) or self._closing)
            if pause:
                self._wake.wait_for(lambda: self._closing, pause)
            elif not self._hurried:
                self._wake.wait_for(lambda: self._hurried > 0 or self._closing, self._window)
            return bool(self._pending)

    def _flush(self) -> None:
        chosen = self._next()
        entries, damaged = self._db.read_now(read_entries, chosen)
        if damaged:
            self._db.write_now(mark_damaged, [each.seq for each in damaged])
            self.damaged += damaged
        self._take_in(entries)
        with self._wake:
            for seq in chosen:
                self._pending.pop(seq, None)
            self._wake.notify_all()
        self._after_flush()

    def _next(self) -> list[int]:
        with self._wake:
            chosen: list[int] = []
            points = 0
            for seq in sorted(self._pending):
                points += self._pending[seq].count
                if chosen and (points > MOST_POINTS or len(chosen) == MOST_BATCHES):
                    break
                chosen.append(seq)
            return chosen

    def close(self) -> None:
        """Flush what is there, then end. What cannot be flushed stays in the log."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join()
