"""What happens in a project, and who is in it now."""

from collections.abc import Collection
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.auth.people import known_to
from rootnode.doors import views
from rootnode.doors.api.addresses import Key
from rootnode.doors.api.paging import Cursor, number_of
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.graph import activity as log
from rootnode.graph.access import project_by_key
from rootnode.graph.changes import Change
from rootnode.graph.history import half_seen
from rootnode.graph.nodes import Node, node_by_ref, nodes_by_id
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Forbidden, Invalid
from rootnode.live.presence import Seen
from rootnode.wire.items import FieldChange
from rootnode.wire.talk import Act, Activity, ActPart, Beat, Presence, Present

SHORT = 200
"""Longer texts are not told here."""


def part(change: Change, nodes: dict[str, Node]) -> ActPart:
    """What an act did to one item."""
    entry = views.entry(change, change.node, nodes)
    told = _fields(views.told_to(change, nodes))
    changes = tuple(msgspec.structs.replace(each, before=_short(each.before), after=_short(each.after), difference=()) for each in told)
    return ActPart(views.end(nodes.get(change.node)), entry.what, changes, entry.link, entry.event, views.brief(entry.payload))


def _fields(change: Change) -> list[FieldChange]:
    told = change.body.get("set", {}).items()
    return [FieldChange(attribute.removeprefix("fields."), before, after) for attribute, (before, after) in told]


def _short(value: Any) -> Any:
    return value[:SHORT] + "…" if isinstance(value, str) and len(value) > SHORT else value


def act(found: log.Act, nodes: dict[str, Node], closed: Collection[str]) -> Act:
    """An act in people's words; `closed` are the operations that cannot be undone by who reads it."""
    parts = tuple(part(change, nodes) for change in found.parts)
    return Act(
        found.number, found.at, found.actor, found.actor_name, found.verb, found.operation, parts, len(found.nodes),
        found.folded, found.least, found.undoable and found.operation not in closed,
    )  # fmt: skip


def page(tx: ReadTx, caller: Caller, key: str, before: int | None, limit: int, wanted: tuple[str, str, bool]) -> Activity:
    """A page of a project's activity; `wanted`: whose, of which type of item, and whether with what programs log."""
    project, _ = project_by_key(tx, caller, key)
    person, item_type, logged = wanted
    found = log.activity(tx, caller, project, before=before, actor=person, kind=item_type, noise=logged, limit=limit)
    changes = [change for each in found.acts for change in each.parts]
    nodes = nodes_by_id(tx, caller, views.named_in(changes))
    closed = views.closed_in(changes, nodes) | half_seen(tx, caller, changes)
    return Activity(tuple(act(each, nodes, closed) for each in found.acts), None if found.before is None else str(found.before))


@get("/projects/{key:str}/activity", operation_id="listActivity", tags=["Projects"], opt={"access": "read"}, summary="What happened")
async def list_activity(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    person: Annotated[str, QueryParameter(max_length=64, description="Only what this person did, by id.")] = "",
    item_type: Annotated[str, QueryParameter(name="type", max_length=64, description="Only what was done to items of this type.")] = "",
    logged: Annotated[bool, QueryParameter(description="False leaves out what programs log.")] = True,
    cursor: Cursor = "",
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
) -> Activity:
    """Newest first, act by act. What a program did again and again within an hour is told as one act."""
    return await rootnode.db.read(page, caller, key, number_of(cursor), limit, (person, item_type, logged))


def placed(tx: ReadTx, caller: Caller, beat: Beat) -> tuple[str, str | None]:
    """(project, item) by id, that the caller looks at. Raises NotFound where they may not see it."""
    if not beat.project:
        return "", None
    project, _ = project_by_key(tx, caller, beat.project)
    node = node_by_ref(tx, caller, beat.item) if beat.item else None
    return project, node.id if node and node.project == project and node.id != project else None


def named(tx: ReadTx, caller: Caller, people: list[Seen]) -> Presence:
    """Who is here, with the items that they look at: all of one project, which the caller may see. Guests are told of whom they know."""
    known = known_to(tx, caller, [seen.account for seen in people])
    people = [seen for seen in people if seen.account in known]
    nodes = nodes_by_id(tx, caller, [seen.node for seen in people if seen.node])
    return Presence(
        tuple(Present(one.account, one.name, one.since, views.end(nodes[one.node]) if one.node in nodes else None) for one in people)
    )


@post(
    "/presence",
    operation_id="beat",
    tags=["Live"],
    opt={"access": "session", "when_full": True},
    status_code=200,
    summary="Say that one is here",
)
async def post_beat(rootnode: GivenRootnode, caller: GivenCaller, data: JSONBody[Beat]) -> Presence:
    """Every 15 seconds from a page that is looked at. Answers who else is in the project; who is silent for 30 seconds has left."""
    if caller.account is None:
        raise Forbidden("This needs a person.")
    if not 0 < len(data.tab) <= 64:
        raise Invalid("A tab is named with 1 to 64 characters.", where="tab")
    project, node = await rootnode.db.read(placed, caller, data)
    rootnode.presence.beat(caller.workspace, caller.account, caller.name, data.tab, project, node)
    here = rootnode.presence.here(caller.workspace, project) if project else []
    return await rootnode.db.read(named, caller, here[:100])


@get("/projects/{key:str}/presence", operation_id="getPresence", tags=["Live"], opt={"access": "read"}, summary="Who is here now")
async def get_presence(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Presence:
    """People who have a page of the project open, and which."""
    if caller.account is None:
        raise Forbidden("This needs a person.")
    project, _ = await rootnode.db.read(project_by_key, caller, key)
    return await rootnode.db.read(named, caller, rootnode.presence.here(caller.workspace, project)[:100])


ROUTES = (list_activity, post_beat, get_presence)
