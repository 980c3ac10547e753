"""C15 and C16 in a real browser: a page of another origin, on the same machine, tries all it can with a visitor's session."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import sync_playwright

from rootnode.testing.server import RunningServer, running_server

pytestmark = pytest.mark.browser

PASSWORD = "a fine long passphrase"
PAGE = """<!doctype html><title>other</title><script>
const target = "%(url)s";
const tried = async (name, act) => { try { return [name, await act()]; } catch (error) { return [name, "refused"]; } };
const json = JSON.stringify({ name: "made by another site" });
const post = (headers, body, mode) => fetch(target + "/api/v1/teams", { method: "POST", credentials: "include", mode, headers, body });
const form = (kind, name) => new Promise((done) => {
  const frame = document.createElement("iframe"); frame.name = "f" + Math.random(); document.body.append(frame);
  const made = document.createElement("form");
  Object.assign(made, { method: "POST", action: target + "/api/v1/teams", target: frame.name, enctype: kind });
  const field = document.createElement("input"); field.name = name; field.value = '"}'; made.append(field);
  document.body.append(made); made.submit(); setTimeout(() => done("sent"), 700);
});
const socket = () => new Promise((done) => {
  const live = new WebSocket(target.replace("http", "ws") + "/api/v1/live");
  live.onopen = () => done("opened"); live.onmessage = (event) => done("heard " + event.data); live.onerror = () => done("refused");
});
window.attack = async () => Object.fromEntries([
  await tried("text", async () => (await post({ "content-type": "text/plain" }, json, "no-cors")).type),
  await tried("untyped", async () => (await post({}, new Blob([json]), "no-cors")).type),
  await tried("json", async () => (await post({ "content-type": "application/json" }, json, "cors")).status),
  await tried("beacon", async () => navigator.sendBeacon(target + "/api/v1/teams", new Blob([json], { type: "text/plain" }))),
  await tried("form", () => form("text/plain", '{"name": "made by a form", "x": "')),
  await tried("urlencoded", () => form("application/x-www-form-urlencoded", "name")),
  await tried("multipart", () => form("multipart/form-data", "name")),
  await tried("read", async () => (await fetch(target + "/api/v1/me", { credentials: "include" })).text()),
  await tried("blind read", async () => (await fetch(target + "/api/v1/me", { credentials: "include", mode: "no-cors" })).type),
  await tried("sign out", async () => (await fetch(target + "/api/v1/session", { method: "DELETE", credentials: "include" })).status),
  await tried("socket", socket),
]);
</script><body></body>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path / "data") as running:
        yield running


@pytest.fixture
def other_origin(server: RunningServer, tmp_path: Path) -> Iterator[str]:
    """A page on another port of the same address: for cookies that is the same site, so they are sent along."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE % {"url": server.url})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}"
        other.shutdown()


def test_c15_c16_another_origin_changes_and_reads_nothing(server: RunningServer, other_origin: str, chromium: Path) -> None:
    code = (server.setup_link or "").partition("code=")[2]
    body = {"code": code, "name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    answer = httpx.post(f"{server.url}/api/v1/setup", json=body)
    secret = answer.cookies["rootnode_session"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": "rootnode_session", "value": secret, "url": server.url, "sameSite": "Lax", "httpOnly": True}])
        page = context.new_page()
        page.goto(f"{server.url}/api/v1/me")
        assert "ada@example.org" in page.content(), "the visitor is signed in"
        page.goto(other_origin)
        found: dict[str, Any] = page.evaluate("window.attack()")
        browser.close()
    assert found["json"] == found["read"] == found["sign out"] == found["socket"] == found["blind read"] == "refused"
    with httpx.Client(base_url=server.url, headers={"cookie": f"rootnode_session={secret}"}) as client:
        assert client.get("/api/v1/me").status_code == 200, "still signed in"
        assert client.get("/api/v1/teams").json()["teams"] == []
        entries = client.get("/api/v1/admin/audit").json()["entries"]
    denied = [entry["actor_name"] for entry in entries if entry["what"] == "call.denied"]
    assert len(denied) >= 5, "the attempts arrived and were refused"
