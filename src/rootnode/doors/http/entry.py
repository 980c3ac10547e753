"""The layer between the router and a handler: the route is matched, so its own rules are applied, in this order.

Body limit; who is calling; is it a page of another site; may this caller use this route; is there room for what it writes
(`opt={"when_full": True}`: it goes on without). Then the handler gets its `caller` and a bounded time.
"""

import asyncio
from typing import Final

from litestar.types import ASGIApp, Receive, Scope, Send

from rootnode.doors.http.access import admit
from rootnode.doors.http.authentication import identify
from rootnode.doors.http.bodies import limited
from rootnode.doors.http.cookies import session_secret
from rootnode.doors.http.failures import note_denial
from rootnode.doors.http.gate import refuse
from rootnode.doors.http.incoming import header, incoming_of, is_socket, method_of
from rootnode.doors.http.origins import check_media_type, check_origin, origin_of
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.errors import Problem, Unavailable
from rootnode.kit.room import Room

HANDLER_SECONDS: Final = 60
_SLOW: Final = (
    f"This took longer than {HANDLER_SECONDS} seconds. It may or may not have been done; repeat it with the same Idempotency-Key."
)


class Rules:
    """What is the same for every route of one Rootnode."""

    def __init__(self, rootnode: Rootnode) -> None:
        self._rootnode = rootnode
        settings = rootnode.settings
        self._limits = {
            "json": settings.json_body_limit,
            "ingest": settings.ingest_body_limit,
            "upload": settings.upload_body_limit,
        }
        self._origin = origin_of(settings.public_url)
        self._room = Room(settings.data, rootnode.db)

    def within_limit(self, scope: Scope, receive: Receive) -> Receive:
        """The body, cut off where it is larger than this route takes."""
        return limited(scope, receive, self._limits[scope["route_handler"].opt.get("body", "json")])

    async def admit(self, scope: Scope) -> None:
        """Note the caller, when it may use the route that was matched. Raises the reason why not."""
        opt = scope["route_handler"].opt
        by_token = header(scope, b"authorization") is not None
        cookie = not by_token and session_secret(scope, self._rootnode.settings) is not None
        check_origin(scope, incoming_of(scope), self._origin, cookie=cookie)
        if not is_socket(scope) and not by_token:
            check_media_type(scope, raw=opt.get("body", "json") != "json")
        access = opt["access"]
        caller = await identify(self._rootnode, scope) if access != "public" or opt.get("identify") else None
        scope["state"]["caller"] = caller
        admit(caller, access)
        if access in ("write", "ingest") and method_of(scope) != "DELETE" and not opt.get("when_full"):
            await self._room.check()

    def note(self, scope: Scope, problem: Problem) -> None:
        """Put a refusal that nobody else notes on the audit trail."""
        note_denial(self._rootnode, scope, problem)


class Entry:
    """Litestar middleware of every route. The application's state holds its `rules`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        rules: Rules = scope["litestar_app"].state["rules"]
        opt = scope["route_handler"].opt
        try:
            if not is_socket(scope):
                receive = rules.within_limit(scope, receive)
            await rules.admit(scope)
        except Problem as problem:
            if not is_socket(scope):
                raise
            rules.note(scope, problem)
            await refuse(scope, send, problem, incoming_of(scope).id)
            return
        if is_socket(scope) or opt.get("body") == "upload" or opt.get("untimed"):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await self.app(scope, receive, send)
        except TimeoutError:
            raise Unavailable(_SLOW, retry_after=5) from None
