"""C15, C18, ASVS 3.4: hosts, malformed requests, and the headers of every answer."""

import httpx
import pytest

from rootnode.config import Settings
from rootnode.doors.http.access import RouteWithoutAccess, check_routes, handlers_of
from rootnode.kit.clock import ManualClock
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.app import Refused, Site
from rootnode.testing.app import site as opened_site

MUST_HAVE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def assert_protected(answer: httpx.Response) -> None:
    """The headers that every answer has."""
    for name, value in MUST_HAVE.items():
        assert answer.headers.get_list(name) == [value], (answer.request.url, name)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "permissions-policy" in answer.headers
    assert len(answer.headers["x-request-id"]) == 32
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    if answer.request.url.path.startswith("/api/"):
        assert answer.headers["cache-control"] == "no-store"
    in_its_own_form = answer.request.url.path.startswith("/p/") and answer.headers.get("content-type") == "application/json"
    if answer.status_code >= 400 and answer.request.method != "HEAD" and not in_its_own_form:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert {"type", "title", "status", "detail", "code", "id"} <= problem.keys()
        assert problem["status"] == answer.status_code
        assert problem["id"] == answer.headers["x-request-id"]


async def test_headers_of_every_route(site: Site) -> None:
    client, admin = site.client(), site.client(site.person("admin"))
    for method, path, _ in handlers_of(site.app):
        if method != "WS":
            for caller in (client, admin):
                address = path.replace(":str}", "}").replace("{path:path}", "some/page")
                assert_protected(await caller.request(method, address, headers={"origin": site.url}))


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/api/v1/nowhere", {}, 404),
        ("GET", "/api/v1/items/../../etc/passwd", {}, 404),
        ("GET", "/nowhere.js", {}, 404),
        ("POST", "/nowhere", {}, 404),
        ("DELETE", "/api/v1/types", {}, 405),
        ("OPTIONS", "/api/v1/types", {}, 405),
        ("TRACE", "/api/v1/types", {}, 405),
        ("CONNECT", "/api/v1/types", {}, 405),
        ("GET", "/api/v1/me", {}, 401),
        ("GET", "/api/v1/me", {"authorization": "Bearer rn_wrong"}, 401),
        ("GET", "/api/v1/me", {"authorization": "Bearer wrong"}, 401),
        ("GET", "/api/v1/me", {"authorization": "Basic !!!"}, 401),
        ("GET", "/api/v1/me", {"authorization": "Digest x"}, 401),
        ("GET", "/api/v1/types", {"host": "evil.example"}, 400),
        ("POST", "/api/v1/session", {"content-type": "text/plain", "content-length": "2"}, 415),
        ("POST", "/api/v1/session", {"content-length": "99999999999"}, 413),
        ("POST", "/api/v1/session", {"content-length": "x"}, 400),
        ("GET", "/api/v1/types", {"x-long": "x" * 70_000}, 431),
        ("GET", "/api/v1/types?" + "x" * 20_000, {}, 414),
    ],
)
async def test_headers_of_every_error(site: Site, method: str, path: str, headers: dict[str, str], status: int) -> None:
    answer = await site.client().request(method, path, headers=headers)
    assert answer.status_code == status
    assert_protected(answer)


async def test_a_fault_of_ours_shows_only_the_id(site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret inner workings")

    monkeypatch.setattr("rootnode.doors.api.session.setup_needed", broken)
    answer = await site.client().get("/api/v1/session")
    assert answer.status_code == 500
    assert_protected(answer)
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.json()["id"] in caplog.text
    assert "the secret inner workings" in caplog.text


STRANGE_HOSTS = (
    "evil.example", "localhost.evil.example", "evil.example:7700", "127.0.0.1.evil.example", "127.0.0.2", "[::2]", "0.0.0.0",
    "localhost@evil.example", "localhost/../x", "localhost:7700:7700", "localhost:99999999", "localhost, evil.example", "", " ",
    "localhost\t", "locálhost", "[::1", "localhost.", "2130706433", "169.254.169.254", "localhost#", "localhost?x",
)  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/api/v1/session", "/p/X/api/2.0/mlflow/runs/create", "/v1/traces", "/nowhere"])
async def test_c15_other_hosts_are_refused_on_all_routes(site: Site, path: str) -> None:
    for host in STRANGE_HOSTS:
        request = httpx.Request("GET", site.url + path, headers=[(b"host", host.encode("utf-8"))])
        answer = await site.client().send(request)
        assert answer.status_code == 400, host
        assert_protected(answer)


async def test_hosts_that_are_ours(sqlite: SqliteDatabase, clock: ManualClock) -> None:
    settings = Settings(
        data=sqlite.path.parent, public_url="https://rootnode.example.org", allowed_hosts=("other.example.org",), host="0.0.0.0"
    )
    sqlite.close()
    async with opened_site(settings, clock) as site:
        for host in ("localhost", "LOCALHOST:7700", "127.0.0.1:1", "[::1]:7700", "rootnode.example.org", "other.example.org:80"):
            assert (await site.client().get("/api/v1/session", headers={"host": host})).status_code == 200


async def test_what_only_a_proxy_may_say_is_not_believed_of_others(site: Site) -> None:
    forged = {"x-forwarded-proto": "https", "x-request-id": "a" * 32, "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    answer = await site.client().get("/api/v1/session", headers=forged)
    assert answer.status_code == 200
    assert "strict-transport-security" not in answer.headers
    assert answer.headers["x-request-id"] != "a" * 32


async def test_c15_two_host_headers_are_refused(site: Site) -> None:
    request = httpx.Request("GET", site.url + "/api/v1/session", headers=[(b"host", b"localhost"), (b"host", b"evil.example")])
    assert (await site.client().send(request)).status_code == 400


async def test_c15_other_hosts_are_refused_for_sockets(site: Site) -> None:
    secret = site.session(site.person())
    with pytest.raises(Refused) as refused:
        async with site.socket("/api/v1/live", secret, host="evil.example"):
            pass
    assert refused.value.status == 400


async def test_c18_a_hundred_thousand_headers_are_refused_before_anything_is_parsed(site: Site) -> None:
    headers = [(b"host", b"localhost"), *((f"x-{number}".encode(), b"v") for number in range(100_000))]
    request = httpx.Request("GET", site.url + "/api/v1/session", headers=headers)
    answer = await httpx.ASGITransport(site.app).handle_async_request(request)  # type: ignore[arg-type]
    assert answer.status_code == 431


@pytest.mark.parametrize("name", ["range", "cookie", "authorization", "x-forwarded-for", "if-none-match", "accept", "content-type"])
async def test_c18_a_megabyte_header_is_refused(site: Site, name: str) -> None:
    answer = await site.client().get("/", headers={name: "bytes=" + "0-1," * 250_000})
    assert answer.status_code == 431


@pytest.mark.parametrize("path", ["/api/v1/me%00", "/api/v1/me%0a", "/%7f", "/%0d%0aSet-Cookie:x=1"])
async def test_c18_control_characters_in_the_path(site: Site, path: str) -> None:
    assert (await site.client().get(path)).status_code == 400


async def test_c18_the_matched_route_decides_not_the_spelling(site: Site) -> None:
    """However the address is written, nobody known never gets what needs a person."""
    spellings = ("//api/v1/me", "/api//v1/me", "/api/v1/me/", "/@evil/api/v1/me", "/API/V1/me", "/api/v1/../v1/me", "/api/v1;x/me")
    for path in spellings:
        answer = await site.client().send(httpx.Request("GET", site.url + path, headers={"accept": "application/json"}))
        assert answer.status_code in (401, 404), path


async def test_a_route_that_does_not_say_who_may_use_it_stops_the_start(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for _, _, handler in handlers_of(site.app):
        monkeypatch.delitem(handler.opt, "access", raising=False)
    with pytest.raises(RouteWithoutAccess):
        check_routes(site.app)
