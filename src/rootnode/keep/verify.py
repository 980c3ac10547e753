"""Verifying a backup: it is restored for real into a temporary place, opened, and compared."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from rootnode.keep.check import check
from rootnode.keep.create import Tell
from rootnode.keep.filling import Build, compare, fill
from rootnode.keep.manifest import BadBackup, Manifest
from rootnode.keep.mark import Mark, set_mark
from rootnode.keep.restore import place_points, refuse_other_schema
from rootnode.keep.rows import SqliteRows
from rootnode.kit.db.sqlite import SqliteDatabase, connect
from rootnode.kit.errors import Problem, StorageFull
from rootnode.series.duckdb_engine import DuckEngine
from rootnode.series.protocol import EngineTrouble
from rootnode.series.store import open_series

PATIENCE: Final = 3_600
"""Seconds that flushing the log may take."""


class Points(msgspec.Struct, frozen=True):
    """How many came back (None: they are in ClickHouse), batches of the log that were damaged already at the source, and curves
    that end before the step that the tables tell of."""

    count: int | None
    damaged: int
    short: int


class Verified(msgspec.Struct, frozen=True):
    """What was found: rows and points that came back, and how many seconds restoring everything but the files took."""

    manifest: Manifest
    rows: int
    points: Points
    seconds: float


def verify(folder: Path, scratch: Path | None, build: Build, known: tuple[str, ...], tell: Tell, *, expected: str = "") -> Verified:
    """Check every file, then restore tables and points into a folder below `scratch` (the system's temporary one), which is removed.

    Files are not copied: each is held against both of its hashes, and against the table that names it. Raises BadBackup,
    StorageFull.
    """
    manifest = check(folder, tell, expected=expected)
    refuse_other_schema(manifest, known)
    with _place(manifest, scratch) as place:
        began = time.monotonic()
        path = place / "rootnode.db"
        place_points(folder, manifest, place)
        fill(folder, manifest, f"sqlite:///{path}", build, tell)
        seconds = time.monotonic() - began
        _look_at_tables(manifest, path, tell)
        points = _points(manifest, place, path)
    rows = sum(digest.rows for digest in manifest.tables.values())
    return Verified(manifest, rows, points, round(seconds, 3))


@contextmanager
def _place(manifest: Manifest, scratch: Path | None) -> Iterator[Path]:
    """An empty folder with room for what will be restored."""
    folder = Path(tempfile.mkdtemp(prefix="rootnode-verify-", dir=scratch))
    try:
        set_mark(folder, Mark(manifest.id, "a backup that was verified"))  # left behind by a kill, it is nothing to start a server on
        tables = sum(digest.size for digest in manifest.tables.values())
        series = manifest.series.file.size if manifest.series.file else 0
        needed, free = 4 * tables + 3 * series, shutil.disk_usage(folder).free
        if free < needed:
            raise StorageFull(
                f"Verifying needs about {needed / 1e9:.1f} GB for a moment, and {folder.parent} has {free / 1e9:.1f} GB free. "
                "Name another folder with --scratch."
            )
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _look_at_tables(manifest: Manifest, path: Path, tell: Tell) -> None:
    """Open the restored file anew: is it sound, and does it hold the same rows?"""
    connection = connect(path, readonly=True)
    try:
        said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        if said != ["ok"]:
            raise BadBackup(f"The restored tables are not sound: {'; '.join(said)}.")
        compare(manifest, SqliteRows(connection), tell)
    finally:
        connection.close()


def _points(manifest: Manifest, place: Path, path: Path) -> Points:
    """What comes back from snapshot and log."""
    if not manifest.series.covered:
        return Points(None, 0, 0)
    try:
        with closing(SqliteDatabase(path, readers=2)) as db, closing(open_series("", place, db, upkeep=False)) as series:
            series.flush(PATIENCE)
            series.engine.verify()
            short = sum(1 for _ in _short_curves(path, series.engine)) if isinstance(series.engine, DuckEngine) else 0
            return Points(series.engine.count(), len(series.lag().damaged), short)
    except (Problem, EngineTrouble) as trouble:
        raise BadBackup(f"The points cannot be restored: {trouble}") from trouble


def _short_curves(path: Path, engine: DuckEngine) -> Iterator[tuple[str, str]]:
    """Curves that end before the step that the tables tell of: their points were lost at the source, or here."""
    there = engine.last_steps()
    found = next(there, None)
    connection = connect(path, readonly=True)
    try:
        for run, key, step in connection.execute("SELECT run, key, last_step FROM metric_latest ORDER BY run, key"):
            while found is not None and found[:2] < (run, key):
                found = next(there, None)
            if found is None or found[:2] != (run, key) or found[2] < step:
                yield run, key
    finally:
        connection.close()
