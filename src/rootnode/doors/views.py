"""The graph in people's words: nodes as items, changes as entries of a history."""

from collections.abc import Collection, Container, Sequence
from typing import Any, cast

import msgspec

from rootnode.graph.changes import Change
from rootnode.graph.context import Step
from rootnode.graph.history import PLACES, field_changes
from rootnode.graph.links import LinkEnd
from rootnode.graph.nodes import Node
from rootnode.graph.projects import Membership
from rootnode.graph.saved_views import View
from rootnode.graph.undo import FINAL, tells_what_was
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


def entry(change: Change, node: str, ends: dict[str, Node], closed: Collection[str] = ()) -> Entry:
    """A change as the history of item `node` shows it; `ends` are those of the items `named_in` it that may be shown, `closed` the
    operations that cannot be undone by who reads it."""
    shown = None
    if change.type == "link" and "link" in change.body:
        told = change.body["link"]
        outward = told["source"] == node
        far = ends.get(told["target"] if outward else told["source"])
        direction: Way = "out" if outward else "in"
        shown = Link(told["id"], told["type"], direction, end(far), told["made"], told["made_by"], told["created"])
    what = "item" if change.type == "node" else change.type
    event = change.body.get("event") or (None if shown is None else "linked" if change.body["made"] else "unlinked")
    undoable = change.operation not in closed and change.verb not in FINAL and tells_what_was(change) and not change.body.get("purged")
    return Entry(
        change.number, change.at, change.actor, change.actor_name, change.verb, change.operation, what,
        field_changes(told_to(change, ends)), shown, event, change.body.get("payload", {}), undoable,
    )  # fmt: skip


def named_in(changes: Sequence[Change]) -> list[str]:
    """Ids of the items and projects that the changes tell of: where they happened, ends of links, what an item hung beneath."""
    links = [change.body["link"] for change in changes if change.type == "link" and "link" in change.body]
    ends = {link[end] for link in links for end in ("source", "target")}
    return sorted(ends.union(*({change.node, change.project, *_places(change)} for change in changes)))


def closed_in(changes: Sequence[Change], ends: Container[str]) -> set[str]:
    """Operations that cannot be undone by who may see `ends` only: they happened elsewhere as well, or to what is elsewhere now."""
    return {change.operation for change in changes if any(place not in ends for place in (change.node, change.project, *_homes(change)))}


def told_to(change: Change, ends: Container[str]) -> Change:
    """The change without the ids of what is not among the `ends`, which may be shown."""
    told: dict[str, Any] = change.body.get("set", {})
    hidden = {
        name: [each if each is None or each in ends else words for each in told[name]] for name, words in PLACES.items() if name in told
    }
    return msgspec.structs.replace(change, body={**change.body, "set": {**told, **hidden}}) if hidden else change


def _homes(change: Change) -> list[str]:
    return list(change.body.get("set", {}).get("project", ()))


def _places(change: Change) -> list[str]:
    told = change.body.get("set", {})
    return [each for name in PLACES for each in told.get(name, ()) if each is not None]


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
