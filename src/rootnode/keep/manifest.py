"""What a backup says of itself. `manifest.json` is written last: a folder without it is no backup."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal

import msgspec

from rootnode.keep.rowfile import Digest
from rootnode.kit.errors import Problem

FORM: Final = 1
NAME: Final = "manifest.json"
FILES: Final = "files.jsonl"
LONGEST: Final = 16 << 20
_TABLE: Final = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


class BadBackup(Problem):
    """The backup cannot be used. Says which file, what is wrong with it, and that nothing was changed."""

    status = 422
    code = "bad_backup"


class Versions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What made the backup. `schema` is the revision of the tables."""

    rootnode: str
    schema: str
    database: str
    curves: str
    python: str


class SeriesPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the points are: in the table `series_log`, and older ones in `snapshot` (0: none), a file of DuckDB.

    `covered` is false where ClickHouse keeps older points, which are then in no file of the backup.
    """

    covered: bool
    snapshot: int
    file: Digest | None = None
    seal: Digest | None = None


class FilesPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many files, how many bytes, the list of them, and the digests of those that the source itself had lost."""

    count: int
    bytes: int
    list: Digest
    lost: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`cut`: everything acknowledged before then is in it, nothing later; `change` is the number of the newest change.

    Times are microseconds UTC.
    """

    form: int
    id: str
    engine: Literal["sqlite", "postgres"]
    versions: Versions
    began: int
    cut: int
    ended: int
    change: int
    row_seq: int
    tables: dict[str, Digest]
    series: SeriesPart
    files: FilesPart

    @property
    def bytes(self) -> int:
        """Of everything."""
        points = sum(part.size for part in (self.series.file, self.series.seal) if part)
        return sum(each.size for each in self.tables.values()) + points + self.files.bytes


class KeptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of `files.jsonl`: BLAKE3 digest, which is its name, size and SHA-256."""

    digest: str
    size: int
    sha256: str


def private_file(path: Path) -> BinaryIO:
    """A new file that its owner alone can open."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Seal the backup; answers the SHA-256 by which this very backup can be known again."""
    line = msgspec.json.encode(manifest)
    proof = hashlib.sha256(line).hexdigest()
    unfinished = folder / f"{NAME}.unfinished"
    with private_file(unfinished) as file:
        file.write(line + b"\n" + proof.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / NAME)
    return proof


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """What the backup says of itself, and the SHA-256 of that. Raises BadBackup."""
    path = folder / NAME
    if not folder.is_dir():
        raise BadBackup(f"There is no backup at {folder}: it is no folder.")
    if path.is_symlink() or not path.is_file():
        raise BadBackup(f"{folder} is no complete backup: {NAME} is missing. It was broken off, or is something else. Use another one.")
    if path.stat().st_size > LONGEST:
        raise BadBackup(f"{path} is too long to be a manifest. Use another backup.")
    line, _, proof = path.read_bytes().partition(b"\n")
    if proof != hashlib.sha256(line).hexdigest().encode() + b"\n":
        raise BadBackup(f"{path} is damaged or was changed: its checksum does not hold. Use another backup.")
    try:
        form = msgspec.json.decode(line, type=_Form).form
        if form > FORM:
            raise BadBackup(f"{path} is of form {form}, written by a newer Rootnode. Install that version to use it.")
        manifest = msgspec.json.decode(line, type=Manifest)
    except msgspec.DecodeError as error:
        raise BadBackup(f"{path} is not a manifest of Rootnode ({error}). Use another backup.") from None
    if not all(_TABLE.match(name) for name in manifest.tables):
        raise BadBackup(f"{path} names a table that cannot be one. Use another backup.")
    return manifest, proof.decode().strip()


class _Form(msgspec.Struct, frozen=True):
    form: int


def table_file(folder: Path, table: str) -> Path:
    """Where a table's rows are."""
    return folder / "tables" / f"{table}.rows"


def blob_file(folder: Path, digest: str) -> Path:
    """Where a file is. The digest's form has been checked."""
    return folder / "files" / digest[:2] / digest


def series_files(folder: Path) -> tuple[Path, Path]:
    """Where the snapshot of the points and its seal are."""
    return folder / "series" / "points.duckdb", folder / "series" / "manifest.json"


def kept_files(folder: Path) -> Iterator[KeptFile]:
    """Every line of `files.jsonl`. Raises BadBackup."""
    decode = msgspec.json.Decoder(KeptFile).decode
    with (folder / FILES).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield decode(line)
            except msgspec.DecodeError as error:
                raise BadBackup(f"{FILES}: line {number} cannot be read ({error}). Use another backup.") from None
