"""Writing nodes: create, update, trash, restore, and events. Called by `apply` only."""

from typing import Any, Final

import msgspec

from rootnode.graph.act import Act, ProjectRow
from rootnode.graph.changes import UNSET, Create, Event, Pending, Restore, Trash, Update
from rootnode.graph.counts import note_count
from rootnode.graph.fields import check_title, check_value
from rootnode.graph.kinds import Kind
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.graph.values import drop_values, rewrite_values, rewrite_words, write_values
from rootnode.kit.errors import Conflict, Guarded, Invalid, Stale
from rootnode.kit.ids import is_id, new_id

SUBTREE: Final = 10_000
DEPTH: Final = 64

_INSERT = (
    "INSERT INTO node (id, workspace, project, kind, number, parent, title, state, fields, rev, created, created_by, updated, updated_by) "
    "VALUES (:id, :workspace, :project, :kind, :number, :parent, :title, :state, :fields, 1, :now, :actor, :now, :actor)"
)
_UPDATE = (
    "UPDATE node SET parent = :parent, title = :title, state = :state, fields = :fields, trashed = :trashed, "
    "rev = :rev, updated = :now, updated_by = :actor WHERE id = :id AND rev = :rev - 1"
)
_NEXT_NUMBER = "UPDATE project SET last_number = last_number + 1 WHERE id = :id RETURNING last_number"
_ANCESTORS = (
    "WITH RECURSIVE up (id, depth) AS (SELECT start.id, 0 FROM node start WHERE start.id = :id UNION ALL "
    "SELECT n.parent, up.depth + 1 FROM node n JOIN up ON n.id = up.id WHERE n.parent IS NOT NULL AND up.depth < :limit) "
    "SELECT id FROM up"
)
_HEIGHT = (
    "WITH RECURSIVE down (id, depth) AS (SELECT start.id, 0 FROM node start WHERE start.id = :id UNION ALL "
    "SELECT n.id, down.depth + 1 FROM node n JOIN down ON n.parent = down.id WHERE down.depth < :limit) SELECT MAX(depth) FROM down"
)


def create(act: Act, request: Create) -> Node:
    """Make a node. One with a proposed id that is there already is answered when its project, kind and maker are the same."""
    kind = act.kinds.kind(request.kind)
    project = act.allowed(request.project, kind)
    if request.id is not None and (first := _first_answer(act, request)):
        return first
    title = check_title(request.title)
    state = kind.state(request.state).name if request.state else kind.states[0].name
    fields = {name: check_value(act.field(kind, project, name), value) for name, value in request.fields.items()}
    if request.parent is not None:
        act.tree_of(project.id)
        check_parent(act, project, request.parent, None)
    number = int(act.tx.scalar(_NEXT_NUMBER, id=project.id)) if kind.numbered else 0
    now, actor = act.tx.now, act.caller.actor
    node = Node(
        request.id or new_id(), act.caller.workspace, project.id, project.key, kind.name, number, request.parent, title, state,
        {name: value for name, value in fields.items() if value is not None}, 1, now, actor, now, actor, None,
    )  # fmt: skip
    node = _only_allowed(act, node)
    act.tx.run(
        _INSERT, **_stored(node), workspace=node.workspace, project=node.project, kind=node.kind, number=number, now=now, actor=actor
    )
    write_values(act.tx, node, act.fields_of(kind, project))
    note_count(act.tx, None, node)
    act.log_node(node, _creation(node))
    return node


def _creation(node: Node) -> list[tuple[str, Any, Any]]:
    given = [("kind", node.kind), ("number", node.number), ("title", node.title), ("state", node.state), ("parent", node.parent)]
    given += [(f"fields.{name}", value) for name, value in node.fields.items()]
    return [(attribute, None, value) for attribute, value in given]


def _only_allowed(act: Act, node: Node) -> Node:
    """Guards judge what a new node starts with: a guarded field cannot be set by creating around it."""
    granted = {name for name, _, _ in act.judge(node, [(f"fields.{name}", None, value) for name, value in node.fields.items()])}
    return msgspec.structs.replace(node, fields={name: value for name, value in node.fields.items() if f"fields.{name}" in granted})


def _first_answer(act: Act, request: Create) -> Node | None:
    """For a proposed id: the node that an earlier copy of this request made. Raises Invalid, Conflict."""
    if not is_id(request.id):
        raise Invalid("A proposed id must be 32 lower-case hex digits.", where="id")
    if act.tx.row("SELECT 1 FROM tombstone WHERE node = :id", id=request.id):
        raise Conflict("This id belonged to an item that was removed for good. Propose another, or none.", where="id")
    row = act.tx.row(
        f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE n.id = :id", id=request.id
    )  # sql: constants only
    if row is None:
        return None
    node = node_of(row)
    if (node.project, node.kind, node.created_by) != (request.project, request.kind, act.caller.actor):
        raise Conflict("This id is taken by something else. Propose another, or none.", where="id")
    return node


def update(act: Act, request: Update) -> Node:
    """Write what was given where it differs. Raises Stale when `rev` is given and not the newest."""
    if request.parent is not UNSET:
        act.tree_around(request.node)
    node = act.locked(request.node)
    kind = act.kinds.kind(node.kind)
    project = act.allowed(node.project, kind)
    if node.trashed is not None:
        raise Conflict(f"{node.key} is in the trash. Restore it first.")
    if request.rev is not None and request.rev != node.rev:
        raise Stale(f"{node.key} was changed meanwhile. Look at the newer value and try again.", current=msgspec.to_builtins(node))
    changed = act.judge(node, _wanted(act, request, node, kind, project))
    return _write(act, node, kind, project, changed)


def _wanted(act: Act, request: Update, node: Node, kind: Kind, project: ProjectRow) -> list[tuple[str, Any, Any]]:
    wanted: list[tuple[str, Any, Any]] = []
    if request.title is not UNSET:
        wanted.append(("title", node.title, check_title(request.title)))
    if request.state is not UNSET:
        wanted.append(("state", node.state, kind.state(request.state).name))
    if request.parent is not UNSET:
        if request.parent is not None:
            check_parent(act, project, request.parent, node)
        wanted.append(("parent", node.parent, request.parent))
    for name, value in request.fields.items():
        wanted.append((f"fields.{name}", node.fields.get(name), check_value(act.field(kind, project, name), value)))
    changed = [(attribute, before, after) for attribute, before, after in wanted if before != after or type(before) is not type(after)]
    for attribute, _, _ in () if request.by_owner else changed:
        if attribute in kind.owned:
            name = attribute.removeprefix("fields.")
            raise Guarded(f"'{name}' of a {kind.label.lower()} is not changed by hand: it is kept in step with more.", where=attribute)
    return changed


def _write(act: Act, node: Node, kind: Kind, project: ProjectRow, changed: list[tuple[str, Any, Any]]) -> Node:
    """Set the changed attributes of a node, its sort values and the log. Nothing changed: nothing is written."""
    if not changed:
        return node
    fields = dict(node.fields)
    plain: dict[str, Any] = {}
    touched = []
    for attribute, _, after in changed:
        if attribute.startswith("fields."):
            name = attribute.removeprefix("fields.")
            fields.pop(name, None) if after is None else fields.update({name: after})
            touched.append(name)
        else:
            plain[attribute] = after
    newer = msgspec.structs.replace(node, fields=fields, rev=node.rev + 1, updated=act.tx.now, updated_by=act.caller.actor, **plain)
    if not act.tx.run(_UPDATE, **_stored(newer), trashed=newer.trashed, rev=newer.rev, now=newer.updated, actor=newer.updated_by):
        raise Stale(f"{node.key} was changed at the same moment. Try again.", current=msgspec.to_builtins(node))
    _sort_values(act, newer, kind, project, touched, plain)
    note_count(act.tx, node, newer)
    act.log_node(newer, changed)
    return newer


def _sort_values(act: Act, node: Node, kind: Kind, project: ProjectRow, touched: list[str], plain: dict[str, Any]) -> None:
    declared = act.fields_of(kind, project)
    if "trashed" not in plain:
        fields = [field for field in declared if field.sortable and field.name in touched]
        rewrite_values(act.tx, node, fields, state_changed="state" in plain)
        if "title" in plain:
            rewrite_words(act.tx, node)
    elif node.trashed is None:
        write_values(act.tx, node, declared)
    else:
        drop_values(act.tx, node.id)


def _stored(node: Node) -> dict[str, Any]:
    fields = msgspec.json.encode(node.fields).decode()
    return {"id": node.id, "parent": node.parent, "title": node.title, "state": node.state, "fields": fields}


def check_parent(act: Act, project: ProjectRow, parent: str, child: Node | None) -> None:
    """Refuse a parent elsewhere, in the trash, or beneath the child, and a tree that would be too deep."""
    sql = f"SELECT project, trashed FROM node WHERE id = :id {act.tx.lock_rows}"  # sql: constants only
    row = act.tx.row(sql, id=parent)
    if row is None or row[0] != project.id:
        raise Invalid("The parent is not an item of this project. Choose one that is.", where="parent")
    if row[1] is not None:
        raise Invalid("The parent is in the trash. Restore it first or choose another.", where="parent")
    above = [row[0] for row in act.tx.rows(_ANCESTORS, id=parent, limit=DEPTH)]
    if child is not None and child.id in above:
        raise Invalid("An item cannot be moved beneath itself.", where="parent")
    height = act.tx.scalar(_HEIGHT, id=child.id, limit=DEPTH) if child is not None else 0
    if len(above) + height >= DEPTH:
        raise Invalid(f"Items can be nested {DEPTH} deep at most. Choose a parent higher up.", where="parent")


def _beneath(act: Act, node: Node, trashed: int | None) -> list[str]:
    """Ids of the node and of all beneath it that are live, or that went to the trash at `trashed`."""
    same = "n.trashed IS NULL" if trashed is None else "n.trashed = :trashed"
    sql = (
        "WITH RECURSIVE down (id) AS (SELECT start.id FROM node start WHERE start.id = :id UNION "
        f"SELECT n.id FROM node n JOIN down ON n.parent = down.id WHERE {same}) SELECT id FROM down LIMIT :limit"  # sql: constants only
    )
    ids = [row[0] for row in act.tx.rows(sql, id=node.id, limit=SUBTREE + 1, trashed=trashed)]
    if len(ids) > SUBTREE:
        raise Invalid(f"{node.key} has more than {SUBTREE:,} items beneath it. Move or trash them in parts.")
    return ids


def trash(act: Act, request: Trash) -> Node:
    """Put a node and everything beneath it into the trash."""
    act.tree_around(request.node)
    node = act.locked(request.node)
    kind = act.kinds.kind(node.kind)
    act.allowed(node.project, kind)
    if node.trashed is not None:
        return node
    if node.id == node.project:
        raise Conflict("A project cannot go to the trash while it has items. Archive it instead.")
    return _set_trashed(act, _beneath(act, node, None), act.tx.now)


def restore(act: Act, request: Restore) -> Node:
    """Take a node, and what went with it, out of the trash."""
    act.tree_around(request.node)
    node = act.locked(request.node)
    act.allowed(node.project, act.kinds.kind(node.kind))
    if node.trashed is None:
        return node
    restored = _set_trashed(act, _beneath(act, node, node.trashed), None)
    if restored.parent and act.tx.scalar("SELECT trashed FROM node WHERE id = :id", id=restored.parent) is not None:
        return update(act, Update(restored.id, parent=None, by_owner=True))  # its old place is still in the trash
    return restored


def _set_trashed(act: Act, ids: list[str], at: int | None) -> Node:
    written = []
    for each in ids:
        node = act.locked(each)
        kind = act.kinds.kind(node.kind)
        changed = act.judge(node, [("trashed", node.trashed, at)])
        written.append(_write(act, node, kind, act.project(node.project), changed))
    return written[0]


def record(act: Act, request: Event) -> None:
    """Note an event of a node. Its rev stays: fields did not change."""
    row = act.tx.row("SELECT project, kind FROM node WHERE id = :id AND workspace = :w", id=request.node, w=act.caller.workspace)
    if row is None:
        raise Invalid(f"There is no item '{request.node[:80]}' to record an event of.")
    act.allowed(row[0], act.kinds.kind(row[1]), request.role)
    body = {"event": request.name, "payload": request.payload}
    act.pending.append(Pending("event", request.node, row[0], row[1], body))
