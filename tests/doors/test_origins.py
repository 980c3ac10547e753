"""C15 and C16: pages of other sites cannot act with a visitor's session."""

from typing import Any

import pytest

from rootnode.config import Settings
from rootnode.kit.clock import ManualClock
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.app import PASSWORD, Refused, Site
from rootnode.testing.app import site as opened_site

OTHERS = [
    "null", "https://evil.example", "http://127.0.0.1:7700.evil.example", "http://evil-127.0.0.1:7700", "http://127.0.0.1:7701",
    "http://127.0.0.1", "https://127.0.0.1:7700", "http://localhost:7700", "http://127.0.0.1:7700/", "HTTP://127.0.0.1:7700",
    "http://127.0.0.1:7700 http://evil.example", "", "file://", "http://[::1]:7700",
]  # fmt: skip


async def test_c15_a_cookie_alone_does_not_write(site: Site) -> None:
    client = site.client(site.person("admin"))
    del client.headers["origin"]
    for origin in (None, *OTHERS):
        given = {} if origin is None else {"origin": origin}
        for method, path in (("POST", "/api/v1/teams"), ("DELETE", "/api/v1/session"), ("PATCH", "/api/v1/me")):
            assert (await client.request(method, path, json={"name": "X"}, headers=given)).status_code == 403, origin
    assert (await client.get("/api/v1/teams")).json()["teams"] == []


@pytest.mark.parametrize("seen", ["cross-site", "same-site", "none", "x"])
async def test_c15_what_the_browser_says_of_the_page_counts(site: Site, seen: str) -> None:
    client = site.client(site.person("admin"))
    answer = await client.post("/api/v1/teams", json={"name": "X"}, headers={"sec-fetch-site": seen})
    assert answer.status_code == 403


async def test_c15_other_sites_cannot_use_remembered_basic_credentials(site: Site) -> None:
    """A browser adds Basic credentials by itself, as it does cookies."""
    token = site.project_token(site.project("MX"))
    client, path = site.client(), "/api/v1/projects/MX/items"
    body, auth = {"type": "issue", "title": "X"}, ("anybody", token.secret or "")
    assert (await client.post(path, json=body, auth=auth)).status_code == 201
    answer = await client.post(path, json=body, auth=auth, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_c15_nobody_signs_a_visitor_in_from_another_site(site: Site) -> None:
    body = {"email": site.person().email, "password": PASSWORD}
    answer = await site.client().post("/api/v1/session", json=body, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


FORMS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "", "application/jsonx", None)


async def test_c15_only_json_is_taken_with_a_cookie(site: Site) -> None:
    client = site.client(site.person("admin"))
    for kind in FORMS:
        given = {} if kind is None else {"content-type": kind}
        assert (await client.post("/api/v1/teams", content=b'{"name": "X"}', headers=given)).status_code == 415, kind
    assert (await client.get("/api/v1/teams")).json()["teams"] == []


async def test_json_with_a_charset_is_json(site: Site) -> None:
    client = site.client(site.person("admin"))
    headers = {"content-type": "application/json; charset=utf-8"}
    assert (await client.post("/api/v1/teams", content=b'{"name": "X"}', headers=headers)).status_code == 201


async def test_behind_a_proxy_the_public_origin_is_ours(sqlite: SqliteDatabase, clock: ManualClock) -> None:
    settings = Settings(data=sqlite.path.parent, public_url="https://rootnode.example.org")
    sqlite.close()
    async with opened_site(settings, clock) as site:
        client = site.client(site.person("admin"))
        for origin, status in (("https://rootnode.example.org", 201), ("https://rootnode.example.org.evil.example", 403)):
            assert (await client.post("/api/v1/teams", json={"name": origin}, headers={"origin": origin})).status_code == status


async def test_c16_a_socket_is_refused_before_it_is_accepted(site: Site) -> None:
    secret = site.session(site.person())
    for origin in (None, *OTHERS):
        socket = site.socket("/api/v1/live", secret)
        headers: list[Any] = [(name, value) for name, value in socket.scope["headers"] if name != b"origin"]
        socket.scope["headers"] = headers if origin is None else [*headers, (b"origin", origin.encode())]
        with pytest.raises(Refused) as refused:
            async with socket:
                pass
        assert refused.value.status == 403, origin


async def test_c16_a_socket_of_our_own_page_is_accepted(site: Site) -> None:
    async with site.socket("/api/v1/live", site.session(site.person())) as socket:
        assert "upto" in await socket.receive()


async def test_c16_a_program_with_a_token_needs_no_origin_but_may_not_have_another(site: Site) -> None:
    token = site.project_token(site.project("MX"))
    async with site.socket("/api/v1/live", token) as socket:
        assert "upto" in await socket.receive()
    with pytest.raises(Refused):
        async with site.socket("/api/v1/live", token, origin="https://evil.example"):
            pass


async def test_c16_servers_without_the_extension_refuse_too(site: Site) -> None:
    socket = site.socket("/api/v1/live", site.session(site.person()), origin="https://evil.example")
    socket.scope["extensions"] = {}
    with pytest.raises(Refused) as refused:
        async with socket:
            pass
    assert refused.value.status == 403
