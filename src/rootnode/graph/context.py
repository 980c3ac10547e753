"""The context walk: up and down the lineage of a node, level by level, within limits.

Breadth first with two queries a level: a node is visited once, at its least depth. A recursive query on
(id, depth) would visit it once for each depth.
"""

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
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
End: TypeAlias = Literal["source", "target"]
Frontiers: TypeAlias = dict[Direction, list[tuple[str, str]]]
"""The nodes that the walk has come to, and their kinds."""
Reached: TypeAlias = tuple[Direction, str, str, str]
"""Which way, the node, the type of the link that led there, and where it led from."""

_PARTS: Final[Sequence[tuple[Direction, End, End, End]]] = (
    ("up", "target", "source", "target"),
    ("up", "source", "target", "source"),
    ("down", "target", "target", "source"),
    ("down", "source", "source", "target"),
)
"""Which way, the upstream end of the links' types, and the ends at which the nearer and the farther node are."""

_place_of: Final = itemgetter(0)


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
    start = nodes_by_id(tx, caller, [node]).get(node)
    if start is None:
        return Walk([], False)
    steps: list[Step] = []
    visited = {node}
    frontiers: Frontiers = {"up": [(node, start.kind)], "down": [(node, start.kind)]}
    places: dict[str, str | None] = {}
    cut = False
    for level in range(1, min(depth, DEPTH) + 1):
        room = min(items, ITEMS) - len(steps)
        reached, more = _reached(tx, kinds, frontiers, visited)
        found = _told(tx, caller, places, reached, level, room + 1)
        cut = more or len(found) > room
        steps += found[:room]
        frontiers = {"up": _ends(found[:room], "up"), "down": _ends(found[:room], "down")}
        if cut or not any(frontiers.values()):
            break
    return Walk(steps, cut)


def _ends(found: Sequence[Step], way: Direction) -> list[tuple[str, str]]:
    return [(step.id, step.kind) for step in found if step.direction == way and step.id and step.kind]


def _reached(tx: ReadTx, kinds: Kinds, frontiers: Frontiers, visited: set[str]) -> tuple[list[Reached], bool]:
    """What is one link further and was not visited yet, first what is further up; and whether there is more.

    One question, which reads the links' indexes only. What is nearest is looked up one by one: to PostgreSQL a list of
    hundreds of ids costs more to plan than to find.
    """
    types: dict[End, list[str]] = {"source": kinds.lineage("source"), "target": kinds.lineage("target")}
    parts, known = [], {}
    for place, (way, upstream, near, far) in enumerate(_PARTS):
        parts.append(
            f"SELECT * FROM (SELECT {place}, l.{far} AS far, l.type, l.{near} AS near "
            f"FROM {tx.each_of(f'known{place}')} known CROSS JOIN link l "  # sql: constants only
            f"WHERE l.{near} = known.value AND {tx.passing('l.type', upstream)} LIMIT :limit) AS part{place}"
        )
        fit = {kind for kind in {kind for _, kind in frontiers[way]} if kinds.joined(types[upstream], near, kind)}
        known[f"known{place}"] = [node for node, kind in frontiers[way] if kind in fit]
    rows = tx.rows(" UNION ALL ".join(parts), limit=LINKS, **types, **known)  # sql: constants only
    reached = []
    for place, node, via, before in sorted(rows, key=_place_of):
        if node not in visited:
            visited.add(node)
            reached.append((_PARTS[place][0], node, via, before))
    return reached, LINKS in Counter(map(_place_of, rows)).values()


def _told(tx: ReadTx, caller: Caller, places: dict[str, str | None], reached: Sequence[Reached], depth: int, limit: int) -> list[Step]:
    """The first `limit` of the reached nodes, without those in the trash, as far as the caller may know them."""
    sql = (
        "SELECT n.id, n.project, n.kind, n.number, n.title, n.state "
        f"FROM node n WHERE {tx.any_of('n.id', 'ids')} AND n.trashed IS NULL"  # sql: constants only
    )
    steps: list[Step] = []
    for start in range(0, len(reached), limit):
        some = reached[start : start + limit]
        live = {row[0]: row for row in tx.rows(sql, ids=[node for _, node, _, _ in some])}
        _learn(tx, caller, places, {row[1] for row in live.values()})
        for way, node, via, before in some:
            if (known := live.get(node)) is not None:
                key = places.get(known[1])
                told = (None,) if key is None else (node, *known[2:], key)
                steps.append(Step(depth, way, via, before, *told))
        if len(steps) >= limit:
            break
    return steps[:limit]


def _learn(tx: ReadTx, caller: Caller, places: dict[str, str | None], projects: set[str]) -> None:
    """Put the keys of projects into `places`; None for one that the caller may not see."""
    if fresh := projects - places.keys():
        seen, params = visible(tx, caller, "p.id")
        sql = f"SELECT p.id, CASE WHEN {seen} THEN p.key END FROM project p WHERE {tx.any_of('p.id', 'fresh')}"  # sql: constants only
        places |= dict(tx.rows(sql, fresh=sorted(fresh), **params))
