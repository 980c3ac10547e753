"""The ingest log: what is in it is acknowledged (docs/spec/series.md, S1 to S6)."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from rootnode.kit.db import ReadTx, WriteTx
from rootnode.series.points import Floats, Ints, Points, decode, digest, encode
from rootnode.series.protocol import DeleteEntry, Entry, PointsEntry

_INSERT: Final = """
INSERT INTO series_log (row_seq, workspace, project, run, kind, digest, count, at, damaged, body)
VALUES (:row_seq, :workspace, :project, :run, :kind, :digest, :count, :at, 0, :body)
ON CONFLICT (run, digest) DO NOTHING"""

# MLflow: the latest is the point greatest by (step, time, value), with NaN taken as 0
_UPSERT: Final = """
INSERT INTO metric_latest (run, key, workspace, project, last, last_step, last_time, min, max, points, row_seq)
VALUES (:run, :key, :workspace, :project, :last, :step, :time, :min, :max, :points, :row_seq)
ON CONFLICT (run, key) DO UPDATE SET
  last = CASE WHEN (excluded.last_step, excluded.last_time, COALESCE(excluded.last, 0)) >
                   (metric_latest.last_step, metric_latest.last_time, COALESCE(metric_latest.last, 0))
              THEN excluded.last ELSE metric_latest.last END,
  last_step = CASE WHEN (excluded.last_step, excluded.last_time) > (metric_latest.last_step, metric_latest.last_time)
                   THEN excluded.last_step ELSE metric_latest.last_step END,
  last_time = CASE WHEN (excluded.last_step, excluded.last_time) > (metric_latest.last_step, metric_latest.last_time)
                   THEN excluded.last_time ELSE metric_latest.last_time END,
  min = CASE WHEN metric_latest.min IS NULL OR excluded.min < metric_latest.min THEN excluded.min ELSE metric_latest.min END,
  max = CASE WHEN metric_latest.max IS NULL OR excluded.max > metric_latest.max THEN excluded.max ELSE metric_latest.max END,
  points = metric_latest.points + excluded.points,
  row_seq = excluded.row_seq"""


@dataclass(frozen=True, slots=True)
class LatestMetric:
    """A metric's latest point, its extremes without NaN, and how many points were logged (repeats in other batches counted)."""

    key: str
    last: float
    last_step: int
    last_time: int
    min: float
    max: float
    points: int


def log_points(tx: WriteTx, workspace: str, project: str, run: str, points: Points) -> tuple[int, bool]:
    """Write a batch down. Answers its row's number and whether it is new: this very batch of this run may be in the log already."""
    body = encode(points)
    proof = digest("points", run, body)
    seq = _insert(tx, workspace, project, run, "points", proof, len(points), body)
    if seq is None:
        found = tx.scalar("SELECT row_seq FROM series_log WHERE run = :run AND digest = :proof", run=run, proof=proof)
        return int(found), False
    scope = {"run": run, "workspace": workspace, "project": project, "row_seq": seq}
    tx.run_many(_UPSERT, [scope | each for each in _summaries(points)])
    return seq, True


def log_delete(tx: WriteTx, workspace: str, project: str, run: str) -> int:
    """Delete every point of a run: a tombstone in the log, and at once all that SQL holds of them. Answers its row's number."""
    tx.run("DELETE FROM metric_latest WHERE run = :run", run=run)
    tx.run("DELETE FROM series_log WHERE run = :run", run=run)
    seq = tx.next_row_seq()
    body = seq.to_bytes(8, "big")
    _insert(tx, workspace, project, run, "delete", digest("delete", run, body), 0, body, seq)
    return seq


def _insert(
    tx: WriteTx, workspace: str, project: str, run: str, kind: str, proof: bytes, count: int, body: bytes, seq: int | None = None
) -> int | None:
    seq = tx.next_row_seq() if seq is None else seq
    kept = tx.run(
        _INSERT, row_seq=seq, workspace=workspace, project=project, run=run, kind=kind, digest=proof, count=count, at=tx.now, body=body
    )
    return seq if kept else None


def _summaries(points: Points) -> list[dict[str, Any]]:
    """Per key of a batch: latest point, extremes, number of points."""
    if len(points) == 1:  # as programs log all the time; the columns below cost many times as much
        return [_summary_of_one(points)]
    order = _by_key(points)
    key, value = points.key[order], points.value[order]
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    ends = np.append(starts[1:], len(key))
    last = order[ends - 1]
    columns = (
        [points.keys[place] for place in key[starts].tolist()],
        _nullable(points.value[last]),
        points.step[last].tolist(),
        points.time[last].tolist(),
        _nullable(np.fmin.reduceat(value, starts)),
        _nullable(np.fmax.reduceat(value, starts)),
        (ends - starts).tolist(),
    )
    names = ("key", "last", "step", "time", "min", "max", "points")
    rows = sorted(zip(*columns, strict=True), key=lambda row: row[0])  # one order for all, so that no two writers wait for each other
    return [dict(zip(names, row, strict=True)) for row in rows]


def _summary_of_one(points: Points) -> dict[str, Any]:
    (value,) = _nullable(points.value)
    latest_point = {"key": points.keys[0], "last": value, "step": int(points.step[0]), "time": int(points.time[0])}
    return latest_point | {"min": value, "max": value, "points": 1}


def _by_key(points: Points) -> Ints:
    """An order by key in which the last of each key is its latest point."""
    small = points.key.astype(np.uint16) if len(points.keys) <= 1 << 16 else points.key  # numpy sorts 16 bits by radix
    order = np.argsort(small, kind="stable")
    key, step, time = small[order], points.step[order], points.time[order]
    later = (step[1:] > step[:-1]) | ((step[1:] == step[:-1]) & (time[1:] > time[:-1]))
    if bool(np.all(later | (key[1:] != key[:-1]))):
        return order
    return np.lexsort((np.nan_to_num(points.value, nan=0.0, posinf=np.inf, neginf=-np.inf), points.time, points.step, points.key))


def _nullable(values: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def latest(tx: ReadTx, run: str) -> list[LatestMetric]:
    """Every metric of a run, by key. At most as many rows as the run has keys."""
    sql = "SELECT key, last, last_step, last_time, min, max, points FROM metric_latest WHERE run = :run ORDER BY key"
    return [
        LatestMetric(key, _number(last), step, time, _number(low), _number(high), points)
        for key, last, step, time, low, high, points in tx.rows(sql, run=run)
    ]


def _number(value: float | None) -> float:
    return np.nan if value is None else value


# the flusher's side


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the log that is not known to be in the engine."""

    seq: int
    run: str
    count: int
    at: int


@dataclass(frozen=True, slots=True)
class DamagedBatch:
    """A row whose checksum does not hold: `count` points of `run` that cannot be read."""

    seq: int
    run: str
    count: int

    def __str__(self) -> str:
        return f"batch {self.seq} of run {self.run} ({self.count} points)"


def rows_in_log(tx: ReadTx) -> list[Waiting]:
    """Every sound row, without its body."""
    return [Waiting(*row) for row in tx.rows("SELECT row_seq, run, count, at FROM series_log WHERE damaged = 0 ORDER BY row_seq")]


def damaged_batches(tx: ReadTx) -> list[DamagedBatch]:
    """What had to be left out so far."""
    return [DamagedBatch(*row) for row in tx.rows("SELECT row_seq, run, count FROM series_log WHERE damaged = 1 ORDER BY row_seq")]


def read_entries(tx: ReadTx, seqs: Sequence[int]) -> tuple[list[Entry], list[DamagedBatch]]:
    """The rows numbered `seqs` that are still there, in order, each checked; and those whose checksum does not hold."""
    sql = f"SELECT row_seq, run, kind, digest, count, body FROM series_log WHERE {tx.any_of('row_seq', 'seqs')} ORDER BY row_seq"
    entries: list[Entry] = []
    damaged: list[DamagedBatch] = []
    for seq, run, kind, proof, count, body in tx.rows(sql, seqs=list(seqs)):
        entry = _entry(seq, run, kind, bytes(proof), bytes(body))
        if entry is None:
            damaged.append(DamagedBatch(seq, run, count))
        else:
            entries.append(entry)
    return entries, damaged


def _entry(seq: int, run: str, kind: str, proof: bytes, body: bytes) -> Entry | None:
    if digest(kind, run, body) != proof:
        return None
    return DeleteEntry(seq, run) if kind == "delete" else PointsEntry(seq, run, decode(body))


def mark_damaged(tx: WriteTx, seqs: Sequence[int]) -> None:
    """Leave these rows out from now on; they stay for whoever can repair them."""
    tx.run(f"UPDATE series_log SET damaged = 1 WHERE {tx.any_of('row_seq', 'seqs')}", seqs=list(seqs))


def forget_damaged(tx: WriteTx, run: str) -> int:
    """Accept the loss of a run's damaged batches. Answers how many there were."""
    return tx.run("DELETE FROM series_log WHERE run = :run AND damaged = 1", run=run)


def logged_bytes(tx: ReadTx) -> int:
    """What the log's batches weigh."""
    return int(tx.scalar("SELECT COALESCE(SUM(LENGTH(body)), 0) FROM series_log"))


def old_rows(tx: ReadTx, before: int) -> list[int]:
    """Numbers of the rows logged before a time, microseconds UTC."""
    return [seq for (seq,) in tx.rows("SELECT row_seq FROM series_log WHERE at < :before AND damaged = 0", before=before)]


def drop_rows(tx: WriteTx, seqs: Collection[int]) -> None:
    """Let go of rows that the engine will never need again."""
    tx.run(f"DELETE FROM series_log WHERE {tx.any_of('row_seq', 'seqs')}", seqs=list(seqs))


def needed_snapshot(tx: ReadTx) -> int:
    """Points that left the log are in this snapshot or a later one; 0: none left yet; -1: an engine without snapshots has them."""
    return int(tx.scalar("SELECT snapshot FROM series_state WHERE workspace = ''") or 0)


def need_snapshot(tx: WriteTx, number: int) -> None:
    """From now on only this snapshot or a later one will do."""
    tx.run(
        "INSERT INTO series_state (workspace, snapshot) VALUES ('', :number) "
        "ON CONFLICT (workspace) DO UPDATE SET snapshot = excluded.snapshot",
        number=number,
    )
