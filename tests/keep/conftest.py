"""Data worth keeping, on either engine: items, links, history, runs with points, large and packed files."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootnode.build.files import put_file
from rootnode.config import Settings
from rootnode.graph.changes import Connect, Update
from rootnode.kit.clock import SystemClock
from rootnode.kit.db import Database
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.lab import Lab, new_lab

LARGE = b"a file of a run\n" * 9_000
VALUES = (0.1, float("nan"), float("inf"), -0.0, 3.0)


class Place:
    """A filled Rootnode: what its settings are, and the lab that filled it."""

    def __init__(self, settings: Settings, lab: Lab) -> None:
        self.settings = settings
        self.lab = lab
        self.run = lab.run("gifted-owl-42").id


def fill(settings: Settings, lab: Lab) -> Place:
    """Put something of everything into it."""
    place = Place(settings, lab)
    issue = lab.world.make(title="Rare classes are missed; ünïcödé, 'quotes', 日本語")
    lab.world.apply(Update(issue.id, title="Rare classes are found", fields={"priority": "high"}))
    lab.world.apply(Connect("evidence_for", place.run, lab.world.make("decision", "Ship it").id))
    node = lab.run("second")
    lab.metric(node, "loss", *VALUES)
    lab.log(node, params=[("depth", "6")], tags={"team": "fraud"})
    stored = asyncio.run(lab.blobs.put(LARGE))
    asyncio.run(lab.blobs.put(b"nothing refers to this"))
    small = asyncio.run(lab.blobs.put_many([b"small one", b"small two"]))
    for path, each in (("model.bin", stored), ("a.txt", small[0]), ("b.txt", small[1])):
        lab.db.write_now(put_file, lab.caller, lab.graph, lab.project, node.id, path, each)
    lab.series.flush()
    return place


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A filled Rootnode, once on each engine, with everything in the log of points."""
    data = tmp_path / "source"
    data.mkdir(mode=0o700)
    db: Database
    if request.param == "postgres":
        settings = Settings(data=data, database_url=request.getfixturevalue("postgres_url"))
        db = PostgresDatabase(settings.database_url, clock=SystemClock())
    else:
        settings = Settings(data=data)
        request.getfixturevalue("sqlite_path").rename(settings.sqlite_path)
        db = SqliteDatabase(settings.sqlite_path)
    with new_lab(db, data) as lab:
        yield fill(settings, lab)
    db.close()
