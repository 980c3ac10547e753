"""F10 over REST: a call repeated with the same key is done once."""

import asyncio

import pytest

from rootnode.doors.http.housekeeping import clean_up
from rootnode.kit.clock import HOUR, ManualClock
from rootnode.testing.app import Site

KEY = {"idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


async def test_f10_a_repeated_call_is_done_once_and_answers_the_same(any_site: Site) -> None:
    client = any_site.client(any_site.person("admin"))
    first = await client.post("/api/v1/teams", json={"name": "Fraud"}, headers=KEY)
    second = await client.post("/api/v1/teams", json={"name": "Fraud"}, headers=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert len((await client.get("/api/v1/teams")).json()["teams"]) == 1


async def test_f10_at_the_same_time_too(any_site: Site) -> None:
    client = any_site.client(any_site.person("admin"))
    calls = [
        client.post("/api/v1/teams", json={"name": f"Team {number % 4}"}, headers={"idempotency-key": f"k{number % 4}"})
        for number in range(16)
    ]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 4


async def test_f10_a_key_serves_one_request(any_site: Site) -> None:
    client = any_site.client(any_site.person("admin"))
    team = (await client.post("/api/v1/teams", json={"name": "Fraud"}, headers=KEY)).json()["id"]
    for method, path, body in (
        ("POST", "/api/v1/teams", {"name": "Other"}),
        ("PATCH", f"/api/v1/teams/{team}", {"name": "Fraud"}),
        ("POST", "/api/v1/teams?x=1", {"name": "Fraud"}),
    ):
        answer = await client.request(method, path, json=body, headers=KEY)
        assert answer.status_code == 422
    assert [one["name"] for one in (await client.get("/api/v1/teams")).json()["teams"]] == ["Fraud"]


async def test_f10_keys_of_different_people_do_not_meet(any_site: Site) -> None:
    one, two = (any_site.client(any_site.person("admin")) for _ in range(2))
    first = await one.post("/api/v1/teams", json={"name": "One"}, headers=KEY)
    second = await two.post("/api/v1/teams", json={"name": "Two"}, headers=KEY)
    assert [first.json()["name"], second.json()["name"]] == ["One", "Two"]


async def test_f10_a_failed_call_may_be_tried_again(any_site: Site) -> None:
    client = any_site.client(any_site.person("admin"))
    team = (await client.post("/api/v1/teams", json={"name": "Fraud"})).json()["id"]
    assert (await client.post("/api/v1/teams", json={"name": "fraud"}, headers=KEY)).status_code == 409
    await client.delete(f"/api/v1/teams/{team}")
    assert (await client.post("/api/v1/teams", json={"name": "fraud"}, headers=KEY)).status_code == 201


async def test_f10_a_key_is_kept_for_24_hours(any_site: Site) -> None:
    clock, client = any_site.rootnode.clock, any_site.client(any_site.person("admin"))
    assert isinstance(clock, ManualClock)
    await client.post("/api/v1/teams", json={"name": "Fraud"}, headers=KEY)
    clock.advance(24 * HOUR - 1)
    await clean_up(any_site.rootnode)
    assert (await client.post("/api/v1/teams", json={"name": "Fraud"}, headers=KEY)).status_code == 201
    clock.advance(2)
    await clean_up(any_site.rootnode)
    assert any_site.rootnode.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM idempotency")) == 0
    assert (await client.post("/api/v1/teams", json={"name": "Fraud"}, headers=KEY)).status_code == 409


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x85b", "a\tb"])
async def test_keys_that_are_none(site: Site, key: str) -> None:
    client = site.client(site.person("admin"))
    answer = await client.post("/api/v1/teams", json={"name": "X"}, headers=[(b"idempotency-key", key.encode("latin-1"))])
    assert answer.status_code == 400


async def test_f10_what_is_shown_once_is_not_repeated_and_not_kept(any_site: Site) -> None:
    client = any_site.client(any_site.person("admin"))
    for path, body, field in (
        ("/api/v1/me/tokens", {"name": "t", "permissions": ["read"]}, "secret"),
        ("/api/v1/invitations", {"email": "new@example.org"}, "link"),
    ):
        first = (await client.post(path, json=body, headers={"idempotency-key": path})).json()
        again = (await client.post(path, json=body, headers={"idempotency-key": path})).json()
        assert first[field]
        assert again == {**first, field: None}
        kept = any_site.rootnode.db.read_now(lambda tx: tx.rows("SELECT answer FROM idempotency"))
        assert not any((first[field].rpartition("=")[2]).encode() in bytes(row[0]) for row in kept)


async def test_f10_taking_away_may_be_repeated_too(any_site: Site) -> None:
    owner = any_site.person("owner")
    client = any_site.client(owner)
    team = (await client.post("/api/v1/teams", json={"name": "Fraud"})).json()["id"]
    token = any_site.own_token(owner).id
    for path in (f"/api/v1/teams/{team}", f"/api/v1/me/tokens/{token}"):
        answers = [await client.delete(path, headers={"idempotency-key": path}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [204, 204]
        assert (await client.delete(path)).status_code == 404


async def test_a_call_with_a_password_is_not_kept(any_site: Site) -> None:
    """A digest of it would be quick to guess."""
    client = any_site.client(any_site.person())
    body = {"current": "a fine long passphrase", "new": "another long passphrase"}
    assert (await client.post("/api/v1/me/password", json=body, headers=KEY)).status_code == 204
    assert any_site.rootnode.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM idempotency")) == 0
