"""F5 for the SQL store: the SQLite file and its write-ahead log, flipped, cut and extended, under this product's verbs.

What is found, and what is not, is counted and printed; docs/spec/damage.md gives the figures. Rules D1 to D4 are its rules.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import apsw
import pytest

from rootnode.cli.server.doctor import examine
from rootnode.kit.db import ReadTx
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.kit.db.wal import lost_commits
from rootnode.kit.errors import Problem
from rootnode.migrations.run import CannotUse, migrate
from rootnode.testing.world import World, new_world
from rootnode.wire.admin import Finding

pytestmark = pytest.mark.faults

EACH = 200
ITEMS = 60
Answer: TypeAlias = tuple[tuple[object, ...], ...]


def everything(tx: ReadTx) -> Answer:
    """What the product would show: every item, link, change and sortable value."""
    items = tx.rows("SELECT id, project, kind, number, parent, title, state, fields, rev, created, updated FROM node ORDER BY id")
    changes = tx.rows("SELECT number, at, actor, verb, operation, type, node, body FROM change ORDER BY number")
    values = tx.rows("SELECT node, field, pos, num, text FROM node_value ORDER BY node, field, pos")
    access = tx.rows("SELECT project, principal, role FROM project_access ORDER BY project, principal")
    return tuple(items + changes + values + access)


def fill(db: SqliteDatabase) -> World:
    """A project with items that were made, changed and moved."""
    world = new_world(db)
    for number in range(ITEMS):
        world.make(title=f"Item {number} with a title of some length", fields={"priority": "high"})
    return world


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `kill -9` leaves it: `killed.db` with its log. `closed.db` is the same, ended well."""
    folder = tmp_path_factory.mktemp("template")
    migrate(f"sqlite:///{folder}/closed.db")
    with closing(SqliteDatabase(folder / "closed.db")) as db:
        db.write_now(lambda tx: tx.rows("PRAGMA wal_autocheckpoint=100000"))  # so that all of it is in the log
        fill(db)
        for end in ("", "-wal"):
            shutil.copy(folder / f"closed.db{end}", folder / f"killed.db{end}")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder that is harmed."""
    return tmp_path


def restore(template: Path, name: str, data: Path) -> Path:
    for old in data.glob("rootnode.db*"):
        old.unlink()
    for end in ("", "-wal"):
        if (template / f"{name}.db{end}").exists():
            shutil.copy(template / f"{name}.db{end}", data / f"rootnode.db{end}")
    return data / "rootnode.db"


def flip(file: Path, dice: random.Random) -> None:
    raw = bytearray(file.read_bytes())
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    file.write_bytes(raw)


def cut(file: Path, dice: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: dice.randrange(file.stat().st_size)])


def extend(file: Path, dice: random.Random) -> None:
    file.write_bytes(file.read_bytes() + dice.randbytes(dice.randrange(1, 9_000)))


def shown(path: Path) -> Answer | str:
    """Everything the product would show, or how it refused. Anything but a refusal in the house's words is a failure."""
    try:
        migrate(f"sqlite:///{path}")
        with closing(SqliteDatabase(path)) as db:
            return db.read_now(everything)
    except (CannotUse, Problem, apsw.Error) as refused:
        return f"{type(refused).__name__}: {refused}"


def complaints(data: Path) -> list[Finding]:
    """What `rootnode doctor` calls a problem in the database."""
    return [finding for finding in examine({"data": str(data)}, None) if finding.topic == "database" and finding.remedy]


@pytest.mark.slow
@pytest.mark.parametrize("harm", [flip, cut, extend])
def test_f5_the_closed_file(template: Path, data: Path, harm: Callable[[Path, random.Random], None]) -> None:
    dice = random.Random(harm.__name__)
    whole = shown(restore(template, "closed", data))
    assert not isinstance(whole, str)
    assert complaints(data) == []
    counts: Counter[str] = Counter()
    for _ in range(EACH):
        harm(restore(template, "closed", data), dice)
        found = bool(complaints(data))
        answer = shown(data / "rootnode.db")
        outcome = "refused" if isinstance(answer, str) else "right" if answer == whole else "wrong"
        counts[f"{outcome}, {'found' if found else 'not found'} by doctor"] += 1
    print(f"{harm.__name__} {EACH} times: {dict(sorted(counts.items()))}")
    if harm is cut:  # D1: a cut file is always found
        assert not any("not found" in outcome for outcome in counts)
    if harm is extend:  # D2: what is behind the end is no data
        assert set(counts) == {"right, not found by doctor"}
    if harm is flip:  # D3: SQLite keeps no checksums; no figure is promised, but it never crashes, and it is not always silent
        assert counts["wrong, found by doctor"] + counts["refused, found by doctor"]


def missing_from(answer: Answer | str, whole: Answer) -> int:
    assert not isinstance(answer, str), answer
    return len(set(whole) - set(answer))


@pytest.mark.slow
def test_f5_a_flipped_log_is_refused_by_name(template: Path, data: Path) -> None:
    """D4: commits behind a damaged place are never dropped without a word, but for the last one."""
    dice = random.Random("log")
    whole = shown(restore(template, "killed", data))
    assert not isinstance(whole, str)
    last = newest(whole)
    counts: Counter[str] = Counter()
    for _ in range(EACH):
        path = restore(template, "killed", data)
        flip(path.with_name("rootnode.db-wal"), dice)
        lost = lost_commits(path)
        if lost is not None:
            assert [finding.remedy for finding in complaints(data)] == [lost.remedy]
            assert str(shown(path)).startswith("CannotUse")
            with path.with_name("rootnode.db-wal").open("r+b") as log:
                log.truncate(lost.good)  # as the remedy says
            assert missing_from(shown(path), whole)
            counts["refused by name"] += 1
        else:
            answer = shown(path)
            assert not isinstance(answer, str), answer
            assert newest(answer) >= last - 1
            counts["right" if answer == whole else "the last commit dropped"] += 1
    print(f"flip in the log {EACH} times: {dict(sorted(counts.items()))}")
    assert counts["refused by name"] > EACH // 2


def newest(answer: Answer) -> int:
    """The number of the newest change."""
    return max(row[0] for row in answer if isinstance(row[0], int))


@pytest.mark.slow
def test_f5_a_cut_log_opens_at_an_earlier_moment(template: Path, data: Path) -> None:
    """D5: not found, and cannot be: it looks like a crash during a commit. What opens is whole as of an earlier change."""
    dice = random.Random("cut log")
    whole = shown(restore(template, "killed", data))
    assert not isinstance(whole, str)
    counts: Counter[str] = Counter()
    for _ in range(EACH):
        path = restore(template, "killed", data)
        cut(path.with_name("rootnode.db-wal"), dice)
        assert lost_commits(path) is None  # no false alarm either
        answer = shown(path)
        numbers = [] if isinstance(answer, str) else [row[0] for row in answer if isinstance(row[0], int)]
        assert numbers == list(range(1, len(numbers) + 1))
        counts["right" if answer == whole else "an earlier moment"] += 1
    print(f"cut the log {EACH} times: {dict(sorted(counts.items()))}")


def test_d4_a_log_without_damage_is_let_through(template: Path, data: Path) -> None:
    path = restore(template, "killed", data)
    before = path.with_name("rootnode.db-wal").read_bytes()
    assert lost_commits(path) is None
    assert path.with_name("rootnode.db-wal").read_bytes() == before  # looking changed nothing
    assert complaints(data) == []
    assert lost_commits(restore(template, "closed", data)) is None
    (data / "rootnode.db-wal").write_bytes(b"")
    assert lost_commits(data / "rootnode.db") is None


def test_d4_a_damaged_header_of_the_log(template: Path, data: Path) -> None:
    for at in range(0, 32, 3):
        path = restore(template, "killed", data)
        log = path.with_name("rootnode.db-wal")
        raw = bytearray(log.read_bytes())
        raw[at] ^= 1
        log.write_bytes(raw)
        lost = lost_commits(path)
        assert lost is not None, at
        assert lost.commits >= ITEMS
        assert f"truncate -s {lost.good} " in lost.remedy


def test_d4_a_commit_under_way_is_no_damage(template: Path, data: Path) -> None:
    """As a power cut leaves it: the last frames are there, one before them is not."""
    path = restore(template, "killed", data)
    log = path.with_name("rootnode.db-wal")
    raw = bytearray(log.read_bytes())
    raw[-4096 - 100] ^= 1  # in the last frame
    log.write_bytes(raw)
    assert lost_commits(path) is None
    assert not isinstance(shown(path), str)
