"""C25: a secret is where it was sent and nowhere else: not in the database, not in files, not in logs, not in other answers."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootnode.kit.db import ReadTx
from rootnode.testing.app import Site

PASSWORD = "canary-password-4711"


def every_cell(tx: ReadTx) -> Iterator[str]:
    """All that the database holds, as text."""
    if tx.dialect == "sqlite":
        tables = [row[0] for row in tx.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    else:
        tables = [row[0] for row in tx.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    for table in tables:
        for row in tx.rows(f'SELECT * FROM "{table}"'):
            for cell in row:
                yield bytes(cell).decode("latin-1") if isinstance(cell, (bytes, memoryview)) else str(cell)


def files_beneath(folder: Path) -> Iterator[str]:
    """What the data folder holds, the write-ahead log included."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes().decode("latin-1")


async def use_every_secret(site: Site) -> dict[str, str]:
    """Set up, invite, sign in, make tokens, and make each of them fail once. Answers the secrets by their names."""
    link = site.rootnode.setup_link or ""
    setup = link.partition("code=")[2]
    first = site.client()
    body = {"code": setup, "name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    assert (await first.post("/api/v1/setup", json=body)).status_code == 200
    browser = site.client(first.cookies["rootnode_session"])
    await browser.post("/api/v1/projects", json={"name": "P", "key": "PP"})
    own = (
        await browser.post("/api/v1/me/tokens", json={"name": "t", "permissions": ["read", "write"]}, headers={"idempotency-key": "a"})
    ).json()
    project = (await browser.post("/api/v1/projects/PP/tokens", json={"name": "t", "permissions": ["ingest"]})).json()
    asked = {"email": "g@example.org"}
    invited = (await browser.post("/api/v1/invitations", json=asked, headers={"idempotency-key": "b"})).json()
    code = invited["link"].partition("code=")[2]
    for secret in (own["secret"], project["secret"]):
        client = site.client(address="192.0.2.1")
        for path in ("/api/v1/me", "/api/v1/admin/audit", "/p/PP/api/2.0/mlflow/runs/get?run_id=x", "/p/PP/api/2.0/mlflow/runs/create"):
            await client.request("POST" if "create" in path else "GET", path, headers={"authorization": f"Bearer {secret}"})
            await client.get(path, auth=("user", secret + "x"))
    for wrong in ({"email": "ada@example.org", "password": PASSWORD + "x"}, {"email": PASSWORD, "password": PASSWORD}):
        await site.client().post("/api/v1/session", json=wrong)
    await site.client().post("/api/v1/invitations/accept", json={"code": code, "name": "", "password": PASSWORD})
    await site.client().post("/api/v1/setup", json=body)
    return {
        "password": PASSWORD,
        "setup code": setup,
        "session": first.cookies["rootnode_session"],
        "own token": own["secret"],
        "project token": project["secret"],
        "invitation": code,
    }


async def test_c25_secrets_stay_where_they_were_sent(
    any_site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = await use_every_secret(any_site)
    await any_site.settle()
    admin = any_site.client(secrets["session"])
    listed = ("/me/tokens", "/projects/PP/tokens", "/invitations", "/people", "/me/sessions", "/admin/audit?limit=500", "/changes?after=0")
    told = [(await admin.get(f"/api/v1{path}")).text for path in listed]
    places = {
        "database": list(any_site.rootnode.db.read_now(lambda tx: list(every_cell(tx)))),
        "files": list(files_beneath(any_site.rootnode.settings.data)),
        "log": [caplog.text, *capfd.readouterr()],
        "answers": told,
    }
    assert len(places["database"]) > 100, "the search sees something"
    for name, secret in secrets.items():
        assert len(secret) > 15, name
        for place, texts in places.items():
            assert not any(secret in text for text in texts), f"{name} in {place}"


async def test_c25_the_search_would_find_one(any_site: Site) -> None:
    """The check above can fail: what is stored is found."""
    any_site.person(name="Canary Name")
    assert any("Canary Name" in cell for cell in any_site.rootnode.db.read_now(lambda tx: list(every_cell(tx))))


async def test_c25_errors_do_not_repeat_what_was_sent(site: Site) -> None:
    secret = "rn_" + "s" * 43
    for headers in ({"authorization": f"Bearer {secret}"}, {"authorization": secret}, {"cookie": f"rootnode_session={secret}"}):
        answer = await site.client().get(f"/api/v1/me?token={secret}", headers=headers)
        assert answer.status_code == 401
        assert secret not in answer.text
        assert secret not in str(answer.headers)
    answer = await site.client().post("/api/v1/session", json={"email": "a@example.org", "password": ["canary-in-a-list"]})
    assert answer.status_code == 400
    assert "canary" not in answer.text
