"""/health, /ready and /metrics, and the request's id."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from rootnode.kit.errors import Unavailable
from rootnode.testing.app import Site

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "operating.md"


async def test_health_asks_no_engine(site: Site) -> None:
    site.rootnode.db.close()
    answer = await site.client().get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


async def test_ready_when_each_engine_answers(any_site: Site) -> None:
    answer = await any_site.client().get("/ready")
    assert answer.json() == {"ready": True, "engines": {"database": "ok", "curves": "ok", "files": "ok"}}
    assert answer.status_code == 200


@pytest.mark.parametrize("engine", ["database", "curves", "files"])
async def test_ready_names_the_engine_that_fails_and_no_more(site: Site, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise Unavailable("the secret path /srv/hidden is gone")

    target = {
        "database": (site.rootnode.db, "_submit"),
        "curves": (site.rootnode.series.engine, "points"),
        "files": (site.rootnode.blobs, "check"),
    }
    monkeypatch.setattr(*target[engine], fail)
    answer = await site.client().get("/ready")
    monkeypatch.undo()
    assert answer.status_code == 503
    said = {"database": "ok", "curves": "ok", "files": "ok", engine: "does not work"}
    assert answer.json() == {"ready": False, "engines": said}
    assert "hidden" not in answer.text


def _values(answer: httpx.Response) -> dict[str, float]:
    assert answer.status_code == 200, answer.text
    return {name: float(value) for name, value in re.findall(r"^(\S+(?:\{.*\})?) (\S+)$", answer.text, re.MULTILINE)}


async def test_metrics_count_by_operation_and_status(site: Site) -> None:
    client = site.client()
    for _ in range(3):
        await client.get("/api/v1/session")
    await client.get("/api/v1/me")
    await client.get("/nowhere/at/all")
    values = _values(await client.get("/metrics"))
    assert values['rootnode_requests_total{operation="getSession",status="200"}'] == 3
    assert values['rootnode_requests_total{operation="getMe",status="401"}'] == 1
    assert values['rootnode_request_seconds_count{operation="getSession"}'] == 3
    assert values["rootnode_requests_running"] == 1
    assert values["rootnode_commits"] > 0
    assert values["rootnode_committed_writes"] >= values["rootnode_commits"]
    assert values["rootnode_data_free_bytes"] > 0
    assert values['rootnode_jobs{state="queued"}'] == 0


async def test_what_a_client_writes_is_never_a_label(site: Site) -> None:
    client = site.client()
    for path in ("/secret-path", "/api/v1/items/secret-id", "/x%22%7D%201%0Aforged"):
        await client.get(path)
    await client.request("SECRETMETHOD", "/api/v1/session")
    await client.get("/api/v1/session", headers={"host": "secret-host"})
    text = (await client.get("/metrics")).text
    assert "secret" not in text.lower()
    assert "forged" not in text


async def test_metrics_are_for_this_machine_and_for_administrators(site: Site) -> None:
    admin, member = site.person("admin"), site.person("member")
    project = site.project("MX")

    async def status(credential: Any = None, address: str = "203.0.113.7", **headers: str) -> int:
        return (await site.client(credential, address=address).get("/metrics", headers=headers)).status_code

    assert await status(address="127.0.0.1") == 200
    assert await status(address="::1") == 200
    assert await status() == 401
    assert await status(member) == 403
    assert await status(admin) == 200
    assert await status(site.own_token(admin)) == 200
    assert await status(site.own_token(admin, ["read"])) == 403
    assert await status(site.project_token(project)) == 403


@pytest.mark.parametrize("name", ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"])
async def test_a_proxy_on_this_machine_does_not_open_the_metrics(site: Site, name: str) -> None:
    answer = await site.client().get("/metrics", headers={name: "anything"})
    assert answer.status_code == 401


async def test_open_sockets_are_counted(site: Site) -> None:
    client = site.client()
    async with site.socket("/api/v1/live?after=0", site.session(site.person())):
        assert _values(await client.get("/metrics"))["rootnode_sockets_open"] == 1
    assert _values(await client.get("/metrics"))["rootnode_sockets_open"] == 0


async def test_the_guide_names_every_metric_and_no_other(site: Site) -> None:
    text = (await site.client().get("/metrics")).text
    kinds = dict(re.findall(r"^# TYPE (rootnode_\w+) (\w+)$", text, re.MULTILINE))
    served = {name for name in kinds if not name.endswith("_created")}
    assert served == set(re.findall(r"^\| `(rootnode_\w+)`", GUIDE.read_text("utf-8"), re.MULTILINE))
