"""What to send to the routes of discussion, inbox, following, activity, presence and requests for access."""

from collections.abc import Callable
from typing import Any, Final

from doors.callers import Matrix
from rootnode.live.comments import add_comment
from rootnode.notify.entries import FOLLOWED, News, Said, put_news
from rootnode.notify.requests import request_access

_API: Final = "/api/v1"


def comment_by(matrix: Matrix, kind: str, item: str) -> str:
    """A new comment of the caller of that kind on an item; of the lead where the caller may not comment."""
    who = matrix.people[kind if kind in ("commenter", "editor", "lead", "admin", "owner") else "lead"]
    caller = matrix.site.caller(matrix.owner if kind == "token_of_owner" else who)
    graph = matrix.site.rootnode.graph
    return str(matrix.site.rootnode.db.write_now(add_comment, caller, graph, item, "Words").id)


def entry_of(matrix: Matrix, kind: str) -> str:
    """The id of a new entry in the inbox of the caller of that kind; in the viewer's where the caller is no person."""
    owners = {"token_of_owner": "owner", "token_of_lead_read": "lead"}
    who = matrix.people[owners.get(kind, kind) if owners.get(kind, kind) in matrix.people else "viewer"]
    item = matrix.item()
    news = News(matrix.system.workspace, who.id, item, matrix.project, item, FOLLOWED, 1, "system", "Rootnode", Said("update_item"))
    db = matrix.site.rootnode.db
    db.write_now(put_news, [news])
    sql = "SELECT id FROM inbox_entry WHERE account = :account AND subject = :subject"
    return str(db.read_now(lambda tx: tx.scalar(sql, account=who.id, subject=item)))


def request_of(matrix: Matrix) -> str:
    """The id of a new request of somebody new for access to MX."""
    caller, db = matrix.site.caller(matrix.person()), matrix.site.rootnode.db
    db.write_now(request_access, caller, "MX", "viewer", "Please")
    sql = "SELECT id FROM access_request WHERE account = :account"
    return str(db.read_now(lambda tx: tx.scalar(sql, account=caller.account)))


TALK: Final[dict[str, Callable[[Matrix, str], tuple[str, Any]]]] = {
    "GET /api/v1/items/{ref:str}/comments": lambda m, k: (f"{_API}/items/{m.item()}/comments", None),
    "POST /api/v1/items/{ref:str}/comments": lambda m, k: (f"{_API}/items/{m.item()}/comments", {"text": "Words"}),
    "PATCH /api/v1/comments/{id:str}": lambda m, k: (f"{_API}/comments/{comment_by(m, k, m.item())}", {"text": "Others"}),
    "DELETE /api/v1/comments/{id:str}": lambda m, k: (f"{_API}/comments/{comment_by(m, k, m.item())}", None),
    "GET /api/v1/inbox": lambda m, k: (f"{_API}/inbox", None),
    "GET /api/v1/inbox/count": lambda m, k: (f"{_API}/inbox/count", None),
    "PATCH /api/v1/inbox/{id:str}": lambda m, k: (f"{_API}/inbox/{entry_of(m, k)}", {"read": True}),
    "POST /api/v1/inbox/read": lambda m, k: (f"{_API}/inbox/read", None),
    "GET /api/v1/items/{ref:str}/subscription": lambda m, k: (f"{_API}/items/{m.item()}/subscription", None),
    "PUT /api/v1/items/{ref:str}/subscription": lambda m, k: (f"{_API}/items/{m.item()}/subscription", {"following": True}),
    "GET /api/v1/projects/{key:str}/subscription": lambda m, k: (f"{_API}/projects/MX/subscription", None),
    "PUT /api/v1/projects/{key:str}/subscription": lambda m, k: (f"{_API}/projects/MX/subscription", {"following": False}),
    "GET /api/v1/projects/{key:str}/activity": lambda m, k: (f"{_API}/projects/MX/activity", None),
    "GET /api/v1/projects/{key:str}/presence": lambda m, k: (f"{_API}/projects/MX/presence", None),
    "POST /api/v1/presence": lambda m, k: (f"{_API}/presence", {"tab": "t", "project": "MX", "item": m.item()}),
    "POST /api/v1/access-requests": lambda m, k: (f"{_API}/access-requests", {"place": "MX"}),
    "GET /api/v1/access-requests": lambda m, k: (f"{_API}/access-requests?place=MX", None),
    "GET /api/v1/projects/{key:str}/access-requests": lambda m, k: (f"{_API}/projects/MX/access-requests", None),
    "POST /api/v1/projects/{key:str}/access-requests/{id:str}": lambda m, k: (
        f"{_API}/projects/MX/access-requests/{request_of(m)}",
        {"role": "viewer"},
    ),
}
