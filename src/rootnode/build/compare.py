"""Runs side by side: every param, metric and tag that one of them has, and where they differ."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import SORTED
from rootnode.build.pages import RunPage, run_pages
from rootnode.build.run_lists import Cell
from rootnode.graph.nodes import Node, missing, nodes_by_id
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.wire.runs import Statistic

MOST_RUNS: Final = 100
MOST_ROWS: Final = 5_000


class Row(msgspec.Struct, frozen=True):
    """One column and what the runs that have it say; NaN of a metric is a NaN."""

    name: str
    cells: dict[str, Cell]
    differs: bool


class Compared(msgspec.Struct, frozen=True):
    nodes: list[Node]
    rows: list[Row]
    cut: bool


def compare(tx: ReadTx, caller: Caller, project: str, runs: Sequence[str], statistics: Sequence[Statistic] = ("metric",)) -> Compared:
    """Those runs of one project, in the order given. Raises Invalid, NotFound."""
    wanted = check_runs(tx, caller, project, runs)
    pages = run_pages(tx, wanted, with_uses=False)
    values: dict[str, dict[str, Cell]] = {}
    for page in pages:
        for name, cell in _cells(page, statistics):
            values.setdefault(name, {})[page.node.id] = cell
    names = sorted(values, key=lambda name: (not name.startswith("param."), name.startswith("tag."), name))
    rows = [_row(name, values[name], len(pages)) for name in names[:MOST_ROWS]]
    return Compared([page.node for page in pages], rows, len(names) > MOST_ROWS)


def check_runs(tx: ReadTx, caller: Caller, project: str, runs: Sequence[str]) -> list[str]:
    """The ids, each once: 1 to MOST_RUNS runs of that project that the caller may see. Raises Invalid, NotFound."""
    wanted = list(dict.fromkeys(runs))
    if not 0 < len(wanted) <= MOST_RUNS:
        raise Invalid(f"Ask for 1 to {MOST_RUNS} runs.", where="runs")
    found = nodes_by_id(tx, caller, wanted)
    for run in wanted:
        if run not in found or found[run].project != project or found[run].kind != "run":
            raise missing(run)
    return wanted


def starts_of(tx: ReadTx, runs: Sequence[str]) -> dict[str, int]:
    """When each of the runs began, as its client told it. The caller's access has been checked."""
    return dict(tx.rows(f"SELECT r.run, r.started FROM run_place r WHERE {tx.any_of('r.run', 'runs')}", runs=list(runs)))


def _cells(page: RunPage, statistics: Sequence[Statistic]) -> list[tuple[str, Cell]]:
    found: list[tuple[str, Cell]] = [(f"param.{key}", value) for key, value in page.params.items()]
    for metric in page.metrics:
        told: Mapping[Statistic, float] = {"metric": metric.last, "min": metric.min, "max": metric.max}
        found += [(f"{each}.{metric.key}", told[each]) for each in dict.fromkeys(statistics)]
    return found + [(f"tag.{key}", value) for key, value in page.tags.items()]


def _row(name: str, cells: dict[str, Cell], runs: int) -> Row:
    """`differs` heeds whole texts, also where their beginnings are the same; all NaN are one value."""
    different = {"NaN" if isinstance(cell, float) and math.isnan(cell) else cell for cell in cells.values()}
    shown = {run: cell[:SORTED] if isinstance(cell, str) else cell for run, cell in cells.items()}
    return Row(name, shown, len(cells) < runs or len(different) > 1)
