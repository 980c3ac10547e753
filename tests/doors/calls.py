"""For every route a call that would do something, so that a refusal is for who calls and not for what is asked."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from doors.callers import Matrix
from doors.run_calls import run_call_of
from doors.talk_calls import TALK
from rootnode.testing.app import PASSWORD

Call: TypeAlias = tuple[str, Any]
"""Address, and the JSON body (None: no body)."""

FIXED: Final[dict[str, Call]] = {
    "GET /api/v1/session": ("/api/v1/session", None),
    "DELETE /api/v1/session": ("/api/v1/session", None),
    "POST /api/v1/setup": ("/api/v1/setup", {"code": "x", "name": "X", "email": "x@example.org", "password": PASSWORD}),
    "GET /api/v1/openapi.json": ("/api/v1/openapi.json", None),
    "GET /api/v1/me": ("/api/v1/me", None),
    "PATCH /api/v1/me": ("/api/v1/me", {"name": "New name"}),
    "POST /api/v1/me/password": ("/api/v1/me/password", {"current": PASSWORD, "new": "short"}),
    "GET /api/v1/me/sessions": ("/api/v1/me/sessions", None),
    "GET /api/v1/me/tokens": ("/api/v1/me/tokens", None),
    "POST /api/v1/me/tokens": ("/api/v1/me/tokens", {"name": "t", "permissions": ["read"]}),
    "POST /api/v1/me/sandbox": ("/api/v1/me/sandbox", None),
    "GET /api/v1/me/tasks": ("/api/v1/me/tasks", None),
    "PUT /api/v1/me/tasks/{task:str}": ("/api/v1/me/tasks/find_refuted", {"dismissed": True}),
    "POST /api/v1/outcomes/searches": ("/api/v1/outcomes/searches", {"shown": 3, "opened": 1}),
    "GET /api/v1/admin/outcomes": ("/api/v1/admin/outcomes", None),
    "POST /api/v1/projects/{key:str}/settle": ("/api/v1/projects/MX/settle", {"name": "N", "key": "NEWKEY"}),
    "GET /api/v1/people": ("/api/v1/people", None),
    "GET /api/v1/teams": ("/api/v1/teams", None),
    "GET /api/v1/home": ("/api/v1/home", None),
    "GET /api/v1/invitations": ("/api/v1/invitations", None),
    "GET /api/v1/admin/audit": ("/api/v1/admin/audit", None),
    "GET /api/v1/admin/backups": ("/api/v1/admin/backups", None),
    "GET /api/v1/admin/jobs": ("/api/v1/admin/jobs", None),
    "GET /api/v1/admin/storage": ("/api/v1/admin/storage", None),
    "GET /api/v1/admin/versions": ("/api/v1/admin/versions", None),
    "PATCH /api/v1/admin/workspace": ("/api/v1/admin/workspace", {"zone": "UTC"}),
    "PATCH /api/v1/admin/projects/{key:str}/quota": ("/api/v1/admin/projects/MX/quota", {"points": None}),
    "GET /api/v1/types": ("/api/v1/types", None),
    "GET /api/v1/projects": ("/api/v1/projects", None),
    "GET /api/v1/projects/{key:str}": ("/api/v1/projects/MX", None),
    "GET /api/v1/projects/{key:str}/access": ("/api/v1/projects/MX/access", None),
    "PUT /api/v1/projects/{key:str}/access": ("/api/v1/projects/MX/access", {"access": "private"}),
    "GET /api/v1/projects/{key:str}/fields": ("/api/v1/projects/MX/fields", None),
    "PUT /api/v1/projects/{key:str}/fields": ("/api/v1/projects/MX/fields", {"fields": []}),
    "GET /api/v1/projects/{key:str}/groups": ("/api/v1/projects/MX/groups?type=issue&by=priority", None),
    "GET /api/v1/projects/{key:str}/hub": ("/api/v1/projects/MX/hub", None),
    "GET /api/v1/projects/{key:str}/items": ("/api/v1/projects/MX/items", None),
    "POST /api/v1/projects/{key:str}/items": ("/api/v1/projects/MX/items", {"type": "issue", "title": "t"}),
    "POST /api/v1/projects/{key:str}/resources": ("/api/v1/projects/MX/resources", {"text": "https://github.com/northbank/fraud"}),
    "GET /api/v1/projects/{key:str}/summary": ("/api/v1/projects/MX/summary", None),
    "GET /api/v1/projects/{key:str}/tokens": ("/api/v1/projects/MX/tokens", None),
    "POST /api/v1/projects/{key:str}/tokens": ("/api/v1/projects/MX/tokens", {"name": "t", "permissions": ["read"]}),
    "GET /api/v1/items": ("/api/v1/items?type=issue", None),
    "GET /api/v1/groups": ("/api/v1/groups?type=issue&by=state", None),
    "GET /api/v1/find": ("/api/v1/find?q=some", None),
    "GET /api/v1/views": ("/api/v1/views?project=MX", None),
    "GET /api/v1/me/pins": ("/api/v1/me/pins", None),
    "GET /api/v1/changes": ("/api/v1/changes?after=0", None),
    "GET /health": ("/health", None),
    "GET /metrics": ("/metrics", None),
    "GET /ready": ("/ready", None),
    "WS /api/v1/live": ("/api/v1/live", None),
}

# what the call uses up is made anew for each caller; `k` is the kind of caller
FRESH: Final[dict[str, Callable[[Matrix, str], Call]]] = {
    "POST /api/v1/session": lambda m, k: ("/api/v1/session", {"email": m.people["viewer"].email, "password": PASSWORD}),
    "POST /api/v1/invitations/accept": lambda m, k: ("/api/v1/invitations/accept", {"code": m.code(), "name": "X", "password": PASSWORD}),
    "DELETE /api/v1/me/sessions/{id:str}": lambda m, k: (f"/api/v1/me/sessions/{m.own('session', k)}", None),
    "DELETE /api/v1/me/tokens/{id:str}": lambda m, k: (f"/api/v1/me/tokens/{m.own('token', k)}", None),
    "PATCH /api/v1/people/{id:str}": lambda m, k: (f"/api/v1/people/{m.person().id}", {"role": "guest"}),
    "POST /api/v1/teams": lambda m, k: ("/api/v1/teams", {"name": f"Team {next(m.numbers)}"}),
    "PATCH /api/v1/teams/{id:str}": lambda m, k: (f"/api/v1/teams/{m.team()}", {"name": f"Team {next(m.numbers)}"}),
    "DELETE /api/v1/teams/{id:str}": lambda m, k: (f"/api/v1/teams/{m.team()}", None),
    "PUT /api/v1/teams/{id:str}/members/{person:str}": lambda m, k: (f"/api/v1/teams/{m.team()}/members/{m.person().id}", None),
    "DELETE /api/v1/teams/{id:str}/members/{person:str}": lambda m, k: (f"/api/v1/teams/{m.membership()}", None),
    "POST /api/v1/invitations": lambda m, k: ("/api/v1/invitations", {"email": f"i{next(m.numbers)}@example.org"}),
    "DELETE /api/v1/invitations/{id:str}": lambda m, k: (f"/api/v1/invitations/{m.invitation()}", None),
    "POST /api/v1/projects": lambda m, k: ("/api/v1/projects", {"name": "P", "key": f"P{next(m.numbers)}", "access": "private"}),
    "PATCH /api/v1/projects/{key:str}": lambda m, k: ("/api/v1/projects/MX", {"rev": m.rev(m.project), "summary": "s"}),
    "POST /api/v1/projects/{key:str}/access": lambda m, k: ("/api/v1/projects/MX/access", {"principal": m.person().id, "role": "viewer"}),
    "DELETE /api/v1/projects/{key:str}/access/{principal:str}": lambda m, k: (f"/api/v1/projects/MX/access/{m.granted()}", None),
    "DELETE /api/v1/projects/{key:str}/tokens/{id:str}": lambda m, k: (
        f"/api/v1/projects/MX/tokens/{m.site.project_token(m.project).id}",
        None,
    ),
    "GET /api/v1/items/{ref:str}": lambda m, k: (f"/api/v1/items/{m.item()}", None),
    "PATCH /api/v1/items/{ref:str}": lambda m, k: (f"/api/v1/items/{m.item()}", {"rev": 1, "title": "new"}),
    "GET /api/v1/items/{ref:str}/context": lambda m, k: (f"/api/v1/items/{m.item()}/context", None),
    "GET /api/v1/items/{ref:str}/history": lambda m, k: (f"/api/v1/items/{m.item()}/history", None),
    "GET /api/v1/items/{ref:str}/links": lambda m, k: (f"/api/v1/items/{m.item()}/links", None),
    "GET /api/v1/items/{ref:str}/place": lambda m, k: (f"/api/v1/items/{m.item()}/place", None),
    "GET /api/v1/items/{ref:str}/people": lambda m, k: (f"/api/v1/items/{m.item()}/people", None),
    "GET /api/v1/items/{ref:str}/documents": lambda m, k: (f"/api/v1/items/{m.item()}/documents", None),
    "POST /api/v1/items/{ref:str}/documents": lambda m, k: (
        f"/api/v1/items/{m.item()}/documents",
        {"document": m.document(), "answer": "dismiss"},
    ),
    "POST /api/v1/items/{ref:str}/trash": lambda m, k: (f"/api/v1/items/{m.item()}/trash", None),
    "POST /api/v1/items/{ref:str}/restore": lambda m, k: (f"/api/v1/items/{m.trashed()}/restore", None),
    "POST /api/v1/items/{ref:str}/purge": lambda m, k: (f"/api/v1/items/{m.trashed()}/purge", {"reason": "r"}),
    "POST /api/v1/links": lambda m, k: ("/api/v1/links", {"type": "relates", "source": m.item(), "target": m.item()}),
    "DELETE /api/v1/links/{link:str}": lambda m, k: (f"/api/v1/links/{m.link()}", None),
    "POST /api/v1/admin/jobs/{id:str}/retry": lambda m, k: (f"/api/v1/admin/jobs/{m.given_up()}/retry", None),
    "POST /api/v1/items/batch": lambda m, k: ("/api/v1/items/batch", {"edits": [{"id": m.item(), "rev": 1, "state": "done"}]}),
    "POST /api/v1/items/move": lambda m, k: ("/api/v1/items/move", {"items": [m.item()], "project": "SIDE"}),
    "POST /api/v1/items/move/check": lambda m, k: ("/api/v1/items/move/check", {"items": [m.item()], "project": "SIDE"}),
    "POST /api/v1/views": lambda m, k: (
        "/api/v1/views",
        {"project": "MX", "place": "plan", "name": f"View {next(m.numbers)}", "query": {}, "shared": True},
    ),
    "PATCH /api/v1/views/{id:str}": lambda m, k: (f"/api/v1/views/{m.view()}", {"name": "new"}),
    "DELETE /api/v1/views/{id:str}": lambda m, k: (f"/api/v1/views/{m.view()}", None),
    "PUT /api/v1/me/pins/{id:str}": lambda m, k: (f"/api/v1/me/pins/{m.item()}", None),
    "DELETE /api/v1/me/pins/{id:str}": lambda m, k: (f"/api/v1/me/pins/{m.item()}", None),
    "POST /api/v1/undo": lambda m, k: ("/api/v1/undo", {"operation": m.operation()}),
    **TALK,
}


def call_of(route: str, matrix: Matrix, kind: str) -> Call:
    """What to send to a route such as "GET /api/v1/people". Raises KeyError for a route that nobody has thought of."""
    if route in FIXED:
        return FIXED[route]
    return FRESH[route](matrix, kind) if route in FRESH else run_call_of(route, matrix)
