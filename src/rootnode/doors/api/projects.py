"""Projects: the list, one of them, its numbers, who may see it, and the fields it adds."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Key
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.access import grants_of, project_by_key, require_role, role_in
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Update
from rootnode.graph.fields import CustomField, custom_fields
from rootnode.graph.lists import counts
from rootnode.graph.nodes import node_by_ref
from rootnode.graph.projects import Membership, create_project, declare_fields, grant, projects_of, set_access
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.ids import is_id
from rootnode.wire.items import (
    Count,
    Grant,
    NewAccess,
    NewProject,
    OwnField,
    OwnFields,
    Project,
    ProjectAccess,
    ProjectPatch,
    Projects,
    ProjectSummary,
    Types,
)

TAGS = ["Projects"]


def membership(tx: ReadTx, caller: Caller, key: str) -> Membership:
    """The project of that key and the caller's role in it. Raises NotFound."""
    project, _ = project_by_key(tx, caller, key)
    return Membership(node_by_ref(tx, caller, project), role_in(tx, caller, project))


@get("/types", operation_id="listTypes", tags=["Items"], opt={"access": "read"}, summary="The types of items and of links")
async def list_types(rootnode: GivenRootnode) -> Types:
    """Every type with its states and fields. A project may add fields of its own."""
    kinds = rootnode.graph.kinds
    return Types(tuple(kind.as_type() for kind in kinds), tuple(kinds.link_names()))


def list_of(tx: ReadTx, caller: Caller, after: str, limit: int) -> Projects:
    """The projects that the caller may see, by key."""
    found = projects_of(tx, caller, after=after, limit=limit + 1)
    more = found[limit - 1].node.project_key if len(found) > limit else None
    return Projects(tuple(views.project(each) for each in found[:limit]), more)


@get("/projects", operation_id="listProjects", tags=TAGS, opt={"access": "read"}, summary="The projects you may see")
async def list_projects(
    rootnode: GivenRootnode, caller: GivenCaller, cursor: FromQuery[str] = "", limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100
) -> Projects:
    """In the order of their keys."""
    return await rootnode.db.read(list_of, caller, cursor, limit)


def new_project(tx: WriteTx, caller: Caller, graph: Graph, new: NewProject) -> Project:
    """Make a project; who makes it leads it."""
    node = create_project(tx, caller, graph, new.name, new.key, summary=new.summary, access=new.access)
    return views.project(Membership(node, role_in(tx, caller, node.id)))


@post("/projects", operation_id="createProject", tags=TAGS, opt={"access": "write"}, summary="Make a project")
async def post_project(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[NewProject]) -> Response[Project]:
    """Its key is taken for good: it is part of every address and of every item's key."""
    return await write_once(request, new_project, rootnode.graph, data)


def one_of(tx: ReadTx, caller: Caller, key: str) -> Project:
    """The project of that key. Raises NotFound."""
    return views.project(membership(tx, caller, key))


@get("/projects/{key:str}", operation_id="getProject", tags=TAGS, opt={"access": "read"}, summary="One project")
async def get_project(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Project:
    return await rootnode.db.read(one_of, caller, key)


def patched(tx: WriteTx, caller: Caller, graph: Graph, key: str, given: ProjectPatch) -> Project:
    """Write a project's name, state and summary. Needs the role lead."""
    project, _ = project_by_key(tx, caller, key)
    require_role(tx, caller, project, "lead")
    fields = {} if given.summary is msgspec.UNSET else {"summary": given.summary}
    graph.apply(tx, caller, [Update(project, given.rev, title=given.name, state=given.state, fields=fields)], verb="update_project")
    return one_of(tx, caller, key)


@patch("/projects/{key:str}", operation_id="updateProject", tags=TAGS, opt={"access": "write"}, summary="Rename or archive a project")
async def patch_project(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, data: JSONBody[ProjectPatch]
) -> Response[Project]:
    """Needs the role lead."""
    return await write_once(request, patched, rootnode.graph, key, data)


def summary_of(tx: ReadTx, caller: Caller, key: str) -> ProjectSummary:
    """A project and how many items it has by type and state."""
    found = membership(tx, caller, key)
    return ProjectSummary(views.project(found), tuple(Count(*each) for each in counts(tx, caller, found.node.id)))


@get("/projects/{key:str}/summary", operation_id="getProjectSummary", tags=TAGS, opt={"access": "read"}, summary="A project in numbers")
async def get_summary(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> ProjectSummary:
    """How many items of each type and state it holds."""
    return await rootnode.db.read(summary_of, caller, key)


def access_of(tx: ReadTx, caller: Caller, key: str) -> ProjectAccess:
    """Who may do what in a project: for everybody, and person by person."""
    found = membership(tx, caller, key)
    named = tuple(Grant(principal, role) for principal, role in grants_of(tx, found.node.id) if is_id(principal))
    return ProjectAccess(found.node.fields.get("access", "workspace"), named)


@get("/projects/{key:str}/access", operation_id="getProjectAccess", tags=TAGS, opt={"access": "read"}, summary="Who may see a project")
async def get_access(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> ProjectAccess:
    return await rootnode.db.read(access_of, caller, key)


def new_access(tx: WriteTx, caller: Caller, rootnode: Rootnode, key: str, data: NewAccess) -> ProjectAccess:
    """Open a project to the workspace, to teams, or to the named people only."""
    project, _ = project_by_key(tx, caller, key)
    set_access(tx, caller, rootnode.graph, project, data.access)
    rootnode.rights_changed(tx)
    return access_of(tx, caller, key)


@put("/projects/{key:str}/access", operation_id="setProjectAccess", tags=TAGS, opt={"access": "write"}, summary="Open or close a project")
async def put_access(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, data: JSONBody[NewAccess]
) -> Response[ProjectAccess]:
    """Open to the workspace, to teams, or to named people only. Needs the role lead."""
    return await write_once(request, new_access, rootnode, key, data)


def new_grant(tx: WriteTx, caller: Caller, rootnode: Rootnode, key: str, given: Grant) -> ProjectAccess:
    """Give a person or a team a role, or take it away."""
    project, _ = project_by_key(tx, caller, key)
    grant(tx, caller, rootnode.graph, project, given.principal, given.role)
    rootnode.rights_changed(tx)
    return access_of(tx, caller, key)


@post(
    "/projects/{key:str}/access",
    operation_id="grantProjectRole",
    tags=TAGS,
    opt={"access": "write"},
    status_code=200,
    summary="Give a role",
)
async def post_grant(request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, data: JSONBody[Grant]) -> Response[ProjectAccess]:
    """To a person or a team, by id. Needs the role lead."""
    return await write_once(request, new_grant, rootnode, key, data)


@delete(
    "/projects/{key:str}/access/{principal:str}", operation_id="withdrawProjectRole", tags=TAGS, opt={"access": "write"}, status_code=200,
    summary="Take a role away",
)  # fmt: skip
async def delete_grant(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, principal: FromPath[str]
) -> Response[ProjectAccess]:
    """From a person or a team, by id. Needs the role lead."""
    return await write_once(request, new_grant, rootnode, key, Grant(principal, None))


def fields_of(tx: ReadTx, caller: Caller, key: str) -> OwnFields:
    """The fields that a project has declared for itself."""
    project, _ = project_by_key(tx, caller, key)
    declared = custom_fields(tx.scalar("SELECT custom_fields FROM project WHERE id = :id", id=project))
    return OwnFields(tuple(OwnField(custom.kinds, custom.field) for custom in declared))


@get(
    "/projects/{key:str}/fields", operation_id="listProjectFields", tags=TAGS, opt={"access": "read"}, summary="Fields of the project's own"
)
async def get_fields(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> OwnFields:
    return await rootnode.db.read(fields_of, caller, key)


def new_fields(tx: WriteTx, caller: Caller, graph: Graph, key: str, data: OwnFields) -> OwnFields:
    """Declare a project's own fields anew; those left out are withdrawn, their values stay in the history."""
    project, _ = project_by_key(tx, caller, key)
    declare_fields(tx, caller, graph, project, [CustomField(own.types, own.field) for own in data.fields])
    return fields_of(tx, caller, key)


@put("/projects/{key:str}/fields", operation_id="setProjectFields", tags=TAGS, opt={"access": "write"}, summary="Declare fields")
async def put_fields(request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, data: JSONBody[OwnFields]) -> Response[OwnFields]:
    """Replaces the list. Values of a withdrawn field stay in the history. Needs the role lead."""
    return await write_once(request, new_fields, rootnode.graph, key, data)


ROUTES = (
    list_types, list_projects, post_project, get_project, patch_project, get_summary, get_access, put_access, post_grant, delete_grant,
    get_fields, put_fields,
)  # fmt: skip
