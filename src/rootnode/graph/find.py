"""Finding nodes by what people type: a key, or the beginnings of words of the title.

The rarest of the words drives, by the index of `title_word`; the others are looked up for each node that it finds. What
may not be seen is left out in SQL. Work is bounded whatever is typed: the newest nodes with exactly the word, and then
the first with longer ones.
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
TYPED: Final = 6
"""So many words of what was typed are looked at."""


def find(tx: ReadTx, caller: Caller, text: str, *, project: str = "", limit: int = 12) -> list[Node]:
    """Nodes that fit `text`, best first: the one with that key, titles that begin with it, then those changed last.

    With `project` (an id), only in that one.
    """
    found = _by_key(tx, caller, text.strip())
    words = words_of(text)[:TYPED]
    if words:
        found += [node for node in _by_words(tx, caller, words, text.strip(), project, limit) if node.id not in {each.id for each in found}]
    return found[:limit]


def _by_key(tx: ReadTx, caller: Caller, text: str) -> list[Node]:
    try:
        node = node_by_ref(tx, caller, text)
    except (NotFound, Gone):
        return []
    return [node] if node.trashed is None else []


def _by_words(tx: ReadTx, caller: Caller, words: list[str], text: str, project: str, limit: int) -> list[Node]:
    seen, params = visible(tx, caller, "t.project")
    if project:
        seen, params["project"] = f"{seen} AND t.project = :project", project  # sql: constants only
    many = {word: _how_many(tx, caller, word) for word in words}
    first, *others = sorted(words, key=lambda word: many[word])
    if not many[first]:
        return []
    for place, word in enumerate(others):
        params |= {f"from{place}": word, f"to{place}": word + BEYOND}
        # sql: names of parameters
        seen += f" AND EXISTS (SELECT 1 FROM title_word o WHERE o.node = t.node AND o.word >= :from{place} AND o.word < :to{place})"
    nodes = _candidates(tx, seen, {**params, "word": first, "beyond": first + BEYOND})
    among = tx.any_of("n.id", "nodes")
    # a title that begins with the text comes before one that has the words elsewhere
    sql = (
        f"SELECT {COLUMNS}, CASE WHEN {tx.folded('n.title')} LIKE :begins ESCAPE '\\' THEN 0 ELSE 1 END AS place "  # sql: constants only
        f"FROM node n JOIN project p ON p.id = n.project WHERE {among} AND n.trashed IS NULL "
        "ORDER BY place, n.updated DESC, n.id DESC LIMIT :limit"
    )
    begins = containing(text)[1:]
    return [node_of(row[:16]) for row in tx.rows(sql, nodes=nodes, begins=begins, limit=limit)]


def _how_many(tx: ReadTx, caller: Caller, word: str) -> int:
    """How many titles have a word that begins so, as far as it matters."""
    some = "SELECT 1 FROM title_word WHERE workspace = :workspace AND word >= :word AND word < :beyond LIMIT :many"
    sql = f"SELECT COUNT(*) FROM ({some}) AS some_of_them"  # sql: constants only
    return int(tx.scalar(sql, workspace=caller.workspace, word=word, beyond=word + BEYOND, many=RARE))


def _candidates(tx: ReadTx, seen: str, params: dict[str, Any]) -> list[str]:
    exact = (
        "SELECT t.node FROM title_word t WHERE t.workspace = :workspace AND t.word = :word "
        f"AND {seen} ORDER BY t.node DESC LIMIT :many"  # sql: constants only
    )
    longer = (
        "SELECT t.node FROM title_word t WHERE t.workspace = :workspace AND t.word > :word AND t.word < :beyond "
        f"AND {seen} ORDER BY t.word, t.node LIMIT :many"  # sql: constants only
    )
    return [row[0] for sql in (exact, longer) for row in tx.rows(sql, **params, many=MANY)]
