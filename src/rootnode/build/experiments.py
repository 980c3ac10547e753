"""Experiments: folders of runs, numbered per project as MLflow's clients expect. Number 0 is `Default`, made with the first of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import EXPERIMENT_TAG_VALUE, NONE, check_experiment_name, check_tags, check_text
from rootnode.build.places import check_may_write
from rootnode.build.values import drop_tag, put_tags, values_of
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Create, Event, Restore, Trash, Update
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Conflict, Invalid, NotFound

DEFAULT: Final = "Default"
NOTE: Final = "mlflow.note.content"
LOCATION: Final = 2_000

_SELECT: Final = (
    f"SELECT {COLUMNS}, e.number FROM experiment_number e JOIN node n ON n.id = e.experiment JOIN project p ON p.id = n.project "
    "WHERE e.project = :project AND "
)
_COUNT: Final = (
    "INSERT INTO experiment_counter (project, workspace, last) VALUES (:project, :workspace, 1) "
    "ON CONFLICT (project) DO UPDATE SET last = experiment_counter.last + 1 RETURNING last"
)
_LOCK: Final = (
    "INSERT INTO experiment_counter (project, workspace, last) VALUES (:project, :workspace, 0) "
    "ON CONFLICT (project) DO UPDATE SET last = experiment_counter.last"
)
_NUMBER: Final = (
    "INSERT INTO experiment_number (project, number, experiment, workspace, row_seq) "
    "VALUES (:project, :number, :experiment, :workspace, :row_seq)"
)


class Experiment(msgspec.Struct, frozen=True):
    """An experiment with its tags. `node` is None for `Default` while nobody has used it. Times are microseconds UTC."""

    number: int
    name: str
    deleted: bool
    created: int
    updated: int
    tags: dict[str, str]
    node: Node | None


def experiment_of(row: Row, tags: dict[str, str]) -> Experiment:
    """From a row of the node's columns and the number."""
    node, number = node_of(row[:16]), row[16]
    return Experiment(number, node.title, node.trashed is not None, node.created, node.updated, tags, node)


def experiment(tx: ReadTx, project: str, number: int) -> Experiment:
    """The experiment with that number, in the trash or not. The caller's access to the project has been checked. Raises NotFound."""
    row = tx.row(f"{_SELECT}e.number = :number", project=project, number=number)
    if row is None:
        return _unused_default(tx, project, number)
    return experiment_of(row, values_of(tx, "experiment_tag", [row[0]])[row[0]])


def experiment_named(tx: ReadTx, project: str, name: str) -> Experiment:
    """The experiment with exactly that name (blanks around it left out), in the trash or not. Raises NotFound."""
    row = tx.row(f"{_SELECT}n.title = :name ORDER BY e.number LIMIT 1", project=project, name=name.strip())
    if row is not None:
        return experiment_of(row, values_of(tx, "experiment_tag", [row[0]])[row[0]])
    if name == DEFAULT:
        return experiment(tx, project, 0)
    raise NotFound(f"Could not find experiment with name '{name[:200]}'")


def experiments_by_id(tx: ReadTx, ids: Sequence[str]) -> list[Experiment]:
    """Those of the experiments that are there, by the ids of their nodes and in that order. The caller's access has been checked."""
    sql = (
        f"SELECT {COLUMNS}, e.number FROM experiment_number e JOIN node n ON n.id = e.experiment JOIN project p ON p.id = n.project "
        f"WHERE {tx.any_of('e.experiment', 'ids')}"
    )
    rows = {row[0]: row for row in tx.rows(sql, ids=list(ids))}
    tags = values_of(tx, "experiment_tag", list(rows))
    return [experiment_of(rows[each], tags[each]) for each in ids if each in rows]


def unused_default(tx: ReadTx, project: str) -> Experiment | None:
    """`Default`, if nobody has used it yet: it is shown, but not there."""
    if tx.scalar("SELECT 1 FROM experiment_number WHERE project = :project AND number = 0", project=project):
        return None
    created = tx.scalar("SELECT created FROM node WHERE id = :project", project=project)
    return Experiment(0, DEFAULT, False, created, created, {}, None)


def _unused_default(tx: ReadTx, project: str, number: int) -> Experiment:
    default = unused_default(tx, project) if number == 0 else None
    if default is None:
        raise NotFound(f"No Experiment with id={number} exists")
    return default


def create_experiment(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, *, tags: Mapping[str, str] = NONE, artifact_location: str = ""
) -> Experiment:
    """Make an experiment; its name must be free in the project, also among those in the trash.

    `artifact_location` is kept as a text and never followed: files go where all files of the project go.
    Raises Invalid, Conflict, Forbidden.
    """
    check_experiment_name(name)
    check_tags(tags.items(), EXPERIMENT_TAG_VALUE)
    check_text(artifact_location, "artifact_location", LOCATION)
    if "#" in artifact_location or ";" in artifact_location:
        raise Invalid("'artifact_location' URL can't include fragments or params.", where="artifact_location")
    tx.run(_LOCK, project=project, workspace=caller.workspace)
    _used_default(tx, caller, graph, project)
    _refuse_taken(tx, project, name)
    number = int(tx.scalar(_COUNT, project=project, workspace=caller.workspace))
    return _create(tx, caller, graph, project, number, name, tags, artifact_location)


def _refuse_taken(tx: ReadTx, project: str, name: str) -> None:
    row = tx.row(f"{_SELECT}n.title = :name LIMIT 1", project=project, name=name.strip())
    if row is not None:
        state = "deleted state. You can restore the experiment, or permanently delete it to create a new one" if row[15] else "active state"
        detail = f"Experiment(name={name[:200]}) already exists. Error: there is one of that name in {state}."
        raise Conflict(detail, where="name", taken=True)


def _create(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, number: int, name: str, tags: Mapping[str, str], artifact_location: str
) -> Experiment:
    fields: dict[str, Any] = {"number": number}
    if artifact_location:
        fields["artifact_location"] = artifact_location
    if note := tags.get(NOTE):
        fields["description"] = note
    node = graph.apply(tx, caller, [Create("experiment", project, name, fields=fields)], verb="create_experiment").node
    tx.run(_NUMBER, project=project, number=number, experiment=node.id, workspace=node.workspace, row_seq=tx.next_row_seq())
    put_tags(tx, node, dict(tags))
    return Experiment(number, node.title, False, node.created, node.updated, dict(sorted(tags.items())), node)


def _used_default(tx: WriteTx, caller: Caller, graph: Graph, project: str) -> Experiment:
    """`Default`, made if it is not there. The counter's row is locked, so that it is made once."""
    row = tx.row(f"{_SELECT}e.number = 0", project=project)
    if row is None:
        return _create(tx, caller, graph, project, 0, DEFAULT, {}, "")
    return experiment_of(row, {})


def experiment_to_write(tx: WriteTx, caller: Caller, graph: Graph, project: str, number: int) -> Node:
    """The node of an experiment that is not in the trash; `Default` is made if need be. Raises NotFound, Invalid."""
    row = tx.row(f"{_SELECT}e.number = :number", project=project, number=number)
    if row is None and number == 0:
        tx.run(_LOCK, project=project, workspace=caller.workspace)
        found: Experiment = _used_default(tx, caller, graph, project)
    elif row is None:
        raise NotFound(f"No Experiment with id={number} exists")
    else:
        found = experiment_of(row, {})
    if found.deleted or found.node is None:
        raise Invalid(f"The experiment {number} must be in the 'active' state. Current state is deleted.")
    return found.node


def rename_experiment(tx: WriteTx, caller: Caller, graph: Graph, project: str, number: int, name: str) -> None:
    """Give an experiment another name. Raises NotFound, Invalid, Conflict."""
    check_experiment_name(name)
    tx.run(_LOCK, project=project, workspace=caller.workspace)
    node = experiment_to_write(tx, caller, graph, project, number)
    if node.title != name.strip():
        _refuse_taken(tx, project, name)
        graph.apply(tx, caller, [Update(node.id, title=name, by_owner=True)], verb="rename_experiment")
    else:
        check_may_write(tx, caller, graph, node)


def delete_experiment(tx: WriteTx, caller: Caller, graph: Graph, project: str, number: int) -> None:
    """Put an experiment and its runs into the trash. Raises NotFound."""
    found = experiment(tx, project, number)
    if found.deleted:
        raise NotFound(f"No Experiment with id={number} exists")
    node = experiment_to_write(tx, caller, graph, project, number)
    graph.apply(tx, caller, [Trash(node.id)], verb="delete_experiment")


def restore_experiment(tx: WriteTx, caller: Caller, graph: Graph, project: str, number: int) -> None:
    """Take an experiment, and the runs that went to the trash with it, out again. Raises NotFound."""
    found = experiment(tx, project, number)
    if not found.deleted or found.node is None:
        raise NotFound(f"No Experiment with id={number} exists")
    graph.apply(tx, caller, [Restore(found.node.id)], verb="restore_experiment")


def set_experiment_tags(tx: WriteTx, caller: Caller, graph: Graph, project: str, number: int, tags: Mapping[str, str]) -> None:
    """Set tags of an experiment. Raises NotFound, Invalid."""
    check_tags(tags.items(), EXPERIMENT_TAG_VALUE)
    node = experiment_to_write(tx, caller, graph, project, number)
    changed = put_tags(tx, node, dict(tags))
    requests: list[Update | Event] = [Event(node.id, "tags.set", {"keys": changed[:20], "count": len(changed)})] if changed else []
    if NOTE in changed:
        requests.insert(0, Update(node.id, fields={"description": tags[NOTE]}, by_owner=True))
    if requests:
        graph.apply(tx, caller, requests, verb="set_experiment_tags")
    else:
        check_may_write(tx, caller, graph, node)


def delete_experiment_tag(tx: WriteTx, caller: Caller, graph: Graph, project: str, number: int, key: str) -> None:
    """Take a tag of an experiment away. Raises NotFound."""
    node = experiment_to_write(tx, caller, graph, project, number)
    if not drop_tag(tx, node, key):
        raise NotFound(f"No tag with name: {key[:200]} in experiment with id {number}")
    graph.apply(tx, caller, [Event(node.id, "tag.deleted", {"key": key})], verb="delete_experiment_tag")
