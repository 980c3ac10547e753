"""What the DuckDB engine remembers of the curves it is writing: their numbers, how far they go, what the pyramid lacks.

A point beyond its curve's greatest step, or beyond its greatest time, is surely new: that covers live logging and
resumed runs without looking. Only points that lie behind both are looked up.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import Final, TypeAlias

import duckdb
import numpy as np
from numpy.typing import NDArray

from rootnode.series import duckdb_schema as schema
from rootnode.series.buckets import base_shift
from rootnode.series.points import FARTHEST, Floats, Ints
from rootnode.series.protocol import PointsEntry

Mask: TypeAlias = NDArray[np.bool_]
Columns: TypeAlias = tuple[Ints, Ints, Ints, Floats]
"""curve, step, time, value."""

REMEMBERED: Final = 20_000
"""Curves kept in memory, about 5 MB; the rest is read again when a point comes."""


class CurveState:
    """One curve being written. `tail` counts the points that are not in the pyramid yet."""

    __slots__ = ("max_step", "max_time", "min_step", "number", "shift", "tail", "upto")

    def __init__(self, number: int) -> None:
        self.number = number
        self.min_step = FARTHEST + 1
        self.max_step = self.max_time = -FARTHEST - 1
        self.tail = 0
        self.upto = -1
        self.shift = -1


class CurveBook:
    """The curves of the runs that were written to lately. Used under the engine's write lock."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, cover: int) -> None:
        self._connection = connection
        self._cover = cover
        self._runs: OrderedDict[str, dict[str, CurveState]] = OrderedDict()
        self._size = 0
        self._next = schema.number(connection, "SELECT greatest((SELECT max(id) FROM curve), (SELECT max(curve) FROM dead))") + 1
        self._by_number: dict[int, CurveState] = {}
        self.due: set[int] = set()

    def columns(self, entries: Sequence[PointsEntry], flush: int) -> Columns:
        """All entries' points with their curves' numbers, grouped by curve, otherwise in order of arrival."""
        self._load({entry.run for entry in entries})
        numbers = [self._numbers(entry, flush) for entry in entries]
        curve = np.concatenate(numbers)
        columns = (
            np.concatenate([entry.points.step for entry in entries]),
            np.concatenate([entry.points.time for entry in entries]),
            np.concatenate([entry.points.value for entry in entries]),
        )
        order = np.argsort(curve, kind="stable")
        return curve[order], columns[0][order], columns[1][order], columns[2][order]

    def _numbers(self, entry: PointsEntry, flush: int) -> Ints:
        known = self._runs[entry.run]
        missing = [key for key in entry.points.keys if key not in known]
        if missing:
            rows = [[self._next + place, entry.run, key, flush] for place, key in enumerate(missing)]
            self._connection.executemany("INSERT INTO curve VALUES ($1, $2, $3, $4)", rows)
            for key in missing:
                self._remember(known, key, CurveState(self._next))
                self._next += 1
        return np.array([known[key].number for key in entry.points.keys], dtype=np.int64)[entry.points.key]

    def _remember(self, known: dict[str, CurveState], key: str, state: CurveState) -> None:
        known[key] = state
        self._by_number[state.number] = state
        self._size += 1

    def _load(self, runs: Collection[str]) -> None:
        unknown = [run for run in runs if run not in self._runs]
        for run in unknown:
            self._runs[run] = {}
        for run in runs:
            self._runs.move_to_end(run)
        if not unknown:
            return
        rows = self._connection.execute("SELECT run, key, id, flush FROM curve WHERE run IN (SELECT unnest($1))", [unknown]).fetchall()
        for run, key, number, _ in rows:
            self._remember(self._runs[run], key, CurveState(number))
        if rows:
            self._load_extents([number for _, _, number, _ in rows], min(flush for *_, flush in rows))

    def _load_extents(self, numbers: list[int], since: int) -> None:
        covers = "SELECT curve, max(upto), max_by(shift, upto) FROM cover WHERE curve IN (SELECT unnest($1)) GROUP BY curve"
        for number, upto, shift in self._connection.execute(covers, [numbers]).fetchall():
            self._by_number[number].upto, self._by_number[number].shift = upto, shift
        extents = """
            SELECT p.curve, min(step), max(step), max(time), count(*) FILTER (p.flush > coalesce(n.upto, -1))
            FROM point p LEFT JOIN (SELECT curve, max(upto) AS upto FROM cover GROUP BY curve) n ON p.curve = n.curve
            WHERE p.curve IN (SELECT unnest($1)) AND p.flush >= $2 GROUP BY p.curve"""
        for number, low, high, late, tail in self._connection.execute(extents, [numbers, since]).fetchall():
            state = self._by_number[number]
            state.min_step, state.max_step, state.max_time = low, high, late
            self._count(state, tail)

    def _count(self, state: CurveState, more: int) -> None:
        state.tail += more
        if state.tail >= self._cover:
            self.due.add(state.number)

    def only_new(self, columns: Columns) -> Columns:
        """Leave out the points that are already there or come twice, and remember how far each curve now goes."""
        curve, step, time, _ = columns
        starts = np.flatnonzero(np.append(True, curve[1:] != curve[:-1]))
        ends = np.append(starts[1:], len(curve))
        ordered = _rising(step, starts), _rising(time, starts)
        lows, highs, lates = np.minimum.reduceat(step, starts), np.maximum.reduceat(step, starts), np.maximum.reduceat(time, starts)
        bounds = zip(*(part.tolist() for part in (starts, ends, *ordered, lows, highs, lates)), strict=True)
        keep: Mask | None = None
        for start, end, by_step, by_time, low, high, late in bounds:
            state = self._by_number[int(curve[start])]
            count = end - start
            if not ((by_step and step[start] > state.max_step) or (by_time and time[start] > state.max_time)):
                keep = np.ones(len(curve), dtype=np.bool_) if keep is None else keep
                count = self._sift(state, columns, slice(start, end), keep)
            state.min_step, state.max_step = min(state.min_step, low), max(state.max_step, high)
            state.max_time = max(state.max_time, late)
            self._count(state, count)
        if keep is None:
            return columns
        return curve[keep], step[keep], time[keep], columns[3][keep]

    def _sift(self, state: CurveState, columns: Columns, part: slice, keep: Mask) -> int:
        """Clear `keep` for points of one curve that are doubles; answers how many stay."""
        step, time, value = columns[1][part], columns[2][part], columns[3][part]
        mask = keep[part]
        order = np.lexsort((value.view(np.int64), time, step))
        same = np.append(False, (np.diff(step[order]) == 0) & (np.diff(time[order]) == 0) & (np.diff(value.view(np.int64)[order]) == 0))
        mask[order[same]] = False
        behind = np.flatnonzero(mask & (step <= state.max_step) & (time <= state.max_time))
        if len(behind):
            mask[behind[self._there(state.number, step[behind], time[behind], value[behind])]] = False
        return int(np.count_nonzero(mask))

    def _there(self, number: int, step: Ints, time: Ints, value: Floats) -> Ints:
        """Places of those points that the file already holds."""
        doubtful = {"place": np.arange(len(step)), "step": step, "time": time, "value": value}
        self._connection.register("doubtful", doubtful)
        try:
            sql = f"""
                SELECT place FROM (SELECT place, step, time, {schema.VALUE} AS value FROM doubtful) d
                SEMI JOIN (SELECT step, time, value FROM point WHERE curve = $1 AND step BETWEEN $2 AND $3) p
                ON d.step = p.step AND d.time = p.time AND d.value = p.value"""
            found = self._connection.execute(sql, [number, int(step.min()), int(step.max())]).fetchnumpy()["place"]
        finally:
            self._connection.unregister("doubtful")
        return np.asarray(found, dtype=np.int64)

    def take_due(self, flush: int) -> list[tuple[int, int, int]]:
        """(curve, shift, upto before) of the curves that now enter the pyramid up to `flush`."""
        due = []
        for number in sorted(self.due):
            state = self._by_number[number]
            if state.shift < 0:
                state.shift = base_shift(state.max_step - state.min_step + 1, state.tail)
            due.append((number, state.shift, state.upto))
            state.tail, state.upto = 0, flush
        self.due.clear()
        return due

    @property
    def due_points(self) -> int:
        """Points of the curves that are due."""
        return sum(self._by_number[number].tail for number in self.due)

    def drop(self, runs: Iterable[str]) -> None:
        """Forget these runs' curves."""
        for run in runs:
            for state in self._runs.pop(run, {}).values():
                del self._by_number[state.number]
                self.due.discard(state.number)
                self._size -= 1

    def trim(self) -> None:
        """Forget the runs not written to for longest. Between flushes only."""
        while self._size > REMEMBERED and len(self._runs) > 1:
            self.drop([next(iter(self._runs))])


def _rising(column: Ints, starts: Ints) -> Mask:
    """Per group whether the column rises strictly within it."""
    falls = np.append(column[1:] <= column[:-1], False)
    falls[starts[1:] - 1] = False  # from one group to the next
    return np.asarray(np.add.reduceat(falls, starts) == 0)
