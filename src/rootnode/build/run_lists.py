"""The table of runs: chosen metrics and params as columns, sorted by any of them, paged by key.

Rows come in up to three stretches, each driven by one index: those whose sort value is a number, those where it is a
text (params only), those that have none. A page starts where the last one ended.
"""

from typing import Any, Final, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import KEY, SORTED, check_text
from rootnode.build.run_columns import Column, Source, Stretch
from rootnode.build.run_filters import conditions_sql
from rootnode.graph.access import visible
from rootnode.graph.lists import Condition
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, Row
from rootnode.kit.errors import Invalid
from rootnode.kit.paging import check_order, cursor_of, not_ours, position_of

LIMIT: Final = 500
MOST_COLUMNS: Final = 200
Cell: TypeAlias = float | str | None


class RunListing(msgspec.Struct, frozen=True):
    """What to list. `sort` None is the time of making. `parent` is an experiment's or a run's id."""

    columns: tuple[Column, ...] = ()
    sort: Column | None = None
    descending: bool = True
    states: tuple[str, ...] = ()
    parent: str = ""
    conditions: tuple[Condition, ...] = ()
    limit: int = 100
    cursor: str = ""


class Listed(msgspec.Struct, frozen=True):
    """A run and its cells, by the columns' names; NaN of a metric is a NaN, a missing value is not there."""

    node: Node
    cells: dict[str, Cell]


class RunList(msgspec.Struct, frozen=True):
    runs: list[Listed]
    next: str | None


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    sort: str
    descending: bool
    stretch: Stretch
    value: float | str | None
    run: str


def run_list(tx: ReadTx, caller: Caller, project: str, listing: RunListing) -> RunList:
    """One page of a project's live runs. Raises Invalid."""
    if len(listing.columns) > MOST_COLUMNS:
        raise Invalid(f"Choose {MOST_COLUMNS} columns at most.", where="columns")
    for text, where in ((listing.parent, "parent"), *((state, "state") for state in listing.states)):
        check_text(text, where, KEY)
    limit = max(1, min(listing.limit, LIMIT))
    found = _rows(tx, caller, project, listing, _decode(listing), limit + 1)
    nodes = [node_of(row[:16]) for row, _ in found[:limit]]
    cells = cells_of(tx, project, [node.id for node in nodes], listing.columns)
    return RunList([Listed(node, cells[node.id]) for node in nodes], _following(listing, found, limit))


def _following(listing: RunListing, found: list[tuple[Row, Stretch]], limit: int) -> str | None:
    if len(found) <= limit:
        return None
    row, stretch = found[limit - 1]
    following = _Cursor(_sort(listing), listing.descending, stretch, row[16], row[0])
    return cursor_of(following)


def _sort(listing: RunListing) -> str:
    return listing.sort.name if listing.sort else "created"


def _decode(listing: RunListing) -> _Cursor | None:
    cursor = position_of(listing.cursor, _Cursor)
    check_order(cursor is None or (cursor.sort, cursor.descending) == (_sort(listing), listing.descending))
    return cursor


def _rows(tx: ReadTx, caller: Caller, project: str, listing: RunListing, cursor: _Cursor | None, limit: int) -> list[tuple[Row, Stretch]]:
    stretches: list[Stretch] = [*listing.sort.place.values, "none"] if listing.sort else ["none"]
    if cursor and (cursor.stretch not in stretches or not _fits(cursor)):
        raise not_ours()
    found: list[tuple[Row, Stretch]] = []
    for stretch in stretches[stretches.index(cursor.stretch) if cursor else 0 :]:
        start = cursor if cursor and cursor.stretch == stretch else None
        if len(found) < limit:
            rows = _stretch(tx, caller, project, listing, stretch, start, limit - len(found))
            found += [(row, stretch) for row in rows]
    return found


def _stretch(
    tx: ReadTx, caller: Caller, project: str, listing: RunListing, stretch: Stretch, start: _Cursor | None, limit: int
) -> list[Row]:
    seen, params = visible(tx, caller, ":project")
    params |= {"project": project, "limit": limit}
    where = [seen, "n.trashed IS NULL", "n.project = :project", "n.kind = 'run'"]
    way, beyond = ("DESC", "<") if listing.descending else ("ASC", ">")
    table, value, run = "", "NULL", "n.id"
    if listing.sort:
        params["key"] = listing.sort.key
        place = listing.sort.place
        picked = f"v.{place.owner} = n.id AND {place.picked}:key"
        if stretch == "none":
            where.append(_lacking(listing.sort, picked))
        else:
            table, value, run = f"{place.table} v CROSS JOIN ", place.values[stretch], f"v.{place.owner}"
            where.append(f"{picked} AND {value} IS NOT NULL")
            where += ["v.num IS NULL"] if stretch == "text" else []
    order = f"{value} {way}, {run} {way}" if table else f"{run} {way}"
    if start:
        where.append(f"({value}, {run}) {beyond} (:value, :run)" if table else f"{run} {beyond} :run")
        params |= {"run": start.run} | ({"value": start.value} if table else {})
    narrow(tx, listing, where, params)
    sql = (
        f"SELECT {COLUMNS}, {value} FROM {table}node n CROSS JOIN project p "  # sql: constants of this file
        f"WHERE p.id = n.project AND {' AND '.join(where)} ORDER BY {order} LIMIT :limit"
    )
    return tx.rows(sql, **params)


def _fits(cursor: _Cursor) -> bool:
    """Whether a cursor's value is of its stretch."""
    match cursor.stretch:
        case "num":
            return isinstance(cursor.value, float)
        case "text":
            return isinstance(cursor.value, str) and "\x00" not in cursor.value
        case "none":
            return cursor.value is None


def _lacking(sort: Column, picked: str) -> str:
    """SQL for "has no value to sort by": none at all, or NaN."""
    values = " OR ".join(f"{value} IS NOT NULL" for value in sort.place.values.values())
    return f"NOT EXISTS (SELECT 1 FROM {sort.place.table} v WHERE {picked} AND ({values}))"  # sql: constants of `run_columns`


def narrow(tx: ReadTx, listing: RunListing, where: list[str], params: dict[str, Any]) -> None:
    """What the listing asks of a run, as SQL over the node `n`: put into `where`, its parameters into `params`. Raises Invalid."""
    if listing.states:
        where.append(tx.any_of("n.state", "states"))
        params["states"] = list(listing.states)
    if listing.parent:
        where.append("n.parent = :parent")
        params["parent"] = listing.parent
    where += conditions_sql(tx, listing.conditions, params)


def cells_of(tx: ReadTx, project: str, runs: list[str], columns: tuple[Column, ...]) -> dict[str, dict[str, Cell]]:
    """The chosen cells of those runs, one query for each source; NaN of a metric is a NaN."""
    cells: dict[str, dict[str, Cell]] = {run: {} for run in runs}
    chosen: dict[Source, list[str]] = {}
    for column in columns:
        chosen.setdefault(column.source, []).append(column.key)
    for source, keys in chosen.items() if runs else ():
        place = Column(source, "").place
        metric = "text" not in place.values
        value = place.whole if metric else f"substr({place.whole}, 1, {SORTED})"
        among = f"{tx.any_of('v.run', 'runs')} AND {tx.any_of('v.key', 'keys')}"
        sql = f"SELECT v.run, v.key, {value} FROM {place.table} v WHERE v.project = :project AND {among}"  # sql: constants of `run_columns`
        for run, key, cell in tx.rows(sql, project=project, runs=runs, keys=keys):
            cells[run][f"{source}.{key}"] = float("nan") if cell is None else cell
    return cells
