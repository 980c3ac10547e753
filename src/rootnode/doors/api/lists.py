"""Lists across projects, counts by group, finding, and one act on many items."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.auth.people import people_named
from rootnode.doors import views
from rootnode.doors.api.addresses import Key
from rootnode.doors.api.items import TAGS, Limit, conditions
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.access import project_by_key
from rootnode.graph.apply import Graph
from rootnode.graph.batch import move_many, plan_move, trash_many, update_many
from rootnode.graph.changes import Update
from rootnode.graph.find import find
from rootnode.graph.kinds import Kinds
from rootnode.graph.lists import Listing, counts_by, nodes
from rootnode.graph.nodes import Node
from rootnode.graph.projects import projects_named
from rootnode.graph.saved_views import views_named
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, Stale
from rootnode.kit.paging import containing
from rootnode.wire.items import End, Group, Groups, Page
from rootnode.wire.views import Batch, Batched, Found, HiddenField, ItemEdit, Move, Moving

Words = Annotated[str, QueryParameter(max_length=200, description="Words of the title.")]
Type = Annotated[str, QueryParameter(name="type")]
States = Annotated[list[str] | None, QueryParameter(name="state", description="One or several states.")]
Filter = Annotated[str, QueryParameter(max_length=8_000, description='[{"field": "priority", "op": "=", "value": "high"}]')]


def _page(tx: ReadTx, caller: Caller, kinds: Kinds, listing: Listing) -> Page:
    found = nodes(tx, caller, kinds, listing)
    return Page(tuple(views.item(node) for node in found.nodes), found.next)


@get("/items", operation_id="listAllItems", tags=TAGS, opt={"access": "read"}, summary="Items of one type in all projects")
async def list_all_items(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    item_type: Type,
    states: States = None,
    q: Words = "",
    filter: Filter = "",  # noqa: A002 - its name in the API
    sort: Annotated[str, QueryParameter(description="created, updated, or a sortable field of the type.")] = "created",
    desc: FromQuery[bool] = True,
    cursor: FromQuery[str] = "",
    limit: Limit = 100,
) -> Page:
    """Those that you may see, sorted and filtered as within a project, except by fields that projects added."""
    listing = Listing("", item_type, tuple(states or ()), None, q, conditions(filter), sort, desc, False, limit, cursor)
    return await rootnode.db.read(_page, caller, rootnode.graph.kinds, listing)


def _groups(tx: ReadTx, caller: Caller, kinds: Kinds, key: str, listing: Listing, by: str) -> Groups:
    project = project_by_key(tx, caller, key)[0] if key else ""
    kind = kinds.kind(listing.kind or "").name
    found = counts_by(tx, caller, kinds, msgspec.structs.replace(listing, project=project, kind=kind), by)
    return Groups(tuple(Group(value, count) for value, count in found))


@get("/projects/{key:str}/groups", operation_id="countItems", tags=TAGS, opt={"access": "read"}, summary="Items counted by a field")
async def count_items(
    rootnode: GivenRootnode, caller: GivenCaller, key: Key, by: FromQuery[str], item_type: Type, states: States = None, q: Words = "",
    filter: Filter = "",  # noqa: A002 - its name in the API
) -> Groups:  # fmt: skip
    """How many items of a type, among those that fit the filter, have each state or each value of a sortable field.

    A choice is given by its place in the list of choices.
    """
    listing = Listing("", item_type, tuple(states or ()), None, q, conditions(filter))
    return await rootnode.db.read(_groups, caller, rootnode.graph.kinds, key, listing, by)


@get("/groups", operation_id="countAllItems", tags=TAGS, opt={"access": "read"}, summary="Items of all projects counted by a field")
async def count_all_items(
    rootnode: GivenRootnode, caller: GivenCaller, by: FromQuery[str], item_type: Type, states: States = None, q: Words = "",
    filter: Filter = "",  # noqa: A002 - its name in the API
) -> Groups:  # fmt: skip
    """As within a project; also by `project`, whose values are ids of projects."""
    listing = Listing("", item_type, tuple(states or ()), None, q, conditions(filter))
    return await rootnode.db.read(_groups, caller, rootnode.graph.kinds, "", listing, by)


def _items(nodes: list[Node]) -> tuple[End, ...]:
    return tuple(views.end(node) for node in nodes if node.id != node.project)


def _found(tx: ReadTx, caller: Caller, text: str, project: str, only: bool, limit: int) -> Found:
    if project:
        near = project_by_key(tx, caller, project)
        return Found(_items(find(tx, caller, text, near=near, only=only, limit=limit)), (), (), ())
    pattern = containing(text.strip())
    return Found(
        _items(find(tx, caller, text, limit=limit)),
        tuple(views.project(each) for each in projects_named(tx, caller, pattern, limit=5)),
        tuple(people_named(tx, caller, pattern, limit=5)),
        tuple(views.saved_view(view) for view in views_named(tx, caller, pattern, 5)),
    )


@get("/find", operation_id="find", tags=["Items"], opt={"access": "read"}, summary="Find anything")
async def find_anything(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    q: Annotated[str, QueryParameter(min_length=1, max_length=200, description="A key such as FRAUD-12, or beginnings of words.")],
    project: Annotated[
        str, QueryParameter(max_length=12, description="Key of a project: its items come first, and nothing but items is found.")
    ] = "",
    only: Annotated[bool, QueryParameter(description="With a project: items of no other.")] = False,
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 12,
) -> Found:
    """Items and runs by their key or by how words of their title begin, in any order; projects, people and saved views by name.

    Best first: the item with that key; then titles that begin with what was typed; then what was changed last.
    """
    if "\x00" in q:
        raise Invalid("The text holds a NUL character; remove it.", where="q")
    return await rootnode.db.read(_found, caller, q, project, only, limit)


def _update(edit: ItemEdit) -> Update:
    return Update(edit.id, edit.rev, state=edit.state, fields={} if edit.fields is msgspec.UNSET else edit.fields)


def _batched(tx: WriteTx, caller: Caller, graph: Graph, given: Batch) -> Batched:
    if bool(given.edits) == bool(given.trash):
        raise Invalid("Give either edits or ids to put into the trash.", where="edits")
    try:
        if given.trash:
            applied = trash_many(tx, caller, graph, given.trash)
        else:
            applied = update_many(tx, caller, graph, [_update(edit) for edit in given.edits])
    except Stale as stale:
        if "nodes" in stale.facts:
            stale.facts["current"] = [msgspec.to_builtins(views.item(node)) for node in stale.facts.pop("nodes")]
        raise
    return Batched(applied.operation, tuple(views.item(node) for node in applied.nodes))


@post("/items/batch", operation_id="changeItems", tags=TAGS, opt={"access": "write"}, status_code=200, summary="Change many items at once")
async def post_batch(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[Batch]) -> Response[Batched]:
    """All or nothing, and one undo takes it back. Where some were changed meanwhile it is refused (409, code stale), naming them."""
    return await write_once(request, _batched, rootnode.graph, data)


def _moved(tx: WriteTx, caller: Caller, graph: Graph, given: Move) -> Batched:
    applied = move_many(tx, caller, graph, given.items, given.project)
    return Batched(applied.operation, tuple(views.item(node) for node in applied.nodes))


@post("/items/move", operation_id="moveItems", tags=TAGS, opt={"access": "write"}, status_code=200, summary="Move to another project")
async def post_move(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[Move]) -> Response[Batched]:
    """With all that hangs beneath them; all or nothing, and one undo takes it back. Needs the role editor in both projects.

    They get keys of the other project; those that they had still lead to them. Links, discussion and history stay. Values of
    fields that the other project does not have stay with the items and are not shown. Answers those that were named, but what
    hangs beneath another one of them.
    """
    return await write_once(request, _moved, rootnode.graph, data)


def _moving(tx: ReadTx, caller: Caller, graph: Graph, given: Move) -> Moving:
    plan = plan_move(tx, caller, graph, given.items, given.project)
    hidden = tuple(HiddenField(label, count) for label, count in sorted(plan.hidden.items()))
    return Moving(len(plan.nodes), hidden, plan.refused)


@post("/items/move/check", operation_id="checkMove", tags=TAGS, opt={"access": "write"}, status_code=200, summary="What a move would mean")
async def check_move(rootnode: GivenRootnode, caller: GivenCaller, data: JSONBody[Move]) -> Moving:
    """Changes nothing."""
    return await rootnode.db.read(_moving, caller, rootnode.graph, data)


ROUTES = (list_all_items, count_items, count_all_items, find_anything, post_batch, post_move, check_move)
