"""`node_value`: one row for each declared sortable field of each live node, so that any of them can drive a list;
and `title_word`: one row for each word of its title, so that it is found by them."""

from collections.abc import Iterable, Sequence
from typing import Any

from rootnode.graph.fields import sort_values, takes
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.graph.words import words_of
from rootnode.kit.db import WriteTx
from rootnode.wire.items import Field

_PAGE = 500
_INSERT = (
    "INSERT INTO node_value (node, field, pos, workspace, project, kind, state, num, text) "
    "VALUES (:node, :field, :pos, :workspace, :project, :kind, :state, :num, :text)"
)
_WORD = "INSERT INTO title_word (node, word, workspace, project) VALUES (:node, :word, :workspace, :project)"


def _rows(node: Node, field: Field, value: Any) -> Iterable[dict[str, Any]]:
    for pos, (num, text) in enumerate(sort_values(field, value)):
        yield {
            "node": node.id,
            "field": field.name,
            "pos": pos,
            "workspace": node.workspace,
            "project": node.project,
            "kind": node.kind,
            "state": node.state,
            "num": num,
            "text": text,
        }


def write_words(tx: WriteTx, node: Node) -> None:
    """Write the words of the title of a node that had none."""
    facts = {"node": node.id, "workspace": node.workspace, "project": node.project}
    tx.run_many(_WORD, [{**facts, "word": word} for word in words_of(node.title)])


def rewrite_words(tx: WriteTx, node: Node) -> None:
    """Bring the words of a live node up to date after its title changed."""
    tx.run("DELETE FROM title_word WHERE node = :node", node=node.id)
    write_words(tx, node)


def write_values(tx: WriteTx, node: Node, fields: Sequence[Field]) -> None:
    """Write the rows of a node that had none: one that is new, or comes back from the trash.

    A value of before the field was declared, or of another project, may be none that it takes: such a node sorts as without one.
    """
    write_words(tx, node)
    rows: list[dict[str, Any]] = []
    for field in fields:
        value = node.fields.get(field.name)
        if field.sortable:
            rows += _rows(node, field, value if takes(field, value) else None)
    if rows:
        tx.run_many(_INSERT, rows)


def rewrite_values(tx: WriteTx, node: Node, fields: Iterable[Field], *, state_changed: bool) -> None:
    """Bring the rows of a live node up to date after `fields` or its state changed."""
    for field in fields:
        tx.run("DELETE FROM node_value WHERE node = :node AND field = :field", node=node.id, field=field.name)
        tx.run_many(_INSERT, _rows(node, field, node.fields.get(field.name)))
    if state_changed:
        tx.run("UPDATE node_value SET state = :state WHERE node = :node", state=node.state, node=node.id)


def drop_values(tx: WriteTx, node: str) -> None:
    """Take the rows of a node away: it went to the trash or for good."""
    tx.run("DELETE FROM node_value WHERE node = :node", node=node)
    tx.run("DELETE FROM title_word WHERE node = :node", node=node)


def declare_field(tx: WriteTx, project: str, kind: str, field: Field) -> None:
    """Give every live node of a kind its row for a field that has just been declared.

    Few have a value already: of when the field was declared before, or of another project that they moved from.
    """
    sql = (
        "INSERT INTO node_value (node, field, pos, workspace, project, kind, state, num, text) "
        "SELECT id, :field, 0, workspace, project, kind, state, NULL, NULL FROM node "
        "WHERE project = :project AND kind = :kind AND trashed IS NULL ON CONFLICT DO NOTHING"
    )
    tx.run(sql, field=field.name, project=project, kind=kind)
    held = (
        f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE n.project = :project AND n.kind = :kind "
        "AND n.trashed IS NULL AND n.fields LIKE :held AND n.id > :after ORDER BY n.id LIMIT :limit"  # sql: constants only
    )
    page = [""]
    while page:
        rows = tx.rows(held, project=project, kind=kind, held=f'%"{field.name}":%', after=page[-1], limit=_PAGE)
        page = [row[0] for row in rows]
        for node in map(node_of, rows):
            if field.name in node.fields and takes(field, node.fields[field.name]):
                rewrite_values(tx, node, [field], state_changed=False)


def withdraw_field(tx: WriteTx, project: str, kind: str, field: str) -> None:
    """Take away the rows of a field that is no longer declared for a kind."""
    sql = "DELETE FROM node_value WHERE project = :project AND kind = :kind AND field = :field"
    tx.run(sql, project=project, kind=kind, field=field)
