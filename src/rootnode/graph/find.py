"""Finding nodes by what people type: a key, or the beginnings of words of the title.

The rarest of the words drives, by an index of `title_word`; the others are looked up for each node that it finds. What
may not be seen is left out in SQL. Work is bounded whatever is typed: the newest nodes with exactly the word, the first
with longer ones, and, where it is in very many titles, those touched last.
"""

from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.changes import TOLD
from rootnode.graph.nodes import COLUMNS, Node, node_by_ref, node_of
from rootnode.graph.words import BEYOND, words_of
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Gone, NotFound
from rootnode.kit.paging import containing

MANY: Final = 600
"""So many candidates are ranked at most: the newest with the word itself, and as many with a longer one."""
RARE: Final = 5_000
"""Beyond so many titles, words count as equally frequent."""
LATELY: Final = 2_000
"""Where a word is in more than MANY titles, what so many last changes touched is looked through besides."""
FEW: Final = 8
"""So many projects are looked through one by one, where a caller may see no more."""
TYPED: Final = 6
"""So many words of what was typed are looked at."""


def find(tx: ReadTx, caller: Caller, text: str, *, near: tuple[str, str] | None = None, only: bool = False, limit: int = 12) -> list[Node]:
    """Nodes that fit `text`, best first: the one with that key, titles that begin with it, then those changed last.

    Those of the project `near`, given by (id, key), come before all others, or, with `only`, alone. There a bare number
    is a key, too.
    """
    alone = near[0] if only and near else ""
    found = {node.id: node for node in _by_key(tx, caller, text.strip(), near) if alone in ("", node.project)}
    words = words_of(text)[:TYPED]
    for project in ([near[0]] if near else []) + ([] if only else [""]):
        if words and len(found) < limit:
            found |= {node.id: node for node in _by_words(tx, caller, words, text.strip(), project, limit)}
    return list(found.values())[:limit]


def _by_key(tx: ReadTx, caller: Caller, text: str, near: tuple[str, str] | None) -> list[Node]:
    ref = f"{near[1]}-{text.removeprefix('#')}" if near and text.removeprefix("#").isdecimal() else text
    try:
        node = node_by_ref(tx, caller, ref)
    except (NotFound, Gone):
        return []
    return [node] if node.trashed is None else []


def _by_words(tx: ReadTx, caller: Caller, words: list[str], text: str, project: str, limit: int) -> list[Node]:
    many = {word: _how_many(tx, caller, word, project) for word in words}
    first, *others = sorted(words, key=lambda word: many[word])
    scope = _scope(tx, caller, project)
    if not many[first] or not scope.parts:
        return []
    has = ""
    for place, word in enumerate(others):
        has += _has(place)
        scope.params.update(_range(place, word))
    nodes = _candidates(tx, scope, has, first)
    if many[first] > MANY:
        scope.params.update(_range(len(others), first))
        nodes += _lately(tx, scope, has + _has(len(others)))
    among = tx.any_of("n.id", "nodes")
    # the log tells also of what has moved away since: where a node is now decides who may see it
    seen, params = visible(tx, caller, tx.beside_index("n.project"))
    here = "AND n.project = :project" if project else ""
    # a title that begins with the text comes before one that has the words elsewhere
    sql = (
        f"SELECT {COLUMNS}, CASE WHEN {tx.folded('n.title')} LIKE :begins ESCAPE '\\' THEN 0 ELSE 1 END AS place "  # sql: constants only
        f"FROM node n JOIN project p ON p.id = n.project WHERE {among} AND {seen} {here} AND n.trashed IS NULL "
        "ORDER BY place, n.updated DESC, n.id DESC LIMIT :limit"
    )
    begins = containing(text)[1:]
    rows = tx.rows(sql, nodes=list(set(nodes)), begins=begins, limit=limit, project=project, **params)
    return [node_of(row[:16]) for row in rows]


class _Scope(msgspec.Struct, frozen=True):
    """Where is looked: SQL for rows `t` of words or changes, in parts that each have an index, and what else holds for each row."""

    parts: list[str]
    seen: str
    params: dict[str, Any]


def _scope(tx: ReadTx, caller: Caller, project: str) -> _Scope:
    """One project, or all that may be seen: one by one where they are few, so that nobody reads through what others may see."""
    seen, params = visible(tx, caller, "p.id")
    one = "AND p.id = :project" if project else ""
    sql = f"SELECT p.id FROM project p WHERE p.workspace = :workspace AND {seen} {one} LIMIT :few"  # sql: constants only
    few = [row[0] for row in tx.rows(sql, **params, project=project, few=FEW + 1)]
    if len(few) > FEW:
        seen, params = visible(tx, caller, tx.beside_index("t.project"))  # words drive, not projects one by one
        return _Scope(["t.workspace = :workspace"], f" AND {seen}", params)  # sql: constants only
    return _Scope([f"t.project = :at{place}" for place in range(len(few))], "", {f"at{place}": each for place, each in enumerate(few)})


def _has(place: int) -> str:
    # sql: names of parameters
    return f" AND EXISTS (SELECT 1 FROM title_word o WHERE o.node = t.node AND o.word >= :from{place} AND o.word < :to{place})"


def _range(place: int, word: str) -> dict[str, str]:
    return {f"from{place}": word, f"to{place}": word + BEYOND}


def _how_many(tx: ReadTx, caller: Caller, word: str, project: str) -> int:
    """How many titles have a word that begins so, as far as it matters; whoever may see them: it is told to nobody."""
    where = "t.project = :project" if project else "t.workspace = :workspace"
    some = f"SELECT 1 FROM title_word t WHERE {where} AND t.word >= :word AND t.word < :beyond LIMIT :many"  # sql: constants only
    sql = f"SELECT COUNT(*) FROM ({some}) AS some_of_them"  # sql: constants only
    given = {"project": project} if project else {"workspace": caller.workspace}
    return int(tx.scalar(sql, **given, word=word, beyond=word + BEYOND, many=RARE))


def _candidates(tx: ReadTx, scope: _Scope, has: str, word: str) -> list[str]:
    found: list[str] = []
    for which, order in (("t.word = :word", "node DESC"), ("t.word > :word AND t.word < :beyond", "word, node")):
        each = (
            f"SELECT * FROM (SELECT t.node, t.word FROM title_word t WHERE {{part}}{scope.seen}{has} AND {which} "  # sql: constants only
            f"ORDER BY {order} LIMIT :many) AS part"  # sql: constants only
        )
        found += [row[0] for row in tx.rows(_first(scope, each, order), **scope.params, word=word, beyond=word + BEYOND, many=MANY)]
    return found


def _first(scope: _Scope, each: str, order: str) -> str:
    """The first `:many` of all parts."""
    union = " UNION ALL ".join(each.format(part=part) for part in scope.parts)  # sql: names of parameters
    return f"SELECT * FROM ({union}) AS parts ORDER BY {order} LIMIT :many"  # sql: constants only


def _lately(tx: ReadTx, scope: _Scope, has: str) -> list[str]:
    """Those among what was touched last: a short beginning fits so many that the first by the alphabet say little."""
    told = TOLD.replace("c.", "t.")
    each = (
        f"SELECT * FROM (SELECT t.node, t.project, t.number FROM change t WHERE {{part}} AND {told} "  # sql: constants only
        "ORDER BY t.number DESC LIMIT :many) AS part"
    )
    sql = f"SELECT DISTINCT t.node FROM ({_first(scope, each, 'number DESC')}) t WHERE 1 = 1{scope.seen}{has}"  # sql: constants only
    return [row[0] for row in tx.rows(sql, **scope.params, many=LATELY)]
