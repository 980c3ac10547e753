"""The hub of a project of 100,000 items: 60,000 runs, 30,000 issues, and of everything else enough.

Runs have two metrics, one of which gets better over the months (its line has hundreds of steps) and one of which is
random (its best run may be anywhere). A third of the open issues are late, 20,000 links say that something blocks something, 100,000 say
something else. A hub is what REST answers with, as JSON, asked for by a member; the row is the p95 of the slower engine. Nothing
is kept between two of them.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from bench.bulk import LINK, Items, insert
from bench.engines import ENGINES, analyse, database
from bench.figures import percentile, spread, timed
from bench.rows import Measured, Place, Row
from rootnode.doors.api.hubs import hub
from rootnode.doors.http.idempotency import encode
from rootnode.kit.clock import DAY, SECOND
from rootnode.testing.world import World, new_world
from rootnode.wire.hub import Hub

HUBS: Final = 100
KINDS: Final = {
    "run": 60_000, "issue": 30_000, "document": 5_000, "dataset": 1_000, "hypothesis": 1_000, "decision": 1_000, "requirement": 500,
    "resource": 500, "milestone": 100, "deployment_plan": 200, "endpoint": 50, "monitor": 150, "incident": 300, "alert": 200,
}  # fmt: skip
STATES: Final[dict[str, tuple[str, ...]]] = {
    "run": ("finished", "finished", "finished", "failed", "killed", "running"),
    "issue": ("backlog", "todo", "in_progress", "blocked", "in_review", "done", "done", "done"),
    "incident": ("resolved",), "alert": ("resolved",), "endpoint": ("live", "off"), "deployment_plan": ("draft", "checking", "done"),
    "hypothesis": ("open", "testing", "refuted", "confirmed"), "decision": ("proposed", "accepted"), "milestone": ("planned", "reached"),
    "requirement": ("draft", "agreed", "met"), "document": ("draft", "current"), "dataset": ("active",), "resource": ("current",),
    "monitor": ("on", "off"),
}  # fmt: skip
METRIC: Final = (
    "run", "key", "workspace", "project", "last", "last_step", "last_time", "min", "max", "points", "row_seq"
)  # fmt: skip
CHANGE: Final = (
    "workspace", "number", "at", "actor", "actor_name", "verb", "operation", "type", "node", "project", "kind", "body"
)  # fmt: skip
LABELS: Final = ("data", "model", "serving", "drift", "quality", "cost")


def _fields(kind: str, place: int, today: datetime, draw: random.Random, person: str) -> dict[str, Any]:
    day = (today + timedelta(days=draw.randint(-60, 120))).date().isoformat()
    match kind:
        case "issue":
            due = {"due": day} if draw.random() < 0.7 else {}
            return {**due, "assignee": person, "priority": draw.choice(("low", "medium", "high")), "labels": draw.sample(LABELS, 2)}
        case "document":
            return {"category": draw.choice(("note", "spec", "runbook", "guideline", "protocol")), "labels": draw.sample(LABELS, 1)}
        case "requirement" if place < 2:
            metric, target = (("val/pr_auc", 0.99), ("p99_ms", 39.0))[place]
            way = "at least" if metric.startswith("val") else "at most"
            return {"category": "metric target", "metric": metric, "comparison": way, "target": target}
        case "milestone" | "deployment_plan":
            return {"due": day, "owner": person}
        case "endpoint" | "resource":
            return {"environment": "production"} if kind == "endpoint" else {"url": f"https://github.com/northbank/r{place}"}
    return {}


def fill(world: World, draw: random.Random) -> None:
    """100,000 items, their links, metrics, and the changes of the last days."""
    items, made = Items(world), dict[str, list[str]]()
    today, number = datetime.now(UTC), 0
    for kind, count in KINDS.items():
        declared = [field for field in world.graph.kinds.kind(kind).fields if field.sortable]
        for place in range(count):
            number += 1
            fields = _fields(kind, place, today, draw, world.member.actor)
            state = "agreed" if kind == "requirement" and place < 2 else draw.choice(STATES[kind])
            made.setdefault(kind, []).append(items.add(number, kind, f"{kind} {place} of the fraud project", state, fields, declared))
    items.write()
    _metrics(world, made["run"], draw)
    _links(world, made, draw)
    _lately(world, made, draw)
    analyse(world.db)


def _metrics(world: World, runs: list[str], draw: random.Random) -> None:
    now = int(datetime.now(UTC).timestamp()) * SECOND
    rows = []
    for place, run in enumerate(runs):
        at = now - 180 * DAY + place * (180 * DAY // len(runs))
        better = 0.7 + 0.2 * (place / len(runs)) ** 0.5 - abs(draw.gauss(0, 0.03))
        for key, value in (("val/pr_auc", better), ("p99_ms", draw.uniform(40, 200))):
            rows.append((run, key, world.workspace, world.project.id, value, 1, at, value, value, 1, place))
    insert(world.db, "metric_latest", METRIC, rows)


def _links(world: World, made: dict[str, list[str]], draw: random.Random) -> None:
    issues, others = made["issue"], [*made["run"], *made["document"], *made["dataset"]]
    ends = {("blocks", draw.choice(issues), draw.choice(issues)) for _ in range(20_000)}
    ends |= {("documents", draw.choice(made["document"]), draw.choice(issues)) for _ in range(20_000)}
    ends |= {("mentions", draw.choice(others), draw.choice(others)) for _ in range(80_000)}
    actor, workspace = world.member.actor, world.workspace
    rows = [(f"{place:032x}", workspace, *each, "person", actor, place, world.project.id) for place, each in enumerate(sorted(ends))]
    insert(world.db, "link", LINK, rows)


def _lately(world: World, made: dict[str, list[str]], draw: random.Random) -> None:
    """2,000 issues changed within the last week, each with three changes."""
    now, issues = int(datetime.now(UTC).timestamp()) * SECOND, draw.sample(made["issue"], 2_000)
    body = msgspec.json.encode({"set": {"state": ["in_review", "done"]}}).decode()
    rows = []
    for place, issue in enumerate(issue for issue in issues for _ in range(3)):
        at, actor = now - draw.randint(0, 6 * DAY), world.member.actor
        rows.append(
            (world.workspace, 1_000 + place, at, actor, "Mika", "update_item", issue, "node", issue, world.project.id, "issue", body)
        )
    insert(world.db, "change", CHANGE, rows)
    sql = "UPDATE node SET updated = :at WHERE id = :id"
    world.db.write_now(lambda tx: tx.run_many(sql, ({"id": issue, "at": now - draw.randint(0, 6 * DAY)} for issue in issues)))


def _ask(world: World) -> Hub:
    found = world.db.read_now(hub, world.member, world.graph.kinds, "FRAUD")
    encode(found)
    return found


def times(world: World) -> list[float]:
    """How many milliseconds each hub took. Raises AssertionError for one that is not what was asked for."""
    taken = []
    for _ in range(HUBS):
        found, milliseconds = timed(lambda: _ask(world))
        assert found.phases[2].done == KINDS["run"]
        assert len(found.concerns.shown) == 8
        assert found.line is not None
        assert len(found.line.dots) > 100
        taken.append(milliseconds)
    return taken


def measure(place: Place) -> Measured:
    p95 = {}
    extra: dict[str, object] = {}
    for engine in ENGINES:
        with database(engine, place.folder) as db:
            world = new_world(db)
            fill(world, random.Random(place.seed))
            taken = times(world)
            p95[engine] = percentile(taken, 0.95)
            extra[engine] = {"hubs": len(taken), **spread(taken)}
    return Measured(round(max(p95.values()), 2), extra=extra)


ROWS: Final = (Row("hub_100k", measure),)
