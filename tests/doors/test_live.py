"""The socket: what it tells, to whom, and when it ends (C16, C17)."""

import asyncio
from typing import Any

import pytest

from rootnode.testing.app import Refused, Site, Socket


async def next_of(socket: Socket) -> Any:
    """The next message; a socket that stays silent fails the test instead of hanging it."""
    async with asyncio.timeout(15):
        return await socket.receive()


async def until_closed(socket: Socket) -> int | None:
    while await next_of(socket) is not None:
        pass
    return socket.closed


async def test_it_tells_where_it_stands_then_each_change(any_site: Site) -> None:
    project = any_site.project("FRAUD", access="workspace")
    member = any_site.person()
    async with any_site.socket("/api/v1/live", any_site.session(member)) as socket:
        assert await next_of(socket) == {"upto": 1}
        item = any_site.item(project)
        told = await next_of(socket)
        assert (told["upto"], [(change["item"], change["action"]) for change in told["changes"]]) == (2, [(item, "create_item")])
        assert "title" in told["changes"][0]["body"]["changed"]


async def test_it_catches_up_from_where_the_client_left_off(site: Site) -> None:
    project = site.project("FRAUD", access="workspace")
    items = [site.item(project) for _ in range(3)]
    async with site.socket("/api/v1/live?after=2", site.session(site.person())) as socket:
        assert await next_of(socket) == {"upto": 2}
        assert [change["item"] for change in (await next_of(socket))["changes"]] == items[1:]


@pytest.mark.parametrize("after", [99, 2**62])
async def test_a_client_from_another_life_starts_anew(site: Site, after: int) -> None:
    async with site.socket(f"/api/v1/live?after={after}", site.session(site.person())) as socket:
        await next_of(socket)
        assert (await next_of(socket))["reset"]


async def test_only_what_the_caller_may_see_is_told(site: Site) -> None:
    hidden, seen = site.project("HIDDEN"), site.project("SEEN", access="workspace")
    async with site.socket("/api/v1/live", site.session(site.person())) as socket:
        await next_of(socket)
        site.item(hidden)
        shown = site.item(seen)
        changes: list[Any] = []
        while not changes:
            changes = (await next_of(socket)).get("changes", [])
        assert [change["item"] for change in changes] == [shown]


async def test_one_project_only_when_asked_and_none_that_is_hidden(site: Site) -> None:
    site.project("HIDDEN")
    async with site.socket("/api/v1/live?project=HIDDEN", site.session(site.person())) as socket:
        assert await until_closed(socket) == 4404


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:7701", "http://127.0.0.1:7700.evil.example"])
async def test_c16_a_page_of_another_site_is_refused(site: Site, origin: str) -> None:
    session = site.session(site.person())
    with pytest.raises(Refused) as refused:
        async with site.socket("/api/v1/live", session, origin=origin):
            pass
    assert refused.value.status == 403


async def test_c17_signing_out_suspension_and_revoked_tokens_end_it(site: Site) -> None:
    admin = site.client(site.person("owner"))
    person, other = site.person(), site.person()
    project = site.project("FRAUD", by=other)
    token = site.project_token(project)
    client = site.client(other)
    session = client.headers["cookie"].partition("=")[2]
    async with (
        site.socket("/api/v1/live", site.session(person)) as suspended,
        site.socket("/api/v1/live", session) as signed_out,
        site.socket("/api/v1/live", token) as revoked,
    ):
        for socket in (suspended, signed_out, revoked):
            await next_of(socket)
        assert (await admin.patch(f"/api/v1/people/{person.id}", json={"suspended": True})).status_code == 200
        assert (await client.delete(f"/api/v1/projects/FRAUD/tokens/{token.id}")).status_code == 204
        assert (await client.delete("/api/v1/session")).status_code == 204
        assert [await until_closed(socket) for socket in (suspended, signed_out, revoked)] == [4401] * 3


async def test_c17_when_access_changes_the_client_starts_anew_and_sees_no_more(site: Site) -> None:
    lead, member = site.person(), site.person()
    project = site.project("FRAUD", by=lead)
    site.grant(project, member, "viewer")
    async with site.socket("/api/v1/live", site.session(member)) as socket:
        await next_of(socket)
        await site.client(lead).delete(f"/api/v1/projects/FRAUD/access/{member.id}")
        while not (await next_of(socket)).get("reset"):
            pass
        site.item(project)
        site.item(site.project("OTHER", access="workspace"))
        changes: list[Any] = []
        while not changes:
            changes = (await next_of(socket)).get("changes", [])
        assert project not in {change["project"] for change in changes}
