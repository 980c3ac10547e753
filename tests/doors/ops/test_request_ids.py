"""The id of a request: ours, or a trusted proxy's; in the answer, in errors, and in every line of log."""

import json
import logging
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import msgspec
import pytest

from rootnode.config import Settings
from rootnode.kit import logs
from rootnode.kit.clock import ManualClock
from rootnode.kit.ids import is_id
from rootnode.testing.app import Site
from rootnode.testing.app import site as opened_site

PROXY = "10.1.2.3"


@pytest.fixture
async def proxied(sqlite_path: Path, clock: ManualClock) -> AsyncIterator[Site]:
    """A site behind a trusted proxy."""
    settings = msgspec.structs.replace(Settings(data=sqlite_path.parent), trusted_proxies=("10.0.0.0/8",))
    async with opened_site(settings, clock) as opened:
        yield opened


async def test_a_trusted_proxy_may_give_the_id(proxied: Site) -> None:
    answer = await proxied.client(address=PROXY).get("/api/v1/me", headers={"x-request-id": "trace-0123456789"})
    assert answer.headers["x-request-id"] == "trace-0123456789"
    assert answer.json()["id"] == "trace-0123456789"


@pytest.mark.parametrize("sent", ["short", "x" * 65, "with space in it", '"quoted-quoted"', "semi;colon-semi"])
async def test_an_id_that_does_not_fit_is_replaced(proxied: Site, sent: str) -> None:
    answer = await proxied.client(address=PROXY).get("/health", headers={"x-request-id": sent})
    assert is_id(answer.headers["x-request-id"])


async def test_nobody_else_may_give_one(proxied: Site, site: Site) -> None:
    for client in (proxied.client(address="203.0.113.9"), site.client(address=PROXY)):
        answer = await client.get("/health", headers={"x-request-id": "trace-0123456789"})
        assert is_id(answer.headers["x-request-id"])


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Where the log goes, as JSON, from level info on."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    monkeypatch.setattr(logging.getLogger("rootnode"), "level", logging.INFO)
    for name in ("rootnode.requests", "rootnode"):
        logging.getLogger(name).manager._clear_cache()  # type: ignore[attr-defined]
    return stream


async def test_failures_and_changes_have_a_line_with_the_id(site: Site, lines: StringIO) -> None:
    answer = await site.client(address="203.0.113.9").get("/api/v1/me?secret=in-the-query")
    (line,) = [json.loads(text) for text in lines.getvalue().splitlines()]
    del line["time"], line["ms"]
    assert line == {
        "level": "info",
        "logger": "rootnode.requests",
        "message": "request",
        "request": answer.headers["x-request-id"],
        "method": "GET",
        "operation": "getMe",
        "route": "/api/v1/me",
        "status": 401,
        "address": "203.0.113.9",
    }


async def test_a_plain_read_has_no_line(site: Site, lines: StringIO) -> None:
    await site.client().get("/api/v1/session")
    assert not lines.getvalue()
