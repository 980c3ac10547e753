"""Where a caller writes: the project by its key, and a run, an experiment or a logged model within it."""

from collections.abc import Sequence
from typing import Final

from rootnode.auth.caller import Caller
from rootnode.graph.access import KEYED, role_in
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Update
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.kit.ids import is_id

MODEL: Final = "m-"
"""A logged model's id in MLflow's words is this and the id of its node."""


def project_to_write(tx: ReadTx, caller: Caller, key: str) -> str:
    """The id of a project in which the caller has some role. Also for tokens that may only ingest. Raises NotFound."""
    sql = f"SELECT p.id FROM project p WHERE {KEYED} AND p.workspace = :workspace"  # sql: constants only
    project = tx.scalar(sql, key=key.lower(), workspace=caller.workspace)
    if project is None or role_in(tx, caller, project) == 0:
        raise NotFound(f"There is no project '{key[:40]}', or you may not see it.")
    return str(project)


def run_in(tx: ReadTx, project: str, run: str) -> Node:
    """The run, in the trash or not. The caller's access to the project has been checked. Raises NotFound."""
    sql = f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE n.id = :run AND n.project = :project AND n.kind = 'run'"
    row = tx.row(sql, run=run, project=project) if is_id(run) else None
    if row is None:
        raise NotFound(f"Run with id={run[:80]} not found")
    return node_of(row)


def runs_in(tx: ReadTx, project: str, runs: Sequence[str]) -> set[str]:
    """Those of the runs that are in the project, in the trash or not. The caller's access to the project has been checked."""
    sql = f"SELECT run FROM run_place WHERE project = :project AND {tx.any_of('run', 'runs')}"
    return {run for (run,) in tx.rows(sql, project=project, runs=[run for run in runs if is_id(run)])}


def live_run(tx: WriteTx, project: str, run: str) -> Node:
    """The run, which must not be in the trash and stays so until the commit. Raises NotFound, Invalid."""
    if tx.lock_rows and is_id(run):
        tx.row(f"SELECT 1 FROM node WHERE id = :run {tx.lock_rows}", run=run)
    node = run_in(tx, project, run)
    if node.trashed is not None:
        raise Invalid(f"The run {run} must be in the 'active' state. Current state is deleted.")
    return node


def live_run_id(tx: ReadTx, project: str, run: str | None) -> str | None:
    """The id, if it is that of a live run of the project; otherwise what a client said there is only a text."""
    if run is None or not is_id(run):
        return None
    sql = "SELECT id FROM node WHERE id = :run AND project = :project AND kind = 'run' AND trashed IS NULL"
    found: str | None = tx.scalar(sql, run=run, project=project)
    return found


def place_of(tx: ReadTx, project: str, run: str) -> int | None:
    """The number of the experiment that a run was made in; None where there is no such run in the project."""
    if not is_id(run):
        return None
    found: int | None = tx.scalar("SELECT experiment FROM run_place WHERE run = :run AND project = :project", run=run, project=project)
    return found


def place_of_model(tx: ReadTx, project: str, node: str) -> int | None:
    """The number of the experiment of a logged model, by the id of its node; None where there is no such model in the project."""
    sql = "SELECT experiment FROM logged_model_place WHERE model = :node AND project = :project"
    found: int | None = tx.scalar(sql, node=node, project=project)
    return found


def node_of_model(model: str) -> str:
    """The id of the node that a logged model's id names; "" where it can name none."""
    node = model.removeprefix(MODEL)
    return node if node != model and is_id(node) else ""


def model_in(tx: ReadTx, project: str, model: str, *, trashed: bool = False) -> Node:
    """The logged model with that id (m-...); `trashed`: also one in the trash. The caller's access has been checked. Raises NotFound."""
    found = _node_in(tx, project, node_of_model(model), "logged_model")
    if found is None or (found.trashed is not None and not trashed):
        raise NotFound(f"Logged model with ID '{model[:80]}' not found.")
    return found


def live_model(tx: WriteTx, project: str, model: str) -> Node:
    """The logged model, which must not be in the trash and stays so until the commit. Raises NotFound."""
    _hold(tx, node_of_model(model))
    return model_in(tx, project, model)


def holder_in(tx: ReadTx, project: str, owner: str) -> Node:
    """The run or logged model, whatever may hold files, by the id of its node. The caller's access has been checked. Raises NotFound."""
    found = _node_in(tx, project, owner, "run", "logged_model")
    if found is None:
        raise NotFound(f"There is no run or logged model {owner[:80]}.")
    return found


def live_holder(tx: WriteTx, project: str, owner: str) -> Node:
    """The same, which must not be in the trash and stays so until the commit. Raises NotFound, Invalid."""
    _hold(tx, owner)
    node = holder_in(tx, project, owner)
    if node.trashed is not None:
        raise Invalid(f"The {node.kind.replace('_', ' ')} {owner} must be in the 'active' state. Current state is deleted.")
    return node


def _hold(tx: WriteTx, node: str) -> None:
    if tx.lock_rows and is_id(node):
        tx.row(f"SELECT 1 FROM node WHERE id = :node {tx.lock_rows}", node=node)


def _node_in(tx: ReadTx, project: str, node: str, *kinds: str) -> Node | None:
    sql = (
        f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project "
        f"WHERE n.id = :node AND n.project = :project AND {tx.any_of('n.kind', 'kinds')}"
    )
    row = tx.row(sql, node=node, project=project, kinds=list(kinds)) if is_id(node) else None
    return node_of(row) if row else None


def check_may_write(tx: WriteTx, caller: Caller, graph: Graph, node: Node) -> None:
    """Refuse who may not write the node, and change nothing. Raises Forbidden."""
    graph.apply(tx, caller, [Update(node.id)], verb="check")
