"""Params and tags: keys with texts, one row each, beside the run or experiment that has them."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from rootnode.build.limits import SORTED, number_in
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid

Table: TypeAlias = Literal["run_param", "run_tag", "experiment_tag"]

_INSERT: Final = (
    "INSERT INTO run_param (run, key, workspace, project, value, text, num, row_seq) "
    "VALUES (:owner, :key, :workspace, :project, :value, :text, :num, :row_seq)"
)
_UPSERT_TAG: Final = (
    "INSERT INTO run_tag (run, key, workspace, project, value, text, num, row_seq) "
    "VALUES (:owner, :key, :workspace, :project, :value, :text, :num, :row_seq) "
    "ON CONFLICT (run, key) DO UPDATE SET value = excluded.value, text = excluded.text, num = excluded.num, row_seq = excluded.row_seq"
)
_UPSERT_EXPERIMENT_TAG: Final = (
    "INSERT INTO experiment_tag (experiment, key, workspace, project, value, text, num, row_seq) "
    "VALUES (:owner, :key, :workspace, :project, :value, :text, :num, :row_seq) "
    "ON CONFLICT (experiment, key) DO UPDATE SET value = excluded.value, text = excluded.text, num = excluded.num, "
    "row_seq = excluded.row_seq"
)
_SELECT: Final = {
    "run_param": ("SELECT run, key, value FROM run_param WHERE ", "run"),
    "run_tag": ("SELECT run, key, value FROM run_tag WHERE ", "run"),
    "experiment_tag": ("SELECT experiment, key, value FROM experiment_tag WHERE ", "experiment"),
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
    sql = f"SELECT key, value FROM run_param WHERE run = :run AND {tx.any_of('key', 'keys')}"
    there: dict[str, str] = dict(tx.rows(sql, run=node.id, keys=[key for key, _ in params]))
    differing = [{"key": key, "old_value": there[key], "new_value": value} for key, value in params if key in there and there[key] != value]
    if len(params) == 1 and differing:
        key, value = params[0]
        raise Invalid(
            f"Changing param values is not allowed. Param with key='{key}' was already logged with value='{there[key]}' "
            f"for run ID='{node.id}'. Attempted logging new value '{value}'.",
            where="params",
        )
    if differing:
        detail = f"Changing param values is not allowed. Params were already logged='{differing}' for run ID='{node.id}'."
        raise Invalid(detail, where="params")
    new = [(key, value) for key, value in params if key not in there]
    tx.run_many(_INSERT, _rows(tx, node, new))
    return [key for key, _ in new]


def put_tags(tx: WriteTx, node: Node, tags: dict[str, str]) -> list[str]:
    """Set tags of a run or an experiment; answers the keys of those that were not so already."""
    table: Table = "run_tag" if node.kind == "run" else "experiment_tag"
    there = values_of(tx, table, [node.id])[node.id]
    new = [(key, value) for key, value in tags.items() if there.get(key) != value]
    tx.run_many(_UPSERT_TAG if table == "run_tag" else _UPSERT_EXPERIMENT_TAG, _rows(tx, node, new))
    return [key for key, _ in new]


def drop_tag(tx: WriteTx, node: Node, key: str) -> bool:
    """Take a tag of a run or an experiment away. Answers whether it was there."""
    if node.kind == "run":
        return tx.run("DELETE FROM run_tag WHERE run = :owner AND key = :key", owner=node.id, key=key) > 0
    return tx.run("DELETE FROM experiment_tag WHERE experiment = :owner AND key = :key", owner=node.id, key=key) > 0
