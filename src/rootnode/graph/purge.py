"""Purge: remove a trashed node for good, leaving a tombstone and the reason."""

from collections.abc import Sequence

from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.graph.act import hold_project, hold_projects_of
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Event
from rootnode.graph.counts import note_gone
from rootnode.graph.nodes import node_by_ref
from rootnode.kit.db import Row, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Invalid

_SUBTREE = (
    "WITH RECURSIVE down (id) AS (SELECT start.id FROM node start WHERE start.id = :id "
    "UNION SELECT n.id FROM node n JOIN down ON n.parent = down.id) "
    "SELECT n.id, n.project, n.kind, n.number, n.trashed FROM node n JOIN down ON down.id = n.id LIMIT :limit"
)
_TOMBSTONE = (
    "INSERT INTO tombstone (node, workspace, project, kind, number, at, actor, reason) "
    "VALUES (:node, :workspace, :project, :kind, :number, :at, :actor, :reason)"
)
LIMIT = 10_000


def purge(tx: WriteTx, caller: Caller, graph: Graph, ref: str, reason: str) -> list[str]:
    """Remove a trashed node and all beneath it: fields, links, values and what the log said of them. Answers the ids.

    Only owners and admins may, with a reason; the log keeps that it happened, when, by whom and why. Cannot be undone.
    Raises Forbidden, Invalid, Conflict.
    """
    if not caller.administers:
        raise Forbidden("Only owners and admins of the workspace remove items for good.")
    if not reason.strip():
        raise Invalid("Say why the item is removed for good; the reason is kept.", where="reason")
    node = node_by_ref(tx, caller, ref)
    hold_projects_of(tx, [node.id])  # nothing may come beneath it, or leave it, meanwhile
    node = node_by_ref(tx, caller, node.id)
    if node.trashed is None or node.id == node.project:
        raise Conflict(f"{node.key} is not in the trash. Put it there first.")
    rows = tx.rows(_SUBTREE, id=node.id, limit=LIMIT + 1)
    if len(rows) > LIMIT:
        raise Conflict(f"{node.key} has more than {LIMIT:,} items beneath it. Remove them in parts.")
    if any(row[4] is None for row in rows):
        raise Conflict(f"Not all beneath {node.key} is in the trash. Move it elsewhere or put it there first.")
    ids = [row[0] for row in rows]
    _purge_rows(tx, caller, graph, rows, reason.strip())
    record(tx, caller, "item.purged", node.id, key=node.key, items=len(ids), reason=reason.strip()[:500])
    return ids


def _remove(tx: WriteTx, ids: list[str]) -> None:
    """Delete the rows, and empty the bodies of old changes: their numbers stay, so that the log keeps no gap."""
    # somebody may have changed them until this moment, and nobody can from now on: what is removed counts
    removed = f"DELETE FROM node WHERE {tx.any_of('id', 'ids')} RETURNING project, kind, state, workspace, trashed"  # sql: constants only
    note_gone(tx, tx.rows(removed, ids=ids))
    tx.run(f"DELETE FROM link WHERE {tx.any_of('source', 'ids')} OR {tx.any_of('target', 'ids')}", ids=ids)  # sql: constants only
    tx.run(f"DELETE FROM node_value WHERE {tx.any_of('node', 'ids')}", ids=ids)  # sql: constants only
    tx.run(f"DELETE FROM title_word WHERE {tx.any_of('node', 'ids')}", ids=ids)  # sql: constants only
    tx.run(f"DELETE FROM pin WHERE {tx.any_of('target', 'ids')}", ids=ids)  # sql: constants only
    emptied = '{"purged":true}'
    # the purge's own events get their numbers later, so they keep their reason
    tx.run(
        f"UPDATE change SET body = :body WHERE {tx.any_of('node', 'ids')} AND type <> 'link'", body=emptied, ids=ids
    )  # sql: constants only
    links = f"({tx.any_of('node', 'ids')} OR {tx.any_of('other', 'ids')})"
    tx.run(f"UPDATE change SET body = :body WHERE type = 'link' AND {links}", body=emptied, ids=ids)  # sql: constants only


_SOME = "SELECT id, project, kind, number FROM node WHERE project = :project AND id <> :project"
SOME = 1_000


def purge_some(tx: WriteTx, caller: Caller, graph: Graph, project: str, reason: str, kinds: Sequence[str] = ()) -> int:
    """Remove some of a project's items, or of those kinds, for good, in the trash or not; answers how many. Called until it answers 0.

    For `purge_project`: a project of any size goes in pieces. Raises Forbidden.
    """
    if not caller.administers:
        raise Forbidden("Only owners and admins of the workspace remove items for good.")
    hold_project(tx, project)
    narrowed = f" AND {tx.any_of('kind', 'kinds')}" if kinds else ""
    params = {"kinds": list(kinds)} if kinds else {}
    rows = tx.rows(f"{_SOME}{narrowed} ORDER BY id DESC LIMIT :limit", project=project, limit=SOME, **params)  # sql: constants only
    if rows:
        _purge_rows(tx, caller, graph, rows, reason)
    return len(rows)


def purge_project(tx: WriteTx, caller: Caller, graph: Graph, project: str, reason: str) -> None:
    """Remove a project that `purge_some` has emptied, for good. Its key is never given again. Raises Forbidden, Conflict."""
    if not caller.administers:
        raise Forbidden("Only owners and admins of the workspace remove items for good.")
    hold_project(tx, project)
    if tx.row("SELECT 1 FROM node WHERE project = :project AND id <> :project LIMIT 1", project=project):
        raise Conflict("The project still has items.")
    rows = tx.rows("SELECT id, project, kind, number FROM node WHERE id = :project", project=project)
    _purge_rows(tx, caller, graph, rows, reason)
    record(tx, caller, "project.purged", project, reason=reason[:500])
    tx.run("DELETE FROM pin WHERE target IN (SELECT id FROM saved_view WHERE project = :project)", project=project)
    tx.run("DELETE FROM saved_view WHERE project = :project", project=project)
    tx.run("DELETE FROM project_access WHERE project = :project", project=project)
    # a former key of what was removed for good answers so to whoever sees the project: nobody does now
    tx.run("DELETE FROM former_item WHERE node IN (SELECT node FROM tombstone WHERE project = :project)", project=project)


def _purge_rows(tx: WriteTx, caller: Caller, graph: Graph, rows: list[Row], reason: str) -> None:
    ids = [row[0] for row in rows]
    graph.apply(tx, caller, [Event(each, "purged", {"reason": reason}) for each in ids], verb="purge")
    _remove(tx, ids)
    kept = {"workspace": caller.workspace, "at": tx.now, "actor": caller.actor, "reason": reason}
    tx.run_many(_TOMBSTONE, [{"node": row[0], "project": row[1], "kind": row[2], "number": row[3]} | kept for row in rows])
    for owner in graph.on_purge:
        owner(tx, ids)
