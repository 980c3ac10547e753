"""The table of runs: chosen metrics and params as columns, sorted by any of them, paged by key.

Rows come in up to three stretches, each driven by one index: those whose sort value is a number, those where it is a
text (params only), those that have none. A page starts where the last one ended.
"""

import base64
import binascii
from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import KEY, SORTED
from rootnode.graph.access import visible
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, Row
from rootnode.kit.errors import Invalid

LIMIT: Final = 500
MOST_COLUMNS: Final = 200
MOST_KNOWN: Final = 1_000
Source: TypeAlias = Literal["metric", "param", "tag"]
Stretch: TypeAlias = Literal["num", "text", "none"]
Cell: TypeAlias = float | str | None


class Column(msgspec.Struct, frozen=True):
    """A metric (its latest value), param or tag."""

    source: Source
    key: str

    @property
    def name(self) -> str:
        return f"{self.source}.{self.key}"


class RunListing(msgspec.Struct, frozen=True):
    """What to list. `sort` None is the time of making. `parent` is an experiment's or a run's id."""

    columns: tuple[Column, ...] = ()
    sort: Column | None = None
    descending: bool = True
    states: tuple[str, ...] = ()
    parent: str = ""
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


_TABLES: Final[dict[Source, str]] = {"metric": "metric_latest", "param": "run_param", "tag": "run_tag"}
_VALUE: Final[dict[Source, dict[Stretch, str]]] = {
    "metric": {"num": "v.last"},
    "param": {"num": "v.num", "text": "v.text"},
    "tag": {"num": "v.num", "text": "v.text"},
}


def column_of(name: str) -> Column:
    """`metric.loss`, `param.lr` or `tag.team` as a column. Raises Invalid."""
    source, _, key = name.partition(".")
    if source not in _TABLES or not 0 < len(key) <= KEY:
        raise Invalid("A column is metric.NAME, param.NAME or tag.NAME.", where="columns")
    return Column(source, key)


def run_list(tx: ReadTx, caller: Caller, project: str, listing: RunListing) -> RunList:
    """One page of a project's live runs. Raises Invalid."""
    if len(listing.columns) > MOST_COLUMNS:
        raise Invalid(f"Choose {MOST_COLUMNS} columns at most.", where="columns")
    limit = max(1, min(listing.limit, LIMIT))
    found = _rows(tx, caller, project, listing, _decode(listing), limit + 1)
    nodes = [node_of(row[:16]) for row, _ in found[:limit]]
    cells = _cells(tx, project, [node.id for node in nodes], listing.columns)
    return RunList([Listed(node, cells[node.id]) for node in nodes], _following(listing, found, limit))


def _following(listing: RunListing, found: list[tuple[Row, Stretch]], limit: int) -> str | None:
    if len(found) <= limit:
        return None
    row, stretch = found[limit - 1]
    following = _Cursor(_sort(listing), listing.descending, stretch, row[16], row[0])
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(following)).decode()


def _sort(listing: RunListing) -> str:
    return listing.sort.name if listing.sort else "created"


def _decode(listing: RunListing) -> _Cursor | None:
    if not listing.cursor:
        return None
    try:
        cursor = msgspec.msgpack.decode(base64.urlsafe_b64decode(listing.cursor), type=_Cursor)
    except (msgspec.DecodeError, binascii.Error, ValueError):
        raise Invalid("The cursor is not one of ours. Start from the first page.", where="cursor") from None
    if (cursor.sort, cursor.descending) != (_sort(listing), listing.descending):
        raise Invalid("The cursor belongs to another order. Start from the first page.", where="cursor")
    return cursor


def _rows(tx: ReadTx, caller: Caller, project: str, listing: RunListing, cursor: _Cursor | None, limit: int) -> list[tuple[Row, Stretch]]:
    stretches: list[Stretch] = [*_VALUE[listing.sort.source], "none"] if listing.sort else ["none"]
    if cursor and cursor.stretch not in stretches:
        raise Invalid("The cursor is not one of ours. Start from the first page.", where="cursor")
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
    table, value = "", "NULL"
    if listing.sort and stretch != "none":
        table, value = f"{_TABLES[listing.sort.source]} v CROSS JOIN ", _VALUE[listing.sort.source][stretch]
        where.append(f"v.run = n.id AND v.workspace = :workspace AND v.project = :project AND v.key = :key AND {value} IS NOT NULL")
        where += ["v.num IS NULL"] if stretch == "text" else []
        params["key"] = listing.sort.key
    elif listing.sort:
        where.append(_lacking(listing.sort))
        params["key"] = listing.sort.key
    order = f"{value} {way}, n.id {way}" if table else f"n.id {way}"
    if start:
        where.append(f"({value}, n.id) {beyond} (:value, :run)" if table else f"n.id {beyond} :run")
        params |= {"run": start.run} | ({"value": start.value} if table else {})
    _narrow(tx, listing, where, params)
    sql = (
        f"SELECT {COLUMNS}, {value} FROM {table}node n JOIN project p ON p.id = n.project "  # sql: constants of this file
        f"WHERE {' AND '.join(where)} ORDER BY {order} LIMIT :limit"
    )
    return tx.rows(sql, **params)


def _lacking(sort: Column) -> str:
    """SQL for "has no value to sort by": none at all, or NaN."""
    table, value = _TABLES[sort.source], "AND v.last IS NOT NULL" if sort.source == "metric" else ""
    return f"NOT EXISTS (SELECT 1 FROM {table} v WHERE v.run = n.id AND v.key = :key {value})"  # sql: constants of this file


def _narrow(tx: ReadTx, listing: RunListing, where: list[str], params: dict[str, Any]) -> None:
    if listing.states:
        where.append(tx.any_of("n.state", "states"))
        params["states"] = list(listing.states)
    if listing.parent:
        where.append("n.parent = :parent")
        params["parent"] = listing.parent


def _cells(tx: ReadTx, project: str, runs: list[str], columns: tuple[Column, ...]) -> dict[str, dict[str, Cell]]:
    """The chosen cells of those runs, one query for each source."""
    cells: dict[str, dict[str, Cell]] = {run: {} for run in runs}
    for source, table in _TABLES.items():
        keys = [column.key for column in columns if column.source == source]
        if not keys or not runs:
            continue
        value = "v.last" if source == "metric" else f"substr(v.value, 1, {SORTED})"
        among = f"{tx.any_of('v.run', 'runs')} AND {tx.any_of('v.key', 'keys')}"
        sql = f"SELECT v.run, v.key, {value} FROM {table} v WHERE v.project = :project AND {among}"  # sql: constants of this file
        for run, key, cell in tx.rows(sql, project=project, runs=runs, keys=keys):
            cells[run][f"{source}.{key}"] = float("nan") if cell is None else cell
    return cells


def known_columns(tx: ReadTx, project: str, source: Source) -> list[str]:
    """The keys that a project's runs have used, by name, at most MOST_KNOWN. Reads one row of the index for each.

    The caller's access to the project has been checked. Runs in the trash count, too.
    """
    workspace = "workspace = (SELECT workspace FROM project WHERE id = :project) AND " if source == "metric" else ""
    least = f"SELECT MIN(key) FROM {_TABLES[source]} WHERE {workspace}project = :project"  # sql: constants of this file
    sql = (
        f"WITH RECURSIVE known (key) AS ({least} UNION ALL SELECT ({least} AND key > known.key) FROM known WHERE known.key IS NOT NULL) "
        "SELECT key FROM known WHERE key IS NOT NULL LIMIT :limit"
    )
    return [key for (key,) in tx.rows(sql, project=project, limit=MOST_KNOWN)]
