"""Sixteen writers on an event loop: each makes an item, changes it, and links it with its last one.

Every call is durable when it answers.
"""

import asyncio
import time
from typing import Final

from bench.engines import database
from bench.figures import spread
from bench.peers.run import measure_peer
from bench.rows import Measured, Place, Row
from rootnode.graph.apply import Applied
from rootnode.graph.changes import Connect, Create, Request, Update
from rootnode.graph.nodes import Node
from rootnode.kit.db import Database
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.replay import assert_replays
from rootnode.testing.world import World, new_world

WRITERS: Final = 16
WARM_SECONDS: Final = 1.0
SECONDS: Final = 8.0


async def _writer(world: World, writer: int, until: float, since: float, done: list[float]) -> None:
    """`done` takes how long each verb took that began after `since`, in milliseconds."""
    last: Node | None = None
    turn = 0
    while time.monotonic() < until:
        turn += 1
        fields = {"description": f"Writer {writer}, turn {turn}: " + "what is to be done and why. " * 4, "priority": "medium"}
        made = Create("issue", world.project.id, f"Look into batch {turn} of writer {writer}", fields=fields)
        node = (await _one(world, [made], "create_item", since, done)).node
        changed = Update(node.id, node.rev, state="in_progress", fields={"estimate": turn % 13, "priority": "high"})
        node = (await _one(world, [changed], "update_item", since, done)).node
        if last is not None:
            await _one(world, [Connect("relates", node.id, last.id)], "link_items", since, done)
        last = node


async def _one(world: World, requests: list[Request], verb: str, since: float, done: list[float]) -> Applied:
    began = time.monotonic()
    applied = await world.db.write(world.graph.apply, world.member, requests, verb=verb)
    if began >= since:
        done.append((time.monotonic() - began) * 1_000)
    return applied


def write_rate(db: Database) -> tuple[float, dict[str, object]]:
    """Verbs a second, and facts about them. The log is replayed afterwards: a fast wrong answer does not count."""
    world = new_world(db)
    done: list[float] = []
    spent = [0.0]

    async def all_of_them() -> None:
        since = time.monotonic() + WARM_SECONDS
        until = since + SECONDS
        cpu = time.process_time()
        await asyncio.gather(*(_writer(world, writer, until, since, done) for writer in range(WRITERS)))
        spent[0] = time.process_time() - cpu

    asyncio.run(all_of_them())
    changes = db.read_now(assert_replays)
    facts: dict[str, object] = {
        "verbs": len(done),
        "cpu_us_per_verb": round(spent[0] * 1e6 / (changes - 1)),
        **{f"ms_{name}": value for name, value in spread(done).items()},
    }
    if isinstance(db, SqliteDatabase):
        facts["verbs_per_commit"] = round(db.verbs / max(1, db.commits), 1)
    return len(done) / SECONDS, facts


def sqlite(place: Place) -> Measured:
    with database("sqlite", place.folder) as db:
        rate, facts = write_rate(db)
    peer = measure_peer("orm", "orm_writer", str(place.folder / "peer.db"), str(SECONDS))
    return Measured(round(rate), "SQLAlchemy 2.1.9 ORM on sqlite3, WAL, FULL, a commit per call", round(peer["rate"]), facts)


def postgres(place: Place) -> Measured:
    with database("postgres", place.folder) as db:
        rate, facts = write_rate(db)
    return Measured(round(rate), extra=facts)


ROWS: Final = (Row("graph_write_sqlite", sqlite), Row("graph_write_postgres", postgres))
