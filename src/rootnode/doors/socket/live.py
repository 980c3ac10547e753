"""`/api/v1/live`: `{upto, changes, reset}`, from wherever the client left off.

The log is the truth and the socket only points at it: a message that gets lost costs time, not data, because the next
connection starts at the number that the client has seen.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Annotated, Any, Final

import msgspec
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromQuery, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.auth.credentials import caller_again
from rootnode.auth.revocations import Revocation
from rootnode.doors import views
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.rootnode import Rootnode
from rootnode.doors.socket.pulse import Pulse
from rootnode.graph.access import project_by_key
from rootnode.graph.changes import newest
from rootnode.graph.history import CATCH_UP, changes_after
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Problem
from rootnode.wire.items import LiveMessage

GATHER_SECONDS: Final = 0.03
"""A commit after a quiet while is told at once; those that follow this closely are told in one message."""
RECHECK_SECONDS: Final = 4.0
"""So long a socket may at most live on rights that are no longer there (C17 allows 5 s)."""
SEND_SECONDS: Final = 10.0
TOO_FAR: Final = 10_000
"""A client further behind than this is told to fetch everything anew."""

CLOSED_REVOKED: Final = 4401
CLOSED_BEHIND: Final = 1013


class _Live:
    """One open socket: its caller as last proven, and how far it has been told."""

    def __init__(self, socket: WebSocket[Any, Any, Any], rootnode: Rootnode, caller: Caller, after: int, project: str) -> None:
        self.socket = socket
        self.rootnode = rootnode
        self.caller = caller
        self.after = after
        self.project = project
        self.changed = asyncio.Event()  # rights may have changed
        self.ended = False
        self._loop = asyncio.get_running_loop()
        self.checked = self._loop.time()
        self.told = 0.0

    def heard(self, revocation: Revocation) -> None:
        """A revocation was published, on whichever thread."""
        if revocation.hits(self.caller):
            self.ended = self.ended or revocation.ends
            self._loop.call_soon_threadsafe(self.changed.set)

    async def send(self, message: LiveMessage) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self.socket.send_data(msgspec.json.encode(message).decode(), mode="text")
        self.after = message.upto

    async def tell(self) -> None:
        """Send all that is new, in as many messages as it takes."""
        self.told = self._loop.time()
        while True:
            message = await self.rootnode.db.read(news, self.caller, self.after, self.project)
            if message.changes or message.reset or message.upto != self.after:
                await self.send(message)
            if len(message.changes) < CATCH_UP:
                return

    async def recheck(self) -> bool:
        """Whether the caller still is who it was; if its rights have changed the client is told to start anew."""
        self.changed.clear()
        self.checked = self._loop.time()
        again = None if self.ended else await self.rootnode.db.read(caller_again, self.caller)
        if again is None:
            await self.socket.close(code=CLOSED_REVOKED, reason="You have been signed out, or the token was revoked.")
            return False
        self.caller = again
        return True

    async def run(self, beat: asyncio.Event) -> None:
        """Tell what happens until somebody hangs up."""
        await self.send(LiveMessage(self.after))  # so that a new client knows where it stands
        await self.tell()
        while True:
            first = await self._next(beat)
            if first != "beat" or self._loop.time() - self.checked > RECHECK_SECONDS:  # a busy workspace beats all the time
                if not await self.recheck():
                    return
                if first == "rights":
                    upto = await self.rootnode.db.read(newest, self.caller.workspace)
                    await self.send(LiveMessage(upto, reset=True))
                continue
            await asyncio.sleep(max(0.0, self.told + GATHER_SECONDS - self._loop.time()))
            beat.clear()
            await self.tell()

    async def _next(self, beat: asyncio.Event) -> str:
        """What comes first: 'beat', 'rights', or 'time' to look at the rights again."""
        waiting = {asyncio.ensure_future(self.changed.wait()): "rights", asyncio.ensure_future(beat.wait()): "beat"}
        try:
            done, _ = await asyncio.wait(waiting, timeout=RECHECK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        names = {waiting[task] for task in done}
        return "rights" if "rights" in names else "beat" if names else "time"


def news(tx: ReadTx, caller: Caller, after: int, project: str) -> LiveMessage:
    """The next changes that the caller may see, of one project (by id) or of all; a reset for who is too far behind."""
    upto = newest(tx, caller.workspace)
    if not 0 <= upto - after <= TOO_FAR:
        return LiveMessage(upto, reset=True)
    found = changes_after(tx, caller, after, project=project or None)
    return LiveMessage(found.upto, tuple(views.log_entry(change) for change in found.changes))


def _start(tx: ReadTx, caller: Caller, project: str, after: int | None) -> tuple[str, int]:
    found = project_by_key(tx, caller, project)[0] if project else ""
    return found, newest(tx, caller.workspace) if after is None else after


async def _hang_up(socket: WebSocket[Any, Any, Any]) -> None:
    """Ends when the client does. What it sends means nothing; it is read so that its goodbye is heard."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_data(mode="text")


@websocket("/live", opt={"access": "read"})
async def live(
    socket: WebSocket[Any, Any, Any],
    rootnode: GivenRootnode,
    caller: GivenCaller,
    after: Annotated[int | None, QueryParameter(ge=0)] = None,
    project: FromQuery[str] = "",
) -> None:
    """Changes after number `after` (left out: from now on) that the caller may see, of one project or of all."""
    pulse: Pulse = socket.app.state["pulse"]
    await socket.accept()
    try:
        only, start = await rootnode.db.read(_start, caller, project, after)
    except Problem as problem:
        await socket.close(code=4000 + problem.status, reason=problem.detail[:120])
        return
    session = _Live(socket, rootnode, caller, start, only)
    leave = rootnode.revocations.subscribe(session.heard)
    with pulse.beats() as beat:
        try:
            await _until_either(session.run(beat), _hang_up(socket))
        except TimeoutError:
            await socket.close(code=CLOSED_BEHIND, reason="This connection is too slow; connect again.")
        finally:
            leave()


async def _until_either(*works: Coroutine[None, None, None]) -> None:
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    for task in done:
        with suppress(WebSocketDisconnect):
            task.result()


ROUTES = (live,)
