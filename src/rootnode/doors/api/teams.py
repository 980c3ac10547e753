"""Teams."""

from typing import Any

from litestar import Request, Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from rootnode.auth.teams import add_member, create_team, delete_team, remove_member, rename_team, teams_of
from rootnode.doors.api.addresses import Id
from rootnode.doors.api.paging import Cursor, Limit, cut, id_of
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.wire.people import NewTeam, Team, Teams

_TAGS = ["People"]
_ADMIN = {"access": "admin"}


@get("/teams", operation_id="listTeams", tags=_TAGS, opt={"access": "read"}, summary="Teams and their members")
async def list_teams(rootnode: GivenRootnode, caller: GivenCaller, limit: Limit = 200, cursor: Cursor = "") -> Teams:
    """In the order of their making. Guests and project tokens see only their own."""
    found = await rootnode.db.read(teams_of, caller, after=id_of(cursor), limit=limit + 1)
    return Teams(*cut(found, limit))


@post("/teams", operation_id="createTeam", tags=_TAGS, opt=_ADMIN, status_code=201, summary="Make a team")
async def post_team(request: Request[Any, Any, Any], data: JSONBody[NewTeam]) -> Response[Team]:
    """Names are unique in any case of letters."""
    return await write_once(request, create_team, data.name)


@patch("/teams/{id:str}", operation_id="renameTeam", tags=_TAGS, opt=_ADMIN, summary="Rename a team")
async def patch_team(request: Request[Any, Any, Any], id_: Id, data: JSONBody[NewTeam]) -> Response[Team]:
    """Its members and projects stay."""
    return await write_once(request, rename_team, id_, data.name)


@delete("/teams/{id:str}", operation_id="deleteTeam", tags=_TAGS, opt=_ADMIN, status_code=204, summary="Delete a team")
async def remove_team(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id) -> Response[None]:
    """Its members lose at once what only the team gave them."""
    return await write_once(request, delete_team, rootnode.revocations, id_)


@put("/teams/{id:str}/members/{person:str}", operation_id="addTeamMember", tags=_TAGS, opt=_ADMIN, summary="Add somebody")
async def put_member(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, person: FromPath[str]) -> Response[Team]:
    """Twice is as good as once."""
    return await write_once(request, add_member, rootnode.revocations, id_, person)


@delete(
    "/teams/{id:str}/members/{person:str}",
    operation_id="removeTeamMember",
    tags=_TAGS,
    opt=_ADMIN,
    status_code=200,
    summary="Take somebody out",
)
async def delete_member(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, person: FromPath[str]) -> Response[Team]:
    """Answers the team as it now is."""
    return await write_once(request, remove_member, rootnode.revocations, id_, person)


ROUTES = (list_teams, post_team, patch_team, remove_team, put_member, delete_member)
