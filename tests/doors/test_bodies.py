"""C5: bodies have limits, counted on the bytes that really come."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rootnode.config import Settings
from rootnode.doors.http import bodies
from rootnode.kit.clock import ManualClock
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.app import Site
from rootnode.testing.app import site as opened_site

JSON = {"content-type": "application/json"}


@pytest.fixture
async def small(sqlite: SqliteDatabase, clock: ManualClock) -> AsyncIterator[Site]:
    """A site with small limits."""
    settings = Settings(data=sqlite.path.parent, json_body_limit=2_000, ingest_body_limit=4_000, upload_body_limit=8_000)
    sqlite.close()
    async with opened_site(settings, clock) as opened:
        yield opened


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 100):
        yield b" " * 100


async def test_c5_a_body_that_says_it_is_too_large_is_not_read(small: Site) -> None:
    answer = await small.client().post("/api/v1/session", content=b"{}", headers={**JSON, "content-length": "2001"})
    assert answer.status_code == 413
    assert answer.json()["limit"] == 2_000


@pytest.mark.parametrize("announced", [None, "10", "0"])
async def test_c5_real_bytes_count_whatever_was_announced(small: Site, announced: str | None) -> None:
    headers = {**JSON, **({} if announced is None else {"content-length": announced})}
    assert (await small.client().post("/api/v1/session", content=pieces(3_000), headers=headers)).status_code == 413


async def test_c5_limits_go_by_the_route(small: Site) -> None:
    project = small.project("MX")
    client = small.client(small.project_token(project))
    assert (await client.post("/p/MX/api/2.0/mlflow/runs/create", content=pieces(2_500))).status_code == 413
    assert (await client.post("/p/MX/api/2.0/mlflow/runs/log-batch", content=pieces(3_500))).status_code == 400
    assert (await client.post("/p/MX/api/2.0/mlflow/runs/log-batch", content=pieces(5_000))).status_code == 413


async def test_c5_a_public_route_without_a_body_reads_none(small: Site) -> None:
    assert (await small.client().request("GET", "/api/v1/session", content=pieces(100_000))).status_code == 200


async def test_a_body_that_stalls_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PIECE_SECONDS", 0.01)
    sent: list[Any] = []
    scope: Any = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/api/v1/session",
        "raw_path": b"/api/v1/session", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 7700),
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json"), (b"content-length", b"10")],
    }  # fmt: skip

    async def never() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await site.app(scope, never, send)
    assert sent[0]["status"] == 408


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"x"', b"{}", b'{"email": 1, "password": 2}', b"\xff", b"[" * 100_000])
async def test_malformed_bodies_are_told_so(site: Site, body: bytes) -> None:
    answer = await site.client().post("/api/v1/session", content=body, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert "Traceback" not in answer.text


async def test_a_body_of_brackets_is_told_so_at_the_mlflow_door(site: Site) -> None:
    client = site.client(site.project_token(site.project("MX")))
    assert (await client.post("/p/MX/api/2.0/mlflow/runs/log-batch", content=b"[" * 100_000)).status_code == 400


async def test_c18_multipart_is_not_parsed_at_all(site: Site) -> None:
    """A hundred thousand parts, or part headers, reach no parser: nothing here takes forms."""
    part = b"--x\r\n" + b"a: b\r\n" * 100_000 + b"\r\n\r\n--x--"
    token = site.project_token(site.project("MX"))
    for client in (site.client(), site.client(token), site.client(site.person("admin"))):
        headers = {"content-type": "multipart/form-data; boundary=x", "origin": site.url}
        answer = await client.post("/api/v1/session", content=part, headers=headers)
        assert answer.status_code in (400, 415)
    parameters = "multipart/form-data; " + ";".join(f"a{number}=b" for number in range(6_000))
    assert (await site.client().post("/api/v1/session", content=b"", headers={"content-type": parameters})).status_code == 415
