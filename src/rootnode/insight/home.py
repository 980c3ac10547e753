"""A person's day (docs/spec/hub.md, H60 to H66): their work across projects, what runs, how each project is, what is new."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.kinds import Kinds
from rootnode.graph.projects import Membership, projects_of
from rootnode.insight.aims import aims_of, forecast
from rootnode.insight.concerns import PEOPLE, PROMISES, USABLE, promises_of, unfinished
from rootnode.insight.figures import counted, day_in, said
from rootnode.insight.guidance import Need, documents_for, labels_of
from rootnode.insight.health import health_of, verdict_of
from rootnode.insight.lines import steps_of
from rootnode.insight.looking import END, Look, end_of, tallies
from rootnode.insight.phases import Ground, deadline_of, fires_of, stages_of
from rootnode.kit.db import ReadTx
from rootnode.wire.hub import Applying, HubHealth, RunningRun, Task, Tone
from rootnode.wire.items import End

PROJECTS: Final = 50
TASKS: Final = 30
LOOKED_AT: Final = 500
RUNNING: Final = 8
SOON: Final = 7
"""Days before its day at which a task counts as due soon."""
_WORST: Final = ("off track", "at risk", "on track", "quiet")
_PRIORITIES: Final = ("urgent", "high", "medium", "low", "none")


class Day(msgspec.Struct, frozen=True):
    """What Home shows, without the projects' own rows."""

    tasks: tuple[Task, ...]
    tasks_in_all: int
    running: tuple[RunningRun, ...]
    projects: list[tuple[Membership, HubHealth]]
    projects_in_all: int


class _Mine(msgspec.Struct, frozen=True):
    end: End
    project: str
    name: str
    fields: dict[str, Any]


def day_of_person(tx: ReadTx, caller: Caller, kinds: Kinds) -> Day:
    """The caller's day. A token that belongs to no person has no tasks."""
    look = Look(tx, caller, kinds)
    tasks, in_all = _tasks(look)
    shown, every = _projects(look)
    return Day(tasks, in_all, _running(look), shown, every)


# what waits for the person


def _tasks(look: Look) -> tuple[tuple[Task, ...], int]:
    mine = _mine(look)
    ids = [each.end.id or "" for each in mine]
    holds, waits = _blocking(look, ids), _waiting(look, ids)
    ranked = sorted(mine, key=lambda each: _rank(look, each, holds))
    tasks = [_task(look, each, holds, waits) for each in ranked[:TASKS]]
    needs = [_need(each, task) for each, task in zip(ranked, tasks, strict=False)]
    documents: Mapping[str, Applying] = documents_for(look, needs) if needs else {}
    return tuple(msgspec.structs.replace(task, document=documents.get(task.item.id or "")) for task in tasks), len(mine)


def _mine(look: Look) -> list[_Mine]:
    """Open items that the person is to see to, in every project that they may see: assigned to them, or owned by them and due."""
    if look.caller.account is None:
        return []
    tx = look.tx
    seen, params = visible(tx, look.caller, "v.project")
    newest = (
        f"SELECT v.node, v.field FROM node_value v WHERE {seen} AND {tx.any_of('v.kind', 'kinds')} AND {tx.any_of('v.field', 'people')} "
        f"AND v.text = :me AND NOT {tx.any_of('v.state', 'at_rest')} AND v.project NOT IN (SELECT a.id FROM node a "
        "WHERE a.workspace = :workspace AND a.kind = 'project' AND a.state = 'archived' AND a.trashed IS NULL) "
        "ORDER BY v.node DESC LIMIT :limit"  # sql: constants only
    )
    sql = (
        f"SELECT {END}, n.project, n.fields, r.title, m.field FROM ({newest}) AS m JOIN node n ON n.id = m.node "
        "JOIN project p ON p.id = n.project JOIN node r ON r.id = n.project ORDER BY m.node DESC"  # sql: constants only
    )
    at_rest = sorted({state.name for kind in look.kinds for state in kind.states if state.done} | {*USABLE, "active", "on"})
    kinds = [kind.name for kind in look.kinds if any(field.name in PEOPLE for field in kind.fields)]
    given = params | {"kinds": kinds, "people": list(PEOPLE), "at_rest": at_rest}
    found: dict[str, _Mine] = {}
    for row in tx.rows(sql, me=look.caller.account, limit=LOOKED_AT, **given):
        found.setdefault(row[0], _Mine(end_of(row), row[6], row[8], msgspec.json.decode(row[7])))
    return list(found.values())


def _blocking(look: Look, items: Sequence[str]) -> dict[str, int]:
    """How many open items each of the items blocks."""
    tx, still = look.tx, unfinished(look, "n.kind", "n.state")
    seen, params = visible(tx, look.caller, "n.project")
    sql = (
        f"SELECT l.source, COUNT(*) FROM link l CROSS JOIN node n WHERE {tx.any_of('l.source', 'items')} AND l.type = 'blocks' "
        f"AND n.id = l.target AND n.trashed IS NULL AND {still} AND {seen} GROUP BY l.source"  # sql: constants only
    )
    return {item: int(count) for item, count in tx.rows(sql, items=list(items), finished=look.finished, **params)}


def _waiting(look: Look, items: Sequence[str]) -> dict[str, int]:
    """How many items, unfinished and of no use yet, block each of the items."""
    tx, still = look.tx, unfinished(look, "n.kind", "n.state")
    seen, params = visible(tx, look.caller, "n.project")
    sql = (
        f"SELECT l.target, COUNT(*) FROM link l CROSS JOIN node n WHERE {tx.any_of('l.target', 'items')} AND l.type = 'blocks' "
        f"AND n.id = l.source AND n.trashed IS NULL AND NOT {tx.any_of('n.state', 'usable')} AND {still} AND {seen} "
        "GROUP BY l.target"  # sql: constants only
    )
    given = params | {"items": list(items), "usable": list(USABLE), "finished": look.finished}
    return {item: int(count) for item, count in tx.rows(sql, **given)}


def _due(mine: _Mine) -> date | None:
    """The day by which it is promised."""
    return next((day for field in PROMISES if (day := day_in(mine.fields.get(field)))), None)


def _rank(look: Look, mine: _Mine, holds: Mapping[str, int]) -> tuple[int, date, int, int, str]:
    """H61: late before due soon, before what holds others up, before the rest; then by day and priority."""
    due = _due(mine)
    left = (due - look.today).days if due else SOON + 1
    held = holds.get(mine.end.id or "", 0)
    group = 0 if left < 0 else 1 if left <= SOON else 2 if held else 3
    said_priority = mine.fields.get("priority")  # a project may have a field of its own of that name, of any type
    priority = _PRIORITIES.index(said_priority if said_priority in _PRIORITIES else "none")
    return (group, (due or date.max) if group < 2 else date.max, -held if group == 2 else 0, priority, mine.end.id or "")


def _task(look: Look, mine: _Mine, holds: Mapping[str, int], waits: Mapping[str, int]) -> Task:
    due, node = _due(mine), mine.end.id or ""
    parts: list[str] = []
    tone: Tone = "plain"
    if due:
        left = (due - look.today).days
        parts.append(f"{counted(-left, 'day')} late" if left < 0 else "due today" if left == 0 else f"due {said(due, look.today)}")
        tone = "bad" if left < 0 else "warn" if left <= SOON else "plain"
    if held := holds.get(node):
        parts.append(f"holds up {counted(held, 'other')}")
    if blocked := waits.get(node):
        parts.append(f"blocked by {counted(blocked, 'item')}")
    elif mine.end.state == "blocked":
        parts.append("marked as blocked")
    priority = mine.fields.get("priority", "")
    priority = priority if priority in _PRIORITIES else ""
    if priority in ("urgent", "high"):
        parts.append(priority)
    return Task(mine.end, mine.name, ", ".join(parts), tone, due.isoformat() if due else None, priority)


def _need(mine: _Mine, task: Task) -> Need:
    labels = labels_of(mine.end, mine.fields)
    late = (f"late {mine.end.type}", "late") if task.tone == "bad" else ()
    shared = mine.fields.get("labels")
    kind = (mine.end.type or "").replace("_", " ")
    why = f"filed under {', '.join(shared[:2])}" if isinstance(shared, list) and shared else f"for each {kind}"
    return Need(mine.end.id or "", mine.project, why, (*late, *labels))


# what runs


def _running(look: Look) -> tuple[RunningRun, ...]:
    """Runs that the person's credentials began and that have not ended, the newest first."""
    tx = look.tx
    seen, params = visible(tx, look.caller, "n.project")
    sql = (
        f"SELECT {END}, r.title, n.created FROM node n JOIN project p ON p.id = n.project JOIN node r ON r.id = n.project "
        f"WHERE {seen} AND n.kind = 'run' AND n.state = 'running' AND n.trashed IS NULL AND n.created_by = :me "
        "ORDER BY n.id || '' DESC LIMIT :limit"  # sql: constants only; an expression: else PostgreSQL walks all nodes, newest first
    )
    rows = tx.rows(sql, me=look.caller.actor, limit=RUNNING, **params)
    return tuple(RunningRun(end_of(row), row[6], row[7]) for row in rows)


# how the projects are


def _projects(look: Look) -> tuple[list[tuple[Membership, HubHealth]], int]:
    """At most 50 projects, the worst of at most 500 first; the questions are as many for all as for one, but for forecasts
    and for projects where very much blocks something."""
    every = [each for each in projects_of(look.tx, look.caller, limit=1_000) if each.node.state != "archived"]
    keys = [each.node.id for each in every[:LOOKED_AT]]
    counts, aims = tallies(look, keys), aims_of(look, keys)
    promises = promises_of(look, counts)
    fires, stages = fires_of(look, keys), stages_of(look, keys)
    found = []
    for each in every[:LOOKED_AT]:
        key = each.node.id
        deadline = deadline_of(stages.get(key, []), each.node.fields.get("target_date"))
        ground = Ground(counts[key], promises[key], aims[key], fires.get(key, []), deadline)
        closes = _closes(look, key, ground)
        found.append((_WORST.index(verdict_of(look, ground, closes)[0]), each, ground, closes))
    found.sort(key=lambda each: (each[0], each[1].node.title.casefold()))
    return [(each, health_of(look, ground, closes)) for _, each, ground, closes in found[:PROJECTS]], len(every)


def _closes(look: Look, project: str, ground: Ground) -> date | None:
    """The forecast, only where the verdict depends on it."""
    aim = ground.aims[0] if ground.aims else None
    if aim is None or aim.reached or aim.best is None or ground.deadline is None:
        return None
    last = ground.deadline.day
    if len({verdict_of(look, ground, closes) for closes in (None, last, last + timedelta(days=1))}) == 1:
        return None
    return forecast(aim, steps_of(look, project, aim), look.tx.now, look.today, ground.deadline).closes
