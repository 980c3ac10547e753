"""One act on many nodes: all or nothing, and undone at once."""

from collections.abc import Mapping, Sequence
from typing import Final

from rootnode.auth.caller import Caller
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Applied, Graph
from rootnode.graph.changes import Trash, Update
from rootnode.graph.nodes import Node, missing, nodes_by_id
from rootnode.kit.db import WriteTx
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
    for project in sorted({node.project for node in found.values()}):
        hold_project(tx, project)
    return graph.apply(tx, caller, [Trash(node) for node in sorted(found)], verb="trash_items")


def _found(tx: WriteTx, caller: Caller, nodes: Sequence[str]) -> Mapping[str, Node]:
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
