"""A whole Rootnode in this process, without a network: people, projects, tokens, clients and sockets in a line each."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, Self

import httpx
import msgspec

from rootnode.app import Application, asgi, open_rootnode
from rootnode.auth.accounts import add_account
from rootnode.auth.caller import Caller, system_caller
from rootnode.auth.credentials import caller_of_account
from rootnode.auth.passwords import Passwords
from rootnode.auth.sessions import open_session
from rootnode.auth.tokens import create_own_token, create_project_token
from rootnode.config import Settings
from rootnode.doors.http.cookies import name_of
from rootnode.doors.rootnode import Rootnode, address_of
from rootnode.graph.access import write_grant
from rootnode.graph.changes import Create
from rootnode.graph.projects import create_project, create_workspace
from rootnode.kit.clock import Clock
from rootnode.wire.people import NewToken, Permission, ProjectRole, Token, WorkspaceRole

PASSWORD: Final = "a fine long passphrase"  # noqa: S105 - of people who exist in tests only

_idle: Final[list[Application]] = []  # state: making an application takes half a second; a site leaves its own to the next one


def _application(rootnode: Rootnode) -> Application:
    if not _idle:
        return asgi(rootnode)
    app = _idle.pop()
    app.attach(rootnode)
    return app


class Someone(msgspec.Struct, frozen=True):
    """A person with an account; `hash` is that of PASSWORD."""

    id: str
    name: str
    email: str
    role: WorkspaceRole
    workspace: str
    hash: str


class Site:
    """An opened Rootnode and its application. Nobody has an account until a test makes one."""

    def __init__(self, rootnode: Rootnode) -> None:
        self.rootnode = rootnode
        self.app = _application(rootnode)
        self.url = address_of(rootnode.settings)
        self._numbers = itertools.count(1)
        self._hash = rootnode.passwords.hash_now(PASSWORD)
        self._clients: list[httpx.AsyncClient] = []

    # who there is

    def person(self, role: WorkspaceRole = "member", name: str = "", *, workspace: str = "") -> Someone:
        """An account; of another workspace with `workspace`."""
        name = name or f"Person {next(self._numbers)}"
        email = f"{name.lower().replace(' ', '.')}@example.org"
        home = workspace or self.rootnode.workspace
        account = self.rootnode.db.write_now(add_account, home, name, email, role, self._hash)
        return Someone(account, name, email, role, home, self._hash)

    def workspace(self, name: str = "Elsewhere") -> str:
        """Another workspace."""
        return self.rootnode.db.write_now(create_workspace, name)

    def caller(self, who: Someone) -> Caller:
        """The person, proven."""
        found = self.rootnode.db.read_now(caller_of_account, who.id)
        assert found is not None
        return found

    def project(self, key: str, *, by: Someone | None = None, **facts: Any) -> str:
        """A project, private unless `access` says otherwise; answers its id."""
        caller = self.caller(by) if by else system_caller(self.rootnode.workspace)
        facts = {"access": "private", **facts}
        return self.rootnode.db.write_now(create_project, caller, self.rootnode.graph, f"Project {key}", key, **facts).id

    def item(self, project: str, kind: str = "issue", *, workspace: str = "", **facts: Any) -> str:
        """An item of a project; answers its id."""
        caller = system_caller(workspace or self.rootnode.workspace)
        create = Create(kind, project, facts.pop("title", f"Item {next(self._numbers)}"), **facts)
        return self.rootnode.db.write_now(self.rootnode.graph.apply, caller, [create], verb="create_item").node.id

    def grant(self, project: str, who: Someone, role: ProjectRole | None) -> None:
        """Give somebody a role in a project, or take it away."""
        self.rootnode.db.write_now(write_grant, who.workspace, project, who.id, role)

    # how they call

    def session(self, who: Someone) -> str:
        """Sign somebody in; answers the session's secret."""
        days = self.rootnode.settings.session_days
        return self.rootnode.db.write_now(open_session, who.id, who.hash, days=days, browser="test", address="127.0.0.1")

    def project_token(self, project: str, permissions: Iterable[Permission] = ("read", "write", "ingest"), **facts: Any) -> Token:
        """A token of a project, with its secret."""
        new = NewToken("test", tuple(permissions), **facts)
        return self.rootnode.db.write_now(create_project_token, system_caller(self.rootnode.workspace), project, new)

    def own_token(self, who: Someone, permissions: Iterable[Permission] = ("read", "write", "ingest"), **facts: Any) -> Token:
        """A personal token, with its secret."""
        caller = msgspec.structs.replace(self.caller(who), session="at hand")
        return self.rootnode.db.write_now(create_own_token, caller, NewToken("test", tuple(permissions), **facts))

    def headers(self, credential: str | Token | None) -> dict[str, str]:
        """What a client sends with a session's secret (as a browser does), with a token, or without either."""
        if credential is None:
            return {}
        if isinstance(credential, Token):
            return {"authorization": f"Bearer {credential.secret}"}
        return {"cookie": f"{name_of(self.rootnode.settings)}={credential}", "origin": self.url, "sec-fetch-site": "same-origin"}

    def client(self, credential: str | Token | Someone | None = None, *, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """A client: of somebody who signs in, with a session or a token, or of nobody."""
        proof = self.session(credential) if isinstance(credential, Someone) else credential
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))  # type: ignore[arg-type]
        made = httpx.AsyncClient(transport=transport, base_url=self.url, headers=self.headers(proof))
        self._clients.append(made)
        return made

    def socket(self, path: str, credential: str | Token | None = None, **headers: str) -> "Socket":
        """A WebSocket that has not been opened yet. `headers` are added to those of the credential, or replace them."""
        return Socket(self, path, {**self.headers(credential), **headers})

    async def settle(self) -> None:
        """Wait for what was put off beyond the answer, such as rows of the audit trail."""
        await asyncio.gather(*self.rootnode.background)

    async def close(self) -> None:
        """Everything."""
        for client in self._clients:
            await client.aclose()
        await self.settle()
        await asyncio.to_thread(self.rootnode.close)
        _idle.append(self.app)


class Refused(Exception):
    """The server did not accept the socket; `status` is that of its answer."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"{status} {body.decode()}")
        self.status = status
        self.body = body


class Socket:
    """The client's end of a WebSocket, in process. Use it as an async context; raises Refused."""

    def __init__(self, site: Site, path: str, headers: dict[str, str]) -> None:
        path, _, query = path.partition("?")
        given = {"host": site.url.partition("://")[2], **headers}
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 7700),
            "subprotocols": [],
            "extensions": {"websocket.http.response": {}},
        }
        self._app = site.app
        self._to: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed: int | None = None
        """The code with which the server closed."""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._app(self.scope, self._to.get, self._from.put))  # type: ignore[arg-type]
        await self._to.put({"type": "websocket.connect"})
        first = await self._from.get()
        if first["type"] == "websocket.http.response.start":
            body = await self._from.get()
            await self._task
            raise Refused(first["status"], body["body"])
        if first["type"] == "websocket.close":
            await self._task
            raise Refused(first.get("code", 1000) - 4000, str(first.get("reason", "")).encode())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._to.put({"type": "websocket.disconnect", "code": 1000})
        await self._task

    async def receive(self) -> Any:
        """The next message, decoded; None when the server closed instead."""
        message = await self._from.get()
        if message["type"] == "websocket.close":
            self.closed = message.get("code", 1000)
            return None
        return msgspec.json.decode(message.get("text") or message["bytes"])

    async def send(self, text: str) -> None:
        """Send a text frame."""
        await self._to.put({"type": "websocket.receive", "text": text})


@asynccontextmanager
async def site(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Site]:
    """An opened site with quick (weak) password hashes, closed at the end."""
    quick = Passwords(time_cost=1, memory_kib=8, parallelism=1)
    rootnode = await asyncio.to_thread(open_rootnode, settings, clock, passwords=quick)
    try:
        opened = Site(rootnode)
    except BaseException:
        rootnode.close()
        raise
    try:
        yield opened
    finally:
        await opened.close()
