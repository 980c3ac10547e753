"""Links as they are read. The far end of a link into a project that the caller may not see is restricted."""

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.changes import Link
from rootnode.graph.nodes import COLUMNS as NODE
from rootnode.graph.nodes import Node, node_of, nodes_by_id
from rootnode.kit.db import ReadTx

LIMIT = 1_000


class LinkEnd(msgspec.Struct, frozen=True):
    """A link seen from one of its nodes; `far` is None where the caller may not see the other."""

    link: Link
    outward: bool
    far: Node | None


def links_of(tx: ReadTx, caller: Caller, node: str) -> list[LinkEnd]:
    """The links of a node, without those into the trash; at most 1,000 each way. None for a node that the caller may not see."""
    found: list[LinkEnd] = []
    if node not in nodes_by_id(tx, caller, [node]):
        return found
    for outward, near, far in ((True, "l.source", "l.target"), (False, "l.target", "l.source")):
        seen, params = visible(tx, caller, "n.project")
        sql = (
            "SELECT l.id, l.workspace, l.type, l.source, l.target, l.made, l.made_by, l.created, "
            f"CASE WHEN {seen} THEN 1 ELSE 0 END, {NODE} "
            f"FROM link l JOIN node n ON n.id = {far} JOIN project p ON p.id = n.project "
            f"WHERE {near} = :node AND n.trashed IS NULL ORDER BY l.id LIMIT :limit"  # sql: constants only
        )
        for row in tx.rows(sql, node=node, limit=LIMIT, **params):
            link = Link(*row[:8])
            if row[8]:
                found.append(LinkEnd(link, outward, node_of(row[9:])))
            else:
                near_only = msgspec.structs.replace(link, **{"target" if outward else "source": ""})
                found.append(LinkEnd(near_only, outward, None))
    return found
