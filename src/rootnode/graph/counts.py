"""`node_count`: how many live nodes each project has of each kind in each state.

Counting a hundred thousand nodes takes longer than everything else that a page asks. So whoever writes a node notes what
it added and took away, and the sums are written with the changes' numbers, as the transaction's last statements: until
then a transaction does not see its own.
"""

from collections.abc import Collection, Iterable
from typing import Final, TypeAlias

from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, Row, WriteTx

Group: TypeAlias = tuple[str, str, str, str]
"""Project, kind, state, workspace."""

_NOTED: Final = "graph.counts"
_THINNED: Final = "graph.counts.thinned"
_ADD: Final = (
    "INSERT INTO node_count (project, kind, state, workspace, nodes) VALUES (:project, :kind, :state, :workspace, :nodes) "
    "ON CONFLICT (project, kind, state) DO UPDATE SET nodes = node_count.nodes + excluded.nodes"
)


def note_count(tx: WriteTx, before: Node | None, after: Node | None) -> None:
    """A node became `after`, which `before` was; None where there was, or is, none."""
    for node, by in ((before, -1), (after, 1)):
        if node is not None and node.trashed is None:
            _note(tx, (node.project, node.kind, node.state, node.workspace), by)


def note_gone(tx: WriteTx, rows: Iterable[Row]) -> None:
    """Nodes have been removed for good: (project, kind, state, workspace, trashed) of each, as its row was at that moment."""
    for project, kind, state, workspace, trashed in rows:
        if trashed is None:
            _note(tx, (project, kind, state, workspace), -1)
            tx.local.setdefault(_THINNED, set()).add(project)


def _note(tx: WriteTx, group: Group, by: int) -> None:
    noted: dict[Group, int] = tx.local.setdefault(_NOTED, {})
    noted[group] = noted.get(group, 0) + by


def write_counts(tx: WriteTx) -> None:
    """Write what was noted. The workspace's row is held by then, so nobody waits in a ring."""
    noted: dict[Group, int] = tx.local.pop(_NOTED, {})
    names = ("project", "kind", "state", "workspace")
    if rows := [dict(zip(names, group, strict=True), nodes=by) for group, by in sorted(noted.items()) if by]:
        tx.run_many(_ADD, rows)
    if thinned := tx.local.pop(_THINNED, None):  # of what was removed for good nothing stays
        tx.run(f"DELETE FROM node_count WHERE {tx.any_of('project', 'projects')} AND nodes = 0", projects=sorted(thinned))  # sql: constants


def counts_of(tx: ReadTx, projects: Collection[str]) -> list[tuple[str, str, str, int]]:
    """(project, kind, state, how many) of live nodes, projects themselves among them. The caller's access has been checked."""
    among = f"{tx.any_of('project', 'projects')} AND nodes > 0"
    sql = f"SELECT project, kind, state, nodes FROM node_count WHERE {among} ORDER BY project, kind, state"  # sql: constants only
    return [(project, kind, state, nodes) for project, kind, state, nodes in tx.rows(sql, projects=list(projects))]
