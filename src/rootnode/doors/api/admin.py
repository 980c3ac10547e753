"""What owners and admins of this server's workspace see of the installation: storage, jobs, versions, backups."""

import asyncio
from typing import Annotated, Any, Final

from litestar import Request, Response, get, patch, post
from litestar.params import JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.doors.api.addresses import Id, Key
from rootnode.doors.api.paging import Cursor, Limit, id_of
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.days import set_zone
from rootnode.keep.condition import folder_of_data, limits, settings_in_use, versions
from rootnode.keep.quotas import set_quota
from rootnode.keep.records import backups
from rootnode.keep.work import STATES, jobs, retry_job
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden, Invalid, Problem
from rootnode.wire.admin import Backups, Condition, Finding, Job, Jobs, Quota, QuotaPatch, Storage, Workspace

_TAGS: Final = ["Administration"]
_ADMIN: Final = {"access": "admin"}


def check_home(rootnode: Rootnode, caller: Caller) -> None:
    """Raises Forbidden for an admin of another workspace than this server's own."""
    if caller.workspace != rootnode.workspace:
        raise Forbidden("Only an owner or admin of this server's workspace may do this.")


@get("/admin/storage", operation_id="getStorage", tags=_TAGS, opt=_ADMIN, summary="What each project holds, and its quotas")
async def get_storage(rootnode: GivenRootnode, caller: GivenCaller) -> Storage:
    """Counted at most a minute ago. Largest first."""
    check_home(rootnode, caller)
    return await rootnode.usage.storage(caller, rootnode.clock.now())


@patch("/admin/projects/{key:str}/quota", operation_id="patchQuota", tags=_TAGS, opt=_ADMIN, summary="Set what a project may hold")
async def patch_quota(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, caller: GivenCaller, key: Key, data: JSONBody[QuotaPatch]
) -> Response[Quota]:
    """Further uploads or points beyond it are refused with 507. What is there stays, also when it is more."""
    check_home(rootnode, caller)
    return await write_once(request, set_quota, rootnode.graph, rootnode.quotas, key, data)


@get("/admin/jobs", operation_id="listJobs", tags=_TAGS, opt=_ADMIN, summary="Background jobs")
async def list_jobs(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    state_: Annotated[str, QueryParameter(name="state", max_length=100, description="States with commas; empty for all.")] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Jobs:
    """Newest first: waiting, running, done, given up with the reason, cancelled. Those that ended well are kept for seven days."""
    check_home(rootnode, caller)
    states = [word for word in state_.split(",") if word]
    if unknown := set(states).difference(STATES):
        raise Invalid(f"There is no state '{min(unknown)[:40]}'. States are {', '.join(STATES)}.", where="state")
    return await rootnode.db.read(jobs, caller, states, id_of(cursor), limit)


@post("/admin/jobs/{id:str}/retry", operation_id="retryJob", tags=_TAGS, opt=_ADMIN, status_code=200, summary="Try a job again")
async def post_retry(request: Request[Any, Any, Any], rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> Response[Job]:
    """One that was given up or cancelled is queued again, with all its attempts."""
    check_home(rootnode, caller)
    return await write_once(request, retry_job, id_)


@get("/admin/versions", operation_id="getVersions", tags=_TAGS, opt=_ADMIN, summary="Versions, settings, stores and disk")
async def get_versions(rootnode: GivenRootnode, caller: GivenCaller) -> Condition:
    """What `rootnode doctor` says of a running server; each problem with its remedy."""
    check_home(rootnode, caller)
    found = await asyncio.to_thread(_looked_at, rootnode)
    found += await rootnode.db.read(_schema)
    found += await asyncio.to_thread(_asked, rootnode)
    return Condition(tuple(found), sum(1 for each in found if each.remedy))


def _looked_at(rootnode: Rootnode) -> list[Finding]:
    settings = rootnode.settings
    return [*versions(), *settings_in_use(settings), *folder_of_data(settings.data), limits()]


def _schema(tx: ReadTx) -> list[Finding]:
    engine = "PostgreSQL" if tx.dialect == "postgres" else "SQLite"
    server = str(tx.scalar("SHOW server_version" if tx.dialect == "postgres" else "SELECT sqlite_version()"))
    return [Finding("database", f"{engine} {server}, schema {tx.scalar('SELECT version_num FROM alembic_version')}")]


def _asked(rootnode: Rootnode) -> list[Finding]:
    """Each engine is asked for something small."""
    remedy = "Look at the server's log; stop it and start it again."
    settings, found = rootnode.settings, []
    curves = f"{'ClickHouse' if settings.series_url else 'DuckDB'}: "
    try:
        rootnode.series.read_range_now("0" * 32, "versions", limit=1)
        found.append(Finding("curves", f"{curves}ok"))
    except Problem as problem:
        found.append(Finding("curves", f"{curves}{problem}", remedy))
    found += [Finding("curves", f"damaged: {batch}", remedy) for batch in rootnode.series.lag().damaged]
    try:
        rootnode.blobs.check()
        found.append(Finding("files", f"{settings.blobs_url.partition('?')[0] or settings.data / 'blobs'}: ok"))
    except Problem as problem:
        found.append(Finding("files", str(problem), remedy))
    return found


@get("/admin/backups", operation_id="listBackups", tags=_TAGS, opt=_ADMIN, summary="Backups that were made and verified")
async def list_backups(rootnode: GivenRootnode, caller: GivenCaller) -> Backups:
    """Newest first, and the one that was last restored for real. `stale` when that is more than seven days ago."""
    check_home(rootnode, caller)
    return await rootnode.db.read(backups, caller)


def _zone_set(tx: WriteTx, caller: Caller, given: Workspace) -> Workspace:
    return Workspace(set_zone(tx, caller, given.zone))


@patch("/admin/workspace", operation_id="patchWorkspace", tags=_TAGS, opt=_ADMIN, summary="Set the time zone of the workspace")
async def patch_workspace(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, caller: GivenCaller, data: JSONBody[Workspace]
) -> Response[Workspace]:
    """From now on its days decide what is late and what is due today. The session says which it is."""
    check_home(rootnode, caller)
    return await write_once(request, _zone_set, data)


ROUTES = (patch_workspace, get_storage, patch_quota, list_jobs, post_retry, get_versions, list_backups)
