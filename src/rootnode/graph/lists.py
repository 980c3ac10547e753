"""Lists of nodes: filtered, sorted by any declared field, paged by key, and counted by group.

The sort column drives: one index gives the order, the filter on the state reads the same index, and a page starts
where the last one ended, so page 900 costs what page 1 does. Only then are the nodes of the page looked up.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.conditions import ATTRIBUTES, Condition, Query, add_attribute, add_condition
from rootnode.graph.fields import custom_fields
from rootnode.graph.kinds import Kind, Kinds
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.kit.paging import CONTAINS, check_order, containing, cursor_of, not_ours, position_of
from rootnode.wire.items import Field

__all__ = ["LIMIT", "Condition", "Listing", "Nodes", "counts", "counts_by", "nodes"]

LIMIT: Final = 500


class Listing(msgspec.Struct, frozen=True):
    """What to list. `sort` is created, updated, or a sortable field (then `kind` is needed); items without a value come last.

    Without a project it is every one that the caller may see; then `kind` is always needed, and only its own fields are known.
    """

    project: str
    kind: str | None = None
    states: tuple[str, ...] = ()
    parent: str | None = None
    text: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: str = "created"
    descending: bool = True
    trash: bool = False
    limit: int = 100
    cursor: str = ""


class Nodes(msgspec.Struct, frozen=True):
    nodes: list[Node]
    next: str | None


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    sort: str
    descending: bool
    value: float | str | int | None
    node: str


def nodes(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing) -> Nodes:
    """One page of a project's nodes, or of all projects. Raises Invalid for what cannot be sorted or filtered by."""
    limit = max(1, min(listing.limit, LIMIT))
    cursor = _decode(listing)
    if listing.sort in ("created", "updated"):
        found = _by_column(tx, caller, kinds, listing, cursor, limit + 1)
        values: list[float | str | int | None] = [node.updated if listing.sort == "updated" else None for node in found]
    else:
        found, values = _by_field(tx, caller, kinds, listing, cursor, limit + 1)
    page = found[:limit]
    more = len(found) > limit
    following = _Cursor(listing.sort, listing.descending, values[limit - 1], page[-1].id) if more else None
    return Nodes(page, cursor_of(following) if following else None)


def _decode(listing: Listing) -> _Cursor | None:
    cursor = position_of(listing.cursor, _Cursor)
    check_order(cursor is None or (cursor.sort, cursor.descending) == (listing.sort, listing.descending))
    return cursor


def _check_cursor(cursor: _Cursor | None, column: str) -> None:
    """A cursor was made by us, but it comes back from outside."""
    kinds = (int, float) if column == "num" else (str,)
    if cursor is not None and cursor.value is not None and not isinstance(cursor.value, kinds):
        raise not_ours()


def _by_column(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, cursor: _Cursor | None, limit: int) -> list[Node]:
    """By age: the id grows with the time of making; by `updated`: (updated, id)."""
    query = _base(tx, caller, kinds, listing, "n.state")
    way, beyond = ("DESC", "<") if listing.descending else ("ASC", ">")
    if listing.sort == "updated":
        order = f"n.updated {way}, n.id {way}"
        _check_cursor(cursor, "num")
        if cursor:
            query.add(f"(n.updated, n.id) {beyond} (:{query.param(cursor.value)}, :{query.param(cursor.node)})")
    else:
        order = f"n.id {way}"
        if cursor:
            query.add(f"n.id {beyond} :{query.param(cursor.node)}")
    where = " AND ".join(query.where)
    page = f"SELECT n.id FROM node n WHERE {where} ORDER BY {order} LIMIT :{query.param(limit)}"  # sql: constants only
    sql = (
        f"SELECT {COLUMNS} FROM ({page}) page CROSS JOIN node n CROSS JOIN project p "
        f"WHERE n.id = page.id AND p.id = n.project ORDER BY {order}"  # sql: constants only
    )
    return [node_of(row) for row in tx.rows(sql, **query.params)]


def _by_field(
    tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, cursor: _Cursor | None, limit: int
) -> tuple[list[Node], list[float | str | int | None]]:
    """First those with a value, in its order, then those without."""
    field = _sortable(tx, caller, kinds, listing, listing.sort)
    if field.type == "labels":
        raise Invalid("Labels have no order. Sort by another field.", where="sort")
    column = "num" if field.type in ("number", "flag", "choice") else "text"
    _check_cursor(cursor, column)
    found: list[Node] = []
    values: list[float | str | int | None] = []
    for empty in (False, True):
        if len(found) >= limit or (cursor and cursor.value is None and not empty):
            continue
        start = cursor if cursor and (cursor.value is None) == empty else None
        for row in _page_by_field(tx, caller, kinds, listing, column, start, limit - len(found), empty=empty):
            found.append(node_of(row[:16]))
            values.append(row[16])
    return found, values


def _page_by_field(
    tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, column: str, start: _Cursor | None, limit: int, *, empty: bool
) -> list[tuple[Any, ...]]:
    alone = _alone(listing)
    query = _values_alone(tx, caller, listing) if alone else _base(tx, caller, kinds, listing, "v.state")
    way, beyond = ("DESC", "<") if listing.descending else ("ASC", ">")
    _values_of(query, caller, listing, listing.sort)
    if not alone:
        query.add("n.id = v.node")
    if empty:
        query.add("v.num IS NULL AND v.text IS NULL")
        order = f"v.node {way}"
    else:
        query.add(f"v.{column} IS NOT NULL")
        order = f"v.{column} {way}, v.node {way}"
    if start and empty:
        query.add(f"v.node {beyond} :{query.param(start.node)}")
    elif start:
        query.add(f"(v.{column}, v.node) {beyond} (:{query.param(start.value)}, :{query.param(start.node)})")
    joined, where = "" if alone else "CROSS JOIN node n", " AND ".join(query.where)
    page = f"SELECT v.node, v.{column} AS value FROM node_value v {joined} WHERE {where}"  # sql: constants only
    page += f" ORDER BY {order} LIMIT :{query.param(limit)}"  # sql: constants only
    sql = (
        f"SELECT {COLUMNS}, page.value FROM ({page}) page CROSS JOIN node n CROSS JOIN project p "
        f"WHERE n.id = page.node AND p.id = n.project ORDER BY page.value {way}, page.node {way}"  # sql: constants only
    )
    return tx.rows(sql, **query.params)


def _alone(listing: Listing) -> bool:
    """Whether the rows of values know all that is filtered by: live nodes have them, and they know the state."""
    return not (listing.text or listing.conditions or listing.parent or listing.trash)


def _base(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, state: str) -> Query:
    """Conditions that every list has: the project or all, access, trash, kind, states, parent, text, fields."""
    query = Query(tx)
    if listing.project:
        seen, principals = visible(tx, caller, f":{query.param(listing.project)}")
        query.add(f"n.project = :{query.param(listing.project)}")
    elif listing.kind:
        seen, principals = visible(tx, caller, "n.project")
        query.add(f"n.workspace = :{query.param(caller.workspace)}")
    else:
        raise Invalid("Choose a type: a list across projects is of one type.", where="type")
    query.params.update(principals)
    query.add(seen)
    query.add("n.trashed IS NOT NULL" if listing.trash else "n.trashed IS NULL")
    if listing.kind:
        query.add(f"n.kind = :{query.param(kinds.kind(listing.kind).name)}")
    else:
        query.add("n.kind <> 'project'")
    if listing.states:
        among = tx.passing if _alone(listing) else tx.any_of
        query.add(among(state, query.param(list(listing.states))))
    if listing.parent:
        query.add(f"n.parent = :{query.param(listing.parent)}")
    if listing.text:
        query.add(f"{tx.folded('n.title')} {CONTAINS.format(query.param(containing(listing.text)))}")
    for condition in listing.conditions:
        _add_condition(tx, caller, kinds, listing, query, condition)
    return query


def _sortable(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, name: str) -> Field:
    if not listing.kind:
        raise Invalid("Choose a type first: fields belong to types.", where="type")
    kind: Kind = kinds.kind(listing.kind)
    fields = [*kind.fields, *_own_fields(tx, caller, listing.project, kind.name)]
    sortable = {field.name: field for field in fields if field.sortable}
    if name not in sortable:
        known = ", ".join(["created", "updated", *sortable])
        raise Invalid(f"{kind.plural} cannot be sorted or filtered by '{name[:80]}'. Use one of: {known}.", where="sort")
    return sortable[name]


def _own_fields(tx: ReadTx, caller: Caller, project: str, kind: str) -> list[Field]:
    """The fields that a project adds to a kind; none for all projects together."""
    seen, principals = visible(tx, caller, "id")
    sql = f"SELECT custom_fields FROM project WHERE id = :id AND {seen}"  # sql: constants only
    text = tx.scalar(sql, id=project, **principals) if project else None
    return [each.field for each in custom_fields(text or "[]") if kind in each.kinds]


def _add_condition(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, query: Query, condition: Condition) -> None:
    if condition.field in ATTRIBUTES:
        add_attribute(query, condition)
    else:
        add_condition(query, _sortable(tx, caller, kinds, listing, condition.field), condition)


def _values_of(query: Query, caller: Caller, listing: Listing, field: str) -> None:
    """The rows `v` of a field's values, in the one project or in all."""
    scope = f"v.project = :{query.param(listing.project)}" if listing.project else f"v.workspace = :{query.param(caller.workspace)}"
    query.add(f"{scope} AND v.kind = :{query.param(listing.kind)} AND v.field = :{query.param(field)}")


def counts(tx: ReadTx, caller: Caller, project: str) -> list[tuple[str, str, int]]:
    """(kind, state, how many) of a project's live nodes, without the project itself."""
    seen, params = visible(tx, caller, "c.project")
    sql = (
        "SELECT c.kind, c.state, c.nodes FROM node_count c WHERE c.project = :project AND c.kind <> 'project' AND c.nodes > 0 "
        f"AND {seen} ORDER BY c.kind, c.state"  # sql: constants only
    )
    return [(kind, state, count) for kind, state, count in tx.rows(sql, project=project, **params)]


def counts_by(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, group: str) -> list[tuple[float | str | None, int]]:
    """(value, how many) by the state, the project, or a sortable field of the listed kind; None for items without a value.

    At most 1,000 groups.
    """
    alone = _alone(listing)
    if group in ("state", "project"):
        return (_counted if alone and listing.kind else _counts_by_column)(tx, caller, kinds, listing, group)
    field = _sortable(tx, caller, kinds, listing, group)
    column = "num" if field.type in ("number", "flag", "choice") else "text"
    query = _values_alone(tx, caller, listing) if alone else _base(tx, caller, kinds, listing, "v.state")
    _values_of(query, caller, listing, group)
    joined, where = "" if alone else "JOIN node n ON n.id = v.node", " AND ".join(query.where)
    rows = f"FROM node_value v {joined} WHERE {where}"  # sql: constants only
    grouped = f"SELECT v.{column} AS value, COUNT(*) {rows}"  # sql: constants only
    if alone:  # the indexes of the values are parted like this
        grouped = (
            f"SELECT * FROM ({grouped} AND v.{column} IS NOT NULL GROUP BY v.{column} "
            f"UNION ALL SELECT NULL, COUNT(*) {rows} AND v.num IS NULL AND v.text IS NULL HAVING COUNT(*) > 0) AS counted"  # sql: constants
        )
    else:
        grouped += f" GROUP BY v.{column}"  # sql: constants only
    sql = f"{grouped} ORDER BY value LIMIT 1000"  # sql: constants only
    found: Sequence[tuple[Any, ...]] = tx.rows(sql, **query.params)
    return [(value, count) for value, count in found]


def _values_alone(tx: ReadTx, caller: Caller, listing: Listing) -> Query:
    """What is asked for by no more than state needs only the rows of values."""
    query = Query(tx)
    seen, query.params = visible(tx, caller, "v.project")
    query.add(seen)
    if listing.states:
        query.add(tx.passing("v.state", query.param(list(listing.states))))
    return query


def _counted(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, column: str) -> list[tuple[float | str | None, int]]:
    """What is counted by no more than kind and state has been counted."""
    query = Query(tx)
    seen, query.params = visible(tx, caller, "c.project")
    query.add(f"{seen} AND c.kind = :{query.param(kinds.kind(listing.kind or '').name)} AND c.nodes > 0")
    query.add(f"c.project = :{query.param(listing.project)}" if listing.project else f"c.workspace = :{query.param(caller.workspace)}")
    if listing.states:
        query.add(tx.any_of("c.state", query.param(list(listing.states))))
    name = "c.state" if column == "state" else "c.project"
    where = " AND ".join(query.where)
    # sql: constants only
    sql = f"SELECT {name}, CAST(SUM(c.nodes) AS BIGINT) FROM node_count c WHERE {where} GROUP BY {name} ORDER BY {name} LIMIT 1000"
    found: Sequence[tuple[Any, ...]] = tx.rows(sql, **query.params)
    return [(value, count) for value, count in found]


def _counts_by_column(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing, column: str) -> list[tuple[float | str | None, int]]:
    query = _base(tx, caller, kinds, listing, "n.state")
    name = "n.state" if column == "state" else "n.project"
    where = " AND ".join(query.where)
    sql = f"SELECT {name}, COUNT(*) FROM node n WHERE {where} GROUP BY {name} ORDER BY {name} LIMIT 1000"  # sql: constants only
    found: Sequence[tuple[Any, ...]] = tx.rows(sql, **query.params)
    return [(value, count) for value, count in found]
