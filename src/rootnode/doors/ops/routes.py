"""`/health`, `/ready` and `/metrics`."""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable
from typing import Any, Final

import msgspec
from litestar import Request, Response, get

from rootnode import __version__
from rootnode.config import LOOPBACK_NAMES
from rootnode.doors.http.access import admit
from rootnode.doors.http.given import GivenRootnode, GivenVisitor
from rootnode.doors.http.incoming import header, incoming_of
from rootnode.doors.ops.metrics import TYPE, Metrics
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden, Problem

PATIENCE: Final = 4
"""Seconds that an engine gets to answer."""
_FORWARDED: Final = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")
log = logging.getLogger("rootnode.ops")


class Health(msgspec.Struct, frozen=True):
    """The process runs and answers."""

    status: str
    version: str


class Readiness(msgspec.Struct, frozen=True):
    """`engines` says 'ok' or what is wrong, by engine: database, curves, files."""

    ready: bool
    engines: dict[str, str]


@get(
    "/health", operation_id="getHealth", tags=["Server"], opt={"access": "public"}, summary="Whether the process runs", sync_to_thread=False
)
def health() -> Health:
    """Answers 200 as long as the process runs. Asks no engine: see /ready."""
    return Health("ok", __version__)


@get("/ready", operation_id="getReady", tags=["Server"], opt={"access": "public"}, summary="Whether requests can be served")
async def ready(rootnode: GivenRootnode) -> Response[Readiness]:
    """Asks each engine. Answers 503 and the name of the engine that does not work."""
    engines = await engines_of(rootnode)
    well = all(said == "ok" for said in engines.values())
    return Response(Readiness(well, engines), status_code=200 if well else 503)


@get(
    "/metrics",
    operation_id="getMetrics",
    tags=["Server"],
    opt={"access": "public", "identify": True},
    summary="Metrics for Prometheus",
    media_type="text/plain",
)
async def metrics(request: Request[Any, Any, Any], rootnode: GivenRootnode, visitor: GivenVisitor) -> Response[bytes]:
    """From this machine without credentials, from elsewhere for an owner or admin of the workspace, by session or personal token."""
    if not on_this_machine(request):
        admit(visitor, "admin")
        if visitor is None or visitor.workspace != rootnode.workspace:
            raise Forbidden("Only an owner or admin of this server's workspace may do this.")
    counted: Metrics = request.app.state["metrics"]
    return Response(await counted.text(rootnode), media_type=TYPE)


def on_this_machine(request: Request[Any, Any, Any]) -> bool:
    """Whether the request comes from a program on this machine, and not from a proxy on it that somebody else has asked."""
    scope = request.scope
    client = scope.get("client")
    try:
        near = client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        near = False
    host = incoming_of(scope).host
    name = host[: host.rfind(":")] if host.rpartition(":")[2].isdigit() else host
    return near and name.strip("[]") in LOOPBACK_NAMES and all(header(scope, each) is None for each in _FORWARDED)


async def engines_of(rootnode: Rootnode) -> dict[str, str]:
    """'ok', or what is wrong, by engine. What is shown to anybody says no more than that; the log says why."""
    asked: dict[str, Awaitable[object]] = {
        "database": _database(rootnode),
        "curves": rootnode.series.read_range("0" * 32, "ready", limit=1),
        "files": asyncio.to_thread(rootnode.blobs.check),
    }
    said = await asyncio.gather(*(_said(name, answer) for name, answer in asked.items()))
    return dict(zip(asked, said, strict=True))


async def _said(name: str, answer: Awaitable[object]) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            await answer
    except TimeoutError:
        log.warning("%s gave no answer in %s seconds", name, PATIENCE)
        return "no answer"
    except Problem as error:
        log.warning("%s does not work: %s", name, error)
        return "does not work"
    return "ok"


async def _database(rootnode: Rootnode) -> None:
    await rootnode.db.read(_look)
    await rootnode.db.write(_begin)


def _look(tx: ReadTx) -> None:
    tx.rows("SELECT id FROM workspace LIMIT 1")


def _begin(tx: WriteTx) -> None:
    """A transaction without a change: it costs no sync, and shows that the writer works."""
    tx.rows("SELECT id FROM workspace LIMIT 1")


ROUTES = (health, ready, metrics)
