"""Tags as people edit them: of runs, logged models, registered models and their versions. MLflow's clients see the same tags.

One act sets and takes away, tells what was there before, and can be undone.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import check_tags
from rootnode.build.places import check_may_write
from rootnode.build.registry_limits import check_registry_tags
from rootnode.build.values import drop_tag, put_tags, tags_of
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Change, Event, Request
from rootnode.graph.nodes import Node, missing, node_by_ref
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict, Invalid

EDITED: Final = "tags.edited"
MOST: Final = 50
"""Tags of one act: all of them stand in the history."""
MOST_ITEMS: Final = 100
TAGGED: Final = frozenset(("run", "logged_model", "model", "model_version"))
_OWN: Final = "mlflow."


class Tagged(msgspec.Struct, frozen=True):
    """An item and its tags."""

    node: Node
    tags: dict[str, str]


def edit_tags(tx: WriteTx, caller: Caller, graph: Graph, refs: Sequence[str], tags: Mapping[str, str | None]) -> list[Tagged]:
    """Set those tags of each; None takes one away. What is so already leaves no trace. Raises Invalid, NotFound, Forbidden, Conflict."""
    caller.require("write")
    if not 0 < len(refs) <= MOST_ITEMS:
        raise Invalid(f"Edit the tags of 1 to {MOST_ITEMS} items at once.", where="items")
    nodes = [_to_write(tx, caller, ref) for ref in sorted(set(refs))]  # always locked in one order
    events: list[Request] = []
    for node in nodes:
        _check(node, tags)
        if changed := _write(tx, node, tags):
            events.append(Event(node.id, EDITED, {"set": changed}))
        else:
            check_may_write(tx, caller, graph, node)
    if events:
        graph.apply(tx, caller, events, verb="edit_tags")
    return [Tagged(node, tags_of(tx, node)) for node in nodes]


def take_back(tx: WriteTx, caller: Caller, change: Change) -> Event:
    """For `Graph.on_undo`: put back what an act of `edit_tags` set, where that is still what stands there. Raises Conflict."""
    node = _to_write(tx, caller, change.node)
    there = tags_of(tx, node)
    was: dict[str, list[str | None]] = change.body["payload"]["set"]
    for key, (_, after) in was.items():
        if there.get(key) != after:
            raise Conflict(f"The tag '{key}' of {node.key} has been changed since; it was left as it is.", where=key)
    return Event(node.id, EDITED, {"set": _write(tx, node, {key: before for key, (before, _) in was.items()})})


def _to_write(tx: WriteTx, caller: Caller, ref: str) -> Node:
    node = node_by_ref(tx, caller, ref)
    if node.kind not in TAGGED:
        raise missing(ref)
    if tx.lock_rows:
        tx.row(f"SELECT 1 FROM node WHERE id = :id {tx.lock_rows}", id=node.id)
        node = node_by_ref(tx, caller, node.id)
    if node.trashed is not None:
        raise Conflict(f"{node.key} is in the trash. Restore it first.")
    return node


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


def _write(tx: WriteTx, node: Node, tags: Mapping[str, str | None]) -> dict[str, list[str | None]]:
    """Write the rows; answers key -> [before, after] of those that were not so already."""
    there = tags_of(tx, node)
    changed = {key: [there.get(key), value] for key, value in tags.items() if there.get(key) != value}
    put_tags(tx, node, {key: value for key, (_, value) in changed.items() if value is not None})
    for key, (_, value) in changed.items():
        if value is None:
            drop_tag(tx, node, key)
    return changed
