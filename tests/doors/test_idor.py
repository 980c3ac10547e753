"""C12: an id of another project or workspace answers exactly as an id that does not exist."""

import re
from typing import Any, Final

import pytest

from doors.callers import Matrix
from doors.calls import FIXED, FRESH, call_of
from doors.run_calls import GETS, OWN, POSTS
from rootnode.kit.ids import new_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

_ID: Final = re.compile(r"\b[0-9a-f]{32}\b")
_OURS: Final = "a" * 32
NO_NAMES: Final = {
    # routes that name nothing which somebody may not see
    "/session", "/setup", "/invitations/accept", "/openapi.json", "/me", "/me/password", "/me/sessions", "/me/tokens",
    "/inbox", "/inbox/count", "/inbox/read",
    # answers everybody the same: see test_talk
    "/access-requests",
    "/me/sandbox", "/me/tasks", "/outcomes/searches", "/admin/outcomes",
    "/people", "/teams", "/invitations", "/admin/audit", "/types", "/projects", "/changes",
    "/items", "/groups", "/find", "/me/pins", "/live", "/health", "/ready", "/metrics",
    "/admin/backups", "/admin/jobs", "/admin/storage", "/admin/versions",
    "/home",
}  # fmt: skip


def naming() -> list[str]:
    """Routes that name a project, an item, a person or something else by id or key."""
    mlflow = "/p/{key:str}/api/2.0/mlflow"
    routes = [*FIXED, *FRESH, *OWN, *(f"GET {mlflow}/{path}" for path in GETS), *(f"POST {mlflow}/{path}" for path in POSTS)]
    public = ("GET /p/{key:str}/health", "GET /p/{key:str}/version")
    return sorted(route for route in routes if route.partition(" ")[2].removeprefix("/api/v1") not in NO_NAMES and route not in public)


def missing(value: Any) -> Any:
    """The same call with ids that nobody has, and a project that is not there."""
    if isinstance(value, str):
        changed = _ID.sub(lambda _: new_id(), value)
        return re.sub(r"(/p/|/projects/)MX\b", r"\1NO", changed)
    if isinstance(value, dict):
        return {name: missing(inner) for name, inner in value.items()}
    return [missing(inner) for inner in value] if isinstance(value, list) else value


def plain(body: bytes) -> str:
    """An answer without what was asked for and without the request's own id."""
    text = _ID.sub(_OURS, body.decode())
    for name in ("MX", "NO"):
        text = re.sub(rf"'{name}'|\b{name}\b", "KEY", text)
    return text


@pytest.mark.parametrize("route", naming())
async def test_c12_what_belongs_to_others_looks_like_what_is_not_there(matrix: Matrix, route: str) -> None:
    method = route.partition(" ")[0]
    for kind in ("stranger", "guest", "member", "token_other_project"):
        address, body = call_of(route, matrix, "viewer")
        answers = []
        for asked, sent in ((address, body), (missing(address), missing(body))):
            client = matrix.site.client(matrix.credential(kind))
            content: dict[str, Any] = {"json": sent} if isinstance(sent, dict) else {}
            if isinstance(sent, bytes):
                content = {"content": sent, "headers": {"content-type": "application/octet-stream"}}
            answer = await client.request(method, asked, **content)
            assert answer.status_code in (403, 404), (kind, asked, answer.text)
            answers.append((answer.status_code, plain(answer.content), answer.headers["content-type"]))
        assert answers[0] == answers[1], kind


async def test_c12_lists_hold_nothing_of_others(matrix: Matrix) -> None:
    item, run = matrix.item(), matrix.run()
    across = ("/items?type=issue", "/items?type=run", "/groups?type=issue&by=project", "/find?q=item", "/find?q=project", f"/find?q={item}")
    for kind in ("stranger", "guest", "member", "token_other_project"):
        client = matrix.site.client(matrix.credential(kind))
        for path in ("/projects", "/changes?after=0&limit=1000", "/types", "/people", "/teams", *across):
            answer = await client.get(f"/api/v1{path}")
            assert answer.status_code == 200
            for secret in (matrix.project, item, run, "Project MX"):
                assert secret not in answer.text, (kind, path)


async def test_c12_a_stranger_sees_no_people_of_ours(matrix: Matrix) -> None:
    client = matrix.site.client(matrix.credential("stranger"))
    seen = (await client.get("/api/v1/people")).json()["people"]
    assert [one["name"] for one in seen] == ["Stranger"]
    assert "Owner" not in (await client.get("/api/v1/admin/audit")).text
    assert (await client.get("/api/v1/invitations")).json()["invitations"] == []


async def test_c12_nobody_joins_people_of_two_workspaces(matrix: Matrix) -> None:
    stranger, team = matrix.people["stranger"], matrix.team()
    admin = matrix.site.client(matrix.credential("admin"))
    there, nowhere = [await admin.put(f"/api/v1/teams/{team}/members/{one}") for one in (stranger.id, new_id())]
    assert there.status_code == nowhere.status_code == 404
    assert plain(there.content) == plain(nowhere.content)


async def test_c12_links_and_parents_cannot_reach_into_other_projects(matrix: Matrix) -> None:
    """The viewer of MX edits a project of their own; nothing of a third project may be named from there."""
    site, someone = matrix.site, matrix.person()
    own, hidden = site.project("OWN", by=someone), matrix.item()
    mine = site.item(own)
    client = site.client(someone)
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/api/v1/links", {"type": "relates", "source": mine, "target": hidden}),
        ("POST", "/api/v1/links", {"type": "relates", "source": hidden, "target": mine}),
        ("POST", "/api/v1/projects/OWN/items", {"type": "issue", "title": "x", "parent": hidden}),
        ("PATCH", f"/api/v1/items/{mine}", {"rev": 1, "parent": hidden}),
        ("POST", "/api/v1/projects/OWN/curves", {"runs": [matrix.run()], "keys": ["loss"]}),
        ("GET", f"/api/v1/projects/OWN/items?parent={hidden}", None),
    ]
    for method, path, body in calls:
        elsewhere = missing(path) if method == "GET" else path
        there = await client.request(method, path, json=body)
        nowhere = await client.request(method, elsewhere, json=body and _swap(body, mine))
        assert (there.status_code, plain(there.content)) == (nowhere.status_code, plain(nowhere.content)), path
        assert method == "GET" or there.status_code == 404


def _swap(body: dict[str, Any], kept: str) -> dict[str, Any]:
    """The body with every id but `kept` replaced by one that nobody has."""
    return {name: value if value == kept else missing(value) for name, value in body.items()}
