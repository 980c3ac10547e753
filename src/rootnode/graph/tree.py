"""The tree that nodes hang in: what is above a node."""

from typing import Final

from rootnode.auth.caller import Caller
from rootnode.graph.nodes import Node, nodes_by_id
from rootnode.kit.db import ReadTx

DEPTH: Final = 64
_ABOVE: Final = (
    "WITH RECURSIVE up (id, depth) AS (SELECT start.parent, 1 FROM node start WHERE start.id = :id UNION ALL "
    "SELECT n.parent, up.depth + 1 FROM node n JOIN up ON n.id = up.id WHERE n.parent IS NOT NULL AND up.depth < :limit) "
    "SELECT id FROM up WHERE id IS NOT NULL ORDER BY depth"
)


def above(tx: ReadTx, caller: Caller, node: str) -> list[Node]:
    """What a node hangs beneath, the nearest first; nothing for one that the caller may not see."""
    if node not in nodes_by_id(tx, caller, [node]):
        return []
    ids = [row[0] for row in tx.rows(_ABOVE, id=node, limit=DEPTH)]
    found = nodes_by_id(tx, caller, ids)
    return [found[each] for each in ids if each in found]
