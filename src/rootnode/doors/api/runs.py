"""Runs one by one: their page, what people write on it, their files, and runs that were begun twice."""

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.params import JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.build.doubles import doubles, merge_run
from rootnode.build.editing import edit_run
from rootnode.build.files import StoredFile, file_of, files_of
from rootnode.build.pages import RunPage, run_page
from rootnode.doors import views
from rootnode.doors.api.addresses import Id, Key
from rootnode.doors.api.numbers import number
from rootnode.doors.http.downloads import download
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.http.patches import or_none
from rootnode.graph.access import project_by_key
from rootnode.graph.apply import Graph
from rootnode.graph.nodes import Node, missing, node_by_ref
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Stale
from rootnode.wire.items import Item
from rootnode.wire.runs import Double, Doubles, Files, Merge, MetricLatest, Run, RunPatch

TAGS: Final = ["Runs"]

Path = Annotated[str, QueryParameter(max_length=1_000, description="Names joined by '/', as the run's program gave them.")]


def _node(tx: ReadTx, caller: Caller, run: str) -> Node:
    node = node_by_ref(tx, caller, run)
    if node.kind != "run":
        raise missing(run)
    return node


def _page(tx: ReadTx, caller: Caller, run: str) -> RunPage:
    node = _node(tx, caller, run)
    return run_page(tx, node.project, node.id)


def _run(tx: ReadTx, caller: Caller, run: str) -> Run:
    page = _page(tx, caller, run)
    metrics = [MetricLatest(each.key, number(each.last), each.step, each.time, number(each.min), number(each.max)) for each in page.metrics]
    return Run(views.item(page.node), page.params, page.tags, tuple(metrics))


@get("/runs/{id:str}", operation_id="getRun", tags=TAGS, opt={"access": "read"}, summary="A run's page")
async def get_run(rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> Run:
    """Its parameters, tags and the latest value of each metric, in one answer."""
    return await rootnode.db.read(_run, caller, id_)


def _edited(tx: WriteTx, caller: Caller, graph: Graph, run: str, given: RunPatch) -> Item:
    node = _node(tx, caller, run)
    try:
        return views.item(
            edit_run(tx, caller, graph, node.project, node.id, given.rev, title=or_none(given.title), note=or_none(given.note))
        )
    except Stale as stale:
        stale.facts["current"] = msgspec.to_builtins(views.item(_node(tx, caller, run)))
        raise


@patch("/runs/{id:str}", operation_id="updateRun", tags=TAGS, opt={"access": "write"}, summary="Name a run, write a note")
async def update_run(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, data: JSONBody[RunPatch]) -> Response[Item]:
    """MLflow's clients see both as the tags mlflow.runName and mlflow.note.content. Refused from an older rev (409, code stale)."""
    return await write_once(request, _edited, rootnode.graph, id_, data)


def _doubles(tx: ReadTx, caller: Caller, key: str) -> Doubles:
    project, _ = project_by_key(tx, caller, key)
    return Doubles(tuple(Double(views.item(pair.unused), views.item(pair.used)) for pair in doubles(tx, project)))


@get("/projects/{key:str}/runs/doubles", operation_id="listDoubles", tags=TAGS, opt={"access": "read"}, summary="Runs begun twice")
async def list_doubles(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Doubles:
    """Runs that one call may have begun twice, because its answer was lost: alike in all, and at most one of them used."""
    return await rootnode.db.read(_doubles, caller, key)


def _merged(tx: WriteTx, caller: Caller, graph: Graph, run: str, into: str) -> Item:
    node, kept = _node(tx, caller, run), _node(tx, caller, into)
    return views.item(merge_run(tx, caller, graph, node.project, node.id, kept.id))


@post(
    "/runs/{id:str}/merge", operation_id="mergeRun", tags=TAGS, opt={"access": "write"}, status_code=200, summary="Merge a run begun twice"
)
async def post_merge(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, data: JSONBody[Merge]) -> Response[Item]:
    """The unused run goes to the trash, linked as a duplicate of the one that stays, which is answered. Again: nothing more happens."""
    return await write_once(request, _merged, rootnode.graph, id_, data.into)


def _holder(tx: ReadTx, caller: Caller, ref: str) -> Node:
    """What holds files: a run, or a logged model."""
    node = node_by_ref(tx, caller, ref)
    if node.kind not in ("run", "logged_model"):
        raise missing(ref)
    return node


def _files(tx: ReadTx, caller: Caller, run: str, path: str) -> Files:
    node = _holder(tx, caller, run)
    return Files(tuple(files_of(tx, node.project, node.id, path)))


@get("/runs/{id:str}/files", operation_id="listFiles", tags=TAGS, opt={"access": "read"}, summary="A run's files")
async def list_files(rootnode: GivenRootnode, caller: GivenCaller, id_: Id, path: Path = "") -> Files:
    """What lies directly in a folder; without a path, at the top. Of a logged model too, by its item's id."""
    return await rootnode.db.read(_files, caller, id_, path)


def _file(tx: ReadTx, caller: Caller, run: str, path: str) -> StoredFile:
    node = _holder(tx, caller, run)
    return file_of(tx, node.project, node.id, path)


@get(
    "/runs/{id:str}/file",
    operation_id="getFile",
    tags=TAGS,
    opt={"access": "read", "untimed": True},
    summary="The bytes of a file",
    media_type="application/octet-stream",
)
async def get_file(
    request: Request[Any, Any, Any],
    rootnode: GivenRootnode,
    caller: GivenCaller,
    id_: Id,
    path: Path,
) -> Response[Any]:
    """Whole, or the part that a Range header asks for. Pictures and plain texts are shown in place, all else is saved; nothing is run."""
    file = await rootnode.db.read(_file, caller, id_, path)
    return await download(request, rootnode.blobs, file.digest, file.size, file.path, inline=True)


ROUTES = (get_run, update_run, list_doubles, post_merge, list_files, get_file)
