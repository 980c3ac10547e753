"""A world with runs: the graph's project, stores for points and bytes, and short words for what tests of runs do all the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rootnode.blobs import Blobs, open_blobs
from rootnode.build.cleaning import on_purge
from rootnode.build.runs import NewRun, create_run, log_batch
from rootnode.graph.nodes import Node
from rootnode.kit.db import Database
from rootnode.series.points import Points
from rootnode.series.store import Series, open_series
from rootnode.testing.world import World, new_world


class Lab:
    """`caller` may edit in the project `project`."""

    def __init__(self, world: World, series: Series, blobs: Blobs) -> None:
        self.world = world
        self.series = series
        self.blobs = blobs
        self.db = world.db
        self.graph = world.graph
        self.caller = world.member
        self.project = world.project.id

    def run(self, name: str = "", **given: Any) -> Node:
        new = NewRun(name=name, **given)
        return self.db.write_now(create_run, self.caller, self.graph, self.project, new)

    def log(self, run: Node, *, points: Points | None = None, **given: Any) -> None:
        self.db.write_now(log_batch, self.caller, self.graph, self.project, run.id, series=self.series, points=points, **given)

    def metric(self, run: Node, key: str, *values: float) -> None:
        steps = range(len(values))
        self.log(run, points=Points.of([key] * len(values), list(steps), [1_000_000 * step for step in steps], list(values)))

    def changes(self) -> int:
        return int(self.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM change")))


@contextmanager
def new_lab(db: Database, folder: Path) -> Iterator[Lab]:
    """Make the world in an empty database that has the schema; points and bytes go beneath `folder`."""
    world = new_world(db)
    series, blobs = open_series("", folder, db, upkeep=False), open_blobs("", folder, db)
    world.graph.on_purge.append(on_purge(series))
    try:
        yield Lab(world, series, blobs)
    finally:
        series.close()
        blobs.close()
