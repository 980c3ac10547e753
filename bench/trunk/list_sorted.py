"""Pages of 100 from a project of 100,000 items, filtered by state and sorted by a field that the project declared itself.

Every page is asked for once only: several states, both directions, from the first page to the last, in random order. A
page is what REST answers with, as JSON. The row is the p95 of the slower engine.
"""

import random
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from bench.bulk import Items
from bench.engines import ENGINES, database
from bench.figures import percentile, spread, timed
from bench.rows import Measured, Place, Row
from rootnode.doors.api.items import page
from rootnode.doors.http.idempotency import encode
from rootnode.graph.fields import CustomField
from rootnode.graph.lists import Listing
from rootnode.graph.projects import declare_fields
from rootnode.testing.world import World, new_world
from rootnode.wire.items import Field
from rootnode.wire.items import Page as Found

ITEMS: Final = 100_000
PAGES: Final = 400
SCORE: Final = Field("score", "Score", "number", sortable=True)
STATES: Final = ("backlog", "todo", "in_progress", "blocked", "in_review", "done", "cancelled")
WEIGHTS: Final = (30, 15, 8, 2, 4, 36, 5)
"""Of a hundred items so many are in each state: some states are rare, which is the harder case for an index on the value."""


def fill(world: World, draw: random.Random) -> None:
    """100,000 issues with the fields that issues have; one in ten has no score."""
    world.db.write_now(declare_fields, world.owner, world.graph, world.project.id, [CustomField(("issue",), SCORE)])
    kind = world.graph.kinds.kind("issue")
    declared = [field for field in (*kind.fields, SCORE) if field.sortable]
    items = Items(world)
    for number in range(1, ITEMS + 1):
        fields: dict[str, Any] = {
            "description": f"What was seen in batch {number}, and what is to be done about it. " * 3,
            "priority": draw.choice(("none", "low", "medium", "high", "urgent")),
            "due": f"2026-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            "estimate": draw.randint(1, 13),
            "labels": draw.sample(("data", "model", "serving", "drift", "quality", "cost"), draw.randint(0, 2)),
        }
        if draw.random() < 0.9:
            fields["score"] = round(draw.gauss(0, 100), 2)
        state = draw.choices(STATES, WEIGHTS)[0]
        items.add(number, "issue", f"Look into batch {number}: {draw.choice(('slow', 'wrong', 'missing'))} values", state, fields, declared)
    items.write()


def pages(world: World, draw: random.Random) -> list[Listing]:
    """Pages to ask for. Cursors come from walking each list once with bare nodes, so that no page was made before."""
    found: list[Listing] = []
    for states in (("backlog",), ("blocked",), ("in_progress", "in_review"), ("done", "cancelled"), ("cancelled",)):
        for descending in (True, False):
            listing = Listing("", "issue", states, sort="score", descending=descending, limit=100)
            walked = list(_walk(world, listing))
            found += draw.sample(walked, min(len(walked), PAGES // 10))
    draw.shuffle(found)
    return found


def _walk(world: World, listing: Listing) -> Iterator[Listing]:
    """The listing from its first page on, with cursors made from every hundredth row of the sort index."""
    caller, kinds = world.member, world.graph.kinds
    cursor: str | None = ""
    far = msgspec.structs.replace(listing, limit=500)
    while cursor is not None:
        yield msgspec.structs.replace(listing, cursor=cursor)
        cursor = world.db.read_now(page, caller, kinds, "FRAUD", msgspec.structs.replace(far, cursor=cursor)).next


def _ask(world: World, listing: Listing) -> Found:
    found = world.db.read_now(page, world.member, world.graph.kinds, "FRAUD", listing)
    encode(found)
    return found


def times(world: World, draw: random.Random) -> list[float]:
    """How many milliseconds each page took. Raises AssertionError for a page that is not what was asked for."""
    taken = []
    for listing in pages(world, draw):
        found, milliseconds = timed(lambda listing=listing: _ask(world, listing))  # type: ignore[misc]
        scores = [item.fields.get("score") for item in found.items]
        known = [score for score in scores if score is not None]
        assert known == sorted(known, reverse=listing.descending)
        assert scores[: len(known)] == known
        assert all(item.state in listing.states for item in found.items)
        taken.append(milliseconds)
    return taken


def measure(place: Place) -> Measured:
    p95 = {}
    extra: dict[str, object] = {}
    for engine in ENGINES:
        with database(engine, place.folder) as db:
            world = new_world(db)
            draw = random.Random(place.seed)
            fill(world, draw)
            taken = times(world, draw)
            p95[engine] = percentile(taken, 0.95)
            extra[engine] = {"pages": len(taken), **spread(taken)}
    return Measured(round(max(p95.values()), 2), extra=extra)


ROWS: Final = (Row("list_sorted_100k", measure),)
