"""F9: a backup that is damaged, forged or of another version is named, and restoring it changes nothing."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from keep.conftest import fill
from rootnode.config import Settings
from rootnode.keep.create import create
from rootnode.keep.cut import open_cut
from rootnode.keep.manifest import NAME, BadBackup, Manifest, kept_files, read_manifest, write_manifest
from rootnode.keep.restore import restore
from rootnode.keep.rowfile import RowReader, RowWriter
from rootnode.keep.verify import verify
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.migrations.run import KNOWN, migrate
from rootnode.migrations.upgrade import upgrade
from rootnode.testing.lab import new_lab


def quiet(_what: str, _done: int, _total: int) -> None:
    """Nobody looks."""


@pytest.fixture(scope="module")
def _sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    data = tmp_path_factory.mktemp("source")
    settings = Settings(data=data)
    migrate(f"sqlite:///{settings.sqlite_path}")
    db = SqliteDatabase(settings.sqlite_path)
    with new_lab(db, data) as lab:
        fill(settings, lab)
        lab.series.snapshot()
    with open_cut(settings) as cut:
        yield create(cut, data / "set", quiet).folder
    db.close()


@pytest.fixture
def folder(_sound: Path, tmp_path: Path) -> Path:
    """A sound backup to do harm to."""
    return Path(shutil.copytree(_sound, tmp_path / "set"))


def _blobs(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "files").rglob("*") if path.is_file())


def _flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def _swap(one: Path, other: Path) -> None:
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


def _say(folder: Path, **changed: Any) -> None:
    """Forge the manifest, checksum and all."""
    manifest, _ = read_manifest(folder)
    (folder / NAME).unlink()
    write_manifest(folder, msgspec.structs.replace(manifest, **changed))


def _say_schema(folder: Path, schema: str) -> None:
    manifest, _ = read_manifest(folder)
    _say(folder, versions=msgspec.structs.replace(manifest.versions, schema=schema))


def _relink(path: Path) -> None:
    target = path.with_name("elsewhere")
    path.rename(target)
    path.symlink_to(target)


def _unlist(folder: Path) -> None:
    """Leave a file out, and everything that is said of it, so that all hashes hold."""
    kept = list(kept_files(folder))
    gone = max(kept, key=lambda each: each.size)
    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in kept if each is not gone)
    (folder / "files.jsonl").write_bytes(lines)
    (folder / "files" / gone.digest[:2] / gone.digest).unlink()
    manifest, _ = read_manifest(folder)
    listed = msgspec.structs.replace(manifest.files.list, rows=1, size=len(lines), sha256=hashlib.sha256(lines).hexdigest())
    files = msgspec.structs.replace(manifest.files, count=1, bytes=manifest.files.bytes - gone.size, list=listed)
    _say(folder, files=files)


def _unrow(folder: Path) -> None:
    """Leave out the blob that a file refers to, in a table whose hash then holds again."""
    path = folder / "tables" / "blob.rows"
    with RowReader(path) as reader:
        table, rows = reader.table, list(reader.rows())
    path.unlink()
    with RowWriter(table, path) as writer:
        writer.write(rows[1:])
        digest = writer.finish()
    manifest, _ = read_manifest(folder)
    _say(folder, tables={**manifest.tables, "blob": digest})


def _add(folder: Path) -> None:
    (folder / "files" / "ab").mkdir()
    (folder / "files" / "ab" / ("ab" * 32)).write_bytes(b"x")


def _form(folder: Path) -> None:
    _say(folder, form=99)


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "manifest missing": (lambda f: (f / NAME).unlink(), "no complete backup"),
    "manifest changed": (lambda f: _flip(f / NAME, 40), "checksum does not hold"),
    "manifest cut short": (lambda f: (f / NAME).write_bytes((f / NAME).read_bytes()[:200]), "checksum does not hold"),
    "manifest forged: other hash": (
        lambda f: _say(f, tables={**read_manifest(f)[0].tables, "node": read_manifest(f)[0].tables["link"]}),
        r"node\.rows .* bytes instead of",
    ),
    "manifest forged: a path": (lambda f: _say(f, tables={"../../etc/passwd": read_manifest(f)[0].tables["node"]}), "cannot be one"),
    "manifest forged: fewer tables": (lambda f: _say(f, tables={}), "does not belong to this backup"),
    "of a newer form": (_form, "newer Rootnode"),
    "of a newer schema": (lambda f: _say_schema(f, "9999"), "schema 9999; this one knows up to"),
    "of an older schema with other tables": (lambda f: _say_schema(f, "0001"), "not those of schema 0001"),
    "table missing": (lambda f: (f / "tables" / "node.rows").unlink(), r"tables/node\.rows is missing"),
    "table flipped": (lambda f: _flip(f / "tables" / "change.rows", -9), r"tables/change\.rows .* hash does not hold"),
    "table cut short": (lambda f: (f / "tables" / "link.rows").write_bytes(b""), r"tables/link\.rows .* 0 bytes instead of"),
    "tables swapped": (lambda f: _swap(f / "tables" / "node.rows", f / "tables" / "link.rows"), r"tables/\w+\.rows .* instead of"),
    "table of a forged content": (_unrow, "tables name"),
    "points missing": (lambda f: (f / "series" / "points.duckdb").unlink(), r"series/points\.duckdb is missing"),
    "points flipped": (lambda f: _flip(f / "series" / "points.duckdb", 9_000), r"series/points\.duckdb .* hash does not hold"),
    "file missing": (lambda f: _blobs(f)[0].unlink(), "files/.* is missing"),
    "file flipped": (lambda f: _flip(_blobs(f)[1], -1), "files/.* hash does not hold"),
    "file cut short": (lambda f: _blobs(f)[0].write_bytes(b"x"), "files/.* 1 bytes instead of"),
    "files swapped": (lambda f: _swap(*_blobs(f)), "files/.* bytes instead of"),
    "file is a link": (lambda f: _relink(_blobs(f)[0]), "no plain file"),
    "list of files changed": (lambda f: _flip(f / "files.jsonl", 20), r"files\.jsonl .* hash does not hold"),
    "a file too many": (_add, "holds 3 files"),
    "something else beside": (lambda f: (f / "notes.txt").write_text("hello"), r"notes\.txt .* does not belong"),
}


@pytest.mark.parametrize("harm", HARM)
def test_f9_a_damaged_backup_is_named_and_changes_nothing(harm: str, folder: Path, tmp_path: Path) -> None:
    damage, named = HARM[harm]
    damage(folder)
    settings = Settings(data=tmp_path / "data")
    with pytest.raises(BadBackup, match=named):
        restore(folder, settings, upgrade, KNOWN, quiet)
    if harm not in IN_THE_END:
        assert not settings.data.exists()
    with pytest.raises(BadBackup, match=named):
        verify(folder, tmp_path, upgrade, KNOWN, quiet)
    assert [path.name for path in tmp_path.glob("rootnode-verify-*")] == []


IN_THE_END = {"of an older schema with other tables"}
"""Whose hashes hold, so that only the engine finds them: the place is marked as incomplete then."""


def test_f9_a_file_left_out_with_all_that_is_said_of_it_is_missed(folder: Path, tmp_path: Path) -> None:
    _unlist(folder)
    with pytest.raises(BadBackup, match="tables name"):
        restore(folder, Settings(data=tmp_path / "data"), upgrade, KNOWN, quiet)
    assert not (tmp_path / "data").exists()


def test_f9_another_backup_than_the_one_that_was_noted_is_refused(folder: Path, tmp_path: Path) -> None:
    manifest, proof = read_manifest(folder)
    assert isinstance(manifest, Manifest)
    assert verify(folder, tmp_path, upgrade, KNOWN, quiet, expected=proof.upper()).rows > 20
    with pytest.raises(BadBackup, match="another backup than the one expected"):
        verify(folder, tmp_path, upgrade, KNOWN, quiet, expected="0" * 64)
