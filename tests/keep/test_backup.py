"""F9: a backup holds everything of one moment, comes back the same on either engine, and is proven by restoring it."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from keep.conftest import LARGE, VALUES, Place
from rootnode.app import open_rootnode
from rootnode.blobs import Blobs
from rootnode.cli.server.doctor import examine
from rootnode.config import Settings
from rootnode.graph.nodes import nodes_by_id
from rootnode.keep.check import check
from rootnode.keep.create import Made, create, refuse_taken
from rootnode.keep.cut import NothingThere, open_cut
from rootnode.keep.manifest import BadBackup
from rootnode.keep.mark import Mark, mark_in, set_mark
from rootnode.keep.restore import restore
from rootnode.keep.verify import verify
from rootnode.kit.db import Row
from rootnode.kit.db.sqlite import SqliteReadTx
from rootnode.kit.errors import Conflict, Unavailable
from rootnode.kit.lock import take
from rootnode.migrations.run import KNOWN, sqlite_revision
from rootnode.migrations.upgrade import upgrade
from rootnode.series.points import Points
from rootnode.testing.engines import S3
from rootnode.testing.replay import assert_replays


def quiet(_what: str, _done: int, _total: int) -> None:
    """Nobody looks."""


def back_up(settings: Settings, folder: Path) -> Made:
    with open_cut(settings) as cut:
        return create(cut, folder, quiet)


def _same(settings: Settings, changes: int) -> None:
    """Opened as a server opens it: the history rebuilds every item, points and files are there, row numbers go on."""
    opened = open_rootnode(settings)
    try:
        assert opened.db.read_now(assert_replays) == changes
        run = opened.db.read_now(lambda tx: tx.scalar("SELECT id FROM node WHERE title = 'second'"))
        found = opened.series.read_range_now(run, "loss").value.tolist()
        assert [repr(value) for value in found] == [repr(value + 0.0) for value in VALUES]
        digests: dict[str, str] = dict(opened.db.read_now(lambda tx: tx.rows("SELECT path, digest FROM file")))
        assert asyncio.run(_bytes(opened.blobs, digests["model.bin"])) == LARGE
        assert asyncio.run(_bytes(opened.blobs, digests["b.txt"])) == b"small two"
        newest = int(opened.db.read_now(lambda tx: tx.scalar("SELECT MAX(row_seq) FROM file")))
        assert opened.db.write_now(lambda tx: tx.next_row_seq()) > newest
    finally:
        opened.close()


async def _bytes(blobs: Blobs, digest: str) -> bytes:
    _, pieces = await blobs.open(digest, verify=True)
    return b"".join([piece async for piece in pieces])


@pytest.fixture(params=["sqlite", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty place, on either engine."""
    url = request.getfixturevalue("empty_postgres_url") if request.param == "postgres" else ""
    return Settings(data=tmp_path / "other place", database_url=url)


def test_f9_what_comes_back_is_what_was_there(place: Place, target: Settings, tmp_path: Path) -> None:
    made = back_up(place.settings, tmp_path / "set")
    changes = place.lab.changes()
    place.lab.world.make(title="after the moment")
    found = verify(made.folder, tmp_path, upgrade, KNOWN, quiet, expected=made.proof)
    assert (found.points.count, found.points.short) == (len(VALUES), 0)
    assert made.manifest.files.count == 2  # the large file and the pack, not what nothing refers to
    assert restore(made.folder, target, upgrade, KNOWN, quiet) == made.manifest
    _same(target, changes)
    again = back_up(target, tmp_path / "again")
    differ = {name for name, digest in made.manifest.tables.items() if again.manifest.tables[name] != digest}
    assert differ <= {"setup_code", "job_schedule"}  # opening it set those
    assert not [path for path in made.folder.rglob("*") if path.stat().st_mode & 0o077]
    with pytest.raises(Conflict, match="not empty"):
        restore(made.folder, target, upgrade, KNOWN, quiet)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_f9_points_that_have_left_the_log_come_from_the_snapshot(place: Place, tmp_path: Path) -> None:
    lab = place.lab
    run = lab.run("long").id
    node = lab.db.read_now(nodes_by_id, lab.caller, [run])[run]
    lab.metric(node, "loss", *range(50))
    lab.series.snapshot()
    lab.metric(node, "gain", *range(7))
    made = back_up(place.settings, tmp_path / "set")
    assert made.manifest.series.snapshot == 1
    assert verify(made.folder, tmp_path, upgrade, KNOWN, quiet).points.count == len(VALUES) + 57
    settings = Settings(data=tmp_path / "other")
    restore(made.folder, settings, upgrade, KNOWN, quiet)
    opened = open_rootnode(settings)
    try:
        assert opened.series.read_range_now(run, "loss").value.tolist() == list(range(50))
        assert opened.series.read_range_now(run, "gain").value.tolist() == list(range(7))
        opened.series.rebuild()  # what a damaged file is rebuilt from came along, too
        assert opened.series.count() == len(VALUES) + 57
    finally:
        opened.close()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_f9_from_a_bucket_to_another_prefix(place: Place, tmp_path: Path, s3: S3, s3_bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.secret_key)
    local = back_up(place.settings, tmp_path / "local")
    there: dict[str, Any] = {"s3_endpoint": s3.endpoint, "data": tmp_path / "one"}
    first = Settings(blobs_url=f"s3://{s3_bucket}/first", **there)
    restore(local.folder, first, upgrade, KNOWN, quiet)
    made = back_up(first, tmp_path / "set")
    assert made.manifest.files == local.manifest.files
    second = msgspec.structs.replace(first, data=tmp_path / "two")
    with pytest.raises(Conflict, match="bucket is not empty"):
        restore(made.folder, second, upgrade, KNOWN, quiet)
    assert not second.data.exists()
    second = msgspec.structs.replace(second, blobs_url=f"s3://{s3_bucket}/second")
    restore(made.folder, second, upgrade, KNOWN, quiet)
    _same(second, place.lab.changes())


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_f9_files_lost_at_the_source_are_named_and_the_rest_is_kept(place: Place, tmp_path: Path) -> None:
    digest = place.lab.db.read_now(lambda tx: tx.scalar("SELECT digest FROM file WHERE path = 'model.bin'"))
    (place.settings.data / "blobs" / "objects" / digest[:2] / digest[2:4] / digest).write_bytes(b"other")
    made = back_up(place.settings, tmp_path / "set")
    assert made.manifest.files.lost == (digest,)
    assert verify(made.folder, tmp_path, upgrade, KNOWN, quiet).points.count == len(VALUES)


def test_f9_one_moment_of_what_others_go_on_writing(place: Place, tmp_path: Path) -> None:
    stop, lab = threading.Event(), place.lab
    node = lab.run("busy")

    def write(number: int) -> int:
        count = 0
        while not stop.is_set():
            count += 1
            lab.world.make(title=f"item {number}-{count}")
            lab.log(node, points=Points.of([f"m{number}"], [count], [count], [float(count)]), params=[(f"p{number}-{count}", "x")])
        return count

    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(write, number) for number in range(3)]
        folders = [tmp_path / f"set-{number}" for number in range(2)]
        made = [back_up(place.settings, folder) for folder in folders]
        stop.set()
        assert sum(each.result() for each in writing) > 3
    assert len({each.manifest.change for each in made}) == 2
    for number, each in enumerate(made):
        settings = Settings(data=tmp_path / f"other-{number}")
        restore(each.folder, settings, upgrade, KNOWN, quiet)
        opened = open_rootnode(settings)
        try:
            # no item without its history, no history without its item; params and points of one transaction came together
            assert opened.db.read_now(assert_replays) == each.manifest.change
            params = opened.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM run_param WHERE run = :run", run=node.id))
            assert opened.series.count(node.id) == params
        finally:
            opened.close()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_which_files_are_held_is_not_worked_out_anew_while_they_are_copied(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = SqliteReadTx.rows

    def noted(tx: SqliteReadTx, sql: str, /, **params: Any) -> list[Row]:
        asked.append(sql)
        return rows(tx, sql, **params)

    monkeypatch.setattr(SqliteReadTx, "rows", noted)
    assert back_up(place.settings, tmp_path / "set").manifest.files.count == 2
    assert asked
    assert not [sql for sql in asked if "blob" in sql]


def test_nothing_to_back_up_and_a_taken_place_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(NothingThere, match="--data"):
        back_up(Settings(data=tmp_path / "none"), tmp_path / "set")
    assert not (tmp_path / "none").exists()
    with pytest.raises(Conflict, match="already"):
        refuse_taken(tmp_path)


KILLED = """
import os, sys
from pathlib import Path
from rootnode.config import Settings
from rootnode.keep.create import create
from rootnode.keep.cut import open_cut
from rootnode.keep.restore import restore
from rootnode.migrations.run import KNOWN, sqlite_revision
from rootnode.migrations.upgrade import upgrade
from rootnode.series.points import Points

def die(what, done, total):
    if what == sys.argv[1]:
        os.kill(os.getpid(), 9)

folder, data = Path(sys.argv[2]), Path(sys.argv[3])
if sys.argv[4] == "create":
    with open_cut(Settings(data=data)) as cut:
        create(cut, folder, die)
else:
    restore(folder, Settings(data=data), upgrade, KNOWN, die)
"""


def _killed(at: str, folder: Path, data: Path, what: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, at, str(folder), str(data), what], check=False)
    assert done.returncode == -9


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_f9_killed_in_the_middle(place: Place, tmp_path: Path) -> None:
    folder, data = tmp_path / "set", tmp_path / "other"
    _killed("bytes of files", folder, place.settings.data, "create")
    assert not folder.exists()
    assert (tmp_path / "set.unfinished").exists()
    with pytest.raises(BadBackup, match="no complete backup"):
        check(tmp_path / "set.unfinished", quiet)
    made = back_up(place.settings, folder)  # clears up what was left
    assert not (tmp_path / "set.unfinished").exists()
    _killed("rows", folder, data, "restore")
    with pytest.raises(Unavailable, match="did not finish"):
        open_rootnode(Settings(data=data))
    with pytest.raises(Unavailable, match="did not finish"):
        back_up(Settings(data=data), tmp_path / "of half")
    assert [each.remedy for each in examine({"data": data}, None) if "did not finish" in each.text]
    other = back_up(place.settings, tmp_path / "another")
    with pytest.raises(Conflict, match="not empty"):
        restore(other.folder, Settings(data=data), upgrade, KNOWN, quiet)
    restore(made.folder, Settings(data=data), upgrade, KNOWN, quiet)
    _same(Settings(data=data), place.lab.changes())


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_f9_killed_when_postgres_was_filled_and_the_mark_still_there(place: Place, empty_postgres_url: str, tmp_path: Path) -> None:
    made = back_up(place.settings, tmp_path / "set")
    target = Settings(data=tmp_path / "other", database_url=empty_postgres_url)
    restore(made.folder, target, upgrade, KNOWN, quiet)
    set_mark(target.data, Mark(made.manifest.id, str(made.folder)))
    with psycopg.connect(empty_postgres_url, autocommit=True) as connection:
        connection.execute("UPDATE workspace SET name = name || '!'")
        with pytest.raises(Conflict, match="not this backup"):
            restore(made.folder, target, upgrade, KNOWN, quiet)
        connection.execute("UPDATE workspace SET name = left(name, -1)")
    assert restore(made.folder, target, upgrade, KNOWN, quiet) == made.manifest
    assert mark_in(target.data) is None
    _same(target, place.lab.changes())
    other = Settings(data=tmp_path / "third", database_url=empty_postgres_url)
    other.data.mkdir()
    set_mark(other.data, Mark(made.manifest.id, str(made.folder)))
    with psycopg.connect(empty_postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE somebodys (id int)")
    with pytest.raises(Conflict, match="not empty"):
        restore(made.folder, other, upgrade, KNOWN, quiet)


def test_f9_an_older_schema_is_restored_and_brought_up_to_date(tmp_path: Path) -> None:
    old = Settings(data=tmp_path / "old")
    old.data.mkdir()
    upgrade(f"sqlite:///{old.sqlite_path}", "0002")
    made = back_up(old, tmp_path / "set")
    assert made.manifest.versions.schema == "0002"
    verify(made.folder, tmp_path, upgrade, KNOWN, quiet)
    settings = Settings(data=tmp_path / "other")
    restore(made.folder, settings, upgrade, KNOWN, quiet)
    assert sqlite_revision(settings.sqlite_path) == "0002"
    open_rootnode(settings).close()
    assert sqlite_revision(settings.sqlite_path) == KNOWN[-1]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_only_one_backup_is_made_in_one_place(place: Place, tmp_path: Path) -> None:
    with take(tmp_path / "set.unfinished", "backup"), pytest.raises(Conflict, match="being made"):
        back_up(place.settings, tmp_path / "set")
