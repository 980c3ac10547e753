"""Saved views: the settings of a list under a name, one's own or shared; and what people pin to their sidebar.

A view of a project is seen by whoever sees the project, once shared; one across projects by every member of the workspace.
Its list shows each reader only what that reader may see.
"""

from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import ROLES, require_role, role_in, visible
from rootnode.graph.nodes import node_by_ref
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Invalid, NotFound
from rootnode.kit.ids import is_id, new_id

NAME: Final = 80
QUERY: Final = 8_000
PLACES: Final = frozenset(("scope", "plan", "build", "ship", "watch", "projects", "issues", "docs", "models", "endpoints"))
VIEWS: Final = 200
"""So many views a page has, and a person pins, at most."""

_COLUMNS: Final = "v.id, v.project, p.key, v.place, v.owner, v.name, v.type, v.query, v.shared, v.created, v.updated"
_FROM: Final = "FROM saved_view v LEFT JOIN project p ON p.id = v.project"


class View(msgspec.Struct, frozen=True):
    """A saved view. `query` is what the list's address says; `pinned` is the caller's own."""

    id: str
    project: str | None
    project_key: str | None
    place: str
    owner: str
    name: str
    type: str
    query: dict[str, Any]
    shared: bool
    created: int
    updated: int
    pinned: bool


def _view(row: Row) -> View:
    return View(*(*row[:7], msgspec.json.decode(row[7]), bool(row[8]), row[9], row[10], bool(row[11])))


def _seen(tx: ReadTx, caller: Caller) -> tuple[str, dict[str, Any]]:
    """SQL for the views that the caller may see, with the mark of whether they are pinned."""
    seen, params = visible(tx, caller, "v.project")
    everybody = "v.shared = 1" if caller.role in ("owner", "admin", "member") else "1 = 0"
    where = f"v.workspace = :workspace AND ((v.project IS NULL AND {everybody}) OR ({seen} AND v.shared = 1)"
    own = f" OR (v.owner = :account AND (v.project IS NULL OR {seen})))"  # sql: constants only
    return where + own, {**params, "account": caller.account or ""}


def views_of(tx: ReadTx, caller: Caller, project: str | None, place: str = "") -> list[View]:
    """Views of a project, or of all projects together, oldest first; with `place`, those of one page."""
    seen, params = _seen(tx, caller)
    where = "v.project = :project" if project else "v.project IS NULL"
    at = "AND v.place = :place" if place else ""
    pinned = "EXISTS (SELECT 1 FROM pin WHERE pin.account = :account AND pin.target = v.id)"
    sql = f"SELECT {_COLUMNS}, {pinned} {_FROM} WHERE {where} {at} AND {seen} ORDER BY v.id LIMIT :limit"  # sql: constants only
    return [_view(row) for row in tx.rows(sql, **params, project=project, place=place, limit=VIEWS)]


def view_of(tx: ReadTx, caller: Caller, view: str) -> View:
    """One view. Raises NotFound also where it may not be seen."""
    seen, params = _seen(tx, caller)
    pinned = "EXISTS (SELECT 1 FROM pin WHERE pin.account = :account AND pin.target = v.id)"
    row = tx.row(f"SELECT {_COLUMNS}, {pinned} {_FROM} WHERE v.id = :id AND {seen}", **params, id=view)  # sql: constants only
    if row is None:
        raise NotFound("There is no such view, or you may not see it.")
    return _view(row)


def views_named(tx: ReadTx, caller: Caller, pattern: str, limit: int) -> list[View]:
    """Views whose name fits a pattern of LIKE."""
    seen, params = _seen(tx, caller)
    named = f"{tx.folded('v.name')} LIKE :pattern ESCAPE '\\'"
    sql = f"SELECT {_COLUMNS}, 0 {_FROM} WHERE {named} AND {seen} ORDER BY v.name, v.id LIMIT :limit"  # sql: constants only
    return [_view(row) for row in tx.rows(sql, **params, pattern=pattern, limit=limit)]


def _checked(name: str, query: dict[str, Any]) -> tuple[str, str]:
    """Name and query as they are kept. Raises Invalid."""
    name = name.strip()
    if not 0 < len(name) <= NAME or "\x00" in name:
        raise Invalid(f"A view's name has 1 to {NAME} characters.", where="name")
    text = msgspec.json.encode(query).decode()
    if len(text) > QUERY or "\\u0000" in text:
        raise Invalid("The view's settings are too long or hold a NUL character.", where="query")
    return name, text


def _account(caller: Caller) -> str:
    if caller.account is None:
        raise Forbidden("A project's token belongs to no person; views and pins do.")
    return caller.account


def _may_share(tx: ReadTx, caller: Caller, project: str | None) -> None:
    if project:
        require_role(tx, caller, project, "editor")
    elif caller.role not in ("owner", "admin", "member"):
        raise Forbidden("Guests cannot share a view across projects.")


def create_view(
    tx: WriteTx, caller: Caller, project: str | None, place: str, name: str, item_type: str, query: dict[str, Any], *, shared: bool
) -> View:
    """Keep a list's settings. Sharing needs the role editor. Raises Invalid, Forbidden."""
    owner = _account(caller)
    caller.require("write")
    name, text = _checked(name, query)
    if place not in PLACES:
        raise Invalid(f"A view stands on one of: {', '.join(sorted(PLACES))}.", where="place")
    if len(item_type) > 40 or "\x00" in item_type:
        raise Invalid("This is not a type of items.", where="type")
    if shared:
        _may_share(tx, caller, project)
    view = new_id()
    tx.run(
        "INSERT INTO saved_view (id, workspace, project, place, owner, name, type, query, shared, created, updated, row_seq) "
        "VALUES (:id, :workspace, :project, :place, :owner, :name, :type, :query, :shared, :now, :now, :row_seq)",
        id=view, workspace=caller.workspace, project=project, place=place, owner=owner, name=name, type=item_type, query=text,
        shared=int(shared), now=tx.now, row_seq=tx.next_row_seq(),
    )  # fmt: skip
    if len(views_of(tx, caller, project, place)) >= VIEWS:
        raise Conflict(f"This page has {VIEWS} views already. Delete one first.")
    return view_of(tx, caller, view)


def _mine_to_change(tx: ReadTx, caller: Caller, view: View) -> None:
    """Its owner changes a view; a shared one also the project's leads, or admins where it is of all projects."""
    caller.require("write")
    leads = role_in(tx, caller, view.project) >= ROLES["lead"] if view.project else caller.administers
    if view.owner != _account(caller) and not leads:
        raise Forbidden("This view is somebody else's. Save your own copy, or ask one of the leads.")


def change_view(
    tx: WriteTx, caller: Caller, view: str, *, name: str | None = None, query: dict[str, Any] | None = None, shared: bool | None = None
) -> View:
    """Rename, keep other settings, share or stop sharing. Raises NotFound, Forbidden, Invalid.

    Answers also a lead who stops the sharing of somebody else's view, and does not see it any more.
    """
    tx.row(f"SELECT 1 FROM saved_view WHERE id = :id {tx.lock_rows}", id=view)  # sql: constants only
    before = view_of(tx, caller, view)
    _mine_to_change(tx, caller, before)
    shared = before.shared if shared is None else shared
    if shared:  # also whoever made it and may only read by now keeps it as others know it
        _may_share(tx, caller, before.project)
    kept, text = _checked(before.name if name is None else name, before.query if query is None else query)
    tx.run(
        "UPDATE saved_view SET name = :name, query = :query, shared = :shared, updated = :now, row_seq = :row_seq WHERE id = :id",
        id=view, name=kept, query=text, shared=int(shared), now=tx.now, row_seq=tx.next_row_seq(),
    )  # fmt: skip
    return msgspec.structs.replace(before, name=kept, query=msgspec.json.decode(text), shared=shared, updated=tx.now)


def delete_view(tx: WriteTx, caller: Caller, view: str) -> None:
    """Take a view away, with its pins. Raises NotFound, Forbidden."""
    _mine_to_change(tx, caller, view_of(tx, caller, view))
    tx.run("DELETE FROM pin WHERE target = :id", id=view)
    tx.run("DELETE FROM saved_view WHERE id = :id", id=view)


def pin(tx: WriteTx, caller: Caller, target: str) -> None:
    """Put an item or a view into one's sidebar. Raises NotFound."""
    account = _account(caller)
    if not is_id(target):
        raise NotFound("There is no such item or view, or you may not see it.")
    try:
        view_of(tx, caller, target)
    except NotFound:
        node_by_ref(tx, caller, target)
    if int(tx.scalar("SELECT COUNT(*) FROM pin WHERE account = :account", account=account)) >= VIEWS:
        raise Conflict(f"You have {VIEWS} pins already. Take one away first.")
    tx.run(
        "INSERT INTO pin (account, target, workspace, created, row_seq) VALUES (:account, :target, :workspace, :now, :row_seq) "
        "ON CONFLICT (account, target) DO NOTHING",
        account=account, target=target, workspace=caller.workspace, now=tx.now, row_seq=tx.next_row_seq(),
    )  # fmt: skip


def unpin(tx: WriteTx, caller: Caller, target: str) -> None:
    """Take a pin away. Raises NotFound."""
    if not tx.run("DELETE FROM pin WHERE account = :account AND target = :target", account=_account(caller), target=target):
        raise NotFound("You have no such pin.")


def pins_of(tx: ReadTx, caller: Caller) -> list[str]:
    """Ids of what the caller has pinned, in the order of pinning. What became of them is asked of the items and views."""
    sql = "SELECT target FROM pin WHERE account = :account AND workspace = :workspace ORDER BY row_seq LIMIT :limit"
    return [row[0] for row in tx.rows(sql, account=caller.account or "", workspace=caller.workspace, limit=VIEWS)]


def pinned_views(tx: ReadTx, caller: Caller) -> list[View]:
    """The views that the caller has pinned and may still see."""
    seen, params = _seen(tx, caller)
    mine = "JOIN pin ON pin.target = v.id AND pin.account = :account"
    sql = f"SELECT {_COLUMNS}, 1 {_FROM} {mine} WHERE {seen} LIMIT :limit"  # sql: constants only
    return [_view(row) for row in tx.rows(sql, **params, limit=VIEWS)]
