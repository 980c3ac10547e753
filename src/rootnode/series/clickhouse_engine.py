"""ClickHouse, over HTTP or embedded as chdb. EXPERIMENTAL: tested through chdb only, no pyramid, no snapshots.

Points are rows of a ReplacingMergeTree, so a batch that arrives twice is one again; inserts are synchronous and carry
a deduplication token made from the batches' numbers. The log is kept for a day in place of snapshots.
"""

import importlib
import math
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from blake3 import blake3

from rootnode.kit.clock import DAY
from rootnode.kit.errors import Invalid
from rootnode.series.buckets import bucket_width, widened
from rootnode.series.points import FARTHEST
from rootnode.series.protocol import Curve, DeleteEntry, EngineTrouble, Entry, PointsEntry, Position, Samples, Snapshot

TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS point (run String, key LowCardinality(String), step Int64, time Int64, value Float64, bits Int64)
    ENGINE = ReplacingMergeTree ORDER BY (run, key, step, time, bits) SETTINGS non_replicated_deduplication_window = 10000""",
    "CREATE TABLE IF NOT EXISTS batch (seq Int64) ENGINE = ReplacingMergeTree ORDER BY seq",
)
POINT: Final = ("run", "key", "step", "time", "value", "bits")
POINT_TYPES: Final = ("String", "LowCardinality(String)", "Int64", "Int64", "Float64", "Int64")

_EXTENTS: Final = """
SELECT run, key, count(), min(step), max(step), min(time), max(time) FROM point FINAL
WHERE run IN {runs:Array(String)} AND key IN {keys:Array(String)} GROUP BY run, key"""
_BUCKETS: Final = """
SELECT intDiv(%s - {lo:Int64}, {width:Int64}) AS bucket, max(step), max(time), count(), countIf(isNaN(value)),
  minIf(value, NOT isNaN(value)), maxIf(value, NOT isNaN(value)), sumIf(value / 4294967296, NOT isNaN(value))
FROM point FINAL WHERE run = {run:String} AND key = {key:String} AND %s BETWEEN {lo:Int64} AND {hi:Int64} GROUP BY bucket ORDER BY bucket"""
_POINTS: Final = """
SELECT step, time, value FROM point FINAL
WHERE run = {run:String} AND key = {key:String} AND step BETWEEN {low:Int64} AND {high:Int64} AND %s
ORDER BY step, time, value NULLS LAST LIMIT {limit:Int64}"""


def open_clickhouse(url: str) -> "ClickHouseEngine":
    """Connect to `chdb:///path`, `clickhouse://...` or `http(s)://...`. Raises Invalid, EngineTrouble."""
    if not url.startswith(("chdb://", "clickhouse://", "clickhouses://", "http://", "https://")):
        raise Invalid("The series URL must begin with clickhouse://, http://, https:// or chdb:///, or be empty for DuckDB.")
    try:
        library = importlib.import_module("clickhouse_connect")  # banned: 40 MB that an installation with DuckDB does without
        return ClickHouseEngine(library.get_client(dsn=url))
    except ImportError as error:
        raise Invalid(f"ClickHouse needs the package clickhouse-connect ({error}).") from error
    except Exception as error:  # the library's errors share no base class
        raise EngineTrouble(f"ClickHouse cannot be reached: {error}") from error


class ClickHouseEngine:
    """Points in a ClickHouse database. The client serves one call at a time."""

    name = "clickhouse"
    log_kept = DAY

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()
        with self._calling():
            for table in TABLES:
                client.command(table)

    @contextmanager
    def _calling(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except Exception as error:  # the library's errors share no base class; none is about the call itself
                raise EngineTrouble(f"ClickHouse failed: {error}") from error

    def _rows(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        return list(self._client.query(sql, parameters=params).result_rows)

    def append(self, entries: Sequence[Entry]) -> None:
        with self._calling():
            taken = {seq for (seq,) in self._rows("SELECT seq FROM batch WHERE seq IN {seqs:Array(Int64)}", seqs=[e.seq for e in entries])}
            group: list[PointsEntry] = []
            for entry in entries:
                if entry.seq in taken:
                    continue
                if isinstance(entry, DeleteEntry):
                    self._insert(group)
                    group = []
                    self._delete(entry.run)
                else:
                    group.append(entry)
            self._insert(group)
            # last: a crash before this line brings the same points once more, which changes nothing
            seqs = [entry.seq for entry in entries if entry.seq not in taken]
            if seqs:
                self._client.insert("batch", [seqs], column_names=["seq"], column_type_names=["Int64"], column_oriented=True)

    def _insert(self, entries: Sequence[PointsEntry]) -> None:
        if not entries:
            return
        runs = [run for entry in entries for run in [entry.run] * len(entry.points)]
        keys = [entry.points.keys[place] for entry in entries for place in entry.points.key.tolist()]
        step, time, value = (np.concatenate([getattr(entry.points, name) for entry in entries]) for name in ("step", "time", "value"))
        token = blake3(",".join(str(entry.seq) for entry in entries).encode()).hexdigest()
        self._client.insert(
            "point",
            [runs, keys, step, time, value, value.view(np.int64)],
            column_names=POINT,
            column_type_names=POINT_TYPES,
            column_oriented=True,
            settings={"insert_deduplication_token": token, "async_insert": 0},
        )

    def _delete(self, run: str) -> None:
        sql = "DELETE FROM point WHERE run = {run:String}"
        self._client.command(sql, parameters={"run": run}, settings={"lightweight_deletes_sync": 2})

    def flushed(self) -> set[int]:
        with self._calling():
            return {seq for (seq,) in self._rows("SELECT DISTINCT seq FROM batch")}

    def forget(self, gone: Collection[int]) -> None:
        with self._calling():
            if gone:
                sql = "DELETE FROM batch WHERE seq IN {gone:Array(Int64)}"
                self._client.command(sql, parameters={"gone": list(gone)}, settings={"lightweight_deletes_sync": 2})

    def points(self, run: str, key: str, from_step: int, to_step: int, after: Position | None, limit: int) -> Samples:
        params = {"run": run, "key": key, "low": from_step, "high": to_step, "limit": limit}
        condition = "1"
        if after and math.isnan(after[2]):  # the last of its step and time
            condition = "(step, time) > ({step:Int64}, {time:Int64})"
        elif after:
            condition = "(step, time, isNaN(value), value) > ({step:Int64}, {time:Int64}, 0, {value:Float64})"
        if after:
            params |= {"step": after[0], "time": after[1], "value": after[2]}
        with self._calling():
            rows = self._rows(_POINTS % condition, **params)
        step, time, value = zip(*rows, strict=True) if rows else ((), (), ())
        return Samples(np.array(step, dtype=np.int64), np.array(time, dtype=np.int64), np.array(value, dtype=np.float64))

    def curves(self, runs: Sequence[str], keys: Sequence[str], buckets: int, from_step: int | None, to_step: int | None) -> list[Curve]:
        with self._calling():
            found = {(row[0], row[1]): row[2:] for row in self._rows(_EXTENTS, runs=list(runs), keys=list(keys))}
        wanted = [(run, key) for run in dict.fromkeys(runs) for key in dict.fromkeys(keys) if (run, key) in found]
        curves = [self._curve(run, key, found[run, key], buckets, from_step, to_step) for run, key in wanted]
        return [curve for curve in curves if curve is not None]

    def _curve(self, run: str, key: str, extent: Sequence[int], buckets: int, from_step: int | None, to_step: int | None) -> Curve | None:
        points, first, last, early, late = extent
        low, high = max(first, first if from_step is None else from_step), min(last, last if to_step is None else to_step)
        if low > high:
            return None
        by_time = first == last
        if by_time:
            low, high = early, late
        width = bucket_width(low, high, buckets)
        lo, hi = widened(low, high, width)
        if points > buckets:
            axis = "time" if by_time else "step"
            with self._calling():
                rows = self._rows(_BUCKETS % (axis, axis), run=run, key=key, lo=lo, hi=hi, width=width)
            if sum(row[3] for row in rows) > buckets:
                return _bucketed(run, key, by_time, width, rows)
        samples = self.points(run, key, -FARTHEST if by_time else lo, FARTHEST if by_time else hi, None, buckets)
        return _single(run, key, by_time, samples) if len(samples.value) else None

    def count(self, run: str | None = None) -> int:
        condition = "1" if run is None else "run = {run:String}"
        with self._calling():
            return int(self._rows(f"SELECT count() FROM point FINAL WHERE {condition}", run=run or "")[0][0])

    def snapshot(self) -> Snapshot | None:
        return None

    def compact(self) -> bool:
        return False  # the server merges by itself

    def verify(self) -> None:
        with self._calling():
            for table in ("point", "batch"):
                self._client.command(f"CHECK TABLE {table}")

    def recover(self, oldest: int) -> None:  # noqa: ARG002 - it makes no snapshots
        """Nothing of the server's files is ours to set aside: it is well again, or its operator must see to it."""
        self.verify()

    def close(self) -> None:
        self._client.close()


def _bucketed(run: str, key: str, by_time: bool, width: int, rows: Sequence[Sequence[Any]]) -> Curve:
    _, step, time, points, nans = (np.array(column, dtype=np.int64) for column in list(zip(*rows, strict=True))[:5])
    low, high, total = (np.array(column, dtype=np.float64) for column in list(zip(*rows, strict=True))[5:])
    real = points - nans
    low[real == 0] = high[real == 0] = total[real == 0] = np.nan
    with np.errstate(invalid="ignore"):  # NaN stands for buckets without a number and for inf - inf
        mean = np.clip(total / np.maximum(real, 1) * 4294967296.0, low, high)
    return Curve(run, key, "time" if by_time else "step", width, False, step, time, points, nans, low, mean, high)


def _single(run: str, key: str, by_time: bool, samples: Samples) -> Curve:
    value = samples.value
    ones, nans = np.ones(len(value), dtype=np.int64), np.isnan(value).astype(np.int64)
    return Curve(run, key, "time" if by_time else "step", 0, True, samples.step, samples.time, ones, nans, value, value, value)
