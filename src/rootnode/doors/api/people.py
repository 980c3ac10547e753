"""People and invitations of the workspace, and the audit trail."""

from typing import Any

from litestar import Request, Response, delete, get, patch, post
from litestar.params import JSONBody

from rootnode.auth.audit import audit_of
from rootnode.auth.invitations import invitations_of, invite, withdraw_invitation
from rootnode.auth.people import change_person, people_of
from rootnode.doors.api.addresses import Id
from rootnode.doors.api.paging import Cursor, Limit, cut, id_of, number_of
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.http.patches import or_none
from rootnode.doors.rootnode import address_of
from rootnode.wire.people import Audit, Invitation, Invitations, NewInvitation, People, Person, PersonPatch

_TAGS = ["People"]
_ADMIN = {"access": "admin"}


@get("/people", operation_id="listPeople", tags=_TAGS, opt={"access": "read"}, summary="People of the workspace")
async def list_people(rootnode: GivenRootnode, caller: GivenCaller, limit: Limit = 200, cursor: Cursor = "") -> People:
    """In the order of joining. Guests and project tokens see only themselves and their own teams."""
    found = await rootnode.db.read(people_of, caller, after=id_of(cursor), limit=limit + 1)
    return People(*cut(found, limit))


@patch("/people/{id:str}", operation_id="patchPerson", tags=_TAGS, opt=_ADMIN, summary="Change a role, suspend, let back in")
async def patch_person(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, data: JSONBody[PersonPatch]) -> Response[Person]:
    """Holds at once, also on open connections. The last owner stays; only owners make and change owners."""
    revocations = rootnode.revocations
    return await write_once(request, change_person, revocations, id_, role=or_none(data.role), suspended=or_none(data.suspended))


@get("/invitations", operation_id="listInvitations", tags=_TAGS, opt=_ADMIN, summary="Open invitations")
async def list_invitations(rootnode: GivenRootnode, caller: GivenCaller) -> Invitations:
    """Newest first; at most 500."""
    return Invitations(tuple(await rootnode.db.read(invitations_of, caller)))


@post("/invitations", operation_id="createInvitation", tags=_TAGS, opt=_ADMIN, status_code=201, summary="Invite somebody")
async def create_invitation(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[NewInvitation]
) -> Response[Invitation]:
    """The link is in this answer and nowhere else. It works once, for seven days."""
    return await write_once(request, invite, data, address_of(rootnode.settings))


@delete("/invitations/{id:str}", operation_id="withdrawInvitation", tags=_TAGS, opt=_ADMIN, status_code=204, summary="Withdraw one")
async def delete_invitation(request: Request[Any, Any, Any], id_: Id) -> Response[None]:
    """The link stops working."""
    return await write_once(request, withdraw_invitation, id_)


@get("/admin/audit", operation_id="listAudit", tags=["Administration"], opt=_ADMIN, summary="The audit trail")
async def list_audit(rootnode: GivenRootnode, caller: GivenCaller, limit: Limit = 100, cursor: Cursor = "") -> Audit:
    """Newest first: sign-ins, refused calls, changes of people, roles, teams and tokens."""
    found = await rootnode.db.read(audit_of, caller, before=number_of(cursor), limit=limit + 1)
    page = tuple(found[:limit])
    return Audit(page, str(page[-1].number) if len(found) > limit else None)


ROUTES = (list_people, patch_person, list_invitations, create_invitation, delete_invitation, list_audit)
