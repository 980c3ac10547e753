"""The layer outside all others: counts and times every request, and writes a line of log for those that matter."""

import logging
from time import perf_counter
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from rootnode.doors.http.incoming import incoming_of
from rootnode.doors.ops.metrics import Metrics
from rootnode.kit.logs import facts

SLOW: Final = 1.0
"""Seconds."""
CUT: Final = 499
"""Stands for the status of an answer that never began, because the client went away."""
log = logging.getLogger("rootnode.requests")


class Observed:
    """An ASGI application around another one."""

    def __init__(self, inner: ASGIApp, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:
            with self._metrics.sockets.track_inprogress():
                await self._inner(scope, receive, send)
            return
        status = CUT

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = perf_counter()
        try:
            with self._metrics.running.track_inprogress():
                await self._inner(scope, receive, watched)
        finally:
            self._note(scope, status, perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        operation = operation_of(scope)
        self._metrics.requests.labels(operation, status).inc()
        self._metrics.seconds.labels(operation).observe(seconds)
        method = str(scope.get("method", ""))
        level = _level(method, status, seconds)
        if log.isEnabledFor(level):
            known = facts(
                method=method,
                operation=operation,
                route=scope.get("path_template") or "",
                status=status,
                ms=round(seconds * 1000, 1),
                address=incoming_of(scope).address,
            )
            log.log(level, "request", extra=known)


def operation_of(scope: Scope) -> str:
    """The operation id of the route that was matched; 'none' where there was none. Never anything that a client wrote."""
    handler = scope.get("route_handler")
    named = getattr(handler, "operation_id", None)
    if isinstance(named, str):
        return named
    return str(getattr(handler, "handler_name", "") or "none")


def _level(method: str, status: int, seconds: float) -> int:
    """Answers that changed something, failed, or took long are worth a line; the others only when somebody looks closely."""
    if status >= 500:
        return logging.ERROR
    if status >= 400 or method not in ("GET", "HEAD") or seconds > SLOW:
        return logging.INFO
    return logging.DEBUG
