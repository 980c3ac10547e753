"""Params and tags: keys with texts, one row each, beside the run, experiment, model or version that has them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from rootnode.build.limits import SORTED, number_in
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid

Table: TypeAlias = Literal["run_param", "run_tag", "experiment_tag", "model_tag", "version_tag", "logged_model_param", "logged_model_tag"]

_COLUMNS: Final = "key, workspace, project, value, text, num, row_seq"
_VALUES: Final = "VALUES (:owner, :key, :workspace, :project, :value, :text, :num, :row_seq)"
_NEWER: Final = "DO UPDATE SET value = excluded.value, text = excluded.text, num = excluded.num, row_seq = excluded.row_seq"
_INSERT: Final[dict[Table, str]] = {
    "run_param": f"INSERT INTO run_param (run, {_COLUMNS}) {_VALUES}",
    "logged_model_param": f"INSERT INTO logged_model_param (model, {_COLUMNS}) {_VALUES}",
}
_PARAMS: Final[dict[str, Table]] = {"run": "run_param", "logged_model": "logged_model_param"}
"""Kind of node -> where its params are."""
_TAGS: Final[dict[str, Table]] = {
    "run": "run_tag", "experiment": "experiment_tag", "model": "model_tag", "model_version": "version_tag",
    "logged_model": "logged_model_tag",
}  # fmt: skip
"""Kind of node -> where its tags are."""
_UPSERT: Final[dict[Table, str]] = {
    "run_tag": f"INSERT INTO run_tag (run, {_COLUMNS}) {_VALUES} ON CONFLICT (run, key) {_NEWER}",
    "experiment_tag": f"INSERT INTO experiment_tag (experiment, {_COLUMNS}) {_VALUES} ON CONFLICT (experiment, key) {_NEWER}",
    "model_tag": f"INSERT INTO model_tag (model, {_COLUMNS}) {_VALUES} ON CONFLICT (model, key) {_NEWER}",
    "version_tag": f"INSERT INTO version_tag (version, {_COLUMNS}) {_VALUES} ON CONFLICT (version, key) {_NEWER}",
    "logged_model_tag": f"INSERT INTO logged_model_tag (model, {_COLUMNS}) {_VALUES} ON CONFLICT (model, key) {_NEWER}",
}
_DROP: Final[dict[Table, str]] = {
    "run_tag": "DELETE FROM run_tag WHERE run = :owner AND key = :key",
    "experiment_tag": "DELETE FROM experiment_tag WHERE experiment = :owner AND key = :key",
    "model_tag": "DELETE FROM model_tag WHERE model = :owner AND key = :key",
    "version_tag": "DELETE FROM version_tag WHERE version = :owner AND key = :key",
    "logged_model_tag": "DELETE FROM logged_model_tag WHERE model = :owner AND key = :key",
}
_SELECT: Final[dict[Table, tuple[str, str]]] = {
    "run_param": ("SELECT run, key, value FROM run_param WHERE ", "run"),
    "run_tag": ("SELECT run, key, value FROM run_tag WHERE ", "run"),
    "experiment_tag": ("SELECT experiment, key, value FROM experiment_tag WHERE ", "experiment"),
    "model_tag": ("SELECT model, key, value FROM model_tag WHERE ", "model"),
    "version_tag": ("SELECT version, key, value FROM version_tag WHERE ", "version"),
    "logged_model_param": ("SELECT model, key, value FROM logged_model_param WHERE ", "model"),
    "logged_model_tag": ("SELECT model, key, value FROM logged_model_tag WHERE ", "model"),
}


def _rows(tx: WriteTx, node: Node, values: Iterable[tuple[str, str]]) -> list[dict[str, object]]:
    return [
        {
            "owner": node.id,
            "key": key,
            "workspace": node.workspace,
            "project": node.project,
            "value": value,
            "text": value[:SORTED],
            "num": number_in(value),
            "row_seq": tx.next_row_seq(),
        }
        for key, value in values
    ]


def values_of(tx: ReadTx, table: Table, owners: Sequence[str]) -> dict[str, dict[str, str]]:
    """Of each owner: key -> value, in order of the keys."""
    select, owner = _SELECT[table]
    found: dict[str, dict[str, str]] = {each: {} for each in owners}
    sql = f"{select}{tx.any_of(owner, 'owners')} ORDER BY {owner}, key"  # sql: constants only
    for one, key, value in tx.rows(sql, owners=list(owners)):
        found[one][key] = value
    return found


def add_params(tx: WriteTx, node: Node, params: Sequence[tuple[str, str]]) -> list[str]:
    """Write params that are not there yet; answers their keys. One that has another value already is refused: params are written once."""
    if not params:
        return []
    table = _PARAMS[node.kind]
    select, owner = _SELECT[table]
    sql = f"{select}{owner} = :owner AND {tx.any_of('key', 'keys')}"  # sql: constants only
    there: dict[str, str] = {key: value for _, key, value in tx.rows(sql, owner=node.id, keys=[key for key, _ in params])}
    differing = [{"key": key, "old_value": there[key], "new_value": value} for key, value in params if key in there and there[key] != value]
    whose = f"{node.kind.replace('_', ' ')} ID='{node.id}'"
    if len(params) == 1 and differing:
        key, value = params[0]
        raise Invalid(
            f"Changing param values is not allowed. Param with key='{key}' was already logged with value='{there[key]}' "
            f"for {whose}. Attempted logging new value '{value}'.",
            where="params",
        )
    if differing:
        detail = f"Changing param values is not allowed. Params were already logged='{differing}' for {whose}."
        raise Invalid(detail, where="params")
    new = [(key, value) for key, value in params if key not in there]
    tx.run_many(_INSERT[table], _rows(tx, node, new))
    return [key for key, _ in new]


def tags_by_node(tx: ReadTx, nodes: Sequence[Node]) -> dict[str, dict[str, str]]:
    """The tags of nodes that have tags, by id: key -> value."""
    found: dict[str, dict[str, str]] = {}
    for kind in sorted({node.kind for node in nodes}):
        found |= values_of(tx, _TAGS[kind], [node.id for node in nodes if node.kind == kind])
    return found


def put_tags(tx: WriteTx, node: Node, tags: dict[str, str]) -> list[str]:
    """Set tags of a node that has tags; answers the keys of those that were not so already."""
    table = _TAGS[node.kind]
    there = values_of(tx, table, [node.id])[node.id]
    new = [(key, value) for key, value in tags.items() if there.get(key) != value]
    tx.run_many(_UPSERT[table], _rows(tx, node, new))
    return [key for key, _ in new]


def drop_tag(tx: WriteTx, node: Node, key: str) -> bool:
    """Take a tag of a node away. Answers whether it was there."""
    return tx.run(_DROP[_TAGS[node.kind]], owner=node.id, key=key) > 0


def write_tags(tx: WriteTx, tags: Sequence[tuple[Node, Mapping[str, str | None]]]) -> None:
    """Set tags of several nodes, and take away those that are None."""
    for kind in sorted({node.kind for node, _ in tags}):
        ours = [(node, own) for node, own in tags if node.kind == kind]
        set_rows = [row for node, own in ours for row in _rows(tx, node, [(key, value) for key, value in own.items() if value is not None])]
        tx.run_many(_UPSERT[_TAGS[kind]], set_rows)
        gone = [{"owner": node.id, "key": key} for node, own in ours for key, value in own.items() if value is None]
        tx.run_many(_DROP[_TAGS[kind]], gone)
