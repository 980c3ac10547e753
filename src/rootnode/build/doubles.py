"""Runs begun twice: a client repeats `runs/create` when the answer was lost, and the first of the two runs stays unused.

Two runs are doubles when one call could have made both, and at most one of them has been used. Which one that is can be told;
where neither has been, the newer one is the client's.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.pages import RunPage, run_pages
from rootnode.build.places import live_run, run_in
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Connect, Trash
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict

LIMIT: Final = 100
MOST_READ: Final = 500
LINK: Final = "duplicates"

_TOGETHER: Final = (
    "SELECT r.run FROM run_place r JOIN (SELECT experiment, started FROM run_place WHERE project = :project "
    "GROUP BY experiment, started HAVING COUNT(*) > 1) g ON g.experiment = r.experiment AND g.started = r.started "
    "JOIN node n ON n.id = r.run WHERE r.project = :project AND n.trashed IS NULL ORDER BY r.started DESC, r.run DESC LIMIT :limit"
)
_BESIDE: Final = (
    "SELECT r.run FROM run_place o JOIN run_place r ON r.project = o.project AND r.experiment = o.experiment AND r.started = o.started "
    "JOIN node n ON n.id = r.run WHERE o.run = :run AND n.trashed IS NULL ORDER BY r.run DESC LIMIT :limit"
)
_HOLDERS: Final = (
    "SELECT owner FROM file WHERE {owner} UNION SELECT run FROM run_input WHERE {run} UNION SELECT run FROM run_model WHERE {run} "
    "UNION SELECT parent FROM node WHERE {parent} UNION SELECT source FROM link WHERE {source} UNION SELECT target FROM link WHERE {target}"
)


class Double(msgspec.Struct, frozen=True):
    """`unused` has nothing in it that `used` lacks."""

    unused: Node
    used: Node


def doubles(tx: ReadTx, project: str) -> list[Double]:
    """Those of a project's live runs, the newest first, at most LIMIT. The caller's access to the project has been checked."""
    return _pairs(tx, [run for (run,) in tx.rows(_TOGETHER, project=project, limit=MOST_READ)])[:LIMIT]


def merge_run(tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, into: str) -> Node:
    """Put an unused run into the trash, linked with the one that it doubles, which is answered. Done already: nothing happens.

    Raises Conflict where they are no doubles, NotFound, Forbidden.
    """
    caller.require("write")
    if run_in(tx, project, run).trashed is not None and _linked(tx, run, into):
        return run_in(tx, project, into)
    hold_project(tx, project)  # what is put into the trash holds it too, and later
    kept = {each: live_run(tx, project, each) for each in sorted((run, into))}[into]
    beside = [each for (each,) in tx.rows(_BESIDE, run=run, limit=MOST_READ)]
    if not any((pair.unused.id, pair.used.id) == (run, into) for pair in _pairs(tx, beside)):
        raise Conflict("These runs are not doubles: they differ in how they began, or both have been used.", where="into")
    # two acts, because taking something out of the trash must come before all else that is undone
    graph.apply(tx, caller, [Connect(LINK, run, into)], verb="merge_run")
    graph.apply(tx, caller, [Trash(run)], verb="merge_run")
    return kept


def _linked(tx: ReadTx, run: str, into: str) -> bool:
    sql = "SELECT 1 FROM link WHERE source = :run AND type = :type AND target = :into"
    return tx.row(sql, run=run, type=LINK, into=into) is not None


def _pairs(tx: ReadTx, runs: Sequence[str]) -> list[Double]:
    holders = _holders(tx, runs)
    groups: dict[tuple[object, ...], list[RunPage]] = {}
    for page in run_pages(tx, runs, with_uses=False):
        call = (page.experiment, page.started, page.node.title, page.node.fields.get("user"), page.node.created_by, page.node.parent)
        groups.setdefault(call, []).append(page)
    found = []
    for pages in groups.values():
        used = [page for page in pages if page.node.id in holders or _used(page)] or [max(pages, key=lambda page: page.node.id)]
        if len(used) == 1:
            rest = [page for page in pages if page is not used[0] and page.tags.items() <= used[0].tags.items()]
            found += [Double(page.node, used[0].node) for page in rest]
    return found


def _used(page: RunPage) -> bool:
    """Whether anything was done with a run but to begin it."""
    return bool(page.params or page.metrics) or page.node.state != "running" or "ended" in page.node.fields


def _holders(tx: ReadTx, runs: Sequence[str]) -> set[str]:
    """Those of the runs that have files, datasets, models, items beneath them, or links."""
    among = {column: tx.any_of(column, "runs") for column in ("owner", "run", "parent", "source", "target")}
    sql = _HOLDERS.format(**among)  # sql: constants only
    return {holder for (holder,) in tx.rows(sql, runs=list(runs))}
