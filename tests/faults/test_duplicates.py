"""F10 over every route that writes: each call one, two or three times at once, and once more after a restart, all with one key.

What a call alone adds to each table is what its copies together may add. The calls are those of the route matrix, so a new
route is among them, or stands on the list of those that do without a key, or fails the test.
"""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from doors.callers import Matrix
from doors.calls import call_of
from rootnode.config import Settings
from rootnode.doors.http import idempotency
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.db.schema import metadata
from rootnode.testing.app import Site, site

WITHOUT_A_KEY: Final = {
    "POST /api/v1/session",  # each sign-in is a session of its own
    "DELETE /api/v1/session",
    "POST /api/v1/setup",  # the code works once
    "POST /api/v1/invitations/accept",  # the code works once
    "POST /api/v1/me/password",  # the old password works once
    "POST /api/v1/projects/{key:str}/curves",  # reads
    "POST /api/v1/items/move/check",  # reads
    "POST /api/v1/presence",  # a heartbeat, kept in memory for half a minute
    "POST /api/v1/projects/{key:str}/settle",  # a sandbox becomes a project once
    "DELETE /api/v1/me/pins/{id:str}",  # what is not pinned is not there
    "PUT /api/v1/me/tasks/{task:str}",  # sets a mark, and only where the example is
}
ROUNDS: Final = 2
WRITES: Final = ("POST", "PUT", "PATCH", "DELETE")
SECRET: Final = ("secret", "link")

pytestmark = pytest.mark.faults


@dataclass(frozen=True)
class Sent:
    """A call that was made, and what was answered to each of its copies."""

    route: str
    address: str
    body: Any
    key: str
    answers: list[httpx.Response]


def writing_routes(opened: Site) -> list[str]:
    """Every route of the REST API that may write and takes a key."""
    found = [
        f"{method} {route.path}"
        for route in opened.app.routes
        for method in getattr(route, "methods", ())
        if method in WRITES and route.path.startswith("/api/v1/")
    ]
    assert set(found) >= WITHOUT_A_KEY
    return sorted(set(found) - WITHOUT_A_KEY)


def rows(tx: ReadTx) -> Counter[str]:
    """How many rows each table has, but for the keys themselves."""
    return Counter(
        {name: int(tx.scalar(f"SELECT COUNT(*) FROM {name}")) for name in metadata.tables if name != "idempotency"}  # sql: constants only
    )


async def _copies(client: httpx.AsyncClient, route: str, matrix: Matrix, copies: int) -> tuple[Sent, dict[str, int]]:
    """Make a fresh call so often at the same time; answers also by how many rows each table grew."""
    address, body = call_of(route, matrix, "owner")
    method = route.split(maxsplit=1)[0]
    key = secrets.token_hex(16)
    before = await matrix.site.rootnode.db.read(rows)
    answers = await asyncio.gather(*(_send(client, method, address, body, key) for _ in range(copies)))
    await matrix.site.settle()
    after = await matrix.site.rootnode.db.read(rows)
    return Sent(route, address, body, key, list(answers)), {
        name: after[name] - before[name] for name in after if after[name] != before[name]
    }


async def _send(client: httpx.AsyncClient, method: str, address: str, body: Any, key: str) -> httpx.Response:
    return await client.request(method, address, json=body, headers={"idempotency-key": key})


def _same(answers: list[httpx.Response]) -> bool:
    """Whether all say the same, but for what is shown once."""
    return len({(answer.status_code, str(_without_secrets(answer))) for answer in answers}) == 1


def _without_secrets(answer: httpx.Response) -> Any:
    told = answer.json() if answer.content else None
    return {name: value for name, value in told.items() if name not in SECRET} if isinstance(told, dict) else told


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(data=request.getfixturevalue("sqlite_path").parent)
    return Settings(data=tmp_path, database_url=request.getfixturevalue("postgres_url"))


async def test_f10_repeated_calls_of_every_route_are_done_once(settings: Settings) -> None:
    await _every_route(settings)


async def test_f10_forgotten_keys_are_caught(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def every_time(tx: WriteTx, asked: object, status: int, act: Callable[[WriteTx], object]) -> idempotency._Answer:
        return idempotency._Answer(status, idempotency.encode(act(tx)))

    monkeypatch.setattr(idempotency, "_once", every_time)
    with pytest.raises(AssertionError, match="/api/v1"):
        await _every_route(Settings(data=sqlite_path.parent))


async def _every_route(settings: Settings) -> None:
    seed = secrets.randbelow(10**9)
    print(f"seed {seed}")
    draw = random.Random(seed)
    sent: list[Sent] = []
    async with site(settings) as opened:
        matrix = Matrix(opened, await opened.rootnode.blobs.put(b"the bytes of a file"))
        client = opened.client(matrix.people["owner"])
        routes = writing_routes(opened)
        assert len(routes) >= 25
        for route in draw.sample(routes * ROUNDS, len(routes) * ROUNDS):
            _, alone = await _copies(client, route, matrix, 1)
            copies, grown = await _copies(client, route, matrix, draw.randint(2, 3))
            assert all(answer.status_code < 300 for answer in copies.answers), (
                f"{route}: {[(answer.status_code, answer.text[:200]) for answer in copies.answers]}"
            )
            assert _same(copies.answers), f"{route}: {[answer.text for answer in copies.answers]}"
            replayed = sum("idempotency-replayed" in answer.headers for answer in copies.answers)
            assert replayed == len(copies.answers) - 1, f"{route}: {replayed} replayed"
            # less where the call sets what is set already
            assert all(grown[name] <= alone.get(name, 0) for name in grown), f"{route}: {grown} instead of {alone}"
            other = await client.request(
                route.split()[0], f"{copies.address}?x=1", json=copies.body, headers={"idempotency-key": copies.key}
            )
            assert other.status_code == 422, f"{route}: {other.text}"
            sent.append(copies)
    async with site(settings) as opened:
        client = opened.client(matrix.people["owner"])
        before = await opened.rootnode.db.read(rows)
        for each in sent:
            again = await _send(client, each.route.split()[0], each.address, each.body, each.key)
            assert _same([*each.answers, again]), each.route
            assert again.headers["idempotency-replayed"] == "true"
        assert await opened.rootnode.db.read(rows) == before
