"""Tags as people edit them: of runs, logged models, registered models and their versions. MLflow's clients see the same tags.

One act sets and takes away, tells what was there before, and can be undone.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import check_tags
from rootnode.build.registry_limits import check_registry_tags
from rootnode.build.values import tags_by_node, write_tags
from rootnode.graph.act import hold_projects_of
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Change, Event, Request, Update
from rootnode.graph.nodes import Node, missing, node_by_ref, nodes_by_id
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict, Invalid
from rootnode.kit.ids import is_id

EDITED: Final = "tags.edited"
MOST: Final = 50
"""Tags of one act: all of them stand in the history."""
MOST_ITEMS: Final = 100
MOST_TEXT: Final = 2 << 20
"""Bytes of all that an act's items tell: names, and values before and after."""
TAGGED: Final = frozenset(("run", "logged_model", "model", "model_version"))
_OWN: Final = "mlflow."
_Changed: TypeAlias = dict[str, list[str | None]]
"""Key -> [before, after]."""


class Tagged(msgspec.Struct, frozen=True):
    """An item and its tags."""

    node: Node
    tags: dict[str, str]


def edit_tags(tx: WriteTx, caller: Caller, graph: Graph, refs: Sequence[str], tags: Mapping[str, str | None]) -> list[Tagged]:
    """Set those tags of each; None takes one away. What is so already leaves no trace. Raises Invalid, NotFound, Forbidden, Conflict."""
    caller.require("write")
    if not 0 < len(refs) <= MOST_ITEMS:
        raise Invalid(f"Edit the tags of 1 to {MOST_ITEMS} items at once.", where="items")
    nodes = _to_write(tx, caller, refs)
    for node in nodes:
        _check(node, tags)
    changed = _write(tx, [(node, tags) for node in nodes])
    same = [node for node in nodes if node.id not in changed]
    graph.apply(tx, caller, [Update(node.id) for node in same], verb="check")  # refuses who may not write, and changes nothing
    if changed:
        graph.apply(tx, caller, _told(changed), verb="edit_tags")
    there = tags_by_node(tx, nodes)
    return [Tagged(node, there[node.id]) for node in nodes]


def take_back(tx: WriteTx, caller: Caller, changes: Sequence[Change]) -> list[Request]:
    """For `Graph.on_undo`: put back what an act of `edit_tags` set, where that is still what stands there. Raises Conflict."""
    nodes = {node.id: node for node in _to_write(tx, caller, [change.node for change in changes])}
    there = tags_by_node(tx, list(nodes.values()))
    back: list[tuple[Node, Mapping[str, str | None]]] = []
    for change in changes:
        node, was = nodes[change.node], change.body["payload"]["set"]
        for key, (_, after) in was.items():
            if there[node.id].get(key) != after:
                raise Conflict(f"The tag '{key}' of {node.key} has been changed since; it was left as it is.", where=key)
        back.append((node, {key: before for key, (before, _) in was.items()}))
    return _told(_write(tx, back))


def _to_write(tx: WriteTx, caller: Caller, refs: Sequence[str]) -> list[Node]:
    """The items, by id: their projects are held and they are locked, always in one order."""
    found = nodes_by_id(tx, caller, [ref for ref in refs if is_id(ref)])
    for ref in refs:
        if ref not in found:
            node = node_by_ref(tx, caller, ref)
            found[node.id] = node
    ids = sorted(found)
    hold_projects_of(tx, ids)
    if tx.lock_rows:
        tx.rows(f"SELECT id FROM node WHERE {tx.any_of('id', 'ids')} ORDER BY id {tx.lock_rows}", ids=ids)  # sql: constants only
    locked = nodes_by_id(tx, caller, ids)
    for each in ids:
        node = locked.get(each, found[each])
        if each not in locked or node.kind not in TAGGED:
            raise missing(node.key)
        if node.trashed is not None:
            raise Conflict(f"{node.key} is in the trash. Restore it first.")
    return [locked[node] for node in ids]


def _check(node: Node, tags: Mapping[str, str | None]) -> None:
    if len(tags) > MOST:
        raise Invalid(f"Edit at most {MOST} tags at once.", where="tags")
    for key in tags:
        if not key.strip():
            raise Invalid("A tag needs a name.", where="tags")
        if key.startswith(_OWN):
            raise Invalid(f"Tags that begin with '{_OWN}' are written by MLflow's clients; give yours another name.", where="tags")
    values = {key: value or "" for key, value in tags.items()}
    if node.kind in ("model", "model_version"):
        check_registry_tags(values)
    else:
        check_tags(values.items())


def _write(tx: WriteTx, wanted: Sequence[tuple[Node, Mapping[str, str | None]]]) -> dict[str, _Changed]:
    """Write the rows; answers by node, key -> [before, after] of those that were not so already. Raises Invalid for too much at once."""
    there = tags_by_node(tx, [node for node, _ in wanted])
    changed: dict[str, _Changed] = {}
    new: list[tuple[Node, Mapping[str, str | None]]] = []
    for node, tags in wanted:
        if differ := {key: value for key, value in tags.items() if there[node.id].get(key) != value}:
            changed[node.id] = {key: [there[node.id].get(key), value] for key, value in differ.items()}
            new.append((node, differ))
    texts = (text for each in changed.values() for key, values in each.items() for text in (key, *values) if text)
    if sum(len(text.encode()) for text in texts) > MOST_TEXT:
        raise Invalid(f"That is more than {MOST_TEXT >> 20} MiB of tags, before and after, in one act. Edit fewer at once.", where="tags")
    write_tags(tx, new)
    return changed


def _told(changed: Mapping[str, _Changed]) -> list[Request]:
    return [Event(node, EDITED, {"set": tags}) for node, tags in changed.items()]
