"""Runs: their page, their table, their curves, their files."""

import asyncio
import math
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.build.files import StoredFile, file_of, files_of
from rootnode.build.pages import RunPage, run_page
from rootnode.build.run_lists import LIMIT, RunListing, column_of, known_columns, run_list
from rootnode.doors import views
from rootnode.doors.api.addresses import Id, Key
from rootnode.doors.http.downloads import download
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.graph.access import project_by_key
from rootnode.graph.nodes import missing, node_by_ref, nodes_by_id
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.series.points import Floats
from rootnode.series.protocol import Curve as Drawn
from rootnode.wire.runs import Curve, Curves, CurvesQuery, Files, MetricLatest, Run, RunColumns, RunRow, RunTable

TAGS: Final = ["Runs"]
MOST: Final = 100

Path = Annotated[str, QueryParameter(max_length=1_000, description="Names joined by '/', as the run's program gave them.")]
Number = float | str | None


def number(value: float) -> Number:
    """A number as JSON has it: null for NaN, the words Infinity and -Infinity."""
    if math.isfinite(value):
        return value
    return None if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def numbers(values: Floats) -> tuple[Number, ...]:
    """`number` of each."""
    return tuple(map(number, values.tolist()))


def _page(tx: ReadTx, caller: Caller, run: str) -> RunPage:
    node = node_by_ref(tx, caller, run)
    if node.kind != "run":
        raise missing(run)
    return run_page(tx, node.project, node.id)


def _run(tx: ReadTx, caller: Caller, run: str) -> Run:
    page = _page(tx, caller, run)
    metrics = [MetricLatest(each.key, number(each.last), each.step, each.time, number(each.min), number(each.max)) for each in page.metrics]
    return Run(views.item(page.node), page.params, page.tags, tuple(metrics))


@get("/runs/{id:str}", operation_id="getRun", tags=TAGS, opt={"access": "read"}, summary="A run's page")
async def get_run(rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> Run:
    """Its parameters, tags and the latest value of each metric, in one answer."""
    return await rootnode.db.read(_run, caller, id_)


def _table(tx: ReadTx, caller: Caller, key: str, listing: RunListing) -> RunTable:
    project, _ = project_by_key(tx, caller, key)
    found = run_list(tx, caller, project, listing)
    rows = [
        RunRow(views.item(row.node), {name: number(cell) if isinstance(cell, float) else cell for name, cell in row.cells.items()})
        for row in found.runs
    ]
    return RunTable(tuple(rows), found.next)


@get("/projects/{key:str}/runs", operation_id="listRuns", tags=TAGS, opt={"access": "read"}, summary="A project's runs as a table")
async def list_runs(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    columns: Annotated[str, QueryParameter(max_length=8_000, description="metric.NAME, param.NAME, tag.NAME, separated by commas.")] = "",
    sort: Annotated[str, QueryParameter(description="created, or a column; runs without a value come last.")] = "created",
    desc: FromQuery[bool] = True,
    states: Annotated[list[str] | None, QueryParameter(name="state", description="One or several states.")] = None,
    parent: Annotated[str, QueryParameter(description="An experiment's id, or a run's for those nested in it.")] = "",
    cursor: Annotated[str, QueryParameter(max_length=2_000, description="`next` of the page before.")] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=LIMIT)] = 100,
) -> RunTable:
    """Metrics show and sort by their latest value; parameters that are numbers sort as numbers, before those that are texts."""
    chosen = tuple(column_of(name) for name in columns.split(",") if name)
    order = None if sort == "created" else column_of(sort)
    return await rootnode.db.read(_table, caller, key, RunListing(chosen, order, desc, tuple(states or ()), parent, limit, cursor))


def _columns(tx: ReadTx, caller: Caller, key: str) -> RunColumns:
    project, _ = project_by_key(tx, caller, key)
    metrics, params, tags = (tuple(known_columns(tx, project, source)) for source in ("metric", "param", "tag"))
    return RunColumns(metrics, params, tags)


@get(
    "/projects/{key:str}/run-columns", operation_id="listRunColumns", tags=TAGS, opt={"access": "read"}, summary="Names that runs have used"
)
async def list_run_columns(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> RunColumns:
    """What can be chosen as a column of the table."""
    return await rootnode.db.read(_columns, caller, key)


def _check_curves(tx: ReadTx, caller: Caller, key: str, query: CurvesQuery) -> None:
    if not 0 < len(query.runs) <= MOST or not 0 < len(query.keys) <= MOST:
        raise Invalid(f"Ask for 1 to {MOST} runs and 1 to {MOST} metrics.", where="runs")
    project, _ = project_by_key(tx, caller, key)
    found = nodes_by_id(tx, caller, query.runs)
    for run in query.runs:
        if run not in found or found[run].project != project:
            raise missing(run)


@post("/projects/{key:str}/curves", operation_id="getCurves", tags=TAGS, opt={"access": "read"}, status_code=200, summary="Curves of runs")
async def get_curves(rootnode: GivenRootnode, caller: GivenCaller, key: Key, data: JSONBody[CurvesQuery]) -> Curves:
    """Each cut into buckets that keep their least and greatest value, so that no spike is lost. Metrics that a run lacks are left out."""
    await rootnode.db.read(_check_curves, caller, key, data)
    found = await rootnode.series.curves(data.runs, data.keys, data.buckets, data.from_step, data.to_step)
    return await asyncio.to_thread(lambda: Curves(tuple(map(_curve, found))))


def _curve(drawn: Drawn) -> Curve:
    return Curve(
        drawn.run,
        drawn.key,
        tuple(drawn.step.tolist()),
        tuple(drawn.time.tolist()),
        numbers(drawn.min),
        numbers(drawn.mean),
        numbers(drawn.max),
        drawn.exact,
    )


def _files(tx: ReadTx, caller: Caller, run: str, path: str) -> Files:
    node = _page(tx, caller, run).node
    return Files(tuple(files_of(tx, node.project, node.id, path)))


@get("/runs/{id:str}/files", operation_id="listFiles", tags=TAGS, opt={"access": "read"}, summary="A run's files")
async def list_files(rootnode: GivenRootnode, caller: GivenCaller, id_: Id, path: Path = "") -> Files:
    """What lies directly in a folder; without a path, at the top."""
    return await rootnode.db.read(_files, caller, id_, path)


def _file(tx: ReadTx, caller: Caller, run: str, path: str) -> StoredFile:
    node = _page(tx, caller, run).node
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


ROUTES = (get_run, list_runs, list_run_columns, get_curves, list_files, get_file)
