"""Where a caller writes: the project by its key, and a run or an experiment within it."""

from rootnode.auth.caller import Caller
from rootnode.graph.access import role_in
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Update
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.kit.ids import is_id


def project_to_write(tx: ReadTx, caller: Caller, key: str) -> str:
    """The id of a project in which the caller has some role. Also for tokens that may only ingest. Raises NotFound."""
    sql = "SELECT id FROM project WHERE key_folded = :key AND workspace = :workspace"
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


def live_run(tx: WriteTx, project: str, run: str) -> Node:
    """The run, which must not be in the trash and stays so until the commit. Raises NotFound, Invalid."""
    if tx.lock_rows and is_id(run):
        tx.row(f"SELECT 1 FROM node WHERE id = :run {tx.lock_rows}", run=run)
    node = run_in(tx, project, run)
    if node.trashed is not None:
        raise Invalid(f"The run {run} must be in the 'active' state. Current state is deleted.")
    return node


def place_of(tx: ReadTx, project: str, run: str) -> int | None:
    """The number of the experiment that a run was made in; None where there is no such run in the project."""
    if not is_id(run):
        return None
    found: int | None = tx.scalar("SELECT experiment FROM run_place WHERE run = :run AND project = :project", run=run, project=project)
    return found


def check_may_write(tx: WriteTx, caller: Caller, graph: Graph, node: Node) -> None:
    """Refuse who may not write the node, and change nothing. Raises Forbidden."""
    graph.apply(tx, caller, [Update(node.id)], verb="check")
