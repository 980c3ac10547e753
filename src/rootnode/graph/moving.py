"""Moving a node, with all that hangs beneath it, to another project. Called by `apply` only.

The log tells a move of a node by two changes: one in the old project says that it left, one in the new project says
under which number it came. So whoever sees only one of the two projects hears of it, too.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from rootnode.graph.act import Act, ProjectRow, hold_projects_of
from rootnode.graph.changes import Move, Pending
from rootnode.graph.counts import note_count
from rootnode.graph.fields import CustomField, check_value
from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.graph.values import drop_values, write_values
from rootnode.graph.writing import check_parent
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Guarded, Invalid
from rootnode.wire.items import Field

_UPDATE: Final = (
    "UPDATE node SET project = :project, number = :number, parent = :parent, rev = :rev, updated = :now, updated_by = :actor WHERE id = :id"
)
_NUMBERS: Final = "UPDATE project SET last_number = last_number + :count WHERE id = :id RETURNING last_number"
_FORMER: Final = "INSERT INTO former_item (project, number, node, workspace) VALUES (:project, :number, :node, :workspace)"

MOST: Final = 5_000
"""So many items, with what hangs beneath them, move in one act: others wait for as long as it takes."""


class Plan(msgspec.Struct, frozen=True):
    """What a move would mean. `hidden`: labels of fields that the other project does not have, and how many items have a value
    there: it stays with the item, and shows again where the field is known. `refused` says why it cannot be, and what to do."""

    nodes: list[Node]
    hidden: Mapping[str, int] = {}
    refused: str | None = None


def move(act: Act, request: Move) -> tuple[Node, list[str]]:
    """Move a node and all beneath it; answers it as it now stands, and the ids of all that moved. Raises Invalid, Guarded, Conflict."""
    hold_projects_of(act.tx, [request.node], [request.project])
    top = act.locked(request.node)
    kind = act.kinds.kind(top.kind)
    here, there = act.allowed(top.project, kind), act.allowed(request.project, kind)
    if top.trashed is not None:
        raise Conflict(f"{top.key} is in the trash. Restore it first.")
    if here.id == there.id:
        return top, []
    if request.parent is not None:
        check_parent(act, there, request.parent, top)
    plan = plan_of(act.tx, act.kinds, [top], {here.id: here.custom}, there, act.moved)
    if plan.refused is not None:
        raise Invalid(plan.refused, where="items")
    _judge(act, plan.nodes, there)
    act.moved += len(plan.nodes)
    return _write(act, plan.nodes, there, top, request.parent), [node.id for node in plan.nodes]


def plan_of(
    tx: ReadTx, kinds: Kinds, tops: Sequence[Node], custom: Mapping[str, Sequence[CustomField]], there: ProjectRow, moved: int = 0
) -> Plan:
    """What moving these would mean, after so many in the same act. `custom`: the own fields of each project that they come from.

    Each node is locked, where that is needed. Guards are not asked: they are when it is done.
    """
    nodes = _with_all_beneath(tx, [top.id for top in tops])
    if moved + len(nodes) > MOST:
        return Plan(list(tops), refused=f"These are more than {MOST:,} items with what hangs beneath them. Move them in parts.")
    above = {top.id for top in tops}
    hidden: Counter[str] = Counter()
    for node in nodes:
        kind = kinds.kind(node.kind)
        if kind.stays:
            return Plan(
                nodes,
                refused=f"{kind.stays} Link to it from the other project instead."
                if node.id in above
                else _beneath(node, kind.label, kind.stays),
            )
        shown = {field.name: field.label for field in _own(custom[node.project], kind.name)}
        known = {field.name: field for field in _own(there.custom, kind.name)}
        hidden.update(shown[name] for name in node.fields if name in shown and name not in known)
        if problem := _not_taken(node, known, shown, there.key):
            return Plan(nodes, refused=problem)
    return Plan(nodes, dict(hidden))


def _own(custom: Sequence[CustomField], kind: str) -> list[Field]:
    return [each.field for each in custom if kind in each.kinds]


def _not_taken(node: Node, known: Mapping[str, Field], shown: Mapping[str, str], key: str) -> str | None:
    """Why a field of that project does not take a value of the node, also one that is kept unseen from a project before."""
    for name, field in known.items():
        try:
            check_value(field, node.fields.get(name))
        except Invalid as problem:
            told = f"{key} has a field of the same name that does not take what {node.key} has: {problem.detail}"
            if name in shown:
                return f"{told} Change the value here first, or the field there."
            return f"{told} The value is from before and not shown here. Declare '{name}' here to change it, or change the field there."
    return None


def _beneath(node: Node, label: str, stays: str) -> str:
    named = f"the {label.lower()} “{node.title}”"
    return f"{named[:1].upper()}{named[1:]} hangs beneath it. {stays} Move it beneath something else here first."


def _with_all_beneath(tx: ReadTx, tops: Sequence[str]) -> list[Node]:
    """They and all beneath them, also what is in the trash, so that it can be restored where it was."""
    ids = f"SELECT n.id FROM node n WHERE {tx.any_of('n.id', 'tops')}"  # sql: constants only
    sql = (
        f"WITH RECURSIVE down (id) AS ({ids} UNION SELECT n.id FROM node n JOIN down ON n.parent = down.id) "  # sql: constants only
        f"SELECT {COLUMNS} FROM down JOIN node n ON n.id = down.id JOIN project p ON p.id = n.project "
        f"ORDER BY CASE WHEN {tx.any_of('n.id', 'tops')} THEN 0 ELSE 1 END, n.id LIMIT :limit"
    )
    lock = " FOR UPDATE OF n" if isinstance(tx, WriteTx) and tx.lock_rows else ""
    return [node_of(row) for row in tx.rows(sql + lock, tops=list(tops), limit=MOST + 1)]


def _judge(act: Act, nodes: Sequence[Node], there: ProjectRow) -> None:
    for node in nodes:
        act.allowed(node.project, act.kinds.kind(node.kind))
        if not act.judge(node, [("project", node.project, there.id)]):
            raise Guarded(f"{node.key} may not be moved to another project now.", where="project")


def _write(act: Act, nodes: Sequence[Node], there: ProjectRow, top: Node, parent: str | None) -> Node:
    numbers = _numbers_for(act, nodes, there)
    ids = [node.id for node in nodes]
    moved = []
    for node in nodes:
        given: dict[str, Any] = {"parent": parent} if node.id == top.id else {}
        given |= {"project": there.id, "project_key": there.key, "number": numbers.get(node.id, 0), "rev": node.rev + 2}
        moved.append(msgspec.structs.replace(node, updated=act.tx.now, updated_by=act.caller.actor, **given))
    act.tx.run_many(_UPDATE, [_row(node) for node in moved])
    kept = [node for node in nodes if node.number]
    act.tx.run_many(_FORMER, [{"project": n.project, "number": n.number, "node": n.id, "workspace": n.workspace} for n in kept])
    sql = f"UPDATE link SET project = :project WHERE {act.tx.any_of('target', 'ids')}"  # sql: constants only
    act.tx.run(sql, project=there.id, ids=ids)
    for before, after in zip(nodes, moved, strict=True):
        if after.trashed is None:
            drop_values(act.tx, after.id)
            write_values(act.tx, after, act.fields_of(act.kinds.kind(after.kind), there))
        note_count(act.tx, before, after)
        _log(act, before, after, top)
    return moved[0]


def _row(node: Node) -> dict[str, Any]:
    return {
        "id": node.id, "project": node.project, "number": node.number, "parent": node.parent, "rev": node.rev, "now": node.updated,
        "actor": node.updated_by,
    }  # fmt: skip


def _numbers_for(act: Act, nodes: Sequence[Node], there: ProjectRow) -> dict[str, int]:
    """A number in the new project for each that has one: the one it had there before, else the next."""
    ids = [node.id for node in nodes if node.number]
    had = f"project = :project AND {act.tx.any_of('node', 'ids')}"  # sql: constants only
    known = f"DELETE FROM former_item WHERE {had} RETURNING node, number"  # sql: constants only
    numbers = {row[0]: int(row[1]) for row in act.tx.rows(known, project=there.id, ids=ids)}
    new = [each for each in ids if each not in numbers]
    last = int(act.tx.scalar(_NUMBERS, id=there.id, count=len(new)))
    return numbers | {each: last - len(new) + place for place, each in enumerate(new, start=1)}


def _log(act: Act, before: Node, after: Node, top: Node) -> None:
    """It left, it came. What came along with another one says with which."""
    along = {} if before.id == top.id else {"with": top.id}
    left = {"set": {"project": [before.project, after.project]}, **along}
    came: dict[str, Any] = {"set": {"number": [before.number, after.number]}, **along}
    if before.parent != after.parent:
        came["set"]["parent"] = [before.parent, after.parent]
    act.pending.append(Pending("node", before.id, before.project, before.kind, left))
    act.pending.append(Pending("node", after.id, after.project, after.kind, came))
