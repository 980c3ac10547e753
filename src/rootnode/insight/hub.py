"""A project in ten seconds: the facts of its five phases put together (docs/spec/hub.md)."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.graph.projects import Membership
from rootnode.insight.aims import Forecast, aims_of, forecast
from rootnode.insight.concerns import concerns_of, promises_of
from rootnode.insight.guidance import Need, documents_for, labels_of, once_each
from rootnode.insight.health import health_of
from rootnode.insight.lines import dots_of, steps_of, thinned
from rootnode.insight.looking import END, Look, end_of, tallies
from rootnode.insight.phases import Fire, Ground, deadline_of, fires_of, phases_of, stage_of, stages_of
from rootnode.insight.week import week_of
from rootnode.kit.db import ReadTx
from rootnode.wire.hub import Aim, Applying, Concern, Concerns, Happening, HubHealth, Line, Mark, PhaseFacts, Serving
from rootnode.wire.items import End

ENDPOINTS: Final = 12
RESOURCES: Final = 60
_ENVIRONMENTS: Final = ("production", "staging", "research")


class Facts(msgspec.Struct, frozen=True):
    """A hub without the project's own row, and resources as nodes."""

    health: HubHealth
    phases: tuple[PhaseFacts, ...]
    aims: list[Aim]
    line: Line | None
    concerns: Concerns
    week: tuple[Happening, ...]
    documents: tuple[Applying, ...]
    endpoints: tuple[Serving, ...]
    resources: list[Node]
    resources_in_all: int


def hub_of(tx: ReadTx, caller: Caller, kinds: Kinds, project: Membership) -> Facts:
    """The facts of a project that the caller may see."""
    look = Look(tx, caller, kinds)
    key = project.node.id
    stages = stages_of(look, [key]).get(key, [])
    counts = tallies(look, [key])
    ground = Ground(
        counts[key],
        promises_of(look, counts)[key],
        aims_of(look, [key])[key],
        fires_of(look, [key]).get(key, []),
        deadline_of(stages, project.node.fields.get("target_date")),
        stage_of(look, stages),
    )
    aim = ground.aims[0] if ground.aims else None
    steps = steps_of(look, key, aim) if aim and aim.best else []
    told = forecast(aim, steps, tx.now, look.today, ground.deadline) if aim else Forecast("")
    concerns = concerns_of(look, key, ground.promises)
    resources = _resources(look, key)
    return Facts(
        health_of(look, ground, told.closes, concerns.shown),
        phases_of(look, ground),
        ground.aims,
        _line(look, key, aim, steps, ground, told) if aim else None,
        concerns,
        week_of(look, key, aim, steps),
        _documents(look, key, concerns.shown, ground.fires, aim),
        _endpoints(look, key),
        resources,
        sum(ground.tally.get("resource", {}).values()),
    )


def _line(look: Look, project: str, aim: Aim, steps: list[Mark], ground: Ground, told: Forecast) -> Line:
    dots = dots_of(look, project, aim.metric)
    deadline = ground.deadline
    by = look.tx.scalar("SELECT text FROM node_value WHERE node = :run AND field = 'user'", run=aim.best.run) if aim.best else ""
    return Line(
        tuple(thinned(steps)),
        tuple(dots),
        told.says,
        told.closes.isoformat() if told.closes else None,
        deadline.day.isoformat() if deadline else None,
        deadline.of if deadline else None,
        by or "",
    )


def _documents(look: Look, project: str, concerns: Sequence[Concern], fires: Sequence[Fire], aim: Aim | None) -> tuple[Applying, ...]:
    """For what burns, then what is late or blocked and what blocks it, then the target that is short."""
    needs = [Need(fire.end.id or "", project, f"because {fire.end.title} {_does(fire)}", labels_of(fire.end, {})) for fire in fires[:8]]
    fields = _labels(look, [concern.item.id or "" for concern in concerns])
    for concern in concerns:
        reason = f"because {concern.item.title} is {concern.reason.partition(', due')[0]}"
        filed = (*fields.get(concern.item.id or "", ()), *_words(concern.item, concern.what))
        needs.append(Need(concern.item.id or "", project, reason, filed))
        if (blocker := concern.blocker) and blocker.id:
            needs.append(Need(blocker.id, project, f"because {blocker.title} blocks {concern.item.title}", labels_of(blocker, {})))
    if aim and not aim.reached:
        needs.append(Need(aim.requirement.id or "", project, f"because {aim.metric} is short of its target", (aim.metric, "metric target")))
    return once_each(documents_for(look, needs), needs)


def _does(fire: Fire) -> str:
    return "fires" if fire.end.type == "alert" else "is open"


def _words(end: End, what: str) -> tuple[str, ...]:
    return (f"{what} {end.type}", what, *labels_of(end, {}))


def _labels(look: Look, items: list[str]) -> dict[str, tuple[str, ...]]:
    sql = f"SELECT node, text FROM node_value WHERE {look.tx.any_of('node', 'items')} AND field = 'labels' AND text IS NOT NULL"
    found: dict[str, tuple[str, ...]] = {}
    for node, label in look.tx.rows(sql, items=items):
        found[node] = (*found.get(node, ()), label)
    return found


def _endpoints(look: Look, project: str) -> tuple[Serving, ...]:
    """Live and planned endpoints, production first."""
    sql = (
        f"SELECT {END}, n.fields FROM node n JOIN project p ON p.id = n.project WHERE n.project = :project AND n.kind = 'endpoint' "
        "AND n.state IN ('live', 'planned') AND n.trashed IS NULL ORDER BY n.state, n.id LIMIT :limit"
    )
    rows = look.tx.rows(sql, project=project, limit=ENDPOINTS)
    ids = [row[0] for row in rows]
    serves, trouble = _served(look, ids), _troubled(look, ids)
    found = [Serving(end_of(row), _environment(row[6]), serves.get(row[0]), trouble.get(row[0])) for row in rows]
    return tuple(sorted(found, key=lambda each: _ENVIRONMENTS.index(each.environment)))


def _environment(fields: str) -> str:
    told: Any = msgspec.json.decode(fields).get("environment")
    return told if told in _ENVIRONMENTS else "research"


def _served(look: Look, endpoints: list[str]) -> dict[str, End]:
    seen, params = visible(look.tx, look.caller, "n.project")
    sql = (
        f"SELECT {END}, l.source FROM link l CROSS JOIN node n CROSS JOIN project p WHERE {look.tx.any_of('l.source', 'endpoints')} "
        f"AND l.type = 'serves' AND n.id = l.target AND p.id = n.project AND n.trashed IS NULL AND {seen} "
        "ORDER BY l.created LIMIT 200"  # sql: constants only
    )
    rows = look.tx.rows(sql, endpoints=endpoints, **params)
    return {row[6]: end_of(row) for row in rows}


def _troubled(look: Look, endpoints: list[str]) -> dict[str, End]:
    """Endpoints to which an open incident or a firing alert is linked, whichever way."""
    seen, params = visible(look.tx, look.caller, "n.project")
    way = (
        f"SELECT {END}, {{near}} FROM link l CROSS JOIN node n CROSS JOIN project p WHERE {look.tx.any_of('{near}', 'endpoints')} "
        f"AND n.id = {{far}} AND p.id = n.project AND n.trashed IS NULL AND {seen} AND (n.kind = 'alert' AND n.state = 'firing' "
        "OR n.kind = 'incident' AND n.state IN ('open', 'acknowledged')) LIMIT 200"  # sql: constants only
    )
    there, back = way.format(near="l.target", far="l.source"), way.format(near="l.source", far="l.target")
    sql = f"SELECT * FROM ({there}) AS there UNION ALL SELECT * FROM ({back}) AS back"  # sql: constants only
    return {row[6]: end_of(row) for row in look.tx.rows(sql, endpoints=endpoints, **params)}


def _resources(look: Look, project: str) -> list[Node]:
    """The newest, at most 60."""
    sql = (
        f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE n.project = :project AND n.kind = 'resource' "
        "AND n.state = 'current' AND n.trashed IS NULL ORDER BY n.id DESC LIMIT :limit"
    )
    return [node_of(row) for row in look.tx.rows(sql, project=project, limit=RESOURCES)]
