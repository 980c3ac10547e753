"""The context walk over 100,000 nodes and 300,000 links, at most 6 deep and 1,000 items, from random starts.

The graph is shaped as real work is: datasets with versions, runs trained on versions, models made by runs, versions of
versions, deployments of models. Some versions are used by hundreds of runs, so many walks are large: they end at the
limit of 1,000 items. The row is the p95 of the slower engine.
"""

import random
from typing import Final

from bench.bulk import LINK, START, Items, insert
from bench.engines import ENGINES, analyse, database
from bench.figures import percentile, spread, timed
from bench.rows import Measured, Place, Row
from rootnode.doors.api.items import context_of
from rootnode.doors.http.idempotency import encode
from rootnode.graph.context import DEPTH
from rootnode.testing.world import World, new_world

NODES: Final = 100_000
LINKS: Final = 300_000
WALKS: Final = 300
SHARES: Final = {"dataset": 2, "dataset_version": 13, "run": 60, "model": 2, "model_version": 18, "release": 5}
"""Percent of the nodes that are of each kind."""
EDGES: Final = (
    ("trained_on", "run", "dataset_version", 35),
    ("produced", "run", "model_version", 15),
    ("evaluated_on", "run", "dataset_version", 25),
    ("derived_from", "dataset_version", "dataset_version", 10),
    ("derived_from", "model_version", "model_version", 10),
    ("deploys", "release", "model_version", 5),
)
"""Type, kind of source, kind of target, percent of the links."""


def fill(world: World, draw: random.Random) -> list[str]:
    """The graph; answers the ids of its nodes."""
    items = Items(world)
    by_kind: dict[str, list[str]] = {kind: [] for kind in SHARES}
    kinds = draw.choices(list(SHARES), list(SHARES.values()), k=NODES)
    for number, name in enumerate(kinds, 1):
        kind = world.graph.kinds.kind(name)
        declared = [field for field in kind.fields if field.sortable]
        by_kind[name].append(items.add(number, name, f"{kind.label} {number}", kind.states[0].name, {}, declared))
    items.write()
    taken: set[tuple[str, str, str]] = set()
    while len(taken) < LINKS:
        name, source, target, _ = draw.choices(EDGES, [edge[3] for edge in EDGES])[0]
        # the squared draw makes a few targets much used, as a champion or the main dataset is
        end = by_kind[target][int(draw.random() ** 2 * len(by_kind[target]))]
        start = draw.choice(by_kind[source])
        if name == "derived_from" and start <= end:
            continue
        taken.add((name, start, end))
    workspace, actor, project = world.workspace, world.member.actor, world.project.id
    links = (
        (f"{at:032x}", workspace, name, start, end, "protocol", actor, START + at, project)
        for at, (name, start, end) in enumerate(sorted(taken))
    )
    insert(world.db, "link", LINK, links)
    analyse(world.db)
    return [node for nodes in by_kind.values() for node in nodes]


def measure(place: Place) -> Measured:
    p95 = {}
    extra: dict[str, object] = {}
    for engine in ENGINES:
        with database(engine, place.folder) as db:
            world = new_world(db)
            draw = random.Random(place.seed)
            starts = draw.sample(fill(world, draw), WALKS)
            taken, sizes = walks(world, starts)
            p95[engine] = percentile(taken, 0.95)
            large = [each for each, size in zip(taken, sizes, strict=True) if size >= 500]
            found = {"p50": percentile(sizes, 0.5), "p95": percentile(sizes, 0.95), "cut_at_1000": sum(size == 1_000 for size in sizes)}
            extra[engine] = {**spread(taken), "items": found, "large_walks": len(large), "large": spread(large or [0.0])}
    return Measured(round(max(p95.values()), 2), extra=extra)


def walks(world: World, starts: list[str]) -> tuple[list[float], list[int]]:
    """Milliseconds and items of each walk, as REST answers it."""
    taken, sizes = [], []
    for start in starts:
        found, milliseconds = timed(
            lambda start=start: world.db.read_now(context_of, world.member, world.graph.kinds, start, DEPTH)  # type: ignore[misc]
        )
        encode(found)
        assert len({item.end.id for item in found.items}) == len(found.items) <= 1_000
        taken.append(milliseconds)
        sizes.append(len(found.items))
    return taken, sizes


ROWS: Final = (Row("context_walk", measure),)
