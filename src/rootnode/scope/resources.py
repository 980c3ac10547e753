"""Resources: addresses of what lies outside, pasted and kept as items."""

from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import require_role
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Create
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid
from rootnode.scope.addresses import Address, addresses_in, same_form

MOST: Final = 20
TEXT: Final = 50_000
LOOKED_AT: Final = 5_000
"""So many resources of a project, the newest ones, are looked through for an address that is there already."""


class Added(msgspec.Struct, frozen=True):
    """The resources that are new, and those whose addresses were there already."""

    added: list[Node]
    known: list[Node]
    operation: str | None


def add_resources(tx: WriteTx, caller: Caller, graph: Graph, project: str, text: str) -> Added:
    """Make a resource of each address in the text, in one act; those that the project has are answered as they are.

    All or nothing. Raises Invalid naming the line of what is no address, Forbidden.
    """
    if len(text) > TEXT:
        raise Invalid(f"What was pasted is {len(text):,} characters long; at most {TEXT:,} are taken.", where="text")
    addresses = addresses_in(text, MOST)
    require_role(tx, caller, project, "editor")
    caller.require("write")
    hold_project(tx, project)
    there = _there(tx, project)
    new = [address for address in addresses if address.same not in there]
    known = [there[address.same] for address in addresses if address.same in there]
    if not new:
        return Added([], known, None)
    applied = graph.apply(tx, caller, [_create(project, each) for each in new], verb="add_resources")
    return Added(applied.nodes, known, applied.operation)


def _create(project: str, address: Address) -> Create:
    return Create("resource", project, address.title, fields={"url": address.url, "category": address.category})


def _there(tx: ReadTx, project: str) -> dict[str, Node]:
    sql = (
        f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE n.project = :project AND n.kind = 'resource' "
        "AND n.trashed IS NULL ORDER BY n.id DESC LIMIT :limit"
    )
    nodes = [node_of(row) for row in tx.rows(sql, project=project, limit=LOOKED_AT)]
    return {same_form(node.fields["url"]): node for node in nodes if node.fields.get("url")}
