"""C17: what is taken away is gone within five seconds: here at once, also for open sockets."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from rootnode.auth.people import change_person
from rootnode.auth.revocations import Revocations
from rootnode.kit.clock import DAY, ManualClock
from rootnode.testing.app import Site, Socket, Someone

PATIENCE = 5.0
Act: TypeAlias = Callable[[Site, Someone, Someone], Any]


async def suspend(site: Site, admin: Someone, person: Someone) -> None:
    assert (await site.client(admin).patch(f"/api/v1/people/{person.id}", json={"suspended": True})).status_code == 200


async def sign_out_elsewhere(site: Site, admin: Someone, person: Someone) -> None:
    client = site.client(person)
    for session in (await client.get("/api/v1/me/sessions")).json()["sessions"]:
        if not session["current"]:
            await client.delete(f"/api/v1/me/sessions/{session['id']}")


async def change_password(site: Site, admin: Someone, person: Someone) -> None:
    body = {"current": "a fine long passphrase", "new": "another long passphrase"}
    assert (await site.client(person).post("/api/v1/me/password", json=body)).status_code == 204


async def closing_code(socket: Socket) -> int | None:
    """Read until the server closes."""
    async with asyncio.timeout(PATIENCE):
        while await socket.receive() is not None:
            pass
    return socket.closed


@pytest.mark.parametrize("act", [suspend, sign_out_elsewhere, change_password])
async def test_c17_a_session_that_ends(any_site: Site, act: Act) -> None:
    admin, person = any_site.person("admin"), any_site.person()
    secret = any_site.session(person)
    client = any_site.client(secret)
    assert (await client.get("/api/v1/me")).status_code == 200
    async with any_site.socket("/api/v1/live", secret) as socket:
        await socket.receive()
        await act(any_site, admin, person)
        assert (await client.get("/api/v1/me")).status_code == 401
        assert await closing_code(socket) == 4401


async def test_c17_signing_out_closes_the_socket(any_site: Site) -> None:
    secret = any_site.session(any_site.person())
    async with any_site.socket("/api/v1/live", secret) as socket:
        await socket.receive()
        assert (await any_site.client(secret).delete("/api/v1/session")).status_code == 204
        assert await closing_code(socket) == 4401


async def test_c17_a_revoked_token(any_site: Site) -> None:
    owner = any_site.person("owner")
    project = any_site.project("MX", by=owner)
    token = any_site.project_token(project)
    client = any_site.client(token)
    assert (await client.get("/api/v1/projects/MX")).status_code == 200
    async with any_site.socket("/api/v1/live", token) as socket:
        await socket.receive()
        assert (await any_site.client(owner).delete(f"/api/v1/projects/MX/tokens/{token.id}")).status_code == 204
        assert (await client.get("/api/v1/projects/MX")).status_code == 401
        assert await closing_code(socket) == 4401


async def test_c17_tokens_of_a_suspended_person(any_site: Site) -> None:
    admin, person = any_site.person("admin"), any_site.person()
    token = any_site.own_token(person)
    client = any_site.client(token)
    assert (await client.get("/api/v1/me")).status_code == 200
    async with any_site.socket("/api/v1/live", token) as socket:
        await socket.receive()
        await suspend(any_site, admin, person)
        assert (await client.get("/api/v1/me")).status_code == 401
        assert await closing_code(socket) == 4401
    assert (await any_site.client(admin).patch(f"/api/v1/people/{person.id}", json={"suspended": False})).status_code == 200


async def test_c17_a_token_that_expires(site: Site) -> None:
    clock = site.rootnode.clock
    assert isinstance(clock, ManualClock)
    client = site.client(site.own_token(site.person(), expires_in_days=1))
    assert (await client.get("/api/v1/me")).status_code == 200
    clock.advance(DAY)
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_c17_a_lower_role_holds_at_once(any_site: Site) -> None:
    owner, admin = any_site.person("owner"), any_site.person("admin")
    secret = any_site.session(admin)
    client = any_site.client(secret)
    assert (await client.get("/api/v1/admin/audit")).status_code == 200
    async with any_site.socket("/api/v1/live", secret) as socket:
        await socket.receive()
        await any_site.client(owner).patch(f"/api/v1/people/{admin.id}", json={"role": "guest"})
        assert (await client.get("/api/v1/admin/audit")).status_code == 403
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive())["reset"] is True


async def test_c17_leaving_a_team_takes_its_projects_away(any_site: Site) -> None:
    owner, person = any_site.person("owner"), any_site.person()
    admin = any_site.client(owner)
    any_site.project("MX", by=owner, access="teams")
    team = (await admin.post("/api/v1/teams", json={"name": "Fraud"})).json()["id"]
    await admin.put(f"/api/v1/teams/{team}/members/{person.id}")
    assert (await admin.post("/api/v1/projects/MX/access", json={"principal": team, "role": "viewer"})).status_code == 200
    secret = any_site.session(person)
    client = any_site.client(secret)
    assert (await client.get("/api/v1/projects/MX")).status_code == 200
    async with any_site.socket("/api/v1/live", secret) as socket:
        await socket.receive()
        await admin.delete(f"/api/v1/teams/{team}/members/{person.id}")
        assert (await client.get("/api/v1/projects/MX")).status_code == 404
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive())["reset"] is True


async def test_c17_what_another_process_revokes_holds_within_two_seconds(any_site: Site) -> None:
    """Another process cannot tell this one; what was proven is believed for two seconds at most."""
    owner, admin = any_site.person("owner"), any_site.person("admin")
    clock, client = any_site.rootnode.clock, any_site.client(admin)
    assert isinstance(clock, ManualClock)
    assert (await client.get("/api/v1/admin/audit")).status_code == 200

    caller = any_site.caller(owner)
    any_site.rootnode.db.write_now(change_person, caller, Revocations(), admin.id, role="guest")
    clock.advance(2_000_000)
    assert (await client.get("/api/v1/admin/audit")).status_code == 403
