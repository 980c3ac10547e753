"""`node_count`: how many live nodes each project has of each kind in each state.

Counting a hundred thousand nodes takes longer than everything else that a page asks. So whoever writes a node notes what
it added and took away, and the sums are written with the changes' numbers, as the transaction's last statements: until
then a transaction does not see its own.
"""

from collections.abc import Collection, Iterable
from typing import Final, TypeAlias

import msgspec

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


class Off(msgspec.Struct, frozen=True):
    """A kept count that is not what there is."""

    project: str
    kind: str
    state: str
    workspace: str
    counted: int
    there: int
    key: str
    """The project's; its id where the project is gone."""


_OFF: Final = (
    "SELECT c.project, c.kind, c.state, c.workspace, c.counted, c.there, COALESCE(p.key, c.project) FROM ("
    "SELECT project, kind, state, MAX(workspace) AS workspace, "
    "CAST(SUM(counted) AS BIGINT) AS counted, CAST(SUM(there) AS BIGINT) AS there FROM ("
    "SELECT project, kind, state, workspace, nodes AS counted, 0 AS there FROM node_count UNION ALL "
    "SELECT project, kind, state, workspace, 0, COUNT(*) FROM node WHERE trashed IS NULL GROUP BY project, kind, state, workspace"
    ") both_of_them GROUP BY project, kind, state HAVING SUM(counted) <> SUM(there)"
    ") c LEFT JOIN project p ON p.id = c.project ORDER BY c.project, c.kind, c.state LIMIT :most"
)
MOST_OFF: Final = 10_000


def counts_off(tx: ReadTx) -> list[Off]:
    """Where the kept counts differ from the nodes, at most 10,000; for who keeps the installation. Counts every node."""
    return [Off(*row) for row in tx.rows(_OFF, most=MOST_OFF)]


def recount(tx: WriteTx) -> list[Off]:
    """Put right what `counts_off` finds, and answer it. Whoever writes meanwhile waits to add to what is then right."""
    tx.rows(f"SELECT id FROM workspace ORDER BY id {tx.lock_rows}")  # sql: constants only
    found = counts_off(tx)
    names = ("project", "kind", "state", "workspace")
    tx.run_many(_ADD, [{name: getattr(off, name) for name in names} | {"nodes": off.there - off.counted} for off in found])
    return found
