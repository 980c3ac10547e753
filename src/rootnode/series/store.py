"""`Series`: log, flusher and engine as one thing. What the rest of the product uses."""

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from rootnode.kit.db import Database, ReadTx, WriteTx
from rootnode.kit.errors import Invalid, Problem, Unavailable
from rootnode.series import log
from rootnode.series.clickhouse_engine import open_clickhouse
from rootnode.series.duckdb_engine import DuckEngine
from rootnode.series.flusher import PATIENCE, WINDOW, Flusher
from rootnode.series.log import DamagedBatch, LatestMetric, Waiting
from rootnode.series.points import FARTHEST, Points
from rootnode.series.protocol import Curve, EngineTrouble, Entry, Position, Samples, SeriesDamaged, SeriesEngine

P = ParamSpec("P")
T = TypeVar("T")

MOST_CELLS: Final = 600_000
"""runs x keys x buckets of one call."""
MOST_SAMPLES: Final = 1_000_000
LOG_BYTES: Final = 32 << 20
"""A snapshot is made when the log's batches weigh this much, and at least a quarter of what is stored."""
UPKEEP_PAUSE: Final = 30.0
BUSY_ROUNDS: Final = 20
"""A rewrite waits for a quiet pause, but no longer than this many busy ones."""

logger = logging.getLogger("rootnode.series")


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the engine is behind what was acknowledged; `oldest` is when that was logged, microseconds UTC."""

    batches: int
    points: int
    oldest: int | None
    damaged: tuple[DamagedBatch, ...]


class Series:
    """Points are acknowledged when the transaction of `append` commits, and every later read sees them."""

    def __init__(self, db: Database, engine: SeriesEngine, *, window: float = WINDOW, upkeep: bool = True) -> None:
        self._db = db
        self.engine = engine
        self._healing = threading.Lock()
        self._healed = 0
        self._flusher = Flusher(db, self._take_in, self._flushed, window)
        self._pool = ThreadPoolExecutor(4, "series-read")
        self._work = threading.Event()
        self._closing = threading.Event()
        self._upkeep = threading.Thread(target=self._keep_up, name="series-upkeep", daemon=True) if upkeep else None
        self._flusher.start(self._missing_at_start(), db.read_now(log.damaged_batches))
        if self._upkeep:
            self._upkeep.start()

    # writing

    def append(self, tx: WriteTx, workspace: str, project: str, run: str, points: Points) -> bool:
        """Log a batch of a run's points. False: this very batch was logged before. The caller has checked access."""
        seq, new = log.log_points(tx, workspace, project, run, points)
        # told again too: the commit that first wrote it down may have been answered by nobody, a lost connection
        waiting = Waiting(seq, run, len(points), tx.now)
        tx.after_commit(lambda: self._flusher.appended(waiting))
        return new

    def delete_run(self, tx: WriteTx, workspace: str, project: str, run: str) -> None:
        """Delete every point of a run that was logged so far. The caller has checked access and locks the run."""
        waiting = Waiting(log.log_delete(tx, workspace, project, run), run, 0, tx.now)
        tx.after_commit(lambda: self._flusher.appended(waiting))

    def latest(self, tx: ReadTx, run: str) -> list[LatestMetric]:
        """A run's metrics with their latest points and extremes, by key."""
        return log.latest(tx, run)

    # reading

    async def read_range(
        self,
        run: str,
        key: str,
        *,
        from_step: int | None = None,
        to_step: int | None = None,
        after: Position | None = None,
        limit: int = 10_000,
    ) -> Samples:
        """At most `limit` points of a curve by (step, time, value), those beyond `after` only. Raises Unavailable, SeriesDamaged."""
        return await self._off_loop(self.read_range_now, run, key, from_step=from_step, to_step=to_step, after=after, limit=limit)

    def read_range_now(
        self,
        run: str,
        key: str,
        *,
        from_step: int | None = None,
        to_step: int | None = None,
        after: Position | None = None,
        limit: int = 10_000,
    ) -> Samples:
        """`read_range` for threads."""
        if not 0 < limit <= MOST_SAMPLES:
            raise Invalid(f"Ask for 1 to {MOST_SAMPLES:,} points at a time.", where="limit")
        low = -FARTHEST if from_step is None else from_step
        high = FARTHEST if to_step is None else to_step
        return self._ask([run], lambda: self.engine.points(run, key, low, high, after, limit))

    async def curves(
        self, runs: Sequence[str], keys: Sequence[str], buckets: int = 600, from_step: int | None = None, to_step: int | None = None
    ) -> list[Curve]:
        """Curves of `runs` x `keys` in at most `buckets` buckets each, every extreme kept. Raises Invalid, Unavailable, SeriesDamaged."""
        return await self._off_loop(self.curves_now, runs, keys, buckets, from_step, to_step)

    def curves_now(
        self, runs: Sequence[str], keys: Sequence[str], buckets: int = 600, from_step: int | None = None, to_step: int | None = None
    ) -> list[Curve]:
        """`curves` for threads."""
        if not 1 <= buckets <= 5_000:
            raise Invalid("Ask for 1 to 5,000 buckets.", where="buckets")
        if len(runs) * len(keys) * buckets > MOST_CELLS:
            raise Invalid(f"{len(runs)} runs with {len(keys)} metrics are too many for {buckets} buckets; ask for fewer.", where="runs")
        if not runs or not keys:
            return []
        low, high = (None if bound is None else max(-FARTHEST, min(bound, FARTHEST)) for bound in (from_step, to_step))
        return self._ask(runs, lambda: self.engine.curves(runs, keys, buckets, low, high))

    def count(self, run: str | None = None) -> int:
        """Points stored, of a run or of all. Blocks."""
        return self._ask(None if run is None else [run], lambda: self.engine.count(run))

    async def _off_loop(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: call(*args, **kwargs))

    def _ask(self, runs: Sequence[str] | None, read: Callable[[], T]) -> T:
        """Read what these runs have had appended until now, healing the engine once if need be."""
        self._flusher.await_flushed(runs)
        self._refuse_damaged(runs)
        before = self._healed
        try:
            return read()
        except EngineTrouble as error:
            logger.warning("the series engine is being repaired: %s", error)
        try:
            self._heal(before)
            self._flusher.await_flushed(runs)
            return read()
        except EngineTrouble as error:
            raise Unavailable(f"The points are saved but cannot be read now ({error}). Try again in a moment.", retry_after=5) from error

    def _refuse_damaged(self, runs: Sequence[str] | None) -> None:
        damaged = [each for each in self._flusher.damaged if runs is None or each.run in runs]
        if damaged:
            what = ", ".join(str(each) for each in damaged[:5])
            raise SeriesDamaged(
                f"The log's checksum does not hold for {what}. Restore the database from a backup, or accept the loss of these points.",
                runs=sorted({each.run for each in damaged}),
            )

    def accept_loss(self, run: str) -> int:
        """Give up a run's damaged batches, so that the rest can be read again. Answers how many batches. Blocks."""
        lost = self._db.write_now(log.forget_damaged, run)
        self._flusher.damaged = [each for each in self._flusher.damaged if each.run != run]
        return lost

    # healing

    def _take_in(self, entries: Sequence[Entry]) -> None:
        before = self._healed
        try:
            self.engine.append(entries)
        except EngineTrouble as error:
            logger.warning("the series engine is being repaired: %s", error)
            self._heal(before)
            self.engine.append(entries)

    def _heal(self, before: int) -> None:
        """Repair the engine, unless another thread did since `before`; queue what it then lacks."""
        with self._healing:
            if self._healed != before:
                return
            self.engine.recover(self._db.read_now(log.needed_snapshot))
            self._healed += 1
            self._flusher.again(self._missing())

    def _missing(self) -> list[Waiting]:
        taken = self.engine.flushed()
        return [row for row in self._db.read_now(log.rows_in_log) if row.seq not in taken]

    def _missing_at_start(self) -> list[Waiting]:
        try:
            return self._missing()
        except EngineTrouble as error:
            logger.warning("the series engine is being repaired: %s", error)
            self.engine.recover(self._db.read_now(log.needed_snapshot))
            return self._missing()

    def rebuild(self) -> None:
        """Check the engine's files; set aside and rebuild what is damaged; flush everything. Blocks. Raises SeriesDamaged."""
        self._heal(self._healed)
        self._flusher.await_flushed(patience=600)

    # keeping

    def lag(self) -> Lag:
        """How far the engine is behind the log."""
        waiting = self._flusher.waiting()
        oldest = min((each.at for each in waiting), default=None)
        return Lag(len(waiting), sum(each.count for each in waiting), oldest, tuple(self._flusher.damaged))

    def flush(self, patience: float = PATIENCE) -> None:
        """A barrier: everything appended so far is in the engine. Blocks, so many seconds at most. Raises Unavailable."""
        self._flusher.await_flushed(patience=patience)

    def snapshot(self) -> None:
        """Make a verified snapshot and let go of the log rows it holds. Blocks. Raises EngineTrouble."""
        with self._healing:  # a rebuild meanwhile would rely on the rows that go here
            self._let_go(*self._held())

    def _held(self) -> tuple[int, Collection[int]]:
        """Make a snapshot; its number, and the log's rows that it makes dispensable."""
        made = self.engine.snapshot()
        if made:
            return made.number, made.seqs
        old = self._db.read_now(lambda tx: log.old_rows(tx, tx.now - self.engine.log_kept))
        return -1, self.engine.flushed().intersection(old)

    def _let_go(self, number: int, gone: Collection[int]) -> None:
        if number > 0 or gone:
            self._db.write_now(log.need_snapshot, number)
        rest = iter(sorted(gone))
        while chunk := list(islice(rest, 200)):
            self._db.write_now(log.drop_rows, chunk)
        taken = self.engine.flushed()
        self.engine.forget(taken.difference(row.seq for row in self._db.read_now(log.rows_in_log)))

    def compact(self) -> bool:
        """Rewrite cold data in order, if worth it. Blocks. Raises EngineTrouble."""
        with self._healing:
            return self.engine.compact()

    def _flushed(self) -> None:
        self._work.set()

    def _keep_up(self) -> None:
        """A snapshot when the log is heavy, a rewrite when nothing has come for a while; asleep otherwise."""
        busy = 0
        while self._work.wait() and not self._closing.wait(UPKEEP_PAUSE):
            self._work.clear()
            try:
                self._lighten()
                if self._closing.wait(UPKEEP_PAUSE):
                    return
                busy = busy + 1 if self._work.is_set() else 0
                if busy % BUSY_ROUNDS == 0:
                    self.compact()
            except (EngineTrouble, Problem) as error:
                logger.warning("upkeep of the series failed and will be tried again: %s", error)
                self._work.set()

    def _lighten(self) -> None:
        weight = self._db.read_now(log.logged_bytes)
        if weight > LOG_BYTES and weight > 4 * self.engine.count():  # about 16 bytes a point
            self.snapshot()

    def close(self) -> None:
        """Flush, then let go of everything. Blocks. What cannot be flushed stays in the log."""
        self._closing.set()
        self._work.set()
        if self._upkeep:
            self._upkeep.join()
        self._flusher.close()
        self._pool.shutdown()
        self.engine.close()


def open_series(url: str, data_dir: Path, db: Database, *, window: float = WINDOW, upkeep: bool = True) -> Series:
    """Open the engine that `url` names and start flushing: "" is a DuckDB file in `<data_dir>/series/`, `clickhouse://`,
    `http(s)://` or `chdb:///` a ClickHouse (experimental). Raises SeriesDamaged, Unavailable, Invalid."""
    oldest = db.read_now(log.needed_snapshot)
    if (oldest > 0 and url) or (oldest < 0 and not url):
        other = "DuckDB, in the data folder" if url else "ClickHouse"
        raise SeriesDamaged(f"The older points of this database are in {other}. Set series_url back to where they are.")
    try:
        engine = open_clickhouse(url) if url else _open_duckdb(data_dir / "series", oldest)
        return Series(db, engine, window=window, upkeep=upkeep)
    except EngineTrouble as error:
        raise Unavailable(f"The series engine cannot be opened: {error}", retry_after=10) from error


def _open_duckdb(folder: Path, oldest: int) -> DuckEngine:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = DuckEngine(folder)
    try:
        engine.open(oldest)
    except EngineTrouble as error:
        logger.warning("the series file is being repaired: %s", error)
        engine.recover(oldest)
    return engine
