"""Nodes as they are read: by id, by human key, and what a caller may know of them."""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import KEYED, visible
from rootnode.kit.db import ReadTx, Row
from rootnode.kit.errors import Gone, NotFound
from rootnode.kit.ids import is_id

_KEY: Final = re.compile(r"([A-Za-z][A-Za-z0-9]{1,11})-([0-9]{1,12})\Z")

COLUMNS: Final = (
    "n.id, n.workspace, n.project, p.key, n.kind, n.number, n.parent, n.title, n.state, n.fields, n.rev, "
    "n.created, n.created_by, n.updated, n.updated_by, n.trashed"
)


class Node(msgspec.Struct, frozen=True):
    """A node as it stood when it was read. Times are microseconds UTC."""

    id: str
    workspace: str
    project: str
    project_key: str
    kind: str
    number: int
    parent: str | None
    title: str
    state: str
    fields: dict[str, Any]
    rev: int
    created: int
    created_by: str
    updated: int
    updated_by: str
    trashed: int | None

    @property
    def key(self) -> str:
        """The human key: FRAUD-12; a project's own is FRAUD; what has no number goes by its id."""
        if self.number:
            return f"{self.project_key}-{self.number}"
        return self.project_key if self.id == self.project else self.id


def node_of(row: Row) -> Node:
    """A row of `COLUMNS` as a node."""
    return Node(*(*row[:9], msgspec.json.decode(row[9]), *row[10:]))


def node_by_ref(tx: ReadTx, caller: Caller, ref: str) -> Node:
    """The node with that id or human key. Raises NotFound also where the caller may not know of it, Gone where it was purged."""
    params: dict[str, Any]
    if is_id(ref):
        where, params = "n.id = :id", {"id": ref}
    elif match := _KEY.match(ref):
        # "> 0" lets SQLite use the index of numbers
        where, params = f"{KEYED} AND n.number = :number AND n.number > 0", {"key": match[1].lower(), "number": int(match[2])}
    else:
        raise missing(ref)
    if node := _visible(tx, caller, where, params):
        return node
    if "key" in params and (moved := _moved(tx, params)):
        where, params = "n.id = :id", {"id": moved}
        if node := _visible(tx, caller, where, params):
            return node
    _refuse_purged(tx, caller, where, params)
    raise missing(ref)


def _visible(tx: ReadTx, caller: Caller, where: str, params: dict[str, Any]) -> Node | None:
    seen, principals = visible(tx, caller, "n.project")
    sql = f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE {where} AND {seen}"  # sql: constants only
    row = tx.row(sql, **params, **principals)
    return node_of(row) if row else None


def _moved(tx: ReadTx, key: dict[str, Any]) -> str | None:
    """The id of the node that had that key before it moved to another project."""
    sql = f"SELECT f.node FROM former_item f JOIN project p ON p.id = f.project WHERE {KEYED} AND f.number = :number"  # sql: constants only
    found: str | None = tx.scalar(sql, **key)
    return found


def _refuse_purged(tx: ReadTx, caller: Caller, where: str, params: dict[str, Any]) -> None:
    seen, principals = visible(tx, caller, "n.project")
    sql = (
        "SELECT 1 FROM (SELECT node AS id, project, number FROM tombstone) n JOIN project p ON p.id = n.project "
        f"WHERE {where} AND {seen}"  # sql: constants only
    )
    if tx.row(sql, **params, **principals):
        raise Gone("This item was removed for good by an administrator. Its history keeps the reason.")


def find_project(tx: ReadTx, workspace: str, place: str) -> str | None:
    """The project with that key, or that holds the item with that id or key; whoever asks. Never to be answered to a caller."""
    sql = "SELECT p.id FROM project p WHERE p.workspace = :workspace AND "
    if is_id(place):
        sql += "p.id IN (SELECT n.project FROM node n WHERE n.id = :place)"
        found: str | None = tx.scalar(sql, workspace=workspace, place=place)
    else:
        match = _KEY.match(place)
        if match and (moved := _moved(tx, {"key": match[1].lower(), "number": int(match[2])})):
            return find_project(tx, workspace, moved)
        found = tx.scalar(sql + KEYED, workspace=workspace, key=(match[1] if match else place).lower())
    return found


def missing(ref: str) -> NotFound:
    """The one answer for what is not there and for what the caller may not see."""
    return NotFound(f"There is no item '{ref[:80]}', or you may not see it.")


def nodes_by_id(tx: ReadTx, caller: Caller, ids: Sequence[str]) -> dict[str, Node]:
    """Those of the nodes that exist and that the caller may see, by id. At most 5,000 ids."""
    seen, principals = visible(tx, caller, "n.project")
    among = tx.any_of("n.id", "ids")
    sql = f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE {among} AND {seen}"  # sql: constants only
    return {row[0]: node_of(row) for row in tx.rows(sql, ids=list(ids)[:5_000], **principals)}
