"""What happens when a request fails: the answer, and a row in the audit trail for a refused one."""

import asyncio
from typing import Any

from litestar import Request, Response
from litestar.types import Scope

from rootnode.auth.audit import NOBODY, record_of
from rootnode.auth.caller import Caller
from rootnode.doors.http.incoming import header, incoming_of, method_of
from rootnode.doors.http.problems import MEDIA_TYPE, as_problem, body_of, headers_of
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Problem


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The exception handler of the whole application."""
    request_id = incoming_of(request.scope).id
    problem = as_problem(error, request_id)
    note_denial(request.app.state["rootnode"], request.scope, problem)
    return Response(body_of(problem, request_id), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers_of(problem))


def note_denial(rootnode: Rootnode, scope: Scope, problem: Problem) -> None:
    """Queue an audit row for a 403, and for a 401 with credentials.

    At most so many a minute per address, so that an attacker cannot turn refusals into a flood of writes.
    """
    presented = header(scope, b"authorization") is not None or header(scope, b"cookie") is not None
    if problem.status != 403 and not (problem.status == 401 and presented):
        return
    incoming = incoming_of(scope)
    if rootnode.denials.wait(incoming.address):
        return
    caller: Caller | None = scope["state"].get("caller")
    actor, name = (caller.actor, caller.name) if caller else (NOBODY, "")
    facts: dict[str, Any] = {
        "method": method_of(scope),
        "route": scope.get("path_template") or "",
        "status": problem.status,
        "why": problem.detail[:200],
        "request": incoming.id,
    }

    def denied(tx: WriteTx) -> None:
        record_of(tx, rootnode.workspace, actor, name, "call.denied", address=incoming.address, **facts)

    writing = asyncio.ensure_future(rootnode.db.write(denied))
    rootnode.background.add(writing)
    writing.add_done_callback(rootnode.background.discard)
