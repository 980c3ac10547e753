"""Restoring a backup into an empty place. A place that was not finished says so, and no server starts on it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from rootnode.blobs.drafts import private_folder
from rootnode.blobs.engines import engine_of
from rootnode.blobs.protocol import Stored
from rootnode.config import FILE_NAME as SETTINGS_FILE
from rootnode.config import Settings
from rootnode.keep.check import check
from rootnode.keep.create import PIECE, Tell
from rootnode.keep.cut import REVISION
from rootnode.keep.filling import Build, fill, holds
from rootnode.keep.manifest import BadBackup, Manifest, blob_file, kept_files, series_files
from rootnode.keep.mark import NAME as MARK_FILE
from rootnode.keep.mark import Mark, mark_in, set_mark, take_mark_away
from rootnode.keep.rows import rows_of
from rootnode.kit.errors import Conflict, Unavailable
from rootnode.kit.lock import FILE_NAME as LOCK_FILE
from rootnode.kit.lock import take
from rootnode.series.duckdb_files import place_sealed

_ANYTHING: Final = """
SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'S', 'v') LIMIT 1"""


def restore(folder: Path, settings: Settings, build: Build, known: tuple[str, ...], tell: Tell, *, expected: str = "") -> Manifest:
    """Check the whole backup, then put it into the empty place that the settings name. Raises BadBackup, Conflict, Unavailable.

    Until the check has passed nothing is touched.
    """
    manifest = check(folder, tell, expected=expected)
    refuse_other_schema(manifest, known)
    _refuse_other_series(settings, manifest)
    refuse_taken_place(settings, manifest)
    with take(settings.data, "restore"):
        refuse_taken_place(settings, manifest)
        filled = _is_filled(settings, manifest, tell)
        _begin(settings, manifest, folder)
        _place_files(folder, settings, manifest, tell)
        place_points(folder, manifest, settings.data)
        with _engine_errors():
            if not filled:  # else it was broken off between filling the tables and saying so
                fill(folder, manifest, settings.database_url or f"sqlite:///{settings.sqlite_path}", build, tell)
        take_mark_away(settings.data)
    return manifest


def refuse_other_schema(manifest: Manifest, known: tuple[str, ...]) -> None:
    """Raises BadBackup for one that this version does not know how to read."""
    schema = manifest.versions.schema
    if schema not in known:
        raise BadBackup(
            f"This backup was made by Rootnode {manifest.versions.rootnode} with schema {schema}; this one knows up to {known[-1]}. "
            "Nothing was changed. Install that version to restore it."
        )


def _refuse_other_series(settings: Settings, manifest: Manifest) -> None:
    if manifest.series.covered and manifest.series.snapshot and settings.series_url:
        raise Conflict("This backup holds the points in a file of DuckDB; take series_url out of the settings to restore it.")
    if not manifest.series.covered and not settings.series_url:
        raise Conflict("The older points of this backup are in ClickHouse; set series_url to where they are.")


def refuse_taken_place(settings: Settings, manifest: Manifest) -> None:
    """Raises Conflict unless folder, database and bucket are empty, or hold what an interrupted restore of this very backup left."""
    mark = mark_in(settings.data)
    if mark is not None and mark.backup == manifest.id:
        return
    there = [path.name for path in settings.data.iterdir()] if settings.data.exists() else []
    torn = [MARK_FILE] if mark is not None and not mark.backup else []  # broken off while it was written, before anything else was
    other = sorted(name for name in there if name not in (LOCK_FILE, SETTINGS_FILE, *torn))
    if other:
        raise Conflict(f"{settings.data} is not empty: it holds {', '.join(other[:5])}. A backup is restored into an empty folder only.")
    if settings.database_url:
        with _engine_errors(), psycopg.connect(settings.database_url, connect_timeout=5) as connection:
            if connection.execute(_ANYTHING).fetchone():
                raise Conflict("The PostgreSQL database is not empty. Make a new one, and set database_url to it.")
    if settings.blobs_url and next(engine_of(settings).all(), None) is not None:
        raise Conflict("The bucket is not empty below its prefix. Set blobs_url to another prefix.")


def _is_filled(settings: Settings, manifest: Manifest, tell: Tell) -> bool:
    """Does PostgreSQL hold what an interrupted restore of this backup put there? Raises Conflict if it holds anything else."""
    if not settings.database_url:
        return False
    with _engine_errors(), psycopg.connect(settings.database_url, connect_timeout=5) as connection:
        if not connection.execute(_ANYTHING).fetchone():
            return False
        try:
            same = holds(manifest, rows_of(connection), tell) and connection.execute(REVISION).fetchone() == (manifest.versions.schema,)
        except psycopg.errors.UndefinedTable:
            same = False
    if not same:
        raise Conflict(
            "The PostgreSQL database is not empty, and what it holds is not this backup. Make a new one, and set database_url to it."
        )
    return True


def _begin(settings: Settings, manifest: Manifest, folder: Path) -> None:
    """From now on the place says that it is incomplete. What an interrupted restore left goes, except files, which are put anew."""
    set_mark(settings.data, Mark(manifest.id, str(folder)))
    for path in settings.data.glob(f"{settings.sqlite_path.name}*"):
        path.unlink()
    shutil.rmtree(settings.data / "series", ignore_errors=True)


def _place_files(folder: Path, settings: Settings, manifest: Manifest, tell: Tell) -> None:
    engine = engine_of(settings)
    drafts = private_folder(settings.data / "blobs" / "incoming")
    done = 0
    for kept in kept_files(folder):
        draft = drafts / f"{kept.digest}.draft"
        with blob_file(folder, kept.digest).open("rb", buffering=0) as source, draft.open("wb", buffering=0) as target:
            while piece := source.read(PIECE):
                target.write(piece)
            os.fsync(target.fileno())
        engine.place(draft, Stored(kept.digest, kept.size), trusted=False)
        done += kept.size
        tell("bytes of files", done, manifest.files.bytes)


def place_points(folder: Path, manifest: Manifest, data: Path) -> None:
    """The snapshot of the points; what is newer lies in the log and is flushed at the first start."""
    if manifest.series.snapshot:
        root = private_folder(data / "series")
        place_sealed(root, manifest.series.snapshot, *series_files(folder))


@contextmanager
def _engine_errors() -> Iterator[None]:
    """PostgreSQL's own errors in a sentence."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise Unavailable(f"PostgreSQL cannot be reached: {str(error).strip().splitlines()[-1]}") from error
    except psycopg.Error as error:
        raise BadBackup(f"PostgreSQL does not take this backup: {error}") from error
