"""One act on many nodes: all or nothing, and undone at once."""

from collections.abc import Mapping, Sequence
from typing import Final

from rootnode.auth.caller import Caller
from rootnode.graph.access import project_by_key, require_role
from rootnode.graph.act import ProjectRow, hold_projects_of
from rootnode.graph.apply import Applied, Graph
from rootnode.graph.changes import Move, Trash, Update
from rootnode.graph.fields import CustomField, custom_fields
from rootnode.graph.moving import Plan, plan_of
from rootnode.graph.nodes import Node, missing, nodes_by_id
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, Stale

LIMIT: Final = 500
_NAMED: Final = 5


def update_many(tx: WriteTx, caller: Caller, graph: Graph, updates: Sequence[Update]) -> Applied:
    """Change up to 500 nodes, each from the rev that was read. Raises Stale naming those that were changed meanwhile."""
    found = _found(tx, caller, [update.node for update in updates])
    stale = [found[update.node] for update in updates if update.rev is not None and update.rev != found[update.node].rev]
    if stale:
        raise Stale(f"{_names(stale)} changed meanwhile, so nothing was done. Look at the newer values and try again.", nodes=stale)
    ordered: list[Update] = sorted(updates, key=lambda update: update.node)  # the same order for all: nobody waits in a ring
    return graph.apply(tx, caller, ordered, verb="update_items")


def trash_many(tx: WriteTx, caller: Caller, graph: Graph, nodes: Sequence[str]) -> Applied:
    """Put up to 500 nodes, with what hangs beneath them, into the trash."""
    found = _found(tx, caller, nodes)
    hold_projects_of(tx, list(found))
    return graph.apply(tx, caller, [Trash(node) for node in sorted(found)], verb="trash_items")


def move_many(tx: WriteTx, caller: Caller, graph: Graph, nodes: Sequence[str], key: str) -> Applied:
    """Move up to 500 nodes, with what hangs beneath them 5,000 at most, to the project with that key. What hangs beneath another
    one of them stays beneath it. Raises NotFound, Forbidden, Invalid, Conflict."""
    project, _ = project_by_key(tx, caller, key)
    found = _found(tx, caller, nodes)
    hold_projects_of(tx, list(found), [project])
    tops = _tops_of(tx, list(found))
    return graph.apply(tx, caller, [Move(node, project) for node in nodes if node in tops], verb="move_items")


def plan_move(tx: ReadTx, caller: Caller, graph: Graph, nodes: Sequence[str], key: str) -> Plan:
    """What `move_many` of these would mean; nothing is changed. Raises NotFound, Forbidden, Invalid."""
    project, name = project_by_key(tx, caller, key)
    require_role(tx, caller, project, "editor")
    there = ProjectRow(project, name, _own_fields(tx, project), 0)
    found = _found(tx, caller, nodes)
    for home in sorted({node.project for node in found.values()}):
        require_role(tx, caller, home, "editor")
    among = _tops_of(tx, list(found))
    tops = [node for node in found.values() if node.id in among]
    if trashed := next((node for node in tops if node.trashed is not None), None):
        return Plan(tops, refused=f"{trashed.key} is in the trash. Restore it first.")
    leaving = [node for node in tops if node.project != project]
    homes = {node.project for node in leaving}
    return plan_of(tx, graph.kinds, leaving, {home: _own_fields(tx, home) for home in homes}, there)


def _own_fields(tx: ReadTx, project: str) -> tuple[CustomField, ...]:
    return custom_fields(tx.scalar("SELECT custom_fields FROM project WHERE id = :id", id=project))


def _tops_of(tx: ReadTx, nodes: Sequence[str]) -> set[str]:
    """Those of the nodes that hang beneath none of the others."""
    sql = (
        f"WITH RECURSIVE up (start, id) AS (SELECT n.id, n.parent FROM node n WHERE {tx.any_of('n.id', 'nodes')} "
        "UNION SELECT up.start, n.parent FROM up JOIN node n ON n.id = up.id) "
        f"SELECT DISTINCT start FROM up WHERE {tx.any_of('up.id', 'nodes')}"  # sql: constants only
    )
    return set(nodes) - {row[0] for row in tx.rows(sql, nodes=list(nodes))}


def _found(tx: ReadTx, caller: Caller, nodes: Sequence[str]) -> Mapping[str, Node]:
    if not 0 < len(nodes) <= LIMIT:
        raise Invalid(f"One act takes 1 to {LIMIT} items.", where="items")
    if len(set(nodes)) != len(nodes):
        raise Invalid("An item stands there twice.", where="items")
    found = nodes_by_id(tx, caller, nodes)
    for node in nodes:
        if node not in found:
            raise missing(node)
    return found


def _names(nodes: Sequence[Node]) -> str:
    keys = [node.key if node.number else node.title for node in nodes]
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return f"{', '.join(keys[:_NAMED])}{more}"
