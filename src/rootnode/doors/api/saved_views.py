"""Saved views of lists, and what a person has pinned."""

from typing import Annotated, Any

from litestar import Request, Response, delete, get, patch, post, put
from litestar.params import JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Id
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.http.patches import or_none
from rootnode.graph.access import project_by_key
from rootnode.graph.nodes import nodes_by_id
from rootnode.graph.saved_views import change_view, create_view, delete_view, pin, pinned_views, pins_of, unpin, views_of
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.wire.views import NewView, Pin, Pins, SavedView, SavedViews, ViewPatch

_TAGS = ["Views"]


def _views(tx: ReadTx, caller: Caller, key: str, place: str) -> SavedViews:
    project = project_by_key(tx, caller, key)[0] if key else None
    return SavedViews(tuple(views.saved_view(view) for view in views_of(tx, caller, project, place)))


@get("/views", operation_id="listViews", tags=_TAGS, opt={"access": "read"}, summary="Saved views")
async def list_views(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    project: Annotated[str, QueryParameter(description="A key; without it, views of all projects together.")] = "",
    place: Annotated[str, QueryParameter(description="The page that they stand on.")] = "",
) -> SavedViews:
    """Your own, and those that are shared with everybody who sees the project; at most 200."""
    return await rootnode.db.read(_views, caller, project, place)


def _created(tx: WriteTx, caller: Caller, new: NewView) -> SavedView:
    project = project_by_key(tx, caller, new.project)[0] if new.project else None
    return views.saved_view(create_view(tx, caller, project, new.place, new.name, new.type, new.query, shared=new.shared))


@post("/views", operation_id="createView", tags=_TAGS, opt={"access": "write"}, summary="Save a view")
async def post_view(request: Request[Any, Any, Any], data: JSONBody[NewView]) -> Response[SavedView]:
    """For yourself, or for everybody who sees the project: that needs the role editor."""
    return await write_once(request, _created, data)


def _changed(tx: WriteTx, caller: Caller, view: str, given: ViewPatch) -> SavedView:
    name, query, shared = or_none(given.name), or_none(given.query), or_none(given.shared)
    return views.saved_view(change_view(tx, caller, view, name=name, query=query, shared=shared))


@patch("/views/{id:str}", operation_id="updateView", tags=_TAGS, opt={"access": "write"}, summary="Change a view")
async def patch_view(request: Request[Any, Any, Any], id_: Id, data: JSONBody[ViewPatch]) -> Response[SavedView]:
    """By its owner, or by a lead of its project where it is shared."""
    return await write_once(request, _changed, id_, data)


@delete("/views/{id:str}", operation_id="deleteView", tags=_TAGS, opt={"access": "write"}, status_code=204, summary="Delete a view")
async def delete_one(request: Request[Any, Any, Any], id_: Id) -> Response[None]:
    """By its owner, or by a lead of its project where it is shared. What it listed stays."""
    return await write_once(request, delete_view, id_)


def _pins(tx: ReadTx, caller: Caller) -> Pins:
    pinned = pins_of(tx, caller)
    kept = {view.id: views.saved_view(view) for view in pinned_views(tx, caller)}
    items = {node.id: views.end(node) for node in nodes_by_id(tx, caller, pinned).values() if node.trashed is None}
    return Pins(tuple(Pin(each, items.get(each), kept.get(each)) for each in pinned if each in items or each in kept))


@get("/me/pins", operation_id="listPins", tags=_TAGS, opt={"access": "session"}, summary="What you have pinned")
async def list_pins(rootnode: GivenRootnode, caller: GivenCaller) -> Pins:
    """Items and views, in the order of pinning."""
    return await rootnode.db.read(_pins, caller)


def _pinned(tx: WriteTx, caller: Caller, target: str) -> Pins:
    pin(tx, caller, target)
    return _pins(tx, caller)


@put("/me/pins/{id:str}", operation_id="pin", tags=_TAGS, opt={"access": "session"}, summary="Pin an item or a view")
async def put_pin(request: Request[Any, Any, Any], id_: Id) -> Response[Pins]:
    """It stands in your sidebar, on every machine."""
    return await write_once(request, _pinned, id_)


def _unpinned(tx: WriteTx, caller: Caller, target: str) -> Pins:
    unpin(tx, caller, target)
    return _pins(tx, caller)


@delete("/me/pins/{id:str}", operation_id="unpin", tags=_TAGS, opt={"access": "session"}, status_code=200, summary="Take a pin away")
async def delete_pin(request: Request[Any, Any, Any], id_: Id) -> Response[Pins]:
    """What was pinned stays as it is."""
    return await write_once(request, _unpinned, id_)


ROUTES = (list_views, post_view, patch_view, delete_one, list_pins, put_pin, delete_pin)
