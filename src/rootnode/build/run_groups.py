"""Runs in groups: how many have each value of a param, tag, experiment, model, user or state, and what one metric is among them.

Groups come in the order of the table: that of the best run first. Everything is counted in one statement.
"""

from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.run_columns import Column, column_of
from rootnode.build.run_lists import RunListing, narrow
from rootnode.graph.access import visible
from rootnode.kit.db import ReadTx, Row
from rootnode.kit.errors import Invalid

MOST_GROUPS: Final = 200
_FINITE: Final = "CASE WHEN {value} > -1e150 AND {value} < 1e150 THEN {value} END"
"""Squares of what lies beyond overflow; infinities have no mean."""
_NAMED: Final = "COALESCE('=' || {value}, '')"
"""A group's value behind a mark; the group of the runs without one is ''."""
_OWN: Final = {
    "state": ("n.state", ""),
    "experiment": (
        "e.experiment",
        "LEFT JOIN run_place r ON r.run = n.id LEFT JOIN experiment_number e ON e.project = r.project AND e.number = r.experiment",
    ),
    "model": ("(SELECT MIN(m.model) FROM registered_version m WHERE m.project = n.project AND m.run = n.id)", ""),
    "user": ("g.text", "LEFT JOIN node_value g ON g.node = n.id AND g.field = 'user' AND g.pos = 0"),
}
"""What is not a column to group by: its value, and where it lies."""


class RunGroup(msgspec.Struct, frozen=True):
    """Runs that share a value, None for those without one. `measured` of them have the metric, none of these infinite."""

    value: str | None
    label: str
    runs: int
    measured: int
    mean: float | None
    sd: float | None
    min: float | None
    max: float | None


class RunGroups(msgspec.Struct, frozen=True):
    """The first groups of `known`, and how many runs fit in all."""

    groups: list[RunGroup]
    known: int
    runs: int


def run_groups(tx: ReadTx, caller: Caller, project: str, by: str, listing: RunListing, limit: int = MOST_GROUPS) -> RunGroups:
    """The groups of the runs that fit; `listing.sort` is the metric that is summed up. Raises Invalid."""
    value, joined, params = _grouped(by)
    measure, measured = _measured(listing, params)
    seen, allowed = visible(tx, caller, ":project")
    params |= allowed | {"project": project, "limit": max(1, min(limit, MOST_GROUPS))}
    where = [seen, "n.trashed IS NULL", "n.project = :project", "n.kind = 'run'"]
    narrow(tx, listing, where, params)
    best, way = ("high", "DESC") if listing.descending else ("low", "ASC")
    variance = "(SELECT s.variance FROM spread s WHERE s.name = t.name)" if listing.sort else "NULL"
    sql = (  # sql: constants of this file and of `run_columns`
        f"WITH picked AS MATERIALIZED (SELECT {_NAMED.format(value=value)} AS name, {measure} AS x FROM node n {joined} {measured} "
        f"WHERE {' AND '.join(where)}), "
        "sums AS MATERIALIZED (SELECT name, COUNT(*) AS runs, COUNT(x) AS measured, AVG(x) AS mean, MIN(x) AS low, MAX(x) AS high "
        f"FROM picked GROUP BY name), top AS MATERIALIZED (SELECT * FROM sums ORDER BY {best} IS NULL, {best} {way}, runs DESC, name "
        "LIMIT :limit), spread AS MATERIALIZED (SELECT t.name AS name, AVG((p.x - t.mean) * (p.x - t.mean)) AS variance "
        "FROM picked p CROSS JOIN top t WHERE t.name = p.name GROUP BY t.name) "
        f"SELECT t.name, t.runs, t.measured, t.mean, t.low, t.high, {variance}, "
        "(SELECT COUNT(*) FROM sums), (SELECT CAST(SUM(runs) AS BIGINT) FROM sums) FROM top t "
        f"ORDER BY t.{best} IS NULL, t.{best} {way}, t.runs DESC, t.name"
    )
    rows = tx.rows(sql, **params)
    labels = _labels(tx, [row[0][1:] for row in rows]) if by in ("experiment", "model") else {}
    return RunGroups([_group(row, labels) for row in rows], rows[0][7] if rows else 0, rows[0][8] if rows else 0)


def _grouped(by: str) -> tuple[str, str, dict[str, Any]]:
    if by in _OWN:
        return (*_OWN[by], {})
    column = column_of(by, "by")
    if column.source not in ("param", "tag"):
        raise Invalid("Runs are grouped by param.NAME, tag.NAME, experiment, model, user or state.", where="by")
    # sql: constants of `run_columns`
    return "g.text", f"LEFT JOIN {column.place.table} g ON g.run = n.id AND g.key = :by", {"by": column.key}


def _measured(listing: RunListing, params: dict[str, Any]) -> tuple[str, str]:
    """The number that is summed up, and where it lies; nothing where the table is sorted by a text or by time."""
    sort: Column | None = listing.sort
    if sort is None or sort.source == "field":
        return "CAST(NULL AS DOUBLE PRECISION)", ""
    params["key"] = sort.key
    value = _FINITE.format(value=sort.place.values["num"])
    return value, f"LEFT JOIN {sort.place.table} v ON v.run = n.id AND v.key = :key"  # sql: constants of `run_columns`


def _labels(tx: ReadTx, nodes: list[str]) -> dict[str, str]:
    return dict(tx.rows(f"SELECT n.id, n.title FROM node n WHERE {tx.any_of('n.id', 'nodes')}", nodes=[node for node in nodes if node]))


def _group(row: Row, labels: dict[str, str]) -> RunGroup:
    name, runs, measured, mean, low, high, variance = row[:7]
    value = name[1:] if name else None
    sd = None if variance is None else max(0.0, variance) ** 0.5
    return RunGroup(value, labels.get(value or "", value or ""), runs, measured, mean, sd, low, high)
