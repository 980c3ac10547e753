"""The context walk: up and down the lineage of a node, level by level, within limits.

Breadth first with one query a level and direction: a node is visited once, at its least depth. A recursive query on
(id, depth) would visit it once for each depth.
"""

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import nodes_by_id
from rootnode.kit.db import ReadTx

DEPTH: Final = 6
ITEMS: Final = 1_000
LINKS: Final = 4_000
"""So many links are looked at in one step; where there are more, the walk is cut."""

Direction: TypeAlias = Literal["up", "down"]


class Step(msgspec.Struct, frozen=True):
    """A node reached by the walk. All but depth, direction, via and `before` are None where it is restricted."""

    depth: int
    direction: Direction
    via: str
    before: str
    id: str | None
    kind: str | None = None
    number: int | None = None
    title: str | None = None
    state: str | None = None
    project_key: str | None = None


class Walk(msgspec.Struct, frozen=True):
    """`cut`: a limit on the number of items ended the walk; there is more."""

    steps: list[Step]
    cut: bool


def context(tx: ReadTx, caller: Caller, kinds: Kinds, node: str, *, depth: int = DEPTH, items: int = ITEMS) -> Walk:
    """What a node came from (up) and what came of it (down): at most `depth` links away, `items` in all.

    The walk does not pass through what the caller may not see, nor does it start there.
    """
    if node not in nodes_by_id(tx, caller, [node]):
        return Walk([], False)
    steps: list[Step] = []
    visited = {node}
    frontiers: dict[Direction, list[str]] = {"up": [node], "down": [node]}
    cut = False
    for level in range(1, min(depth, DEPTH) + 1):
        for direction in ("up", "down"):
            room = min(items, ITEMS) - len(steps)
            if not frontiers[direction] or cut:
                continue
            reached, more = _reached(tx, kinds, frontiers[direction], direction, visited)
            found = _told(tx, caller, reached, direction, level, room + 1)
            cut = more or len(found) > room
            steps += found[:room]
            frontiers[direction] = [step.id for step in found[:room] if step.id]
    return Walk(steps, cut)


def _reached(
    tx: ReadTx, kinds: Kinds, frontier: list[str], direction: Direction, visited: set[str]
) -> tuple[list[tuple[str, str, str]], bool]:
    """(node, via, before) of each node one link further that was not visited yet, and whether there are more.

    Reads the links' indexes only.
    """
    reached = []
    more = False
    for upstream in ("target", "source"):
        outward = (direction == "up") == (upstream == "target")
        near, far = ("l.source", "l.target") if outward else ("l.target", "l.source")
        sql = (
            f"SELECT {far}, l.type, {near} FROM link l "  # sql: constants only
            f"WHERE {tx.any_of(near, 'frontier')} AND {tx.any_of('l.type', 'types')} LIMIT :limit"  # sql: constants only
        )
        rows = tx.rows(sql, frontier=frontier, types=kinds.lineage(upstream), limit=LINKS)
        more = more or len(rows) == LINKS
        for node, via, before in rows:
            if node not in visited:
                visited.add(node)
                reached.append((node, via, before))
    return reached, more


def _told(tx: ReadTx, caller: Caller, reached: Sequence[tuple[str, str, str]], direction: Direction, depth: int, limit: int) -> list[Step]:
    """The first `limit` of the reached nodes, without those in the trash, as far as the caller may know them."""
    seen, params = visible(tx, caller, "n.project")
    sql = (
        f"SELECT n.id, CASE WHEN {seen} THEN 1 ELSE 0 END, n.kind, n.number, n.title, n.state, p.key "
        f"FROM node n JOIN project p ON p.id = n.project WHERE {tx.any_of('n.id', 'ids')} AND n.trashed IS NULL"  # sql: constants only
    )
    steps: list[Step] = []
    for start in range(0, len(reached), limit):
        some = reached[start : start + limit]
        live = {row[0]: row[1:] for row in tx.rows(sql, ids=[node for node, _, _ in some], **params)}
        for node, via, before in some:
            if (known := live.get(node)) is not None:
                steps.append(Step(depth, direction, via, before, *((node, *known[1:]) if known[0] else (None,))))
        if len(steps) >= limit:
            break
    return steps[:limit]
