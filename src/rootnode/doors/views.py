"""The graph in people's words: nodes as items, changes as entries of a history."""

from collections.abc import Sequence
from typing import Any, cast

from rootnode.graph.changes import Change
from rootnode.graph.context import Step
from rootnode.graph.history import field_changes
from rootnode.graph.links import LinkEnd
from rootnode.graph.nodes import Node
from rootnode.graph.projects import Membership
from rootnode.graph.saved_views import View
from rootnode.wire.items import ContextItem, End, Entry, Item, Link, LogEntry, Project, Way
from rootnode.wire.views import Place, SavedView


def item(node: Node) -> Item:
    """A node as an item."""
    return Item(
        node.id, node.kind, node.key, node.project, node.project_key, node.title, node.state, node.fields, node.rev,
        node.created, node.created_by, node.updated, node.updated_by, node.parent, node.trashed,
    )  # fmt: skip


def project(membership: Membership) -> Project:
    """A project as its caller sees it, with the caller's role."""
    node = membership.node
    return Project(
        node.id, node.project_key, node.title, membership.role, node.fields.get("access", "workspace"), node.rev, node.created,
        node.fields.get("summary", ""), node.state, node.fields.get("special"),
    )  # fmt: skip


def end(node: Node | None) -> End:
    """The far end of a link; None is one that the caller may not see."""
    if node is None:
        return End(restricted=True)
    return End(False, node.id, node.kind, node.key, node.title, node.state, node.project_key)


def saved_view(view: View) -> SavedView:
    """A saved view without the ids that only the server needs."""
    return SavedView(
        view.id, view.project_key, cast("Place", view.place), view.owner, view.name, view.type, view.query, view.shared, view.pinned,
        view.created, view.updated,
    )  # fmt: skip


def link(found: LinkEnd) -> Link:
    """A link as seen from one of its ends."""
    direction: Way = "out" if found.outward else "in"
    return Link(found.link.id, found.link.type, direction, end(found.far), found.link.made, found.link.made_by, found.link.created)


def step(found: Step) -> ContextItem:
    """A restricted step says how far away it is and by which link, not what it is."""
    if found.id is None or found.kind is None:
        return ContextItem(End(restricted=True), found.depth, found.direction, found.via, found.before)
    key = f"{found.project_key}-{found.number}" if found.number else found.id
    far = End(False, found.id, found.kind, key, found.title, found.state, found.project_key)
    return ContextItem(far, found.depth, found.direction, found.via, found.before)


def entry(change: Change, node: str, ends: dict[str, Node]) -> Entry:
    """A change as the history of item `node` shows it; `ends` are the items at the far ends of links that may be shown."""
    shown = None
    if change.type == "link" and "link" in change.body:
        told = change.body["link"]
        outward = told["source"] == node
        far = ends.get(told["target"] if outward else told["source"])
        direction: Way = "out" if outward else "in"
        shown = Link(told["id"], told["type"], direction, end(far), told["made"], told["made_by"], told["created"])
    what = "item" if change.type == "node" else change.type
    event = change.body.get("event") or (None if shown is None else "linked" if change.body["made"] else "unlinked")
    return Entry(
        change.number, change.at, change.actor, change.actor_name, change.verb, change.operation, what,
        field_changes(change), shown, event, change.body.get("payload", {}),
    )  # fmt: skip


def far_ends(changes: Sequence[Change]) -> list[str]:
    """Ids of the items at either end of the links that the changes tell of."""
    told = [change.body["link"] for change in changes if change.type == "link" and "link" in change.body]
    return sorted({link[end] for link in told for end in ("source", "target")})


def brief(payload: dict[str, Any]) -> dict[str, Any]:
    """What an event tells, without what stood before and after: the history has that."""
    return payload | {"set": sorted(payload["set"])} if isinstance(payload.get("set"), dict) else payload


def log_entry(change: Change) -> LogEntry:
    """A change as the socket tells it: which fields changed, not what long texts said."""
    body: dict[str, Any]
    if change.type == "node":
        body = {"changed": [attribute.removeprefix("fields.") for attribute in change.body.get("set", {})]}
    elif change.type == "link":
        body = {"made": change.body.get("made"), "type": change.body.get("link", {}).get("type"), "other": change.other}
    else:
        body = {"event": change.body.get("event"), "payload": brief(change.body.get("payload", {}))}
    what = "item" if change.type == "node" else change.type
    return LogEntry(
        change.number, change.at, change.actor, change.verb, change.operation, what, change.node, change.project, change.kind, body
    )
