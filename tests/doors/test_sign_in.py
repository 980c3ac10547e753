"""C14, C28 and the session cookie."""

import hashlib

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from rootnode.auth.passwords import Passwords
from rootnode.config import Settings
from rootnode.doors.http.housekeeping import write_what_was_used
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.clock import DAY, MINUTE, ManualClock
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.app import PASSWORD, Site
from rootnode.testing.app import site as opened_site

SIGN_IN = "/api/v1/session"


def code_of(rootnode: Rootnode) -> str:
    assert rootnode.setup_link is not None
    return rootnode.setup_link.partition("?code=")[2]


async def test_c14_the_first_start_makes_one_owner(any_site: Site) -> None:
    rootnode, visitor = any_site.rootnode, any_site.client()
    assert (await visitor.get(SIGN_IN)).json() == {
        "setup_needed": True,
        "version": "0.1.0",
        "person": None,
        "workspace": "",
        "focus": None,
        "address": "",
        "zone": "UTC",
    }
    code = code_of(rootnode)
    assert len(code) * 6 >= 128, "bits"
    body = {"code": code, "name": "Ada", "email": "ada@example.org", "password": PASSWORD, "zone": "Asia/Tokyo"}
    wrong = await visitor.post("/api/v1/setup", json={**body, "code": "x" * 43})
    assert wrong.status_code == 403
    made = await visitor.post("/api/v1/setup", json=body)
    assert made.json()["person"]["role"] == "owner"
    assert (made.json()["setup_needed"], made.json()["zone"]) == (False, "Asia/Tokyo")
    for attempt in (body, {**body, "code": "x"}, {**body, "email": "second@example.org"}):
        assert (await any_site.client().post("/api/v1/setup", json=attempt)).status_code == 404
    assert rootnode.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM account")) == 1


async def test_c14_there_is_no_account_and_no_password_by_default(site: Site) -> None:
    assert site.rootnode.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM account")) == 0
    for password in ("admin", "password", "password1234", ""):
        answer = await site.client().post(SIGN_IN, json={"email": "admin@example.org", "password": password})
        assert answer.status_code == 401


async def test_c14_an_older_link_ends_with_a_restart(settings: Settings, clock: ManualClock) -> None:
    async with opened_site(settings, clock) as first:
        older = code_of(first.rootnode)
    async with opened_site(settings, clock) as second:
        assert code_of(second.rootnode) != older
        body = {"code": older, "name": "Ada", "email": "ada@example.org", "password": PASSWORD}
        assert (await second.client().post("/api/v1/setup", json=body)).status_code == 403
        second.person("owner")
    async with opened_site(settings, clock) as third:
        assert third.rootnode.setup_link is None


@pytest.mark.parametrize("password", ["", "short", "password123", "ada@example.org", "aaaaaaaaaaaa", "Qwerty123456", "x" * 257])
async def test_c14_weak_passwords_are_refused(site: Site, password: str) -> None:
    body = {"code": code_of(site.rootnode), "name": "Ada", "email": "ada@example.org", "password": password}
    answer = await site.client().post("/api/v1/setup", json=body)
    assert answer.status_code == 400
    assert answer.json()["where"] == "password"


async def test_signing_in_and_out(any_site: Site) -> None:
    person = any_site.person()
    client = any_site.client()
    entered = await client.post(SIGN_IN, json={"email": person.email.upper(), "password": PASSWORD})
    assert entered.status_code == 200
    assert entered.json()["person"]["id"] == person.id
    assert (await client.get("/api/v1/me")).json()["name"] == person.name
    secret = client.cookies["rootnode_session"]
    assert (await client.delete(SIGN_IN, headers={"origin": any_site.url})).status_code == 204
    assert "rootnode_session" not in client.cookies
    assert (await any_site.client(secret).get("/api/v1/me")).status_code == 401, "the session is dead on the server too"


async def test_the_cookie_over_plain_http(site: Site) -> None:
    answer = await site.client().post(SIGN_IN, json={"email": site.person().email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "max-age=2592000", "path=/", "samesite=lax"}
    assert len(cookie.partition("=")[2].partition(";")[0]) * 6 >= 256, "bits"


async def test_the_cookie_over_tls(sqlite: SqliteDatabase, clock: ManualClock) -> None:
    settings = Settings(data=sqlite.path.parent, public_url="https://rootnode.example.org")
    sqlite.close()
    async with opened_site(settings, clock) as site:
        answer = await site.client().post(SIGN_IN, json={"email": site.person().email, "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-rootnode_session=")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
        assert "domain" not in cookie.lower()
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


async def test_a_session_slides_and_ends(site: Site) -> None:
    clock, person = site.rootnode.clock, site.person()
    assert isinstance(clock, ManualClock)
    client = site.client(person)
    for _ in range(8):
        clock.advance(11 * DAY)
        assert (await client.get("/api/v1/me")).status_code == 200, "use keeps it alive"
        await write_what_was_used(site.rootnode)
    clock.advance(3 * DAY)
    assert (await client.get("/api/v1/me")).status_code == 401, "but not beyond 90 days"
    idle = site.client(person)
    clock.advance(30 * DAY)
    assert (await idle.get("/api/v1/me")).status_code == 401, "30 days without use end it"


async def test_a_password_change_signs_out_elsewhere(any_site: Site) -> None:
    person = any_site.person()
    here, there, token = any_site.client(person), any_site.client(person), any_site.client(any_site.own_token(person))
    assert [(await one.get("/api/v1/me")).status_code for one in (here, there, token)] == [200, 200, 200]
    body = {"current": PASSWORD, "new": "another long passphrase"}
    assert (await here.post("/api/v1/me/password", json={**body, "current": "wrong"})).status_code == 403
    assert (await here.post("/api/v1/me/password", json={**body, "new": "password123"})).status_code == 400
    assert (await here.post("/api/v1/me/password", json=body)).status_code == 204
    assert [(await one.get("/api/v1/me")).status_code for one in (here, there, token)] == [200, 401, 200]
    assert (await any_site.client().post(SIGN_IN, json={"email": person.email, "password": PASSWORD})).status_code == 401
    entered = await any_site.client().post(SIGN_IN, json={"email": person.email, "password": body["new"]})
    assert entered.status_code == 200


async def test_sessions_are_listed_and_ended(site: Site) -> None:
    person, other = site.person(), site.person()
    here, there = site.client(person), site.client(person)
    sessions = (await here.get("/api/v1/me/sessions")).json()["sessions"]
    assert [one["current"] for one in sessions].count(True) == 1
    elsewhere = next(one["id"] for one in sessions if not one["current"])
    assert (await site.client(other).delete(f"/api/v1/me/sessions/{elsewhere}")).status_code == 404
    assert (await here.delete(f"/api/v1/me/sessions/{elsewhere}")).status_code == 204
    assert (await there.get("/api/v1/me")).status_code == 401


async def test_c28_twenty_failures_a_minute_from_one_address(site: Site) -> None:
    attacker, neighbour = site.client(address="10.0.0.1"), site.client(address="10.0.0.2")
    person = site.person()
    for number in range(20):
        answer = await attacker.post(SIGN_IN, json={"email": f"x{number}@example.org", "password": "wrong password"})
        assert answer.status_code == 401
    answer = await attacker.post(SIGN_IN, json={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 61
    assert (await neighbour.post(SIGN_IN, json={"email": person.email, "password": PASSWORD})).status_code == 200
    clock = site.rootnode.clock
    assert isinstance(clock, ManualClock)
    clock.advance(MINUTE + 1)
    assert (await attacker.post(SIGN_IN, json={"email": person.email, "password": PASSWORD})).status_code == 200


async def test_c28_one_account_is_guarded_against_many_addresses(site: Site) -> None:
    person = site.person()
    for number in range(10):
        client = site.client(address=f"10.0.1.{number}")
        assert (await client.post(SIGN_IN, json={"email": person.email, "password": "wrong password"})).status_code == 401
    answer = await site.client(address="10.0.2.1").post(SIGN_IN, json={"email": f" {person.email.upper()}", "password": PASSWORD})
    assert answer.status_code == 429


async def test_c28_good_sign_ins_do_not_count(site: Site) -> None:
    person, client = site.person(), site.client()
    for _ in range(30):
        entered = await client.post(SIGN_IN, json={"email": person.email, "password": PASSWORD}, headers={"origin": site.url})
        assert entered.status_code == 200


async def test_c28_forwarded_addresses_count_from_trusted_proxies_only(sqlite: SqliteDatabase, clock: ManualClock) -> None:
    settings = Settings(data=sqlite.path.parent, trusted_proxies=("10.9.0.0/16",), sign_in_per_address=1)
    sqlite.close()
    async with opened_site(settings, clock) as site:
        body = {"email": "x@example.org", "password": "wrong password"}

        async def attempt(peer: str, forwarded: str, number: int) -> int:
            client = site.client(address=peer)
            sent = {**body, "email": f"{number}@example.org"}
            lines = [(b"x-forwarded-for", line.encode()) for line in forwarded.split("|")]
            return (await client.post(SIGN_IN, json=sent, headers=lines)).status_code

        assert await attempt("10.9.0.1", "192.0.2.1", 1) == 401
        assert await attempt("10.9.0.1", "192.0.2.2", 2) == 401, "two clients behind the proxy"
        assert await attempt("10.9.0.1", "198.51.100.7, 192.0.2.1", 3) == 429, "what the client says of itself does not count"
        assert await attempt("10.9.0.1", "192.0.2.1, 10.9.0.2", 4) == 429, "two proxies, both trusted"
        assert await attempt("10.9.0.1", "198.51.100.8|192.0.2.1", 7) == 429, "a proxy that adds a line of its own"
        assert await attempt("10.9.0.1", "not an address", 8) == 401
        assert await attempt("192.0.2.50", "192.0.2.99", 5) == 401
        assert await attempt("192.0.2.50", "192.0.2.98", 6) == 429, "a peer that is no proxy cannot choose its address"


async def test_c28_unknown_people_get_the_same_answer(site: Site) -> None:
    person, suspended = site.person(), site.person()
    site.rootnode.db.write_now(lambda tx: tx.run("UPDATE account SET suspended = 1 WHERE id = :id", id=suspended.id))
    bodies = set()
    for email in (person.email, suspended.email, "nobody@example.org", "", "x" * 5_000):
        answer = await site.client().post(SIGN_IN, json={"email": email, "password": "wrong password"})
        body = {name: value for name, value in answer.json().items() if name != "id"}
        bodies.add((answer.status_code, str(body), answer.headers["content-type"]))
    assert len(bodies) == 1
    right = await site.client().post(SIGN_IN, json={"email": suspended.email, "password": PASSWORD})
    assert right.status_code == 401


async def test_c28_unknown_people_cost_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[Parameters] = []

    def verify(hasher: PasswordHasher, stored: str, password: str) -> bool:
        checked.append(extract_parameters(stored))
        return right(hasher, stored, password)

    right = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", verify)
    passwords = Passwords(time_cost=1, memory_kib=8, parallelism=1)
    stored = await passwords.hash(PASSWORD)
    for known in (stored, None):
        assert not await passwords.matches(known, "wrong password")
    passwords.close()
    assert len(checked) == 2
    assert checked[0] == checked[1], "the same hash, as costly"


async def test_a_sign_in_leaves_a_row_and_keeps_no_typed_address(site: Site) -> None:
    person = site.person()
    await site.client().post(SIGN_IN, json={"email": person.email, "password": "wrong password"})
    await site.client().post(SIGN_IN, json={"email": "my-secret-password", "password": "wrong password"})
    rows = site.rootnode.db.read_now(lambda tx: tx.rows("SELECT what, actor, address, facts FROM audit ORDER BY row_seq"))
    refused = [row for row in rows if row[0] == "session.refused"]
    assert [row[1] for row in refused] == [person.id, "nobody"]
    assert all(row[2] == "127.0.0.1" for row in refused)
    assert "my-secret-password" not in str(rows)


async def test_sessions_are_kept_as_digests(site: Site) -> None:
    secret = site.session(site.person())
    stored = site.rootnode.db.read_now(lambda tx: tx.scalar("SELECT hash FROM session"))
    assert stored == hashlib.sha256(secret.encode()).hexdigest()
