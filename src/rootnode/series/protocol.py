"""What an engine for series must do. One contract suite holds for all of them: rootnode.testing.series.

Engines are called from threads, several at once, never from the event loop. Events and spans will become further
kinds of `Entry` and further read methods; nothing of them is here yet.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from rootnode.kit.errors import Problem
from rootnode.series.points import Floats, Ints, Points


class SeriesDamaged(Problem):
    """Points are missing or a file is damaged, and what is left does not tell them. Says which, and the remedy."""

    code = "series_damaged"


class EngineTrouble(Exception):
    """An engine failed for a reason that lies in its files or its server, not in the call. The call may be repeated."""


@dataclass(frozen=True, slots=True)
class PointsEntry:
    """A batch out of the log; `seq` is its row's number."""

    seq: int
    run: str
    points: Points


@dataclass(frozen=True, slots=True)
class DeleteEntry:
    """Every point of `run` in entries before this one is gone."""

    seq: int
    run: str


Entry: TypeAlias = PointsEntry | DeleteEntry


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points of one curve in order of (step, time, value), NaN last. Columns of shape (n,); time in microseconds UTC."""

    step: Ints
    time: Ints
    value: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve cut into buckets; columns of shape (n,), in order of the axis (docs/spec/series.md, S8 to S11).

    `step` and `time` are the greatest within the bucket, `min`, `mean` and `max` leave NaN out (all NaN: NaN),
    `points` counts all of the bucket's points and `nans` the NaN among them. `exact`: each bucket is a single point.
    `axis` is "time" where all points have one step; `width` is the buckets' width on the axis, 0 when exact.
    """

    run: str
    key: str
    axis: Literal["step", "time"]
    width: int
    exact: bool
    step: Ints
    time: Ints
    points: Ints
    nans: Ints
    min: Floats
    mean: Floats
    max: Floats


Position: TypeAlias = tuple[int, int, float]
"""(step, time, value) of a point: where the next page begins, that point left out."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A verified copy. It holds the log's rows `seqs`; `points` in all; `path` is its folder."""

    number: int
    seqs: frozenset[int]
    points: int
    path: Path


class SeriesEngine(Protocol):
    """Holds points, one by (run, key, step, time, value), and remembers which log rows it has taken in."""

    name: str
    log_kept: int
    """Microseconds that a log row outlives its flush when the engine makes no snapshots."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Take in all of `entries` and their numbers, or nothing. Points already there and numbers already taken change nothing."""

    def flushed(self) -> set[int]:
        """The cursor: numbers of the entries taken in. A set, because log rows may commit out of order."""

    def forget(self, gone: Collection[int]) -> None:
        """Drop these numbers from the cursor: their rows have left the log for good."""

    def points(self, run: str, key: str, from_step: int, to_step: int, after: Position | None, limit: int) -> Samples:
        """At most `limit` points with from_step <= step <= to_step, those beyond `after` only."""

    def curves(self, runs: Sequence[str], keys: Sequence[str], buckets: int, from_step: int | None, to_step: int | None) -> list[Curve]:
        """Every curve of `runs` x `keys` that has points, by run then key as given."""

    def count(self, run: str | None = None) -> int:
        """Points of a run, or of all."""

    def snapshot(self) -> Snapshot | None:
        """A verified copy of everything, or None if the engine's server makes its own."""

    def compact(self) -> bool:
        """Rewrite in order of (run, key, step) and drop what was deleted, if worth it. Says whether it did."""

    def verify(self) -> None:
        """Read everything. Raises SeriesDamaged or EngineTrouble."""

    def recover(self, oldest: int) -> None:
        """After EngineTrouble: set aside what is damaged and go on from a verified snapshot numbered >= `oldest`.

        What the snapshot lacks is missing in `flushed` and must be appended again. Raises SeriesDamaged when there
        is no such snapshot, EngineTrouble when the reason lies elsewhere (disk full) and later may help.
        """

    def close(self) -> None: ...
