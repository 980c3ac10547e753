"""Making a backup."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import duckdb
import msgspec
from blake3 import blake3

from rootnode import __version__
from rootnode.blobs.engines import engine_of
from rootnode.blobs.protocol import BlobEngine, is_digest
from rootnode.config import Settings
from rootnode.keep.cut import Cut
from rootnode.keep.manifest import (
    FILES,
    FORM,
    NAME,
    FilesPart,
    KeptFile,
    Manifest,
    SeriesPart,
    Versions,
    blob_file,
    private_file,
    series_files,
    table_file,
    write_manifest,
)
from rootnode.keep.rowfile import Digest, RowReader, RowWriter
from rootnode.kit.clock import SystemClock
from rootnode.kit.errors import Conflict, NotFound, StorageFull
from rootnode.kit.ids import new_id
from rootnode.kit.lock import FILE_NAME, Locked, take

PIECE: Final = 4 << 20
Tell = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is (0: not known)."""


class Made(msgspec.Struct, frozen=True):
    """A finished backup: where, what it says of itself, and the SHA-256 of that."""

    folder: Path
    manifest: Manifest
    proof: str


def create(cut: Cut, folder: Path, tell: Tell, *, without_points: bool = False) -> Made:
    """Write everything of the moment into `folder`, which must not be there. It appears when it is complete, not before.

    With ClickHouse older points cannot be in it: `without_points` says that this is known. Raises Conflict, StorageFull, and
    what reading raises.
    """
    began = SystemClock().now()
    refuse_points_elsewhere(cut.settings, without_points)
    refuse_taken(folder)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    try:
        lock = take(unfinished, "backup")
    except Locked as locked:
        raise Conflict(f"Another backup is being made there (process {locked.holder.pid}). Wait for it, or name another folder.") from None
    with lock:
        _clear(unfinished)
        try:
            manifest = _write(cut, unfinished, began, tell)
            os.sync()
            (unfinished / FILE_NAME).unlink()
            proof = write_manifest(unfinished, manifest)
            sync_folder(unfinished)
        except OSError as error:
            _remove(unfinished)
            raise StorageFull(f"{folder} cannot be written ({error.strerror}). Nothing is left there.") from error
        except BaseException:
            _remove(unfinished)
            raise
        unfinished.rename(folder)
        sync_folder(folder.parent)
    return Made(folder, manifest, proof)


def refuse_points_elsewhere(settings: Settings, without_points: bool) -> None:
    """Raises Conflict where the older points are in ClickHouse, unless it is known that they will not be in the backup."""
    if settings.series_url and not without_points:
        raise Conflict(
            "The points of runs are in ClickHouse, and a backup of Rootnode cannot hold them; nothing was written. Back ClickHouse up by "
            "its own means at the same time, and run this again with --without-points."
        )


def refuse_taken(folder: Path) -> None:
    """Raises Conflict when something is there already."""
    if folder.exists() or folder.is_symlink():
        raise Conflict(f"{folder} is there already. Name a folder that is not there yet, such as {folder}-2.")
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _remove(folder: Path) -> None:
    """The manifest first: what is left when this is broken off is no backup either."""
    (folder / NAME).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _clear(folder: Path) -> None:
    """What a backup that was broken off has left behind; the manifest first."""
    (folder / NAME).unlink(missing_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != FILE_NAME:
            path.unlink()
    for name in ("tables", "series", "files"):
        (folder / name).mkdir(mode=0o700)


def _write(cut: Cut, folder: Path, began: int, tell: Tell) -> Manifest:
    series = _series(cut, folder, tell)  # first: its file is held open, and the sooner it is copied the better
    row_seq = cut.rows.row_seq()
    tables = _tables(cut, folder, tell)
    files = _files(cut, folder, tell)
    versions = Versions(__version__, cut.revision, cut.database, _curves(cut), platform.python_version())
    ended = SystemClock().now()
    return Manifest(FORM, new_id(), cut.engine, versions, began, cut.at, ended, cut.change, row_seq, tables, series, files)


def _curves(cut: Cut) -> str:
    return "ClickHouse" if cut.settings.series_url else f"DuckDB {duckdb.__version__}"


def _tables(cut: Cut, folder: Path, tell: Tell) -> dict[str, Digest]:
    done: dict[str, Digest] = {}
    rows = 0
    for table in cut.rows.tables():
        with RowWriter(table, table_file(folder, table.name)) as writer:
            writer.write(cut.rows.rows(table))
            done[table.name] = writer.finish()
        rows += writer.rows
        tell("rows", rows, 0)
    return done


def _series(cut: Cut, folder: Path, tell: Tell) -> SeriesPart:
    if cut.sealed is None:
        return SeriesPart(covered=cut.needed >= 0, snapshot=0)
    points, seal = series_files(folder)
    with private_file(points) as target:
        file = _copy(
            cut.sealed.read, target.write, lambda done: tell("bytes of points", done, cut.sealed.manifest.bytes if cut.sealed else 0)
        )
    with private_file(seal) as target:
        target.write(cut.sealed.seal)
    return SeriesPart(
        covered=True,
        snapshot=cut.sealed.manifest.number,
        file=file,
        seal=Digest(0, len(cut.sealed.seal), sha256(cut.sealed.seal).hexdigest()),
    )


def _copy(read: Callable[[int], bytes], write: Callable[[bytes], object], tell: Callable[[int], None]) -> Digest:
    proof = sha256()
    size = 0
    while piece := read(PIECE):
        proof.update(piece)
        write(piece)
        size += len(piece)
        tell(size)
    return Digest(0, size, proof.hexdigest())


def _files(cut: Cut, folder: Path, tell: Tell) -> FilesPart:
    """Every file that something refers to, or that such files are inside of."""
    engine = engine_of(cut.settings)
    total = sum(length for _, length in _listed(folder))
    count = size = 0
    lost: list[str] = []
    proof, lines = sha256(), 0
    with private_file(folder / FILES) as listed:
        for digest, length in _listed(folder):
            kept = _keep(engine, folder, digest, length)
            if kept is None:
                lost.append(digest)
                continue
            line = msgspec.json.encode(kept) + b"\n"
            listed.write(line)
            proof.update(line)
            lines += len(line)
            count, size = count + 1, size + kept.size
            tell("bytes of files", size, total)
    return FilesPart(count, size, Digest(count, lines, proof.hexdigest()), tuple(lost))


def _listed(folder: Path) -> Iterator[tuple[str, int]]:
    """Digest and size of each file to keep, in order: from the rows of the table that were just written, which are exactly those."""
    with RowReader(table_file(folder, "blob")) as reader:
        digest, pack, size = (reader.table.columns.index(name) for name in ("digest", "pack", "size"))
        yield from ((row[digest], row[size]) for row in reader.rows() if row[pack] is None)


def _keep(engine: BlobEngine, folder: Path, digest: str, size: int) -> KeptFile | None:
    """Copy one file; None when the source no longer has it as it was."""
    if not is_digest(digest):
        return None
    try:
        reader = engine.open(digest)
    except NotFound:
        return None
    target = blob_file(folder, digest)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    proof, name, done = sha256(), blake3(), 0
    try:
        with private_file(target) as file:
            while piece := reader.read(done, PIECE):
                proof.update(piece)
                name.update(piece)
                file.write(piece)
                done += len(piece)
    finally:
        reader.close()
    if (done, name.hexdigest()) != (size, digest):
        target.unlink()
        return None
    return KeptFile(digest, size, proof.hexdigest())
