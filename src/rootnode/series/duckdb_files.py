"""The files of the DuckDB engine. Every one can be damaged, and none is ever deleted while it may be the only copy.

<data>/series/points-000002.duckdb[.wal]      the live file; the highest number counts
<data>/series/snapshots/000007/               points.duckdb and manifest.json
<data>/series/damaged/20261123T101500-.../    what was set aside, with a time stamp
"""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from blake3 import blake3

from rootnode.series.protocol import Snapshot

CHUNK: Final = 1 << 20
KEPT_SNAPSHOTS: Final = 2


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a snapshot's file must be: its length and BLAKE3, and what was counted when it was verified."""

    form: int
    number: int
    bytes: int
    blake3: str
    points: int
    flush: int


class Folder:
    """The folder of one engine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.snapshots = root / "snapshots"
        self.snapshots.mkdir(parents=True, exist_ok=True, mode=0o700)
        for half in (*root.glob("*.new*"), *self.snapshots.glob("*.new")):
            _remove(half)

    # the live file

    def live(self) -> Path | None:
        """The live file, or None before the first."""
        found = sorted(self.root.glob("points-*.duckdb"))
        return found[-1] if found else None

    def next_live(self) -> Path:
        """Where the next live file will be."""
        newest = self.live()
        number = int(newest.stem.partition("-")[2]) + 1 if newest else 1
        return self.root / f"points-{number:06d}.duckdb"

    def replace_live(self, ready: Path, place: Path) -> None:
        """Put a complete file in its place; it counts from now on. Older ones go."""
        older = [path for path in self.root.glob("points-*.duckdb*") if not path.name.startswith(place.name)]
        sync(ready)
        ready.replace(place)
        sync(self.root)
        for path in older:
            _remove(path)

    def set_aside(self) -> Path | None:
        """Move every live file into `damaged/`, under a time stamp. Answers the new folder."""
        files = list(self.root.glob("points-*.duckdb*"))
        if not files:
            return None
        aside = self._damaged("points")
        for path in files:
            path.replace(aside / path.name)
        sync(self.root)
        return aside

    def _damaged(self, what: str) -> Path:
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
        aside = self.root / "damaged" / f"{stamp}-{time.time_ns() % 10**9:09d}-{what}"
        aside.mkdir(parents=True)
        return aside

    # snapshots

    def snapshot_numbers(self) -> list[int]:
        """Numbers of the snapshots that are there, sound or not, newest first."""
        return sorted((int(path.name) for path in self.snapshots.iterdir() if path.name.isdigit()), reverse=True)

    def new_snapshot(self, number: int) -> Path:
        """A folder to make a snapshot in."""
        place = self.snapshots / f"{number:06d}.new"
        _remove(place)
        place.mkdir()
        return place

    def keep_snapshot(self, made: Path, manifest: Manifest, seqs: frozenset[int]) -> Snapshot:
        """Seal a snapshot: from now on it may be relied upon."""
        write_manifest(made / "manifest.json", manifest)
        sync(made)
        place = self.snapshots / f"{manifest.number:06d}"
        made.replace(place)
        sync(self.snapshots)
        return Snapshot(manifest.number, seqs, manifest.points, place)

    def drop_old_snapshots(self) -> None:
        """Keep the newest few."""
        for number in self.snapshot_numbers()[KEPT_SNAPSHOTS:]:
            _remove(self.snapshots / f"{number:06d}")

    def sound_snapshot(self, oldest: int) -> tuple[Path, Manifest] | str | None:
        """The newest snapshot numbered >= `oldest` whose bytes are as sealed, or why none is; None when none is there."""
        complaint = None
        for number in self.snapshot_numbers():
            if number < oldest:
                break
            place = self.snapshots / f"{number:06d}"
            try:
                manifest = read_manifest(place / "manifest.json")
                found = hash_file(place / "points.duckdb")
            except (OSError, ValueError) as error:
                complaint = complaint or f"snapshot {place}: {error}"
                continue
            if manifest.number == number and found == (manifest.bytes, manifest.blake3):
                return place / "points.duckdb", manifest
            complaint = complaint or f"snapshot {place}: its bytes are not those of its manifest"
        return complaint


class Sealed:
    """A sound snapshot, held open: what is removed meanwhile can still be read to its end."""

    def __init__(self, file: BinaryIO, seal: bytes, manifest: Manifest) -> None:
        self._file = file
        self.seal = seal
        self.manifest = manifest

    def read(self, length: int) -> bytes:
        """The next bytes, fewer only at the end."""
        return self._file.read(length)

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


def open_sealed(root: Path, oldest: int) -> Sealed | None:
    """The first snapshot numbered >= `oldest` whose bytes are as sealed, opened. Touches nothing, so another process may own the folder."""
    numbers = sorted(int(path.name) for path in (root / "snapshots").glob("*") if path.name.isdigit())
    for number in (each for each in numbers if each >= oldest):
        place = root / "snapshots" / f"{number:06d}"
        try:
            file = (place / "points.duckdb").open("rb")
        except OSError:
            continue
        with suppress(OSError, ValueError):
            manifest = read_manifest(place / "manifest.json")
            if (manifest.bytes, manifest.blake3) == _hash_open(file):
                file.seek(0)
                return Sealed(file, (place / "manifest.json").read_bytes(), manifest)
        file.close()
    return None


def place_bytes(root: Path, sealed: Sealed) -> Path:
    """Copy a snapshot to where a live file is looked for, in a folder that holds none."""
    place = root / "points-000001.duckdb"
    with place.open("wb") as target:
        while piece := sealed.read(CHUNK):
            target.write(piece)
    return place


def place_sealed(root: Path, number: int, points: Path, seal: Path) -> None:
    """Put a snapshot, and a live file made of it, into a folder that holds none. Raises OSError."""
    place = Folder(root).snapshots / f"{number:06d}"
    place.mkdir(mode=0o700)
    copy_file(points, place / "points.duckdb")
    copy_file(seal, place / "manifest.json")
    copy_file(points, root / "points-000001.duckdb")
    sync(place)
    sync(root)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """The manifest as JSON and, on a second line, the BLAKE3 of the first."""
    line = msgspec.json.encode(manifest)
    path.write_bytes(line + b"\n" + blake3(line).hexdigest().encode() + b"\n")
    sync(path)


def read_manifest(path: Path) -> Manifest:
    """Raises OSError when it is not there, ValueError when it is not as written."""
    line, _, proof = path.read_bytes().partition(b"\n")
    if proof != blake3(line).hexdigest().encode() + b"\n":
        raise ValueError("the manifest's checksum does not hold")
    manifest = msgspec.json.decode(line, type=Manifest)
    if manifest.form != 1:
        raise ValueError(f"manifest of form {manifest.form}, written by a newer Rootnode")
    return manifest


def hash_file(path: Path) -> tuple[int, str]:
    """Length in bytes and BLAKE3."""
    with path.open("rb") as file:
        return _hash_open(file)


def _hash_open(file: BinaryIO) -> tuple[int, str]:
    proof = blake3()
    size = 0
    while chunk := file.read(CHUNK):
        proof.update(chunk)
        size += len(chunk)
    return size, proof.hexdigest()


def copy_file(source: Path, target: Path) -> None:
    """Copy and bring to disk."""
    shutil.copyfile(source, target)
    sync(target)


def sync(path: Path) -> None:
    """Bring a file, or a folder's names, to disk."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
