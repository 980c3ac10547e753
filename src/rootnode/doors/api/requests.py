"""Asking for access, and deciding."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.doors.api.addresses import Id, Key
from rootnode.doors.api.inbox import request_view
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.access import project_by_key
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, TooMany
from rootnode.notify import requests
from rootnode.wire.talk import AccessRequests, Asked, Decision, NewAccessRequest, OwnRequest, OwnRequests

TAGS = ["Projects"]


def asked(tx: WriteTx, caller: Caller, new: NewAccessRequest) -> Asked:
    """Pass the request on to whoever leads there, if there is such a place."""
    requests.request_access(tx, caller, new.place, new.role, new.words)
    return Asked()


@post("/access-requests", operation_id="requestAccess", tags=TAGS, opt={"access": "session"}, status_code=202, summary="Ask for access")
async def post_request(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, caller: GivenCaller, data: JSONBody[NewAccessRequest]
) -> Response[Asked]:
    """Answers the same whether or not there is such a place. Asking twice does not make two requests."""
    if not 0 < len(data.place) <= 80:
        raise Invalid("Name a project by its key, or an item.", where="place")
    seconds = rootnode.asking.wait(caller.actor)
    if seconds:
        raise TooMany(f"You have asked often. Wait {seconds} seconds and try again.", retry_after=seconds)
    return await write_once(request, asked, data)


def own_ones(tx: ReadTx, caller: Caller, place: str) -> OwnRequests:
    """What the caller asked for at a place, and what was answered."""
    found = requests.own_requests(tx, caller, place)
    return OwnRequests(
        tuple(
            OwnRequest(
                requests.role_name(each.role), each.at, each.decided, each.decided_by,
                requests.role_name(each.granted) if each.granted else None, each.answer,
            )
            for each in found
        )
    )  # fmt: skip


@get("/access-requests", operation_id="listOwnRequests", tags=TAGS, opt={"access": "session"}, summary="What you asked for at a place")
async def list_own_requests(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    place: Annotated[str, QueryParameter(min_length=1, max_length=80, description="As it was named in the request.")],
) -> OwnRequests:
    """The newest first, one for each role. Of a place that is not there it says the same as of one whose leads have not answered."""
    if "\x00" in place:
        raise Invalid("Name a project by its key, or an item.", where="place")
    return await rootnode.db.read(own_ones, caller, place)


def open_ones(tx: ReadTx, caller: Caller, key: str) -> AccessRequests:
    """What waits for the project's leads."""
    project, _ = project_by_key(tx, caller, key)
    return AccessRequests(tuple(request_view(each) for each in requests.open_requests(tx, caller, project)))


@get(
    "/projects/{key:str}/access-requests",
    operation_id="listAccessRequests",
    tags=TAGS,
    opt={"access": "read"},
    summary="Who asks for access",
)
async def list_requests(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> AccessRequests:
    """Oldest first; at most 500. Needs the role lead."""
    return await rootnode.db.read(open_ones, caller, key)


def decided(tx: WriteTx, caller: Caller, rootnode: Rootnode, key: str, request: str, decision: Decision) -> AccessRequests:
    """Give the role, or decline."""
    project, _ = project_by_key(tx, caller, key)
    requests.decide(tx, caller, rootnode.graph, project, request, decision.role, decision.words)
    rootnode.rights_changed(tx)
    return open_ones(tx, caller, key)


@post(
    "/projects/{key:str}/access-requests/{id:str}", operation_id="decideAccessRequest", tags=TAGS, opt={"access": "write"}, status_code=200,
    summary="Grant or decline",
)  # fmt: skip
async def post_decision(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, id_: Id, data: JSONBody[Decision]
) -> Response[AccessRequests]:
    """Takes it out of every lead's inbox and tells who asked. Needs the role lead."""
    return await write_once(request, decided, rootnode, key, id_, data)


ROUTES = (post_request, list_own_requests, list_requests, post_decision)
