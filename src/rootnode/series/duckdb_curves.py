"""Curves out of the DuckDB file: the pyramid's cells plus the points that are not in it yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import duckdb
import numpy as np
from numpy.typing import NDArray

from rootnode.series.buckets import LEVELS, bucket_width, usable_level, widened
from rootnode.series.protocol import Curve

_FIND: Final = """
SELECT c.run, c.key, c.id, coalesce(n.upto, -1) AS upto, coalesce(n.shift, -1) AS shift, c.flush
FROM curve c LEFT JOIN (SELECT curve, max(upto) AS upto, max_by(shift, upto) AS shift FROM cover GROUP BY curve) n ON c.id = n.curve
WHERE c.run IN (SELECT unnest($1)) AND c.key IN (SELECT unnest($2))"""

# `want(curve, upto, level)` holds the curves asked for; $1 is the first flush that can matter, $2 the curves' numbers
_EXTENTS: Final = f"""
SELECT curve, sum(points)::BIGINT AS points, min(first_step) AS first, max(last_step) AS last, min(first_time) AS t0, max(last_time) AS t1
FROM (
  SELECT c.curve, points, first_step, last_step, first_time, last_time FROM cell c JOIN want w ON c.curve = w.curve
  WHERE c.level = {LEVELS - 1} AND w.upto >= 0
  UNION ALL
  SELECT p.curve, count(*), min(step), max(step), min(time), max(time) FROM point p JOIN want w ON p.curve = w.curve
  WHERE p.flush > w.upto AND p.flush >= $1 AND p.curve BETWEEN $2 AND $3 GROUP BY p.curve
) GROUP BY curve"""

_SUMS: Final = """
  count(*) AS points, count(*) FILTER (isnan(p.value)) AS nans,
  min(p.value) FILTER (NOT isnan(p.value)) AS low, max(p.value) FILTER (NOT isnan(p.value)) AS high,
  sum(p.value / 4294967296.0::DOUBLE) FILTER (NOT isnan(p.value)) AS total, max(p.step) AS last_step, max(p.time) AS last_time"""

_BUCKETS: Final = f"""
SELECT curve, bucket, sum(points)::BIGINT AS points, sum(nans)::BIGINT AS nans, min(low) AS low, max(high) AS high, sum(total) AS total,
  max(last_step) AS step, max(last_time) AS time
FROM (
  SELECT c.curve, (c.start - w.lo) // w.width AS bucket, c.points, c.nans, c.low, c.high, c.total, c.last_step, c.last_time
  FROM cell c JOIN want w ON c.curve = w.curve AND c.level = w.level
  WHERE c.start >= w.lo AND c.start <= w.hi
  UNION ALL
  SELECT p.curve, (p.step - w.lo) // w.width AS bucket, {_SUMS}
  FROM point p JOIN want w ON p.curve = w.curve
  WHERE p.flush > w.upto AND p.step >= w.lo AND p.step <= w.hi AND p.flush >= $1 AND p.curve BETWEEN $2 AND $3
    AND p.step >= $4 AND p.step <= $5
  GROUP BY p.curve, bucket
) GROUP BY curve, bucket ORDER BY curve, bucket"""

_OVER_TIME: Final = f"""
SELECT p.curve, (p.time - w.lo) // w.width AS bucket, {_SUMS.replace("last_step", "step").replace("last_time", "time")}
FROM point p JOIN want w ON p.curve = w.curve WHERE p.flush >= $1 AND p.curve BETWEEN $2 AND $3
GROUP BY p.curve, bucket ORDER BY p.curve, bucket"""

_SINGLE: Final = """
SELECT p.curve, p.step, p.time, p.value FROM point p JOIN want w ON p.curve = w.curve
WHERE p.step >= w.lo AND p.step <= w.hi AND p.flush >= $1 AND p.curve BETWEEN $2 AND $3 AND p.step >= $4 AND p.step <= $5
ORDER BY p.curve, p.step, p.time, p.value"""

Columns = dict[str, NDArray[Any]]


@dataclass(slots=True)
class _Wanted:
    """One curve on its way to an answer."""

    run: str
    key: str
    curve: int
    upto: int
    shift: int
    flush: int
    points: int = 0
    axis: Literal["step", "time"] = "step"
    lo: int = 0
    hi: int = 0
    width: int = 0
    level: int = -1


class CurveReader:
    """Reads several curves in one transaction of a cursor of its own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def read(self, runs: Sequence[str], keys: Sequence[str], buckets: int, from_step: int | None, to_step: int | None) -> list[Curve]:
        """By run then key as given; curves without points in the range are left out."""
        self._cursor.begin()  # ends with the cursor
        wanted = self._plan(self._find(runs, keys), buckets, from_step, to_step)
        few = [each for each in wanted if each.points <= buckets]
        many = [each for each in wanted if each.points > buckets]
        answers = self._bucketed([each for each in many if each.axis == "step"], _BUCKETS)
        answers |= self._bucketed([each for each in many if each.axis == "time"], _OVER_TIME)
        few += [each for each in many if each.curve in answers and int(answers[each.curve].points.sum()) <= buckets]
        answers |= self._single(few)
        return [answers[each.curve] for each in wanted if each.curve in answers]

    def _find(self, runs: Sequence[str], keys: Sequence[str]) -> list[_Wanted]:
        found = {(row[0], row[1]): _Wanted(*row) for row in self._cursor.execute(_FIND, [list(runs), list(keys)]).fetchall()}
        return [found[run, key] for run in dict.fromkeys(runs) for key in dict.fromkeys(keys) if (run, key) in found]

    def _plan(self, wanted: list[_Wanted], buckets: int, from_step: int | None, to_step: int | None) -> list[_Wanted]:
        """Set axis, width, range and level of each curve; drop those without points in the range."""
        extents = self._ask(_EXTENTS, wanted)
        by_curve = {row[0]: row[1:] for row in zip(*(column.tolist() for column in extents.values()), strict=True)}
        planned = []
        for each in wanted:
            if each.curve not in by_curve:
                continue
            each.points, first, last, early, late = by_curve[each.curve]
            low = first if from_step is None else max(first, from_step)
            high = last if to_step is None else min(last, to_step)
            if low > high:
                continue
            if first == last:
                each.axis, low, high = "time", early, late
            each.width = bucket_width(low, high, buckets)
            each.lo, each.hi = widened(low, high, each.width)
            if each.axis == "step" and each.shift >= 0:
                each.level = usable_level(each.width, each.shift)
            planned.append(each)
        return planned

    def _bucketed(self, wanted: list[_Wanted], sql: str) -> dict[int, Curve]:
        if not wanted:
            return {}
        columns = self._ask(sql, wanted)
        low, high, total = (_floats(columns[name]) for name in ("low", "high", "total"))
        real = columns["points"] - columns["nans"]
        with np.errstate(invalid="ignore"):  # NaN stands for buckets without a number and for inf - inf
            mean = np.clip(total / np.maximum(real, 1) * 4294967296.0, low, high)
        columns |= {"low": low, "high": high, "mean": mean}
        return _split(wanted, columns, exact=False)

    def _single(self, wanted: list[_Wanted]) -> dict[int, Curve]:
        if not wanted:
            return {}
        by_time = [each for each in wanted if each.axis == "time"]
        for each in by_time:
            each.lo, each.hi = -(1 << 62), 1 << 62
        columns = self._ask(_SINGLE, wanted)
        value = columns["value"]
        columns |= {"points": np.ones(len(value), dtype=np.int64), "nans": np.isnan(value).astype(np.int64)}
        columns |= {"low": value, "high": value, "mean": value}
        return _split(wanted, columns, exact=True)

    def _ask(self, sql: str, wanted: list[_Wanted]) -> Columns:
        """Run `sql` over `want`, with the bounds that let DuckDB skip row groups."""
        if not wanted:
            return {}
        upto = [each.upto if each.level >= 0 or sql is _EXTENTS else -1 for each in wanted]
        want = {"upto": upto} | {name: [getattr(each, name) for each in wanted] for name in ("curve", "level", "lo", "hi", "width")}
        self._cursor.register("want", {name: np.array(column, dtype=np.int64) for name, column in want.items()})
        after_all = sql is _EXTENTS or sql is _BUCKETS  # the others read covered points too
        since = min(max(each.flush, place + 1 if after_all else 0) for each, place in zip(wanted, upto, strict=True))
        params: list[int] = [since, min(want["curve"]), max(want["curve"])]
        if "$4" in sql:
            params += [min(want["lo"]), max(want["hi"])]
        return self._cursor.execute(sql, params).fetchnumpy()


def _floats(column: NDArray[Any]) -> NDArray[np.float64]:
    """NULL is NaN: the bucket has no number."""
    return np.ma.filled(column, np.nan) if isinstance(column, np.ma.MaskedArray) else column


def _split(wanted: list[_Wanted], columns: Columns, *, exact: bool) -> dict[int, Curve]:
    """Each curve's part of columns ordered by curve; curves without rows are left out."""
    curves, starts = np.unique(columns["curve"], return_index=True)
    ends = np.append(starts[1:], len(columns["curve"]))[: len(starts)]
    parts = {curve: slice(start, end) for curve, start, end in zip(*(each.tolist() for each in (curves, starts, ends)), strict=True)}
    return {
        each.curve: _curve(each, 0 if exact else each.width, {name: column[parts[each.curve]] for name, column in columns.items()})
        for each in wanted
        if each.curve in parts
    }


def _curve(each: _Wanted, width: int, columns: Columns) -> Curve:
    return Curve(
        run=each.run,
        key=each.key,
        axis=each.axis,
        width=width,
        exact=width == 0,
        step=columns["step"],
        time=columns["time"],
        points=columns["points"],
        nans=columns["nans"],
        min=columns["low"],
        mean=columns["mean"],
        max=columns["high"],
    )
