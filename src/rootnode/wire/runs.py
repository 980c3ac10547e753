"""Runs, their params, metrics, curves and files."""

from typing import Literal

import msgspec

from rootnode.wire.items import Item


class MetricLatest(msgspec.Struct, frozen=True):
    """The last point of a metric and its extremes. null stands for NaN; infinities are the strings Infinity and -Infinity."""

    key: str
    last: float | str | None
    step: int
    time: int
    min: float | str | None
    max: float | str | None


class Run(msgspec.Struct, frozen=True):
    """A run's page in one answer."""

    item: Item
    params: dict[str, str]
    tags: dict[str, str]
    metrics: tuple[MetricLatest, ...]


class Curve(msgspec.Struct, frozen=True):
    """Columns of buckets, in order of step. A bucket of one point has min = mean = max.

    `time` is the bucket's last point, microseconds UTC. `exact` says that every bucket is one single point. `started` is when the run
    began, as its client told it: `time` is the axis of wall time, `time` less `started` that of relative time. `nan_at` are the places in
    the columns of those buckets that hold a NaN, also beside numbers.
    """

    run: str
    key: str
    step: tuple[int, ...]
    time: tuple[int, ...]
    min: tuple[float | str | None, ...]
    mean: tuple[float | str | None, ...]
    max: tuple[float | str | None, ...]
    exact: bool
    started: int
    nan_at: tuple[int, ...]


class TagsPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most 100 items, by id or key, and 50 tags; null takes one away. Names that begin with `mlflow.` are the clients' own."""

    items: tuple[str, ...]
    tags: dict[str, str | None]


class Tagged(msgspec.Struct, frozen=True):
    """An item and its tags as they are now."""

    item: Item
    tags: dict[str, str]


class TaggedItems(msgspec.Struct, frozen=True):
    items: tuple[Tagged, ...]


class CurvesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most 100 runs and 100 keys; `buckets` per curve from 1 to 5,000; a step range to zoom."""

    runs: tuple[str, ...]
    keys: tuple[str, ...]
    buckets: int = 600
    from_step: int | None = None
    to_step: int | None = None


class Curves(msgspec.Struct, frozen=True):
    curves: tuple[Curve, ...]


class File(msgspec.Struct, frozen=True):
    """An artifact of a run. `path` is data, never a place on a disk; `size` in bytes, null for folders."""

    path: str
    is_dir: bool
    size: int | None = None


class Files(msgspec.Struct, frozen=True):
    files: tuple[File, ...]


class RunRow(msgspec.Struct, frozen=True):
    """A run in a table. `cells` holds the columns that the run has, by their names; null stands for NaN, infinities are strings."""

    item: Item
    cells: dict[str, float | str | None]


class RunTable(msgspec.Struct, frozen=True):
    """`next` is an opaque cursor; null on the last page."""

    runs: tuple[RunRow, ...]
    next: str | None = None


class RunColumn(msgspec.Struct, frozen=True):
    """A name, and how many runs have used it: 1000 stands for 1,000 or more."""

    key: str
    runs: int


class RunColumns(msgspec.Struct, frozen=True):
    """Names under which the runs of a project have logged something, by name."""

    metrics: tuple[RunColumn, ...]
    params: tuple[RunColumn, ...]
    tags: tuple[RunColumn, ...]


class RunGroup(msgspec.Struct, frozen=True):
    """Runs that share a value, null for those without one. `value` is what a filter takes, `label` what people read.

    `measured` of them have the metric that the table is sorted by: its mean, deviation and extremes among these.
    """

    value: str | None
    label: str
    runs: int
    measured: int
    mean: float | None
    sd: float | None
    min: float | None
    max: float | None


class RunGroups(msgspec.Struct, frozen=True):
    """The first groups, that of the best run first; `known` is how many there are, `runs` how many runs fit in all."""

    groups: tuple[RunGroup, ...]
    known: int
    runs: int


Statistic = Literal["metric", "min", "max"]
"""Of a metric: its latest value, its least, its greatest."""


class CompareRow(msgspec.Struct, frozen=True):
    """A column with its cells by the runs' ids; a run that has none is left out. null stands for NaN, infinities are strings."""

    name: str
    cells: dict[str, float | str | None]
    differs: bool


class Comparison(msgspec.Struct, frozen=True):
    """Runs side by side. `cut` says that there are more rows than are told. Long texts are told by their beginnings."""

    runs: tuple[Item, ...]
    rows: tuple[CompareRow, ...]
    cut: bool = False


class RunPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes; an empty note is taken away. `rev` is the one that was read."""

    rev: int
    title: str | msgspec.UnsetType = msgspec.UNSET
    note: str | msgspec.UnsetType = msgspec.UNSET


class Double(msgspec.Struct, frozen=True):
    """Two runs begun by the same call: `unused` has nothing in it that `used` lacks."""

    unused: Item
    used: Item


class Doubles(msgspec.Struct, frozen=True):
    """The newest first, at most 100."""

    doubles: tuple[Double, ...]


class Merge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The run that stays."""

    into: str
