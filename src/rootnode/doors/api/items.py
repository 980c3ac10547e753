"""Items: list, read, write, trash, history, context, undo."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Key, Ref
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.access import project_by_key
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Create, Restore, Trash, Update
from rootnode.graph.changes import Request as Asked
from rootnode.graph.conditions import Condition
from rootnode.graph.context import DEPTH, context
from rootnode.graph.history import changes_after, history
from rootnode.graph.kinds import Kinds
from rootnode.graph.lists import LIMIT, Listing, nodes
from rootnode.graph.nodes import node_by_ref, nodes_by_id
from rootnode.graph.purge import purge
from rootnode.graph.undo import undo
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, Stale
from rootnode.wire.items import (
    Context,
    History,
    Item,
    ItemPatch,
    LiveMessage,
    NewItem,
    Page,
    Purge,
    Purged,
    Undo,
    Undone,
)

Limit = Annotated[int, QueryParameter(ge=1, le=LIMIT)]
TAGS = ["Items"]


def conditions(text: str) -> tuple[Condition, ...]:
    """The conditions of a list, given as JSON: `[{"field": "priority", "op": "=", "value": "high"}]`."""
    if not text:
        return ()
    try:
        found = msgspec.json.decode(text, type=tuple[Condition, ...])
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Invalid(f"The filter is not a list of conditions: {error}.", where="filter") from None
    if len(found) > 20:
        raise Invalid("A filter has 20 conditions at most.", where="filter")
    if "\\u0000" in text or "\x00" in text:
        raise Invalid("The filter holds a NUL character; remove it.", where="filter")
    if any(isinstance(each.value, list) != (each.op == "in") for each in found):
        raise Invalid("'in' takes a list of values, every other operator one value.", where="filter")
    return found


def page(tx: ReadTx, caller: Caller, kinds: Kinds, key: str, listing: Listing) -> Page:
    """A page of a project's items."""
    project, _ = project_by_key(tx, caller, key)
    found = nodes(tx, caller, kinds, msgspec.structs.replace(listing, project=project))
    return Page(tuple(views.item(node) for node in found.nodes), found.next)


@get("/projects/{key:str}/items", operation_id="listItems", tags=TAGS, opt={"access": "read"}, summary="A project's items")
async def list_items(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    item_type: Annotated[str, QueryParameter(name="type", description="One type; needed to sort or filter by a field.")] = "",
    states: Annotated[list[str] | None, QueryParameter(name="state", description="One or several states.")] = None,
    parent: FromQuery[str] = "",
    q: Annotated[str, QueryParameter(max_length=200, description="Words of the title.")] = "",
    filter: Annotated[str, QueryParameter(max_length=8_000, description='[{"field": "priority", "op": "=", "value": "high"}]')] = "",  # noqa: A002 - its name in the API
    sort: Annotated[str, QueryParameter(description="created, updated, or a sortable field; items without a value come last.")] = "created",
    desc: FromQuery[bool] = True,
    trash: FromQuery[bool] = False,
    cursor: FromQuery[str] = "",
    limit: Limit = 100,
) -> Page:
    """Sorted and filtered by any sortable field of the type, also by the project's own."""
    listing = Listing("", item_type or None, tuple(states or ()), parent or None, q, conditions(filter), sort, desc, trash, limit, cursor)
    return await rootnode.db.read(page, caller, rootnode.graph.kinds, key, listing)


def created(tx: WriteTx, caller: Caller, graph: Graph, key: str, new: NewItem) -> Item:
    """Make an item, with its parent given by id or key."""
    project, _ = project_by_key(tx, caller, key)
    kind = graph.kinds.kind(new.type)
    if not kind.creatable:
        raise Invalid(f"{kind.plural} are not made by hand.", where="type")
    parent = node_by_ref(tx, caller, new.parent).id if new.parent else None
    return views.item(
        graph.apply(tx, caller, [Create(new.type, project, new.title, new.state, new.fields, parent)], verb="create_item").node
    )


@post("/projects/{key:str}/items", operation_id="createItem", tags=TAGS, opt={"access": "write"}, summary="Make an item")
async def create_item(request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, data: JSONBody[NewItem]) -> Response[Item]:
    """Without a state it has the first one of its type."""
    return await write_once(request, created, rootnode.graph, key, data)


def one(tx: ReadTx, caller: Caller, ref: str) -> Item:
    """The item with that id or key. Raises NotFound."""
    return views.item(node_by_ref(tx, caller, ref))


@get("/items/{ref:str}", operation_id="getItem", tags=TAGS, opt={"access": "read"}, summary="One item")
async def get_item(rootnode: GivenRootnode, caller: GivenCaller, ref: Ref) -> Item:
    return await rootnode.db.read(one, caller, ref)


def patched(tx: WriteTx, caller: Caller, graph: Graph, ref: str, given: ItemPatch) -> Item:
    """Write what was given, leave the rest. Raises Stale when `rev` is not the newest."""
    node = node_by_ref(tx, caller, ref)
    fields = {} if given.fields is msgspec.UNSET else given.fields
    parent = node_by_ref(tx, caller, given.parent).id if isinstance(given.parent, str) else given.parent
    request = Update(node.id, given.rev, given.title, given.state, parent, fields)
    try:
        return views.item(graph.apply(tx, caller, [request], verb="update_item").node)
    except Stale as stale:
        stale.facts["current"] = msgspec.to_builtins(views.item(node_by_ref(tx, caller, node.id)))
        raise


@patch("/items/{ref:str}", operation_id="updateItem", tags=TAGS, opt={"access": "write"}, summary="Change an item")
async def patch_item(request: Request[Any, Any, Any], rootnode: GivenRootnode, ref: Ref, data: JSONBody[ItemPatch]) -> Response[Item]:
    """Only what is given changes. A write that started from an older rev is refused (409, code stale) with the newer value."""
    return await write_once(request, patched, rootnode.graph, ref, data)


def moved(tx: WriteTx, caller: Caller, graph: Graph, ref: str, how: Literal["trash", "restore"]) -> Item:
    """Put an item, with what hangs beneath it, into the trash or take it out."""
    node = node_by_ref(tx, caller, ref)
    request: Asked = Trash(node.id) if how == "trash" else Restore(node.id)
    return views.item(graph.apply(tx, caller, [request], verb=f"{how}_item").node)


@post(
    "/items/{ref:str}/trash",
    operation_id="trashItem",
    tags=TAGS,
    opt={"access": "write", "when_full": True},
    status_code=200,
    summary="Put into the trash",
)
async def trash_item(request: Request[Any, Any, Any], rootnode: GivenRootnode, ref: Ref) -> Response[Item]:
    """The item and all beneath it. It can be restored."""
    return await write_once(request, moved, rootnode.graph, ref, "trash")


@post(
    "/items/{ref:str}/restore",
    operation_id="restoreItem",
    tags=TAGS,
    opt={"access": "write"},
    status_code=200,
    summary="Take out of the trash",
)
async def restore_item(request: Request[Any, Any, Any], rootnode: GivenRootnode, ref: Ref) -> Response[Item]:
    """The item, and what went to the trash together with it."""
    return await write_once(request, moved, rootnode.graph, ref, "restore")


def purged(tx: WriteTx, caller: Caller, graph: Graph, ref: str, given: Purge) -> Purged:
    """Remove an item and its history for good; answers what went with it."""
    return Purged(tuple(purge(tx, caller, graph, ref, given.reason)))


@post("/items/{ref:str}/purge", operation_id="purgeItem", tags=TAGS, opt={"access": "admin"}, status_code=200, summary="Remove for good")
async def purge_item(request: Request[Any, Any, Any], rootnode: GivenRootnode, ref: Ref, data: JSONBody[Purge]) -> Response[Purged]:
    """Only from the trash, only by owners and admins, with a reason that is kept. Cannot be undone."""
    return await write_once(request, purged, rootnode.graph, ref, data)


def history_of(tx: ReadTx, caller: Caller, ref: str, before: int | None, limit: int) -> History:
    """The newest entries of an item's history before entry `before`."""
    node = node_by_ref(tx, caller, ref)
    found = history(tx, caller, node.id, before=before, limit=limit + 1)
    ends = nodes_by_id(tx, caller, views.named_in(found))
    closed = views.closed_in(found, ends)
    following = str(found[limit - 1].number) if len(found) > limit else None
    return History(tuple(views.entry(change, node.id, ends, closed) for change in found[:limit]), following)


@get("/items/{ref:str}/history", operation_id="getHistory", tags=TAGS, opt={"access": "read"}, summary="What happened to an item")
async def get_history(
    rootnode: GivenRootnode, caller: GivenCaller, ref: Ref, cursor: Annotated[int | None, QueryParameter(ge=0)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
) -> History:  # fmt: skip
    """Newest first, with what changed. An act that is `undoable` is undone by its operation."""
    return await rootnode.db.read(history_of, caller, ref, cursor, limit)


def context_of(tx: ReadTx, caller: Caller, kinds: Kinds, ref: str, depth: int) -> Context:
    """What an item came from and what it led to, `depth` links away at most."""
    walk = context(tx, caller, kinds, node_by_ref(tx, caller, ref).id, depth=depth)
    return Context(tuple(views.step(step) for step in walk.steps), walk.cut)


@get("/items/{ref:str}/context", operation_id="getContext", tags=TAGS, opt={"access": "read"}, summary="Where an item came from")
async def get_context(
    rootnode: GivenRootnode, caller: GivenCaller, ref: Ref, depth: Annotated[int, QueryParameter(ge=1, le=DEPTH)] = 3
) -> Context:
    """Up: what it was made from. Down: what was made of it. At most 1,000 items."""
    return await rootnode.db.read(context_of, caller, rootnode.graph.kinds, ref, depth)


def undone(tx: WriteTx, caller: Caller, graph: Graph, operation: str) -> Undone:
    """Take an operation back, as far as nothing else has changed since."""
    applied = undo(tx, caller, graph, operation)
    return Undone(applied.operation, tuple(views.item(node) for node in applied.nodes))


@post("/undo", operation_id="undo", tags=TAGS, opt={"access": "write"}, status_code=200, summary="Undo an act")
async def post_undo(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[Undo]) -> Response[Undone]:
    """Restores exactly what the act set, where that is still what stands there; otherwise it is refused, saying what changed since."""
    return await write_once(request, undone, rootnode.graph, data.operation)


def caught_up(tx: ReadTx, caller: Caller, after: int, project: str, limit: int) -> LiveMessage:
    """The entries of the log after number `after`, those that the caller may see."""
    only = project_by_key(tx, caller, project)[0] if project else None
    found = changes_after(tx, caller, after, project=only, limit=limit)
    return LiveMessage(found.upto, tuple(views.log_entry(change) for change in found.changes))


@get("/changes", operation_id="listChanges", tags=["Live"], opt={"access": "read"}, summary="What changed since")
async def list_changes(
    rootnode: GivenRootnode, caller: GivenCaller, after: Annotated[int, QueryParameter(ge=0)], project: FromQuery[str] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=1_000)] = 500,
) -> LiveMessage:  # fmt: skip
    """The same as the socket tells, for those who would rather ask. Ask again from `upto` until nothing comes."""
    return await rootnode.db.read(caught_up, caller, after, project, limit)


ROUTES = (
    list_items, create_item, get_item, patch_item, trash_item, restore_item, purge_item, get_history, get_context, post_undo,
    list_changes,
)  # fmt: skip
