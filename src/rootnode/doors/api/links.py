"""Links between items."""

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Ref
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Connect, Disconnect
from rootnode.graph.links import LinkEnd, links_of
from rootnode.graph.nodes import node_by_ref
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.wire.items import Link, Links, NewLink

TAGS = ["Links"]


def all_of(tx: ReadTx, caller: Caller, ref: str) -> Links:
    """Every link of an item, in both directions."""
    return Links(tuple(views.link(found) for found in links_of(tx, caller, node_by_ref(tx, caller, ref).id)))


@get("/items/{ref:str}/links", operation_id="listLinks", tags=TAGS, opt={"access": "read"}, summary="An item's links")
async def list_links(rootnode: GivenRootnode, caller: GivenCaller, ref: Ref) -> Links:
    """Both ways. The far end of a link into a project that you may not see is 'restricted'."""
    return await rootnode.db.read(all_of, caller, ref)


def linked(tx: WriteTx, caller: Caller, graph: Graph, new: NewLink) -> Link:
    """Link two items, given by id or key."""
    source, target = node_by_ref(tx, caller, new.source), node_by_ref(tx, caller, new.target)
    link = graph.apply(tx, caller, [Connect(new.type, source.id, target.id)], verb="link_items").link
    return views.link(LinkEnd(link, outward=True, far=target))


@post("/links", operation_id="createLink", tags=TAGS, opt={"access": "write"}, summary="Link two items")
async def create_link(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[NewLink]) -> Response[Link]:
    """A link that is there already is answered as it is."""
    return await write_once(request, linked, rootnode.graph, data)


def unlinked(tx: WriteTx, caller: Caller, graph: Graph, link: str) -> None:
    """Take a link away. Raises NotFound."""
    graph.apply(tx, caller, [Disconnect(link)], verb="unlink_items")


@delete("/links/{link:str}", operation_id="deleteLink", tags=TAGS, opt={"access": "write"}, summary="Take a link away")
async def delete_link(request: Request[Any, Any, Any], rootnode: GivenRootnode, link: FromPath[str]) -> Response[None]:
    return await write_once(request, unlinked, rootnode.graph, link)


ROUTES = (list_links, create_link, delete_link)
