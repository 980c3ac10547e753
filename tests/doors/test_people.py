"""Who may do what to people, on both engines."""

import asyncio
import threading
import time

import pytest

from rootnode.auth.people import change_person
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict
from rootnode.testing.app import PASSWORD, Site


async def test_the_last_owner_stays(any_site: Site) -> None:
    owner = any_site.person("owner")
    client = any_site.client(owner)
    for change in ({"role": "admin"}, {"role": "guest"}):
        answer = await client.patch(f"/api/v1/people/{owner.id}", json=change)
        assert answer.status_code == 409
        assert "last owner" in answer.json()["detail"]
    second = any_site.person("owner")
    assert (await client.patch(f"/api/v1/people/{owner.id}", json={"role": "admin"})).json()["role"] == "admin"
    assert (await client.patch(f"/api/v1/people/{second.id}", json={"suspended": True})).status_code == 403


async def test_two_owners_cannot_remove_each_other_at_once(any_site: Site) -> None:
    """The second looks while the first has written and not yet committed."""
    first, second = any_site.person("owner"), any_site.person("owner")
    db, revocations = any_site.rootnode.db, any_site.rootnode.revocations
    written, looking = threading.Event(), threading.Event()

    def slowly(tx: WriteTx) -> None:
        change_person(tx, any_site.caller(first), revocations, second.id, role="member")
        written.set()
        looking.wait(1)
        time.sleep(0.2)  # so that the other one's first statement is on its way

    def meanwhile(tx: WriteTx) -> None:
        looking.set()
        change_person(tx, by_second, revocations, first.id, role="member")

    by_second = any_site.caller(second)
    one = asyncio.ensure_future(db.write(slowly))
    await asyncio.to_thread(written.wait, 10)
    outcomes = await asyncio.gather(one, db.write(meanwhile), return_exceptions=True)
    owners = db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM account WHERE role = 'owner'"))
    assert owners == 1
    assert [type(outcome) for outcome in outcomes] == [type(None), Conflict]


@pytest.mark.parametrize("body", [{"role": "owner"}, {"role": "owner", "suspended": False}])
async def test_an_admin_cannot_make_owners(site: Site, body: dict[str, object]) -> None:
    site.person("owner")
    admin, member = site.person("admin"), site.person()
    client = site.client(admin)
    for target in (admin, member):
        assert (await client.patch(f"/api/v1/people/{target.id}", json=body)).status_code == 403
    assert (await client.post("/api/v1/invitations", json={"email": "new@example.org", "role": "owner"})).status_code == 403


async def test_an_admin_cannot_touch_an_owner(site: Site) -> None:
    owner, admin = site.person("owner"), site.person("admin")
    for body in ({"role": "guest"}, {"suspended": True}):
        assert (await site.client(admin).patch(f"/api/v1/people/{owner.id}", json=body)).status_code == 403


async def test_nobody_suspends_themselves(site: Site) -> None:
    site.person("owner")
    admin = site.person("admin")
    assert (await site.client(admin).patch(f"/api/v1/people/{admin.id}", json={"suspended": True})).status_code == 403


async def test_roles_may_be_given_and_taken(any_site: Site) -> None:
    any_site.person("owner")
    admin, member = any_site.person("admin"), any_site.person()
    client = any_site.client(admin)
    for role in ("admin", "guest", "member"):
        assert (await client.patch(f"/api/v1/people/{member.id}", json={"role": role})).json()["role"] == role
    assert (await client.patch(f"/api/v1/people/{member.id}", json={"suspended": True})).json()["suspended"] is True
    assert (await client.patch(f"/api/v1/people/{member.id}", json={"suspended": False})).json()["suspended"] is False


@pytest.mark.parametrize("field", ["id", "email", "workspace", "password", "created", "name"])
async def test_c13_fields_that_are_not_writable_are_refused(site: Site, field: str) -> None:
    site.person("owner")
    admin, member = site.person("admin"), site.person()
    answer = await site.client(admin).patch(f"/api/v1/people/{member.id}", json={"role": "guest", field: "x"})
    assert answer.status_code == 400
    assert site.caller(member).role == "member"


async def test_a_guest_sees_itself_and_its_teams_only(any_site: Site) -> None:
    admin, mate, guest, stranger = any_site.person("admin"), any_site.person(), any_site.person("guest"), any_site.person()
    client = any_site.client(admin)
    team = (await client.post("/api/v1/teams", json={"name": "Fraud"})).json()["id"]
    await client.post("/api/v1/teams", json={"name": "Other"})
    for someone in (mate, guest):
        assert (await client.put(f"/api/v1/teams/{team}/members/{someone.id}")).status_code == 200
    seen = (await any_site.client(guest).get("/api/v1/people")).json()["people"]
    assert {one["id"] for one in seen} == {mate.id, guest.id}
    assert [one["name"] for one in (await any_site.client(guest).get("/api/v1/teams")).json()["teams"]] == ["Fraud"]
    assert stranger.id in {one["id"] for one in (await any_site.client(mate).get("/api/v1/people")).json()["people"]}


async def test_people_come_in_pages(site: Site) -> None:
    made = [site.person().id for _ in range(5)]
    client = site.client(site.person("admin"))
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await client.get("/api/v1/people", params={"limit": 2, "cursor": cursor})).json()
        found += [one["id"] for one in page["people"]]
        cursor = page["next"]
    assert found[:5] == made
    assert len(found) == 6
    assert (await client.get("/api/v1/people", params={"cursor": "x"})).status_code == 400


async def test_teams_have_unique_names_in_any_case(any_site: Site) -> None:
    client = any_site.client(any_site.person("admin"))
    first = (await client.post("/api/v1/teams", json={"name": "Fraud"})).json()
    second = (await client.post("/api/v1/teams", json={"name": "Churn"})).json()
    assert (await client.post("/api/v1/teams", json={"name": "fRAUD"})).status_code == 409
    assert (await client.patch(f"/api/v1/teams/{second['id']}", json={"name": "FRAUD"})).status_code == 409
    assert (await client.patch(f"/api/v1/teams/{first['id']}", json={"name": "FRAUD"})).json()["name"] == "FRAUD"
    assert (await client.delete(f"/api/v1/teams/{first['id']}")).status_code == 204
    assert (await client.delete(f"/api/v1/teams/{first['id']}")).status_code == 404


async def test_an_invitation_makes_one_account_with_its_role(any_site: Site) -> None:
    client, visitor = any_site.client(any_site.person("admin")), any_site.client()
    made = (await client.post("/api/v1/invitations", json={"email": "New@Example.org", "role": "guest"})).json()
    code = made["link"].partition("code=")[2]
    listed = (await client.get("/api/v1/invitations")).json()["invitations"]
    assert listed[0]["id"] == made["id"]
    assert listed[0]["link"] is None
    joined = await visitor.post("/api/v1/invitations/accept", json={"code": code, "name": "New", "password": PASSWORD, "focus": "operate"})
    assert joined.json()["focus"] == "operate"
    assert joined.json()["person"] | {"id": ""} == {
        "id": "", "name": "New", "email": "New@Example.org", "role": "guest", "suspended": False, "example": False,
    }  # fmt: skip
    again = await any_site.client().post("/api/v1/invitations/accept", json={"code": code, "name": "New", "password": PASSWORD})
    assert again.status_code == 404
    assert (await client.post("/api/v1/invitations", json={"email": "new@example.org"})).status_code == 409


async def test_an_invitation_ends(site: Site) -> None:
    client = site.client(site.person("admin"))

    async def accept(link: str) -> int:
        body = {"code": link.partition("code=")[2], "name": "New", "password": PASSWORD}
        return (await site.client().post("/api/v1/invitations/accept", json=body)).status_code

    first = (await client.post("/api/v1/invitations", json={"email": "new@example.org"})).json()
    second = (await client.post("/api/v1/invitations", json={"email": "NEW@example.org"})).json()
    assert await accept(first["link"]) == 404, "a newer one for the same address replaces it"
    assert (await client.delete(f"/api/v1/invitations/{second['id']}")).status_code == 204
    assert await accept(second["link"]) == 404
    third = (await client.post("/api/v1/invitations", json={"email": "new@example.org"})).json()
    site.rootnode.clock.advance(7 * 86_400_000_000 + 1)  # type: ignore[attr-defined]
    assert await accept(third["link"]) == 404


async def test_the_audit_trail_names_what_was_done(any_site: Site) -> None:
    admin, member = any_site.person("admin"), any_site.person()
    client = any_site.client(admin)
    await client.patch(f"/api/v1/people/{member.id}", json={"role": "guest"})
    await client.post("/api/v1/teams", json={"name": "Fraud"})
    assert (await any_site.client(member).get("/api/v1/admin/audit")).status_code == 403
    await any_site.settle()
    entries = (await client.get("/api/v1/admin/audit")).json()["entries"]
    found = {entry["what"]: entry for entry in entries}
    assert {"call.denied", "person.role", "team.created", "session.opened"} <= found.keys()
    assert found["person.role"]["facts"] == {"before": "member", "after": "guest"}
    assert found["call.denied"]["actor"] == member.id
    assert found["call.denied"]["facts"]["route"] == "/api/v1/admin/audit"
    first = (await client.get("/api/v1/admin/audit", params={"limit": 1})).json()
    second = (await client.get("/api/v1/admin/audit", params={"limit": 1, "cursor": first["next"]})).json()
    assert [first["entries"][0]["number"], second["entries"][0]["number"]] == [entries[0]["number"], entries[1]["number"]]
