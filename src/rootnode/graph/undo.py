"""Undo: new changes that restore exactly what one act set, and only where that is still what stands there."""

from typing import Any, Final

from rootnode.auth.caller import Caller
from rootnode.graph import history
from rootnode.graph.act import hold_projects_of
from rootnode.graph.apply import Applied, Graph
from rootnode.graph.changes import Change, Connect, Disconnect, Move, Request, Restore, Trash, Update
from rootnode.graph.edges import COLUMNS as LINK
from rootnode.graph.nodes import Node, node_by_ref
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict, Invalid, NotFound
from rootnode.kit.ids import is_id

FINAL: Final = frozenset(("purge", "create_project", "grant", "set_access", "declare_fields", "settle_project"))
"""Verbs whose effect reaches beyond nodes and links: they are changed back by hand."""


def undo(tx: WriteTx, caller: Caller, graph: Graph, operation: str) -> Applied:
    """Undo one act as a new act. Raises Conflict naming what has changed since, or why the act cannot be undone."""
    changes = history.changes_of(tx, caller, operation) if is_id(operation) else []
    if not changes:
        raise NotFound("There is no such act, or you may not see it.")
    if len(changes) == history.ACT:  # there may be more, and half an act is not undone
        raise Conflict(f"This act changed too much to be undone at once: {history.ACT:,} things or more. Change it back in parts.")
    if any(change.body.get("purged") for change in changes):
        raise Conflict("An item of this act has been removed for good; the act cannot be undone.")
    if changes[0].verb in FINAL:
        raise Conflict(f"'{changes[0].verb.replace('_', ' ')}' cannot be undone. Change it back by hand.")
    # those in which it happened, and those where the items are by now: all of them before the rows of any
    hold_projects_of(tx, sorted({change.node for change in changes}), {change.project for change in changes})
    requests = _trashed_back(tx, caller, changes) or _moved_back(tx, caller, changes) or _put_back(tx, caller, graph, changes)
    own = {change.node for change in changes}
    for request in requests:
        if isinstance(request, Trash):
            _alone(tx, request.node, own, "put it into the trash")
    if not requests:
        raise Conflict("This act changed no fields and no links; there is nothing to undo.")
    try:
        return graph.apply(tx, caller, requests, verb="undo")
    except Invalid as error:  # what stood there then is not allowed any more: a field withdrawn, a choice taken away
        raise Conflict(f"This cannot be put back as it was. {error.detail}", where=error.where) from error


def _trashed_back(tx: WriteTx, caller: Caller, changes: list[Change]) -> list[Request]:
    """Whole subtrees went to the trash, or came back, in one act: a request for the top of each takes it the other way.

    Raises Conflict where the act did more than that.
    """
    written = [change for change in changes if change.type != "event"]
    moved = {change.node: change for change in written if change.type == "node" and "trashed" in change.body["set"]}
    requests: list[Request] = []
    for change in moved.values():
        node = node_by_ref(tx, caller, change.node)
        if node.parent in moved:
            continue
        _, after = change.body["set"]["trashed"]
        for each in written:
            _only_trashed(each, node, after)
        _still(node, "trashed", node.trashed, after)
        requests.append(Restore(node.id) if after is not None else Trash(node.id))
    return requests


def _moved_back(tx: WriteTx, caller: Caller, changes: list[Change]) -> list[Request]:
    """Items went to another project, each with all beneath it: a request for the top of each takes it back beneath what it hung
    beneath. Raises Conflict where it, or what came along, has been moved since, or came from where the caller may not see."""
    left = {change.node: change for change in changes if "project" in change.body.get("set", {})}
    came = {change.node for change in changes if "number" in change.body.get("set", {}) and "kind" not in change.body["set"]}
    if not came <= set(left):
        raise Conflict("Items came from a project that you may not see, so you cannot undo it. Ask somebody who may see both projects.")
    parents = {change.node: change.body["set"]["parent"] for change in changes if "parent" in change.body.get("set", {})}
    requests: list[Request] = []
    for change in left.values():
        node = node_by_ref(tx, caller, change.node)
        home, now = change.body["set"]["project"]
        _still(node, "project", node.project, now)
        if "with" in change.body:
            if node.parent not in left:
                raise Conflict(f"{node.key} has been moved away since from what it came with. Move them back by hand.", where="parent")
            continue
        above, beneath = parents.get(node.id, (None, None))
        _still(node, "parent", node.parent, beneath)
        _alone(tx, node.id, set(left), "move it back by hand", binned=True)
        requests.append(Move(node.id, home, above))
    return requests


def _only_trashed(change: Change, node: Node, after: int | None) -> None:
    more = [name.removeprefix("fields.") for name in change.body["set"] if name != "trashed"] if change.type == "node" else ["link"]
    if not more:
        return
    by_hand = "Restore it" if after is not None else "Put it into the trash"
    raise Conflict(f"The act that moved {node.key} also changed '{more[0]}', so it cannot be undone. {by_hand} by hand.", where=more[0])


_BENEATH: Final = (
    "WITH RECURSIVE down (id) AS (SELECT start.id FROM node start WHERE start.id = :id "
    "UNION SELECT n.id FROM node n JOIN down ON n.parent = down.id WHERE n.trashed IS NULL OR :binned) SELECT id FROM down LIMIT 10001"
)


def _alone(tx: WriteTx, node: str, own: set[str], instead: str, *, binned: bool = False) -> None:
    """Refuse to take a node away together with what others have put beneath it since; `binned`: also what is in the trash by now."""
    if any(row[0] not in own for row in tx.rows(_BENEATH, id=node, binned=binned)):
        raise Conflict(f"Other items have been put beneath it since; {instead} instead.", where="parent")


def tells_what_was(change: Change) -> bool:
    """Whether a change tells what stood there before, so that it may be put back: not those events that only say what happened."""
    return change.type != "event" or "set" in change.body.get("payload", {})


def _put_back(tx: WriteTx, caller: Caller, graph: Graph, changes: list[Change]) -> list[Request]:
    """The last change first; then side tables, each by its owner, all rows at once."""
    requests = [_inverse(tx, caller, change) for change in reversed(changes) if change.type != "event"]
    told = [change for change in changes if change.type == "event" and tells_what_was(change)]
    for event, owner in graph.on_undo.items():
        if ours := [change for change in told if change.body["event"] == event]:
            requests += owner(tx, caller, ours)
    return requests


def _inverse(tx: WriteTx, caller: Caller, change: Change) -> Request:
    if change.type == "link":
        return _inverse_link(tx, change)
    node = node_by_ref(tx, caller, change.node)
    was = change.body["set"]
    if "kind" in was:
        if node.rev != 1:
            raise Conflict(f"{node.key} has been changed since it was made; put it into the trash instead.")
        return Trash(node.id)
    plain: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for attribute, (before, after) in was.items():
        if attribute.startswith("fields."):
            name = attribute.removeprefix("fields.")
            _still(node, name, node.fields.get(name), after)
            fields[name] = before
        else:
            _still(node, attribute, getattr(node, attribute), after)
            plain[attribute] = before
    return Update(node.id, node.rev, fields=fields, **plain)


def _still(node: Node, attribute: str, now: Any, then: Any) -> None:
    if now != then:
        raise Conflict(f"'{attribute}' of {node.key} has been changed since; it was left as it is.", where=attribute)


def _inverse_link(tx: WriteTx, change: Change) -> Request:
    link = change.body["link"]
    sql = f"SELECT {LINK} FROM link WHERE source = :source AND type = :type AND target = :target"  # sql: constants only
    row = tx.row(sql, source=link["source"], type=link["type"], target=link["target"])
    if change.body["made"]:
        if row is None or row[0] != link["id"]:
            raise Conflict(f"The link '{link['type']}' is no longer there.", where="link")
        return Disconnect(row[0])
    if row is not None:
        raise Conflict(f"The link '{link['type']}' has been made anew since.", where="link")
    return Connect(link["type"], link["source"], link["target"], link["made"])
