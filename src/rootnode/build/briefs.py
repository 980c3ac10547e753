"""Runs and data that stand beside versions of models and datasets, in a few queries however many they are."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.pages import NAN
from rootnode.graph.access import visible
from rootnode.graph.nodes import COLUMNS, Node, node_of, nodes_by_id
from rootnode.kit.db import ReadTx
from rootnode.kit.ids import is_id

HEADLINES: Final = 6
"""So many metrics stand beside a run in a list."""
MOST: Final = 500

_KEYS: Final = "SELECT key, COUNT(*) FROM metric_latest WHERE key NOT LIKE 'system/%' AND "
_FAR: Final = (
    f"SELECT l.source, {COLUMNS} FROM link l JOIN node n ON n.id = l.target JOIN project p ON p.id = n.project WHERE n.trashed IS NULL AND "
)


class Brief(msgspec.Struct, frozen=True):
    """A run, and some of its metrics' latest values."""

    node: Node
    metrics: dict[str, float]


def briefs(tx: ReadTx, caller: Caller, runs: Iterable[str]) -> dict[str, Brief]:
    """Those of the runs that are there and that the caller may see; what clients call a run may be any text."""
    ids = sorted({run for run in runs if is_id(run)})
    nodes = {each: node for each, node in nodes_by_id(tx, caller, ids).items() if node.kind == "run"}
    metrics = _headlines(tx, list(nodes))
    return {each: Brief(node, metrics[each]) for each, node in nodes.items()}


def _headlines(tx: ReadTx, runs: Sequence[str]) -> dict[str, dict[str, float]]:
    """Of each run the metrics that most of the runs have: those of validation and tests first."""
    found: dict[str, dict[str, float]] = {run: {} for run in runs}
    counted = tx.rows(f"{_KEYS}{tx.any_of('run', 'runs')} GROUP BY key ORDER BY COUNT(*) DESC, key LIMIT 200", runs=list(runs))
    keys = [key for key, _ in sorted(counted, key=lambda row: (not _is_held_out(row[0]), -row[1], row[0]))][:HEADLINES]
    sql = f"SELECT run, key, last FROM metric_latest WHERE {tx.any_of('run', 'runs')} AND {tx.any_of('key', 'keys')}"
    for run, key, last in tx.rows(sql, runs=list(runs), keys=keys):
        found[run][key] = NAN if last is None else last
    return {run: {key: values[key] for key in keys if key in values} for run, values in found.items()}


def _is_held_out(key: str) -> bool:
    return key.startswith(("val", "test", "eval", "holdout"))


def linked(tx: ReadTx, caller: Caller, sources: Sequence[str], link: str, *kinds: str) -> dict[str, list[Node]]:
    """Of each of the sources: the live nodes of those kinds to which it is linked so, as far as the caller may see them."""
    seen, params = visible(tx, caller, "n.project")
    found: dict[str, list[Node]] = {source: [] for source in sources}
    sql = (
        f"{_FAR}{tx.any_of('l.source', 'sources')} AND l.type = :link AND {tx.any_of('n.kind', 'kinds')} AND {seen} "
        "ORDER BY l.id LIMIT :most"  # sql: constants only
    )
    rows = tx.rows(sql, sources=list(sources), link=link, kinds=list(kinds), most=MOST, **params)
    for source, *row in rows:
        found[source].append(node_of(tuple(row)))
    return found
