"""Runs: made, changed, logged to, put into the trash and taken out again.

Each verb writes its rows of side tables and one event in one transaction; a call that changes nothing leaves no trace.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.experiments import experiment_to_write
from rootnode.build.limits import NONE, check_batch, check_name, check_run_name, fit_params, fit_tags, invalid_value
from rootnode.build.logged_models import ModelPoint, add_model_points
from rootnode.build.names import name_for
from rootnode.build.places import check_may_write, live_run, live_run_id, run_in
from rootnode.build.values import add_params, drop_tag, put_tags
from rootnode.graph.apply import Graph
from rootnode.graph.changes import UNSET, Create, Event, Request, Restore, Trash, Update
from rootnode.graph.nodes import Node
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict, Invalid, NotFound
from rootnode.kit.ids import new_id
from rootnode.series.points import Points
from rootnode.series.store import Series

NAME: Final = "mlflow.runName"
PARENT: Final = "mlflow.parentRunId"
FIELDS: Final = {
    "mlflow.user": "user",
    "mlflow.source.name": "source",
    "mlflow.source.git.commit": "commit",
    "mlflow.note.content": "note",
}
"""Tags that are shown as fields of the run, too."""
FARTHEST: Final = 1 << 60
"""Times lie within ±FARTHEST microseconds, as they do for points."""
SHOWN: Final = 20

_PLACE: Final = (
    "INSERT INTO run_place (run, workspace, project, experiment, started, row_seq) "
    "VALUES (:run, :workspace, :project, :experiment, :started, :row_seq) ON CONFLICT (run) DO NOTHING"
)


class NewRun(msgspec.Struct, frozen=True):
    """What a client says of a run it begins. `started` in microseconds UTC; `id` may be proposed, to repeat the call safely."""

    experiment: int = 0
    name: str = ""
    started: int | None = None
    user: str = ""
    tags: Mapping[str, str] = NONE
    id: str | None = None


def create_run(tx: WriteTx, caller: Caller, graph: Graph, project: str, new: NewRun) -> Node:
    """Begin a run. Without a name it is given one. Raises Invalid, NotFound, Conflict."""
    new = msgspec.structs.replace(new, tags=fit_tags(new.tags))
    name = _name(project, new)
    experiment = experiment_to_write(tx, caller, graph, project, new.experiment)
    started = _time(new.started, "start_time") if new.started else tx.now
    fields = {"started": started} | _mirrored(new.tags)
    if new.user:
        fields["user"] = new.user[:2_000]
    parent = live_run_id(tx, project, new.tags.get(PARENT)) or experiment.id
    before = new.id and tx.scalar("SELECT experiment FROM run_place WHERE run = :run", run=new.id)
    node = graph.apply(tx, caller, [Create("run", project, name, fields=fields, parent=parent, id=new.id)], verb="create_run").node
    if before is not None and new.id:
        return _first_answer(node, new, int(before))
    place = {"run": node.id, "workspace": node.workspace, "project": project, "experiment": new.experiment}
    tx.run(_PLACE, **place, started=started, row_seq=tx.next_row_seq())
    put_tags(tx, node, {key: value for key, value in new.tags.items() if key != NAME})
    return node


def _first_answer(node: Node, new: NewRun, experiment: int) -> Node:
    if experiment != new.experiment:
        raise Conflict("This id is taken by a run of another experiment. Propose another, or none.", where="id")
    return node


def _name(project: str, new: NewRun) -> str:
    tagged = new.tags.get(NAME, "")
    if new.name and tagged and new.name != tagged:
        raise Invalid(
            "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values "
            f"(run_name='{new.name[:200]}', mlflow.runName='{tagged[:200]}')."
        )
    name = new.name or tagged or name_for(f"{project} {new.experiment} {new.started or new_id()} {new.user} {sorted(new.tags.items())}")
    check_run_name(name)
    return name


def _time(value: int, path: str) -> int:
    if not -FARTHEST <= value <= FARTHEST:
        raise invalid_value(path, value // 1_000, "It is too far from now.")
    return value


def _mirrored(tags: Mapping[str, str]) -> dict[str, Any]:
    return {FIELDS[key]: value if key == "mlflow.note.content" else value[:2_000] for key, value in tags.items() if key in FIELDS}


def update_run(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, *, state: str | None = None, ended: int | None = None, name: str = ""
) -> Node:
    """Set a run's state, its end (microseconds UTC) and its name, those that are given. Raises NotFound, Invalid."""
    node = live_run(tx, project, run)
    fields = {} if ended is None else {"ended": _time(ended, "end_time")}
    if name:
        check_run_name(name)
    request = Update(node.id, state=state or UNSET, title=name or UNSET, fields=fields, by_owner=True)
    return graph.apply(tx, caller, [request], verb="update_run").node


def delete_run(tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str) -> None:
    """Put a run, and those nested in it, into the trash; one that is there stays there. Raises NotFound."""
    graph.apply(tx, caller, [Trash(run_in(tx, project, run).id)], verb="delete_run")


def restore_run(tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str) -> None:
    """Take a run, and what went to the trash with it, out again; a live one stays as it is. Raises NotFound."""
    graph.apply(tx, caller, [Restore(run_in(tx, project, run).id)], verb="restore_run")


def log_batch(
    tx: WriteTx,
    caller: Caller,
    graph: Graph,
    project: str,
    run: str,
    *,
    series: Series,
    points: Points | None = None,
    params: Sequence[tuple[str, str]] = (),
    tags: Mapping[str, str] = NONE,
    of_models: Sequence[ModelPoint] = (),
    verb: str = "log_batch",
) -> int:
    """Log points, params and tags of a run: all or nothing, and what is there already is left alone. Answers how many points are new.

    `of_models`: those of the points that are metrics of logged models, too.

    Params are written once: another value for one that is there is refused. Raises Invalid, NotFound, Forbidden.
    """
    check_batch(len(points) if points else 0, len(params), len(tags))
    params, tags = fit_params(params), fit_tags(tags)
    for key in points.keys if points else ():
        check_name(key, "metrics.name", "Metric name")
    node = live_run(tx, project, run)
    changes: list[Request] = []
    logged: dict[str, Any] = {}
    if written := add_params(tx, node, params):
        logged["params"] = len(written)
    if tags:
        changes += _tag(tx, node, tags, logged)
    if points is not None and series.append(tx, node.workspace, project, node.id, points):
        logged |= {"points": len(points), "metrics": list(points.keys[:SHOWN])}
    if of_models and (kept := add_model_points(tx, node, of_models)):
        logged["model_points"] = kept
    if logged:
        changes.append(Event(node.id, "logged", logged))
    if changes:
        graph.apply(tx, caller, changes, verb=verb)
    else:
        check_may_write(tx, caller, graph, node)
    return int(logged.get("points", 0))


def _tag(tx: WriteTx, node: Node, tags: Mapping[str, str], logged: dict[str, Any]) -> list[Request]:
    """Write tags; answers the change of the node that follows from them."""
    changed = put_tags(tx, node, {key: value for key, value in tags.items() if key != NAME})
    if changed:
        logged["tags"] = changed[:SHOWN]
    name = tags.get(NAME, "")
    if name:
        check_run_name(name)
    fields = _mirrored({key: tags[key] for key in changed})
    return [Update(node.id, title=name or UNSET, fields=fields, by_owner=True)] if name or fields else []


def delete_tag(tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, key: str) -> None:
    """Take a tag of a run away. Raises NotFound, Invalid."""
    node = live_run(tx, project, run)
    if not drop_tag(tx, node, key):
        raise NotFound(f"No tag with name: {key[:200]} in run with id {run}")
    requests: list[Request] = [Event(node.id, "tag.deleted", {"key": key})]
    if key in FIELDS:
        requests.append(Update(node.id, fields={FIELDS[key]: None}, by_owner=True))
    graph.apply(tx, caller, requests, verb="delete_tag")
