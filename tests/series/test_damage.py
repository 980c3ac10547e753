"""F5: torn, truncated and flipped files. Never a wrong answer without a word: all points are there, or their lack is named."""

import os
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from rootnode.kit.db import WriteTx
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.kit.errors import Unavailable
from rootnode.series.duckdb_engine import DuckEngine
from rootnode.series.points import Points
from rootnode.series.protocol import EngineTrouble, SeriesDamaged
from rootnode.series.store import Series, open_series

RUNS: Final = tuple(f"{number:032x}" for number in range(2))
EACH: Final = int(os.environ.get("ROOTNODE_TEST_DAMAGES", "50"))
"""Damages per kind of file, about; F5 asks for 200 each before a release."""


def line(first: int, last: int) -> Points:
    steps = list(range(first, last))
    return Points.of(["loss"] * len(steps), steps, [step * 10 for step in steps], [step / 3 for step in steps])


def put(db: SqliteDatabase, series: Series, run: str, first: int, last: int) -> None:
    def verb(tx: WriteTx) -> None:
        series.append(tx, "w", "p", run, line(first, last))

    db.write_now(verb)


def assert_all_there(series: Series, size: int) -> None:
    for run in RUNS:
        samples = series.read_range_now(run, "loss", limit=10_000)
        assert samples.step.tolist() == list(range(size))
        assert samples.value.tolist() == [step / 3 for step in range(size)]
    curves = series.curves_now(RUNS, ["loss"], 40)
    assert [int(curve.points.sum()) for curve in curves] == [size] * len(RUNS)
    assert [curve.max.max() for curve in curves] == [(size - 1) / 3] * len(RUNS)


def damage(path: Path, rng: random.Random) -> str:
    """Cut, flip a bit, overwrite a stretch, or append."""
    data = bytearray(path.read_bytes())
    kind = rng.choice(["cut", "flip", "stretch", "append"])
    place = rng.randrange(len(data)) if data else 0
    match kind:
        case "cut":
            del data[place:]
        case "flip" if data:
            data[place] ^= 1 << rng.randrange(8)
        case "stretch":
            data[place : place + 512] = rng.randbytes(min(512, len(data) - place))
        case _:
            data += rng.randbytes(rng.randrange(1, 5_000))
    path.write_bytes(data)
    return f"{kind} at {place} of {len(data)}"


class Scene:
    """A stopped installation: two snapshots, points after them in file and WAL, and points that are in the log only."""

    def __init__(self, folder: Path, sqlite_path: Path) -> None:
        self.folder = folder
        self.database = folder / "rootnode.db"
        shutil.copy(sqlite_path, self.database)
        self.size = 0
        db = SqliteDatabase(self.database)
        engine = DuckEngine(folder / "series", cover=64)
        engine.open(0)
        series = Series(db, engine, window=0.001, upkeep=False)
        for _ in range(2):
            self.extend(db, series, 300)
            series.snapshot()
        self.extend(db, series, 200)
        engine._duck.execute("CHECKPOINT")
        self.extend(db, series, 100)
        self.live = engine._folder.live() or folder
        shutil.copytree(folder / "series", folder / "crashed")  # as a kill would leave it: with a WAL
        series.close()
        shutil.rmtree(folder / "series")
        (folder / "crashed").rename(folder / "series")
        db.close()

    def extend(self, db: SqliteDatabase, series: Series, count: int) -> None:
        for run in RUNS:
            put(db, series, run, self.size, self.size + count)
        series.flush()
        self.size += count


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"), _sqlite_template)


def copy_of(scene: Scene, tmp_path: Path, name: str) -> Path:
    return Path(shutil.copytree(scene.folder, tmp_path / name))


def assert_whole_or_refused(scene: Scene, folder: Path, *, may_refuse: bool) -> str:
    """Open the installation, read everything and write on."""
    db = SqliteDatabase(folder / "rootnode.db")
    try:
        series = open_series("", folder, db, window=0.001, upkeep=False)
    except SeriesDamaged as error:
        refused = error.detail
    else:
        refused = ""
        try:
            assert_all_there(series, scene.size)
            put(db, series, RUNS[0], scene.size, scene.size + 5)
            assert len(series.read_range_now(RUNS[0], "loss").step) == scene.size + 5
        finally:
            series.close()
    finally:
        db.close()
    if refused:
        assert may_refuse, refused
        assert str(folder / "series") in refused
        assert "backup" in refused
        return "refused"
    return "rebuilt" if (folder / "series" / "damaged").exists() else "unharmed"


def many(scene: Scene, tmp_path: Path, which: str, count: int, **allowed: bool) -> dict[str, int]:
    """Damage one file in `count` ways; how each ended."""
    ends: dict[str, int] = {}
    for seed in range(count):
        folder = copy_of(scene, tmp_path, str(seed))
        what = damage(folder / "series" / which, random.Random(f"{which}{seed}"))
        try:
            end = assert_whole_or_refused(scene, folder, **allowed)
        except Exception as error:
            error.add_note(f"seed {seed}: {what}")
            raise
        ends[end] = ends.get(end, 0) + 1
        shutil.rmtree(folder)
    return ends


def test_f5_the_live_file(scene: Scene, tmp_path: Path) -> None:
    ends = many(scene, tmp_path, scene.live.name, EACH * 9 // 5, may_refuse=False)
    assert ends["rebuilt"] > EACH // 2


def test_f5_the_wal(scene: Scene, tmp_path: Path) -> None:
    ends = many(scene, tmp_path, f"{scene.live.name}.wal", EACH, may_refuse=False)
    assert ends["rebuilt"] > EACH // 4


def test_f5_a_snapshot_that_nobody_needs_yet(scene: Scene, tmp_path: Path) -> None:
    assert many(scene, tmp_path, "snapshots/000002/points.duckdb", EACH // 4, may_refuse=False) == {"unharmed": EACH // 4}
    assert many(scene, tmp_path, "snapshots/000002/manifest.json", EACH // 4, may_refuse=False) == {"unharmed": EACH // 4}


@pytest.mark.parametrize("which", ["points.duckdb", "manifest.json"])
def test_f5_the_snapshot_that_is_needed_is_refused_by_name(scene: Scene, tmp_path: Path, which: str) -> None:
    for seed in range(EACH // 4):
        folder = copy_of(scene, tmp_path, str(seed))
        (folder / "series" / scene.live.name).write_bytes(b"")
        damage(folder / "series" / "snapshots" / "000002" / which, random.Random(seed))
        assert assert_whole_or_refused(scene, folder, may_refuse=True) == "refused"
        shutil.copytree(scene.folder / "series" / "snapshots", folder / "series" / "snapshots", dirs_exist_ok=True)  # from a backup
        assert assert_whole_or_refused(scene, folder, may_refuse=False) == "rebuilt"
        shutil.rmtree(folder)


def remove_live(scene: Scene, series: Path) -> None:
    (series / scene.live.name).unlink()


def remove_all_live(scene: Scene, series: Path) -> None:
    for path in series.glob("points-*"):
        path.unlink()


def remove_wal(scene: Scene, series: Path) -> None:
    (series / f"{scene.live.name}.wal").unlink()


def older_file(scene: Scene, series: Path) -> None:
    """Somebody put back a file from before the log let go of what the snapshot holds."""
    remove_all_live(scene, series)
    shutil.copy(series / "snapshots" / "000001" / "points.duckdb", series / scene.live.name)


def half_snapshot(scene: Scene, series: Path) -> None:
    (series / "snapshots" / "000003.new").mkdir()
    (series / "points.new.duckdb").write_bytes(b"half")


@pytest.mark.parametrize("harm", [remove_live, remove_all_live, remove_wal, older_file, half_snapshot])
def test_f5_files_that_are_gone_or_old(scene: Scene, tmp_path: Path, harm: Callable[[Scene, Path], None]) -> None:
    folder = copy_of(scene, tmp_path, "harmed")
    harm(scene, folder / "series")
    assert_whole_or_refused(scene, folder, may_refuse=False)


def test_f5_without_file_and_snapshots_the_series_are_refused(scene: Scene, tmp_path: Path) -> None:
    folder = copy_of(scene, tmp_path, "gone")
    shutil.rmtree(folder / "series")
    assert assert_whole_or_refused(scene, folder, may_refuse=True) == "refused"


def test_f5_damage_under_a_running_server_heals_at_the_next_read(scene: Scene, tmp_path: Path) -> None:
    for seed in range(EACH // 4):
        folder = copy_of(scene, tmp_path, str(seed))
        db = SqliteDatabase(folder / "rootnode.db")
        series = open_series("", folder, db, window=0.001, upkeep=False)
        rng = random.Random(seed)
        live = folder / "series" / scene.live.name
        with live.open("r+b") as file:  # in place: the server has it open
            for _ in range(20):
                file.seek(rng.randrange(live.stat().st_size))
                file.write(rng.randbytes(64))
        assert_all_there(series, scene.size)
        put(db, series, RUNS[1], scene.size, scene.size + 5)
        assert len(series.read_range_now(RUNS[1], "loss").step) == scene.size + 5
        series.rebuild()
        assert len(series.read_range_now(RUNS[1], "loss").step) == scene.size + 5
        series.engine.verify()
        series.close()
        db.close()
        shutil.rmtree(folder)


def test_s14_a_rebuild_does_not_bring_a_deleted_run_back(scene: Scene, tmp_path: Path) -> None:
    folder = copy_of(scene, tmp_path, "deleted")
    db = SqliteDatabase(folder / "rootnode.db")
    series = open_series("", folder, db, window=0.001, upkeep=False)
    db.write_now(series.delete_run, "w", "p", RUNS[0])
    series.flush()
    series.close()
    (folder / "series" / scene.live.name).write_bytes(b"torn")
    series = open_series("", folder, db, window=0.001, upkeep=False)
    assert series.read_range_now(RUNS[0], "loss").step.tolist() == []
    assert series.count() == scene.size
    series.close()
    db.close()


def test_s22_a_file_of_a_newer_rootnode_is_refused_and_left_alone(scene: Scene, tmp_path: Path) -> None:
    folder = copy_of(scene, tmp_path, "newer")
    engine = DuckEngine(folder / "series")
    engine.open(0)
    engine._duck.execute("UPDATE meta SET value = 99 WHERE name = 'schema'")
    engine.close()
    db = SqliteDatabase(folder / "rootnode.db")
    with pytest.raises(Unavailable, match="newer Rootnode"):
        open_series("", folder, db)
    assert not (folder / "series" / "damaged").exists()
    db.close()


def test_f5_what_was_set_aside_is_kept(scene: Scene, tmp_path: Path) -> None:
    folder = copy_of(scene, tmp_path, "kept")
    live = folder / "series" / scene.live.name
    live.write_bytes(b"torn" * 100)
    assert assert_whole_or_refused(scene, folder, may_refuse=False) == "rebuilt"
    (aside,) = (folder / "series" / "damaged").iterdir()
    assert (aside / live.name).read_bytes() == b"torn" * 100


def test_s19_a_full_disk_is_not_damage(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy_of(scene, tmp_path, "full")
    monkeypatch.setattr("rootnode.series.flusher.Flusher.await_flushed.__defaults__", (None, 0.2))
    db = SqliteDatabase(folder / "rootnode.db")
    series = open_series("", folder, db, window=0.001, upkeep=False)

    def full(*_: object) -> None:
        raise EngineTrouble("the series engine failed") from OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(DuckEngine, "_append", full)
        patch.setattr(DuckEngine, "open", full)
        put(db, series, RUNS[0], scene.size, scene.size + 5)
        with pytest.raises(Unavailable):
            series.read_range_now(RUNS[0], "loss")
    monkeypatch.undo()
    assert len(series.read_range_now(RUNS[0], "loss").step) == scene.size + 5
    assert not (folder / "series" / "damaged").exists()
    series.close()
    db.close()


LOCKED: Final = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_blob('http://127.0.0.1:1/x')",
    "SELECT * FROM glob('/etc/*')",
    "COPY (SELECT 1) TO '/tmp/rootnode-test.csv'",
    "EXPORT DATABASE '/tmp/rootnode-test'",
    "ATTACH '/tmp/rootnode-test.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT * FROM planted",
    "SET enable_external_access = true",
    "SET memory_limit = '9GB'",
    "SET lock_configuration = false",
)


@pytest.mark.parametrize("statement", LOCKED)
def test_s20_duckdb_is_locked_down(tmp_path: Path, statement: str) -> None:
    planted: Sequence[object] = [{"a": 1}]
    engine = DuckEngine(tmp_path)
    engine.open(0)
    with pytest.raises(Exception, match=r"disabled|locked|not exist|disallow"):
        engine._duck.execute(statement).fetchall()
    assert planted
    engine.close()
