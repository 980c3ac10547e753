"""The one place that picks engines and wires the rooms together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ASGIApp, LifeSpanReceive, LifeSpanScope, LifeSpanSend, Receive, Scope, Send

from rootnode.auth.known import KnownCallers
from rootnode.auth.passwords import Passwords
from rootnode.auth.setup import offer_setup
from rootnode.auth.throttle import Throttle
from rootnode.blobs import open_blobs
from rootnode.build.cleaning import on_purge as forget_runs
from rootnode.config import Settings
from rootnode.doors.api import ROUTES
from rootnode.doors.http.access import check_routes
from rootnode.doors.http.door import Door
from rootnode.doors.http.entry import Entry, Rules
from rootnode.doors.http.failures import respond
from rootnode.doors.http.gate import Gate
from rootnode.doors.http.given import dependencies
from rootnode.doors.http.housekeeping import housekeeping
from rootnode.doors.http.idempotency import forget_purged
from rootnode.doors.http.openapi import openapi_config
from rootnode.doors.http.web import web_route
from rootnode.doors.mlflow.failures import respond as mlflow_failure
from rootnode.doors.mlflow.routes import is_ours as is_mlflow
from rootnode.doors.mlflow.routes import mlflow_router
from rootnode.doors.mlflow.twins import Twins
from rootnode.doors.ops import ROUTES as OPS
from rootnode.doors.ops import Metrics, Observed
from rootnode.doors.rootnode import Rootnode, address_of
from rootnode.doors.socket.live import ROUTES as LIVE
from rootnode.doors.socket.pulse import Pulse
from rootnode.graph.projects import create_workspace, first_workspace
from rootnode.insight.outcomes import forget_outcomes, move_outcomes
from rootnode.keep.mark import refuse_unfinished
from rootnode.keep.quotas import Quotas, forget_quotas
from rootnode.keep.usage import Usage
from rootnode.kit.clock import Clock, SystemClock
from rootnode.kit.db import Database, WriteTx
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.live.comments import forget_comments, move_comments
from rootnode.live.presence import Presence
from rootnode.migrations.run import migrate
from rootnode.notify.entries import forget_news, move_news
from rootnode.series.store import open_series
from rootnode.wiring import new_graph, start_followers, start_jobs

__all__ = ["Application", "Rootnode", "asgi", "open_database", "open_rootnode"]

DENIALS_PER_MINUTE = 60
"""Rows in the audit trail about refused calls, per network address."""
ASKED_PER_MINUTE = 10
"""Requests for access, per person."""


def open_database(settings: Settings, clock: Clock) -> Database:
    """The SQL store that the settings name."""
    if settings.database_url:
        return PostgresDatabase(settings.database_url, clock=clock, writers=settings.writer_threads, readers=settings.reader_threads)
    return SqliteDatabase(settings.sqlite_path, clock=clock, readers=settings.reader_threads)


def open_rootnode(settings: Settings, clock: Clock | None = None, *, passwords: Passwords | None = None) -> Rootnode:
    """Open every store, its schema made or brought up to date first, and make sure that there is a workspace.

    Raises CannotUse for a database that this version cannot work with, Problem for a store that cannot be opened.
    """
    clock = clock or SystemClock()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_unfinished(settings.data)
    migrate(settings.database_url or f"sqlite:///{settings.sqlite_path}")
    with ExitStack() as opened:
        db = opened.enter_context(closing(open_database(settings, clock)))
        series = opened.enter_context(closing(open_series(settings.series_url, settings.data, db, window=settings.flush_ms / 1000)))
        blobs = opened.enter_context(closing(open_blobs(settings.bucket, settings.data, db)))
        workspace, code = db.write_now(_first_start)
        opened.pop_all()
    rootnode = Rootnode(
        settings=settings,
        clock=clock,
        db=db,
        series=series,
        blobs=blobs,
        graph=new_graph(),
        workspace=workspace,
        passwords=passwords or Passwords(at_once=settings.argon2_concurrency),
        known=KnownCallers(clock),
        attempts_by_address=Throttle(clock, settings.sign_in_per_address),
        attempts_by_account=Throttle(clock, settings.sign_in_per_account),
        denials=Throttle(clock, DENIALS_PER_MINUTE),
        quotas=Quotas(db),
        usage=Usage(db, settings),
        asking=Throttle(clock, ASKED_PER_MINUTE),
        presence=Presence(clock),
        setup_link=f"{address_of(settings)}/setup?code={code}" if code else None,
    )
    rootnode.graph.on_purge += [forget_runs(series), forget_comments, forget_news, forget_purged, forget_outcomes, forget_quotas]
    rootnode.graph.on_move += [move_comments, move_news, move_outcomes]
    rootnode.revocations.subscribe(rootnode.known.forget)
    return rootnode


def _first_start(tx: WriteTx) -> tuple[str, str | None]:
    """The workspace, and the code of the one-time link while nobody has an account."""
    found = first_workspace(tx)
    workspace = found[0] if found else create_workspace(tx, "Workspace")
    return workspace, offer_setup(tx, workspace)


@asynccontextmanager
async def working(app: Litestar) -> AsyncIterator[None]:
    """Part of the application's life: background jobs and the followers of the change log work while it runs."""
    rootnode: Rootnode = app.state["rootnode"]
    runner = await asyncio.to_thread(start_jobs, rootnode)
    following = await asyncio.to_thread(start_followers, rootnode)
    try:
        yield
    finally:
        await asyncio.to_thread(following.close)
        await asyncio.to_thread(runner.close)


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A failure in the form that whoever calls this address understands."""
    return mlflow_failure(request, error) if is_mlflow(request.scope["path"]) else respond(request, error)


class Application(Litestar):
    """Litestar behind the gate, which every request passes, also one that no route fits."""

    gate: ASGIApp

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        """msgspec only: where pydantic and attrs happen to be installed, Litestar would import them at each start."""
        return [*plugins, MsgspecDIPlugin()]

    def attach(self, rootnode: Rootnode) -> None:
        """Serve this Rootnode from now on."""
        metrics = Metrics()
        self.state.update({"rootnode": rootnode, "rules": Rules(rootnode), "pulse": Pulse(rootnode.graph), "metrics": metrics})
        self.gate = Observed(Gate(Twins(self._behind_the_gate), rootnode.settings), metrics)

    async def __call__(self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend) -> None:
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
        else:
            await self.gate(scope, receive, send)  # type: ignore[arg-type]

    async def _behind_the_gate(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)


def asgi(rootnode: Rootnode, *, web: Path | None = None) -> Application:
    """The application that a server such as uvicorn runs. `web` is the folder of the web app's files.

    Raises RouteWithoutAccess when a handler does not say who may use it.
    """
    app = Application(
        [Door("/api/v1", route_handlers=[*ROUTES, *LIVE]), *OPS, mlflow_router(), web_route(web)],
        dependencies=dependencies(),
        exception_handlers={Exception: failed},
        middleware=[Entry],
        openapi_config=openapi_config(),
        lifespan=[housekeeping, working],
        logging_config=None,
        request_max_body_size=None,
        multipart_form_part_limit=1,
    )
    check_routes(app)
    app.attach(rootnode)
    return app
