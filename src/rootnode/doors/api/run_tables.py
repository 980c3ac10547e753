"""Many runs at once: their table, its columns, runs side by side, their curves."""

import asyncio
from typing import Annotated, Final, Literal

import msgspec
from litestar import get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.build.compare import MOST_RUNS, check_runs, compare, starts_of
from rootnode.build.run_columns import MOST_KNOWN, column_of, column_or_field, known_columns
from rootnode.build.run_groups import MOST_GROUPS, run_groups
from rootnode.build.run_lists import LIMIT, RunListing, run_list
from rootnode.doors import views
from rootnode.doors.api.addresses import Key
from rootnode.doors.api.items import conditions
from rootnode.doors.api.numbers import cells, numbers
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.graph.access import project_by_key
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.series.protocol import Curve as Drawn
from rootnode.wire.runs import (
    CompareRow,
    Comparison,
    Curve,
    Curves,
    CurvesQuery,
    RunColumns,
    RunGroup,
    RunGroups,
    RunRow,
    RunTable,
    Statistic,
)

TAGS: Final = ["Runs"]
EVERY: Final[tuple[Literal["metric"], Literal["param"], Literal["tag"]]] = ("metric", "param", "tag")
STATISTICS: Final[tuple[Statistic, ...]] = ("metric", "min", "max")
FILTER: Final = '[{"field": "metric.loss", "op": "<", "value": 0.5}, {"field": "name", "op": "contains", "value": "large"}]'


def _table(tx: ReadTx, caller: Caller, key: str, listing: RunListing) -> RunTable:
    project, _ = project_by_key(tx, caller, key)
    found = run_list(tx, caller, project, listing)
    return RunTable(tuple(RunRow(views.item(row.node), cells(row.cells)) for row in found.runs), found.next)


@get("/projects/{key:str}/runs", operation_id="listRuns", tags=TAGS, opt={"access": "read"}, summary="A project's runs as a table")
async def list_runs(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    columns: Annotated[
        str, QueryParameter(max_length=8_000, description="metric.NAME, min.NAME, max.NAME, param.NAME, tag.NAME, separated by commas.")
    ] = "",
    filter: Annotated[str, QueryParameter(max_length=8_000, description=FILTER)] = "",  # noqa: A002 - its name in the API
    sort: Annotated[
        str, QueryParameter(description="created, started, ended, user, commit, or a column; runs without a value come last.")
    ] = "created",
    desc: FromQuery[bool] = True,
    states: Annotated[list[str] | None, QueryParameter(name="state", description="One or several states.")] = None,
    parent: Annotated[str, QueryParameter(description="An experiment's id, or a run's for those nested in it.")] = "",
    cursor: Annotated[str, QueryParameter(max_length=2_000, description="`next` of the page before.")] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=LIMIT)] = 100,
) -> RunTable:
    """`metric` is the latest value. Parameters that are numbers sort as numbers, before those that are texts.

    Conditions are as for items, on columns, started, ended, user, commit, name, experiment and model: =, !=, <, <=, >, >=, contains, empty.
    """
    chosen = tuple(column_of(name) for name in columns.split(",") if name)
    order = None if sort == "created" else column_or_field(sort, "sort")
    listing = RunListing(chosen, order, desc, tuple(states or ()), parent, conditions(filter), limit, cursor)
    return await rootnode.db.read(_table, caller, key, listing)


def _grouped(tx: ReadTx, caller: Caller, key: str, by: str, listing: RunListing) -> RunGroups:
    project, _ = project_by_key(tx, caller, key)
    found = run_groups(tx, caller, project, by, listing, listing.limit)
    return RunGroups(tuple(msgspec.convert(msgspec.to_builtins(group), RunGroup) for group in found.groups), found.known, found.runs)


@get("/projects/{key:str}/run-groups", operation_id="groupRuns", tags=TAGS, opt={"access": "read"}, summary="A project's runs in groups")
async def group_runs(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    by: Annotated[str, QueryParameter(max_length=300, description="param.NAME, tag.NAME, experiment, model, user or state.")],
    filter: Annotated[str, QueryParameter(max_length=8_000, description=FILTER)] = "",  # noqa: A002 - its name in the API
    sort: Annotated[str, QueryParameter(description="The metric or param that is summed up: as for the table.")] = "created",
    desc: FromQuery[bool] = True,
    states: Annotated[list[str] | None, QueryParameter(name="state", description="One or several states.")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_GROUPS)] = MOST_GROUPS,
) -> RunGroups:
    """How many runs have each value, and mean, deviation and extremes of the metric among them.

    Filter a table by that value for its runs: `=` to the value of a param or tag, `empty` for the group without one, the state, and
    `experiment`, `model` or `user` equal to the value.
    """
    order = None if sort == "created" else column_or_field(sort, "sort")
    listing = RunListing((), order, desc, tuple(states or ()), "", conditions(filter), limit)
    return await rootnode.db.read(_grouped, caller, key, by, listing)


def _columns(tx: ReadTx, caller: Caller, key: str, text: str, limit: int) -> RunColumns:
    project, _ = project_by_key(tx, caller, key)
    metrics, params, tags = (tuple(known_columns(tx, project, source, text, limit)) for source in EVERY)
    return RunColumns(metrics, params, tags)


@get(
    "/projects/{key:str}/run-columns", operation_id="listRunColumns", tags=TAGS, opt={"access": "read"}, summary="Names that runs have used"
)
async def list_run_columns(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    q: Annotated[str, QueryParameter(max_length=250, description="What the names contain.")] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_KNOWN, description="How many of each sort at most.")] = MOST_KNOWN,
) -> RunColumns:
    """What can be chosen as a column of the table, and how many runs have it."""
    return await rootnode.db.read(_columns, caller, key, q, limit)


def _compared(tx: ReadTx, caller: Caller, key: str, runs: list[str], statistics: tuple[Statistic, ...]) -> Comparison:
    project, _ = project_by_key(tx, caller, key)
    found = compare(tx, caller, project, runs, statistics)
    rows = tuple(CompareRow(row.name, cells(row.cells), row.differs) for row in found.rows)
    return Comparison(tuple(map(views.item, found.nodes)), rows, found.cut)


@get("/projects/{key:str}/compare", operation_id="compareRuns", tags=TAGS, opt={"access": "read"}, summary="Runs side by side")
async def compare_runs(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    runs: Annotated[str, QueryParameter(max_length=4_000, description=f"Ids of at most {MOST_RUNS} runs, separated by commas.")],
    metrics: Annotated[str, QueryParameter(max_length=40, description="Of each metric: metric, min, max, separated by commas.")] = "metric",
) -> Comparison:
    """Every param, metric and tag that one of them has, one row each, and whether the runs differ in it."""
    statistics = tuple(each for each in STATISTICS if each in metrics.split(","))
    if len(statistics) != len(metrics.split(",")):
        raise Invalid("Of a metric there are metric (its latest value), min and max.", where="metrics")
    return await rootnode.db.read(_compared, caller, key, runs.split(","), statistics)


def _starts(tx: ReadTx, caller: Caller, key: str, query: CurvesQuery) -> dict[str, int]:
    if not 0 < len(query.keys) <= MOST_RUNS:
        raise Invalid(f"Ask for 1 to {MOST_RUNS} metrics.", where="keys")
    project, _ = project_by_key(tx, caller, key)
    return starts_of(tx, check_runs(tx, caller, project, query.runs))


@post("/projects/{key:str}/curves", operation_id="getCurves", tags=TAGS, opt={"access": "read"}, status_code=200, summary="Curves of runs")
async def get_curves(rootnode: GivenRootnode, caller: GivenCaller, key: Key, data: JSONBody[CurvesQuery]) -> Curves:
    """Each cut into buckets that keep their least and greatest value, so that no spike is lost. Metrics that a run lacks are left out.

    A curve can be drawn over its steps, over wall time, or over the time since its run began. Runs times metrics times buckets is
    600,000 at most.
    """
    starts = await rootnode.db.read(_starts, caller, key, data)
    found = await rootnode.series.curves(data.runs, data.keys, data.buckets, data.from_step, data.to_step)
    return await asyncio.to_thread(lambda: Curves(tuple(_curve(each, starts[each.run]) for each in found)))


def _curve(drawn: Drawn, started: int) -> Curve:
    return Curve(
        drawn.run,
        drawn.key,
        tuple(drawn.step.tolist()),
        tuple(drawn.time.tolist()),
        numbers(drawn.min),
        numbers(drawn.mean),
        numbers(drawn.max),
        drawn.exact,
        started,
        tuple(drawn.nans.nonzero()[0].tolist()),
    )


ROUTES = (list_runs, group_runs, list_run_columns, compare_runs, get_curves)
