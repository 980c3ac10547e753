"""Runs as they are read: the node with its experiment, params, tags, latest metrics and uses, in at most seven queries for all."""

from collections.abc import Sequence
from typing import Final

import msgspec

from rootnode.build.inputs import Uses, uses_of
from rootnode.build.runs import NAME
from rootnode.build.values import values_of
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, Row
from rootnode.kit.errors import NotFound
from rootnode.kit.ids import is_id

_PLACED: Final = (
    f"SELECT {COLUMNS}, r.experiment, r.started FROM run_place r JOIN node n ON n.id = r.run JOIN project p ON p.id = n.project WHERE "
)
NAN: Final = float("nan")


class Latest(msgspec.Struct, frozen=True):
    """A metric's latest point and extremes; NaN where there is none. `time` in microseconds UTC."""

    key: str
    last: float
    step: int
    time: int
    min: float
    max: float


class RunPage(msgspec.Struct, frozen=True):
    """A run with all that belongs to it, its files and the points of its curves left out."""

    node: Node
    experiment: int
    started: int
    params: dict[str, str]
    tags: dict[str, str]
    metrics: list[Latest]
    uses: Uses


def run_page(tx: ReadTx, project: str, run: str) -> RunPage:
    """One run, in the trash or not. The caller's access to the project has been checked. Raises NotFound."""
    found = run_pages(tx, [run]) if is_id(run) else []
    if not found or found[0].node.project != project:
        raise NotFound(f"Run with id={run[:80]} not found")
    return found[0]


def run_pages(tx: ReadTx, runs: Sequence[str], *, with_uses: bool = True) -> list[RunPage]:
    """Those of the runs that are there, in the order given; without uses they are empty. The caller's access has been checked."""
    placed = {row[0]: row for row in tx.rows(_PLACED + tx.any_of("r.run", "runs"), runs=list(runs))}
    ids = [run for run in runs if run in placed]
    if not ids:
        return []
    params, tags, metrics = values_of(tx, "run_param", ids), values_of(tx, "run_tag", ids), latest_of(tx, ids)
    uses = uses_of(tx, ids) if with_uses else {}
    return [_page(placed[run], params[run], tags[run], metrics[run], uses.get(run, Uses([], [], []))) for run in ids]


def _page(row: Row, params: dict[str, str], tags: dict[str, str], metrics: list[Latest], uses: Uses) -> RunPage:
    node = node_of(row[:16])
    return RunPage(node, row[16], row[17], params, {NAME: node.title} | tags, metrics, uses)


def latest_of(tx: ReadTx, runs: Sequence[str]) -> dict[str, list[Latest]]:
    """Of each run: its metrics, by key."""
    sql = f"SELECT run, key, last, last_step, last_time, min, max FROM metric_latest WHERE {tx.any_of('run', 'runs')} ORDER BY run, key"
    found: dict[str, list[Latest]] = {run: [] for run in runs}
    for run, key, last, step, time, low, high in tx.rows(sql, runs=list(runs)):
        found[run].append(Latest(key, _number(last), step, time, _number(low), _number(high)))
    return found


def _number(value: float | None) -> float:
    return NAN if value is None else value
