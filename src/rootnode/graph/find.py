"""Finding nodes by what people type: a key, or the beginnings of words of the title.

The rarest of the words drives, by an index of `title_word`; the others are looked up for each node that it finds. What
may not be seen is left out in SQL. Work is bounded whatever is typed: the newest nodes with exactly the word, the first
with longer ones, and, where it is in very many titles, those touched last.
"""

from typing import Any, Final

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
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
TYPED: Final = 6
"""So many words of what was typed are looked at."""


def find(tx: ReadTx, caller: Caller, text: str, *, near: tuple[str, str] | None = None, only: bool = False, limit: int = 12) -> list[Node]:
    """Nodes that fit `text`, best first: the one with that key, titles that begin with it, then those changed last.

    Those of the project `near`, given by (id, key), come before all others, or, with `only`, alone. There a bare number
    is a key, too.
    """
    found = {node.id: node for node in _by_key(tx, caller, text.strip(), near)}
    words = words_of(text)[:TYPED]
    for project in ([near[0]] if near else []) + ([] if only else [""]):
        if words and len(found) < limit:
            found |= {node.id: node for node in _by_words(tx, caller, words, text.strip(), project, limit)}
    nodes = [node for node in found.values() if not only or near is None or node.project == near[0]]
    return nodes[:limit]


def _by_key(tx: ReadTx, caller: Caller, text: str, near: tuple[str, str] | None) -> list[Node]:
    ref = f"{near[1]}-{text.removeprefix('#')}" if near and text.removeprefix("#").isdecimal() else text
    try:
        node = node_by_ref(tx, caller, ref)
    except (NotFound, Gone):
        return []
    return [node] if node.trashed is None else []


def _by_words(tx: ReadTx, caller: Caller, words: list[str], text: str, project: str, limit: int) -> list[Node]:
    where, params = _scope(tx, caller, project)
    many = {word: _how_many(tx, where, params, word) for word in words}
    first, *others = sorted(words, key=lambda word: many[word])
    if not many[first]:
        return []
    for place, word in enumerate(others):
        where += _has(place)
        params |= _range(place, word)
    nodes = _candidates(tx, where, {**params, "word": first, "beyond": first + BEYOND})
    if many[first] > MANY:
        nodes += _lately(tx, where + _has(len(others)), params | _range(len(others), first), project)
    among = tx.any_of("n.id", "nodes")
    # a title that begins with the text comes before one that has the words elsewhere
    sql = (
        f"SELECT {COLUMNS}, CASE WHEN {tx.folded('n.title')} LIKE :begins ESCAPE '\\' THEN 0 ELSE 1 END AS place "  # sql: constants only
        f"FROM node n JOIN project p ON p.id = n.project WHERE {among} AND n.trashed IS NULL "
        "ORDER BY place, n.updated DESC, n.id DESC LIMIT :limit"
    )
    begins = containing(text)[1:]
    return [node_of(row[:16]) for row in tx.rows(sql, nodes=list(set(nodes)), begins=begins, limit=limit)]


def _scope(tx: ReadTx, caller: Caller, project: str) -> tuple[str, dict[str, Any]]:
    """SQL for rows `t` of one project, or of all; of those that may be seen. Each has an index of its words."""
    seen, params = visible(tx, caller, tx.beside_index("t.project"))  # words drive, not projects one by one
    if project:
        return f"t.project = :project AND {seen}", {**params, "project": project}
    return f"t.workspace = :workspace AND {seen}", params


def _has(place: int) -> str:
    # sql: names of parameters
    return f" AND EXISTS (SELECT 1 FROM title_word o WHERE o.node = t.node AND o.word >= :from{place} AND o.word < :to{place})"


def _range(place: int, word: str) -> dict[str, str]:
    return {f"from{place}": word, f"to{place}": word + BEYOND}


def _how_many(tx: ReadTx, where: str, params: dict[str, Any], word: str) -> int:
    """How many titles have a word that begins so, as far as it matters."""
    some = f"SELECT 1 FROM title_word t WHERE {where} AND t.word >= :word AND t.word < :beyond LIMIT :many"  # sql: constants only
    sql = f"SELECT COUNT(*) FROM ({some}) AS some_of_them"  # sql: constants only
    return int(tx.scalar(sql, **params, word=word, beyond=word + BEYOND, many=RARE))


def _candidates(tx: ReadTx, where: str, params: dict[str, Any]) -> list[str]:
    # sql: constants only
    exact = f"SELECT t.node FROM title_word t WHERE {where} AND t.word = :word ORDER BY t.node DESC LIMIT :many"
    longer = (
        f"SELECT t.node FROM title_word t WHERE {where} AND t.word > :word AND t.word < :beyond "  # sql: constants only
        "ORDER BY t.word, t.node LIMIT :many"
    )
    return [row[0] for sql in (exact, longer) for row in tx.rows(sql, **params, many=MANY)]


def _lately(tx: ReadTx, where: str, params: dict[str, Any], project: str) -> list[str]:
    """Those among what was touched last: a short beginning fits so many that the first by the alphabet say little."""
    scope = "c.project = :project" if project else "c.workspace = :workspace"
    last = (
        f"SELECT c.node, c.project, c.workspace FROM change c WHERE {scope} AND c.type = 'node' "  # sql: constants only
        "ORDER BY c.number DESC LIMIT :lately"
    )
    sql = f"SELECT DISTINCT t.node FROM ({last}) t WHERE {where}"  # sql: constants only
    return [row[0] for row in tx.rows(sql, **params, lately=LATELY)]
