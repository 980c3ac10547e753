"""The web app's files: only those that are there, cached as they may be, under a strict policy."""

import base64
import gzip
import hashlib
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from rootnode.app import Application, asgi
from rootnode.doors.http.web import WebFiles, policy_for
from rootnode.testing.app import Site

PAGE = "<!doctype html><title>Rootnode</title><script>theme()</script><script src='/assets/index-a1b2c3d4.js'></script>"
HTML = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outside = tmp_path_factory.mktemp("web")
    made = outside / "web_dist"
    (made / "assets").mkdir(parents=True)
    (made / "index.html").write_text(PAGE)
    (made / "assets" / "index-a1b2c3d4.js").write_text("start()\n" * 100)
    (made / "assets" / "index-a1b2c3d4.js.gz").write_bytes(gzip.compress(b"start()\n" * 100))
    (made / "assets" / "logo.svg").write_text("<svg/>")
    (made / "assets" / "notes.exe").write_text("no")
    (outside / "secret.txt").write_text("outside")
    return made


@pytest.fixture(scope="module")
def pages() -> list[Application]:
    """The application with these files, once it was made."""
    return []


@pytest.fixture
async def client(site: Site, folder: Path, pages: list[Application]) -> AsyncIterator[httpx.AsyncClient]:
    if not pages:
        pages.append(asgi(site.rootnode, web=folder))
    pages[0].attach(site.rootnode)
    transport = httpx.ASGITransport(pages[0])  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=site.url) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/projects/FRAUD", "/setup?code=x", "/p/FRAUD", "/p/FRAUD/runs/3", "/index.html"])
async def test_pages_are_the_app(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.text == PAGE
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_policy_allows_this_page_and_nothing_else(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/", headers=HTML)).headers["content-security-policy"]
    script = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    allowed = base64.b64encode(hashlib.sha256(b"theme()").digest()).decode()
    assert script.split() == ["script-src", "'self'", f"'sha256-{allowed}'"]
    for rule in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "connect-src 'self'"):
        assert rule in policy
    assert "*" not in policy
    assert "http:" not in policy


def test_scripts_with_a_source_need_no_hash() -> None:
    assert "sha256" not in policy_for("<script type='module' crossorigin src='/a.js'></script>")


async def test_files_with_a_hash_in_their_name_last(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/index-a1b2c3d4.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "start()\n" * 100
    assert (await client.get("/assets/logo.svg")).headers["cache-control"] == "no-cache"
    plain = await client.get("/assets/index-a1b2c3d4.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


async def test_nothing_is_packed_while_it_is_served(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("the event loop waits while a file is packed")

    monkeypatch.setattr(gzip, "compress", never)
    answer = await client.get("/", headers=HTML)  # for which the build made no packed form
    assert (answer.text, answer.headers.get("content-encoding")) == (PAGE, None)
    assert (await client.get("/assets/index-a1b2c3d4.js")).headers["content-encoding"] == "gzip"
    assert (await client.get("/assets/index-a1b2c3d4.js.gz", headers={"accept": "*/*"})).status_code == 404


def test_what_was_built_is_packed_beside_it() -> None:
    files = WebFiles(Path(str(resources.files("rootnode").joinpath("web_dist"))))
    if not files.built:
        pytest.skip("the web pages are not built: run make setup")
    large = {name: file for name, file in files.files.items() if name.endswith((".js", ".css", ".html")) and len(file.body) > 1_000}
    assert large
    for name, file in large.items():
        assert file.packed is not None, name
        assert gzip.decompress(file.packed) == file.body, name


async def test_what_the_browser_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/", headers=HTML)
    again = await client.get("/", headers={**HTML, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_head_has_no_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/", headers=HTML)
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets%2f..%2f..%2fsecret.txt",
        "/....//secret.txt", "/secret.txt", "//etc/passwd", "/etc/passwd", "/..\\secret.txt", "/assets/notes.exe", "/assets", "/assets/",
        "/file:///etc/passwd", "/%252e%252e/secret.txt", "/assets/index-a1b2c3d4.js/..", "/C:/secret.txt",
    ],
)  # fmt: skip
async def test_c1_no_address_becomes_a_path(client: httpx.AsyncClient, path: str) -> None:
    request = httpx.Request("GET", str(client.base_url).rstrip("/") + path, headers={"accept": "*/*"})
    answer = await client.send(request)
    assert answer.status_code == 404
    assert "outside" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_nothing_is_written_there(client: httpx.AsyncClient, method: str) -> None:
    assert (await client.request(method, "/projects", headers=HTML)).status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api", "/api/v2/me"])
async def test_the_api_does_not_answer_with_pages(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_without_the_files_the_page_says_what_to_do(site: Site, tmp_path: Path) -> None:
    transport = httpx.ASGITransport(asgi(site.rootnode, web=tmp_path / "missing"))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=site.url) as client:
        answer = await client.get("/", headers=HTML)
    assert answer.status_code == 200
    assert "npm run build" in answer.text


def test_links_out_of_the_folder_are_not_followed_by_name(folder: Path) -> None:
    (folder / "assets" / "link.txt").symlink_to(folder.parent / "secret.txt")
    assert all(b"outside" not in file.body for file in WebFiles(folder).files.values())


async def test_the_application_lives_and_ends(site: Site) -> None:
    """Start-up and shut-down: background work begins, and what was used is written at the end."""
    token = site.own_token(site.person())
    app: Litestar = asgi(site.rootnode)
    async with AsyncTestClient(app, base_url=site.url) as client:
        assert (await client.get("/api/v1/me", headers=site.headers(token))).status_code == 200
    used = site.rootnode.db.read_now(lambda tx: tx.scalar("SELECT last_used FROM token"))
    assert used == site.rootnode.clock.now()
