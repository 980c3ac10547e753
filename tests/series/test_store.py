"""Log, flusher and engine as one, over both databases."""

import asyncio
import math
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootnode.kit.clock import ManualClock
from rootnode.kit.db import Database, WriteTx
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.kit.errors import Invalid, Unavailable
from rootnode.kit.ids import new_id
from rootnode.series import duckdb_engine
from rootnode.series.clickhouse_engine import open_clickhouse
from rootnode.series.duckdb_compact import rewrite
from rootnode.series.duckdb_engine import DuckEngine
from rootnode.series.log import LatestMetric, log_points, need_snapshot, needed_snapshot, rows_in_log
from rootnode.series.points import Points
from rootnode.series.protocol import EngineTrouble, Entry, SeriesDamaged
from rootnode.series.store import Series, open_series

RUN: Final = "0123456789abcdef0123456789abcdef"


def points_of(*rows: tuple[str, int, int, float]) -> Points:
    keys, steps, times, values = zip(*rows, strict=True)
    return Points.of(keys, steps, times, values)


def line(first: int, last: int, key: str = "loss") -> Points:
    return points_of(*((key, step, step * 10, step / 2) for step in range(first, last)))


def put(db: Database, series: Series, points: Points, run: str = RUN) -> bool:
    return db.write_now(lambda tx: series.append(tx, "w", "p", run, points))


def steps_of(series: Series, run: str = RUN, key: str = "loss") -> list[int]:
    return [int(step) for step in series.read_range_now(run, key, limit=100_000).step]


def test_s5_a_read_sees_what_was_acknowledged(db: Database, series: Series) -> None:
    for start in range(0, 300, 30):
        assert put(db, series, line(start, start + 30))
        assert len(steps_of(series)) == start + 30
        (curve,) = series.curves_now([RUN], ["loss"], 10)
        assert int(curve.points.sum()) == start + 30


def test_s1_a_batch_that_rolled_back_was_never_there(db: Database, series: Series) -> None:
    def half(tx: WriteTx) -> None:
        series.append(tx, "w", "p", RUN, line(0, 5))
        raise Invalid("no")

    with pytest.raises(Invalid):
        db.write_now(half)
    assert steps_of(series) == []
    assert db.read_now(series.latest, RUN) == []


def test_s3_the_same_batch_is_answered_as_done(db: Database, series: Series) -> None:
    assert put(db, series, line(0, 50))
    assert not put(db, series, line(0, 50))
    assert put(db, series, line(0, 50), run="f" * 32)
    assert put(db, series, line(0, 51))
    assert steps_of(series) == list(range(51))
    assert db.read_now(series.latest, RUN)[0].points == 101
    assert series.count(RUN) == 51


def test_s3_a_repeat_brings_a_batch_to_light_whose_first_answer_was_lost(db: Database, open_duck: Callable[[], DuckEngine]) -> None:
    series = Series(db, open_duck(), window=0.001, upkeep=False)
    db.write_now(log_points, "w", "p", RUN, line(0, 9))  # committed, but nobody was told
    assert steps_of(series) == []
    assert not put(db, series, line(0, 9))
    assert steps_of(series) == list(range(9))
    series.close()


def test_s22_points_of_another_engine_are_not_passed_over(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    for held, url in ((3, f"chdb:///{tmp_path}/chdb"), (-1, "")):
        sqlite.write_now(need_snapshot, held)
        with pytest.raises(SeriesDamaged, match="older points"):
            open_series(url, tmp_path, sqlite)


rows = st.tuples(
    st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 3), st.sampled_from([0.0, 1.0, -1.0, math.nan, math.inf, -math.inf])
)


def model_latest(rows: Sequence[tuple[str, int, int, float]], key: str) -> tuple[Any, ...]:
    mine = [row[1:] for row in rows if row[0] == key]
    step, time, value = max(mine, key=lambda row: (row[0], row[1], 0.0 if math.isnan(row[2]) else row[2]))
    real = [row[2] for row in mine if not math.isnan(row[2])]
    return step, time, value, min(real, default=math.nan), max(real, default=math.nan), len(mine)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=5, unique_by=str))
def test_s4_latest_means_what_mlflow_means(db: Database, series: Series, batches: list[list[tuple[str, int, int, float]]]) -> None:
    run = new_id()
    for batch in batches:
        put(db, series, points_of(*batch), run)
    everything = [row for batch in batches for row in batch]
    found = db.read_now(series.latest, run)
    assert [metric.key for metric in found] == sorted({row[0] for row in everything})
    for metric in found:
        step, time, value, low, high, count = model_latest(everything, metric.key)
        assert (metric.last_step, metric.last_time, metric.points) == (step, time, count)
        tied = [row[3] for row in everything if row[:3] == (metric.key, step, time)]
        if not (0.0 in tied and any(math.isnan(other) for other in tied)):  # NaN counts as 0: either is the latest
            np.testing.assert_equal(metric.last, value)
        np.testing.assert_equal((metric.min, metric.max), (low, high))


def test_s4_latest_sorts_like_a_field(db: Database, series: Series) -> None:
    for place, value in enumerate((3.0, 1.0, 2.0)):
        put(db, series, points_of(("loss", 1, 1, value)), f"{place:032x}")
    sql = "SELECT run FROM metric_latest WHERE workspace = 'w' AND project = 'p' AND key = 'loss' AND last > 1 ORDER BY last"
    assert [run[-1] for (run,) in db.read_now(lambda tx: tx.rows(sql))] == ["2", "0"]


def test_s14_a_deleted_run_is_gone_everywhere(db: Database, series: Series) -> None:
    put(db, series, line(0, 50))
    put(db, series, line(0, 50), run="f" * 32)
    series.flush()
    put(db, series, line(50, 60))
    db.write_now(lambda tx: series.delete_run(tx, "w", "p", RUN))
    assert steps_of(series) == []
    assert series.count() == 50
    assert db.read_now(series.latest, RUN) == []
    assert put(db, series, line(0, 50))
    assert steps_of(series) == list(range(50))


def test_s6_what_a_stopped_process_left_is_flushed_by_the_next(db: Database, open_duck: Callable[[], DuckEngine]) -> None:
    series = Series(db, Stuck(open_duck()), window=0.001, upkeep=False)
    put(db, series, line(0, 100))
    series.close()
    series = Series(db, open_duck(), window=0.001, upkeep=False)
    assert steps_of(series) == list(range(100))
    series.close()


def test_s5_and_s19_a_read_that_cannot_see_its_points_says_so(
    db: Database, open_duck: Callable[[], DuckEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rootnode.series.flusher.Flusher.await_flushed.__defaults__", (None, 0.2))
    engine = Stuck(open_duck())
    series = Series(db, engine, window=0.001, upkeep=False)
    put(db, series, line(0, 100))
    with pytest.raises(Unavailable, match="no space"):
        steps_of(series)
    assert (series.lag().batches, series.lag().points) == (1, 100)
    assert series.lag().oldest is not None
    engine.stuck = False
    put(db, series, line(100, 110), run="f" * 32)
    monkeypatch.undo()
    assert steps_of(series) == list(range(100))
    assert series.lag().batches == 0
    series.close()


class Stuck(DuckEngine):
    """An engine whose disk is full for a while."""

    def __init__(self, real: DuckEngine) -> None:
        self.__dict__ = real.__dict__
        self.stuck = True

    def append(self, entries: Sequence[Entry]) -> None:
        if self.stuck:
            raise EngineTrouble("no space left on device")
        super().append(entries)

    def recover(self, oldest: int) -> None:
        if self.stuck:
            raise EngineTrouble("no space left on device")
        super().recover(oldest)


def test_s15_rows_leave_the_log_once_a_verified_snapshot_holds_them(db: Database, series: Series) -> None:
    put(db, series, line(0, 100))
    series.flush()
    series.snapshot()
    assert db.read_now(rows_in_log) == []
    assert series.engine.flushed() == set()
    put(db, series, line(100, 150))
    put(db, series, line(0, 10))  # logged again, after the log has forgotten it
    assert steps_of(series) == list(range(150))
    series.snapshot()
    series.snapshot()
    assert steps_of(series) == list(range(150))


def test_s15_a_batch_that_was_not_flushed_stays_in_the_log(db: Database, open_duck: Callable[[], DuckEngine]) -> None:
    engine = Stuck(open_duck())
    series = Series(db, engine, window=0.001, upkeep=False)
    put(db, series, line(0, 100))
    series.snapshot()
    assert len(db.read_now(rows_in_log)) == 1
    series.close()


def damage_row(db: Database, run: str = RUN) -> None:
    """Flip one byte of a batch's body."""
    (body,) = db.read_now(lambda tx: tx.rows("SELECT body FROM series_log WHERE run = :run", run=run))[0]
    torn = bytes(body[:-1]) + bytes([body[-1] ^ 1])
    db.write_now(lambda tx: tx.run("UPDATE series_log SET body = :torn WHERE run = :run", torn=torn, run=run))


def test_s18_a_damaged_row_is_named_and_stops_no_other_run(db: Database, open_duck: Callable[[], DuckEngine]) -> None:
    series = Series(db, Stuck(open_duck()), window=0.001, upkeep=False)
    put(db, series, line(0, 100))
    put(db, series, line(0, 30), run="f" * 32)
    series.close()
    damage_row(db)
    series = Series(db, open_duck(), window=0.001, upkeep=False)
    assert len(steps_of(series, run="f" * 32)) == 30
    put(db, series, line(100, 120))
    for _ in range(2):
        with pytest.raises(SeriesDamaged, match=RUN):
            steps_of(series)
        with pytest.raises(SeriesDamaged, match=RUN):
            series.curves_now([RUN, "f" * 32], ["loss"], 10)
        assert [(each.run, each.count) for each in series.lag().damaged] == [(RUN, 100)]
        assert len(steps_of(series, run="f" * 32)) == 30
        series.close()
        series = Series(db, open_duck(), window=0.001, upkeep=False)  # the next process knows too
    assert series.accept_loss(RUN) == 1
    assert steps_of(series) == list(range(100, 120))
    series.close()


def test_s18_a_row_under_another_runs_name_is_damaged(db: Database, open_duck: Callable[[], DuckEngine]) -> None:
    series = Series(db, Stuck(open_duck()), window=0.001, upkeep=False)
    put(db, series, line(0, 100))
    series.close()
    db.write_now(lambda tx: tx.run("UPDATE series_log SET run = :other", other="f" * 32))
    series = Series(db, open_duck(), window=0.001, upkeep=False)
    with pytest.raises(SeriesDamaged):
        steps_of(series, run="f" * 32)
    series.close()


async def test_s5_many_writers_and_readers_at_once(db: Database, series: Series) -> None:
    async def train(number: int) -> None:
        run = f"{number:032x}"
        for start in range(0, 200, 20):
            await db.write(series.append, "w", "p", run, line(start, start + 20))
            assert len((await series.read_range(run, "loss")).step) == start + 20

    await asyncio.gather(*(train(number) for number in range(6)))
    curves = await series.curves([f"{number:032x}" for number in range(6)], ["loss"], 50)
    assert [int(curve.points.sum()) for curve in curves] == [200] * 6


async def test_wrong_questions_are_refused(series: Series) -> None:
    for buckets in (0, 5_001):
        with pytest.raises(Invalid):
            await series.curves([RUN], ["loss"], buckets)
    with pytest.raises(Invalid):
        await series.curves([f"{n:032x}" for n in range(100)], [f"k{n}" for n in range(100)], 5_000)
    with pytest.raises(Invalid):
        await series.read_range(RUN, "loss", limit=0)
    assert await series.curves([], ["loss"]) == []


def test_s16_a_rewrite_changes_no_answer(db: Database, series: Series) -> None:
    put(db, series, line(0, 400))
    put(db, series, line(350, 500, key="acc"))
    put(db, series, line(0, 300), run="d" * 32)
    db.write_now(lambda tx: series.delete_run(tx, "w", "p", "d" * 32))
    put(db, series, line(200, 600))
    series.flush()
    before = [curve.mean.tolist() for curve in series.curves_now([RUN], ["loss", "acc"], 30)]
    assert series.compact()
    assert [curve.mean.tolist() for curve in series.curves_now([RUN], ["loss", "acc"], 30)] == before
    assert steps_of(series, run="d" * 32) == []
    put(db, series, line(0, 400))
    put(db, series, line(600, 700))
    assert steps_of(series) == list(range(700))
    series.engine.verify()
    assert not series.compact()


def test_s16_points_that_arrive_during_a_rewrite_are_kept(db: Database, series: Series, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(source: Path, target: Path, cover: int) -> None:
        rewrite(source, target, cover)
        put(db, series, line(100, 200))
        put(db, series, line(0, 9), run="e" * 32)
        db.write_now(lambda tx: series.delete_run(tx, "w", "p", "d" * 32))
        series.flush()

    monkeypatch.setattr(duckdb_engine, "rewrite", slow)
    put(db, series, line(0, 100))
    put(db, series, line(0, 100), run="d" * 32)
    series.flush()
    assert series.compact()
    assert steps_of(series) == list(range(200))
    assert steps_of(series, run="e" * 32) == list(range(9))
    assert steps_of(series, run="d" * 32) == []
    series.engine.verify()


def test_s21_without_new_points_the_threads_sleep(db: Database, series: Series, monkeypatch: pytest.MonkeyPatch) -> None:
    put(db, series, line(0, 10))
    series.flush()
    waits: list[float | None] = []
    real = threading.Condition.wait

    def counted(self: threading.Condition, timeout: float | None = None) -> bool:
        if threading.current_thread().name == "series-flush":
            waits.append(timeout)
        return real(self, timeout)

    monkeypatch.setattr(threading.Condition, "wait", counted)
    put(db, series, line(10, 20))
    assert steps_of(series) == list(range(20))
    put(db, series, line(20, 30))
    assert steps_of(series) == list(range(30))
    assert waits.count(None) >= 1  # it sleeps until it is woken,
    assert len(waits) < 20  # and does not look again and again


def test_upkeep_makes_snapshots_and_rewrites(db: Database, open_duck: Callable[[], DuckEngine], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rootnode.series.store.UPKEEP_PAUSE", 0.01)
    monkeypatch.setattr("rootnode.series.store.LOG_BYTES", 100)
    engine = open_duck()
    rewritten = threading.Event()
    real = engine.compact

    def compact() -> bool:
        done = real()
        if done:
            rewritten.set()
        return done

    monkeypatch.setattr(engine, "compact", compact)
    series = Series(db, engine, window=0.001)
    put(db, series, line(0, 400))
    assert rewritten.wait(30)
    assert steps_of(series) == list(range(400))
    series.close()
    assert db.read_now(needed_snapshot) >= 1
    assert engine._folder.snapshot_numbers()


def test_open_series_picks_the_engine(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    series = open_series("", tmp_path, sqlite, window=0.001)
    assert (tmp_path / "series").stat().st_mode & 0o777 == 0o700
    put(sqlite, series, line(0, 10))
    series.close()
    series = open_series("", tmp_path, sqlite)
    assert steps_of(series) == list(range(10))
    series.close()
    with pytest.raises(Invalid):
        open_series("mysql://x", tmp_path, sqlite)
    with pytest.raises(Unavailable):
        open_series("http://127.0.0.1:1/", tmp_path, sqlite)


def test_series_over_clickhouse(sqlite: SqliteDatabase, clock: ManualClock, tmp_path: Path) -> None:
    engine = open_clickhouse(f"chdb:///{tmp_path}/chdb")
    series = Series(sqlite, engine, window=0.001, upkeep=False)
    put(sqlite, series, line(0, 100))
    assert steps_of(series) == list(range(100))
    series.snapshot()
    assert len(sqlite.read_now(rows_in_log)) == 1  # kept for a day
    clock.advance(engine.log_kept + 1)
    series.snapshot()
    assert sqlite.read_now(rows_in_log) == []
    assert engine.flushed() == set()
    series.close()


def test_latest_is_a_plain_record(db: Database, series: Series) -> None:
    put(db, series, points_of(("loss", 1, 10, math.inf), ("loss", 2, 20, 0.5)))
    assert db.read_now(series.latest, RUN) == [LatestMetric("loss", 0.5, 2, 20, 0.5, math.inf, 2)]
