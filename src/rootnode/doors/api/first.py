"""The first minutes: a sandbox and what becomes of it, the example's tasks; and outcomes in plain numbers."""

from typing import Any

from litestar import Request, Response, get, post, put
from litestar.params import FromPath, JSONBody

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Key
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.access import project_by_key, role_in
from rootnode.graph.apply import Graph
from rootnode.graph.nodes import Node
from rootnode.graph.projects import Membership
from rootnode.graph.sandboxes import sandbox, settle_project
from rootnode.insight.outcome_numbers import outcomes, record_search
from rootnode.insight.tasks import mark_task, tasks_of
from rootnode.kit.db import WriteTx
from rootnode.wire.first import ExampleTaskPatch, ExampleTasks, Outcomes, Searched, Settle, TaskName
from rootnode.wire.items import Project

_SESSION = {"access": "session"}


def _shown(tx: WriteTx, caller: Caller, node: Node) -> Project:
    return views.project(Membership(node, role_in(tx, caller, node.id)))


def _sandbox(tx: WriteTx, caller: Caller, graph: Graph) -> Project:
    return _shown(tx, caller, sandbox(tx, caller, graph))


@post("/me/sandbox", operation_id="openSandbox", tags=["Me"], opt=_SESSION, status_code=200, summary="One's sandbox")
async def open_sandbox(request: Request[Any, Any, Any], rootnode: GivenRootnode) -> Response[Project]:
    """A project of one's own, where first runs can arrive; made if there is none. It can become a project."""
    return await write_once(request, _sandbox, rootnode.graph)


def _settled(tx: WriteTx, caller: Caller, rootnode: Rootnode, key: str, given: Settle) -> Project:
    project, _ = project_by_key(tx, caller, key)
    node = settle_project(tx, caller, rootnode.graph, project, given.name, given.key, given.access)
    rootnode.rights_changed(tx)
    return _shown(tx, caller, node)


@post(
    "/projects/{key:str}/settle", operation_id="settleProject", tags=["Projects"], opt={"access": "write"}, status_code=200,
    summary="Make a sandbox a project",
)  # fmt: skip
async def post_settle(request: Request[Any, Any, Any], rootnode: GivenRootnode, key: Key, data: JSONBody[Settle]) -> Response[Project]:
    """With all that is in it. Its old key goes on leading to it, so programs that log there need no change. Needs the role lead."""
    return await write_once(request, _settled, rootnode, key, data)


@get("/me/tasks", operation_id="listTasks", tags=["Me"], opt=_SESSION, summary="The example's small tasks")
async def list_tasks(rootnode: GivenRootnode, caller: GivenCaller) -> ExampleTasks:
    """Those that are done tick themselves. None where there is no example."""
    return ExampleTasks(tuple(await rootnode.db.read(tasks_of, caller)))


def _marked(tx: WriteTx, caller: Caller, task: TaskName, given: ExampleTaskPatch) -> ExampleTasks:
    return ExampleTasks(tuple(mark_task(tx, caller, task, given)))


@put("/me/tasks/{task:str}", operation_id="markTask", tags=["Me"], opt=_SESSION, summary="Note an act, or put a task away")
async def put_task(request: Request[Any, Any, Any], task: FromPath[TaskName], data: JSONBody[ExampleTaskPatch]) -> Response[ExampleTasks]:
    """Answers the tasks as they now are."""
    return await write_once(request, _marked, task, data)


@post("/outcomes/searches", operation_id="countSearch", tags=["Me"], opt=_SESSION, status_code=204, summary="Count a search")
async def post_search(request: Request[Any, Any, Any], data: JSONBody[Searched]) -> Response[None]:
    """How many results it showed and which was opened, as a count for the whole workspace. What was typed, and by whom, is not kept."""
    return await write_once(request, record_search, data)


@get("/admin/outcomes", operation_id="getOutcomes", tags=["Administration"], opt={"access": "admin"}, summary="Outcomes in plain numbers")
async def get_outcomes(rootnode: GivenRootnode, caller: GivenCaller) -> Outcomes:
    """How long projects took to their first run, document and issue, and runs to serving; what searches came to; items that teams share."""
    return await rootnode.db.read(outcomes, caller)


ROUTES = (open_sandbox, post_settle, list_tasks, put_task, post_search, get_outcomes)
