"""A project in ten seconds, and the resources pasted onto its page."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import JSONBody

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Key
from rootnode.doors.api.projects import membership
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.access import project_by_key
from rootnode.graph.apply import Graph
from rootnode.graph.kinds import Kinds
from rootnode.insight.hub import hub_of
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.scope.resources import add_resources
from rootnode.wire.hub import Hub, NewResources, Resources


def hub(tx: ReadTx, caller: Caller, kinds: Kinds, key: str) -> Hub:
    """A project's page in one answer."""
    project = membership(tx, caller, key)
    facts = hub_of(tx, caller, kinds, project)
    return Hub(
        views.project(project), tx.now, facts.health, facts.phases, facts.aims[0] if facts.aims else None, facts.line,
        tuple(facts.aims[1:]), facts.concerns, facts.week, facts.documents, facts.endpoints, tuple(map(views.item, facts.resources)),
        facts.resources_in_all,
    )  # fmt: skip


@get("/projects/{key:str}/hub", operation_id="getHub", tags=["Projects"], opt={"access": "read"}, summary="A project in ten seconds")
async def get_hub(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Hub:
    """How it is in a word and a sentence, its phases in numbers, target and gap, what is late or blocked, what happened."""
    return await rootnode.db.read(hub, caller, rootnode.graph.kinds, key)


def pasted(tx: WriteTx, caller: Caller, graph: Graph, key: str, text: str) -> Resources:
    """Make a resource of each address that was pasted."""
    project, _ = project_by_key(tx, caller, key)
    found = add_resources(tx, caller, graph, project, text)
    return Resources(tuple(map(views.item, found.added)), tuple(map(views.item, found.known)), found.operation)


@post("/projects/{key:str}/resources", operation_id="addResources", tags=["Projects"], opt={"access": "write"}, summary="Add addresses")
async def post_resources(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, data: JSONBody[NewResources]
) -> Response[Resources]:
    """Up to 20, one a line or parted by blanks: each becomes an item of its sort, once. None of them is fetched."""
    return await write_once(request, pasted, rootnode.graph, key, data.text)


ROUTES = (get_hub, post_resources)
