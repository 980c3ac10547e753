"""Is a backup whole? Every file is held against its size and hash, and nothing may be there that the manifest does not name."""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from blake3 import blake3

from rootnode.blobs.protocol import is_digest
from rootnode.keep.create import PIECE, Tell
from rootnode.keep.manifest import FILES, NAME, BadBackup, Manifest, blob_file, kept_files, read_manifest, series_files, table_file
from rootnode.keep.rowfile import Digest, RowReader, RowsDamaged

_REMEDY: Final = "Nothing was changed. Use another backup."


def check(folder: Path, tell: Tell, *, expected: str = "") -> Manifest:
    """Read everything. `expected` is the SHA-256 that was noted when it was made. Raises BadBackup, naming what is wrong."""
    manifest, proof = read_manifest(folder)
    if expected and proof != expected.lower():
        raise BadBackup(f"{folder} is another backup than the one expected: its SHA-256 is {proof}. {_REMEDY}")
    done = 0
    for path, digest in _named(folder, manifest):
        _compare(folder, path, digest)
        done += digest.size
        tell("bytes checked", done, manifest.bytes)
    count, size = _files(folder, manifest, lambda more: tell("bytes checked", done + more, manifest.bytes))
    if (count, size) != (manifest.files.count, manifest.files.bytes):
        raise BadBackup(f"{FILES} lists {count} files of {size} bytes where {manifest.files.count} of {manifest.files.bytes} are expected.")
    _refuse_extra(folder, manifest)
    return manifest


def _files(folder: Path, manifest: Manifest, tell: Callable[[int], None]) -> tuple[int, int]:
    """Every file against its hashes, and the list against the table that names them. Answers how many files and bytes."""
    count = size = 0
    expected = _expected(folder, set(manifest.files.lost))
    for kept in kept_files(folder):
        if not is_digest(kept.digest):
            raise BadBackup(f"{FILES} names {kept.digest[:80]!r}, which is no digest. {_REMEDY}")
        if next(expected, None) != (kept.digest, kept.size):
            raise BadBackup(f"The file {kept.digest} is not the one that the tables name at this place. {_REMEDY}")
        _compare(folder, blob_file(folder, kept.digest), Digest(0, kept.size, kept.sha256), blake=kept.digest)
        count, size = count + 1, size + kept.size
        tell(size)
    if missing := next(expected, None):
        raise BadBackup(f"The tables name a file that is not in the backup: {missing[0]}. {_REMEDY}")
    return count, size


def _expected(folder: Path, lost: set[str]) -> Iterator[tuple[str, int]]:
    """Digest and size of the files that the table of files needs, in order; of those inside of a pack, the pack's."""
    packs: set[str] = set()
    try:
        with RowReader(table_file(folder, "blob")) as reader:
            digest, pack, size = (reader.table.columns.index(name) for name in ("digest", "pack", "size"))
            for row in reader.rows():
                if row[pack] is not None:
                    packs.add(row[pack])
                elif row[digest] not in lost:
                    yield row[digest], row[size]
        with RowReader(table_file(folder, "blob")) as reader:
            packs.difference_update(row[digest] for row in reader.rows())
    except (RowsDamaged, ValueError, OSError) as error:
        raise BadBackup(f"The table of files cannot be read ({error}). {_REMEDY}") from None
    if packs:
        raise BadBackup(f"The tables name a file that is not in the backup: {min(packs)}. {_REMEDY}")


def _named(folder: Path, manifest: Manifest) -> Iterator[tuple[Path, Digest]]:
    for table, digest in sorted(manifest.tables.items()):
        yield table_file(folder, table), digest
    for path, part in zip(series_files(folder), (manifest.series.file, manifest.series.seal), strict=True):
        if part is not None:
            yield path, part
    yield folder / FILES, manifest.files.list


def _compare(folder: Path, path: Path, expected: Digest, *, blake: str = "") -> None:
    """Hold one file against what it must be, also its name where that is its BLAKE3."""
    name = path.relative_to(folder)
    if not path.is_symlink() and not path.exists():
        raise BadBackup(f"{name} is missing from {folder}. {_REMEDY}")
    if path.is_symlink() or not path.is_file():
        raise BadBackup(f"{name} in {folder} is no plain file. {_REMEDY}")
    if path.stat().st_size != expected.size:
        raise BadBackup(f"{name} in {folder} has {path.stat().st_size} bytes instead of {expected.size}. {_REMEDY}")
    proof, other = sha256(), blake3()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            proof.update(piece)
            if blake:
                other.update(piece)
    if proof.hexdigest() != expected.sha256 or (blake and other.hexdigest() != blake):
        raise BadBackup(f"{name} in {folder} is damaged or was changed: its hash does not hold. {_REMEDY}")


def _refuse_extra(folder: Path, manifest: Manifest) -> None:
    """What is there besides would not be restored, and shows that somebody has been at work here."""
    named = {str(path.relative_to(folder)) for path, _ in _named(folder, manifest)} | {NAME}
    blobs = 0
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root) / name
            inner = path.relative_to(folder)
            if inner.parts[0] == "files" and is_digest(name) and path == blob_file(folder, name):
                blobs += 1
            elif str(inner) not in named:
                raise BadBackup(f"{inner} in {folder} does not belong to this backup. {_REMEDY}")
    if blobs != manifest.files.count:
        raise BadBackup(f"{folder}/files holds {blobs} files instead of {manifest.files.count}. {_REMEDY}")
