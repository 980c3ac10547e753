"""Projects: the root nodes, who may see them, and the fields they add to their kinds."""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.auth.accounts import is_account
from rootnode.auth.caller import Caller
from rootnode.auth.teams import teams_among
from rootnode.graph.access import NAMES, grants_of, require_role, visible, write_grant
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Create, Event, Request, Update
from rootnode.graph.fields import CustomField, custom_fields
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.graph.values import declare_field, withdraw_field
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Invalid
from rootnode.kit.ids import is_id, new_id
from rootnode.wire.people import ProjectRole

Access: TypeAlias = Literal["workspace", "teams", "private"]

_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{1,11}\Z")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_BUILT_IN: Final = frozenset(("id", "kind", "type", "key", "number", "title", "state", "parent", "created", "updated", "trashed", "rev"))
CUSTOM_FIELDS: Final = 50


class Membership(msgspec.Struct, frozen=True):
    """A project, and the rank of the caller's role in it."""

    node: Node
    rank: int

    @property
    def role(self) -> ProjectRole:
        return NAMES[self.rank]


def create_workspace(tx: WriteTx, name: str) -> str:
    """Make a workspace; answers its id."""
    workspace = new_id()
    tx.run("INSERT INTO workspace (id, name, seq, created) VALUES (:id, :name, 0, :now)", id=workspace, name=name, now=tx.now)
    return workspace


def first_workspace(tx: ReadTx) -> tuple[str, str] | None:
    """(id, name) of the oldest workspace: the one that the web app shows."""
    row = tx.row("SELECT id, name FROM workspace ORDER BY created, id LIMIT 1")
    return (row[0], row[1]) if row else None


def create_project(
    tx: WriteTx,
    caller: Caller,
    graph: Graph,
    name: str,
    key: str,
    *,
    summary: str = "",
    access: Access = "workspace",
    special: str | None = None,
) -> Node:
    """Make a project. Its key is unique on this server for good, in any case of letters. Raises Invalid, Forbidden, Conflict."""
    if caller.role not in ("owner", "admin", "member"):
        raise Forbidden("Guests and project tokens cannot make projects. Ask a member of the workspace.")
    caller.require("write")
    check_key(key)
    project = new_id()
    sql = (
        "INSERT INTO project (id, workspace, key, key_folded, last_number, custom_fields) "
        "VALUES (:id, :workspace, :key, :folded, 0, '[]') ON CONFLICT (key_folded) DO NOTHING"
    )
    if not tx.run(sql, id=project, workspace=caller.workspace, key=key.upper(), folded=key.lower()) or was_taken(tx, key):
        raise taken(key)
    _first_grants(tx, caller, project, access)
    fields: dict[str, Any] = {"access": access}
    fields |= {name: value for name, value in (("summary", summary), ("special", special)) if value}
    return graph.apply(tx, caller, [Create("project", project, name, fields=fields, id=project)], verb="create_project").node


def check_key(key: str) -> None:
    """Raises Invalid."""
    if not _KEY.match(key):
        raise Invalid("A key has 2 to 12 letters and digits and starts with a letter, such as FRAUD.", where="key")


def was_taken(tx: ReadTx, key: str) -> bool:
    """Whether a project had that key before."""
    return tx.row("SELECT 1 FROM former_key WHERE key_folded = :key", key=key.lower()) is not None


def taken(key: str) -> Conflict:
    """The one answer for a key that is, or was, another project's."""
    return Conflict(f"The key {key.upper()} is taken, or was once. Choose another.", where="key")


def _first_grants(tx: WriteTx, caller: Caller, project: str, access: Access) -> None:
    workspace = caller.workspace
    write_grant(tx, workspace, project, f"admins:{workspace}", "lead")
    write_grant(tx, workspace, project, f"project:{project}", "editor")
    if caller.account:
        write_grant(tx, workspace, project, caller.account, "lead")
    if access == "workspace":
        write_grant(tx, workspace, project, f"members:{workspace}", "editor")


def projects_of(tx: ReadTx, caller: Caller, *, after: str = "", limit: int = 100) -> list[Membership]:
    """Projects that the caller may see, by key, from the one after key `after` on."""
    seen, params = visible(tx, caller, "n.project")
    mine = tx.any_of("a.principal", "principals")
    sql = (
        f"SELECT {COLUMNS}, (SELECT MAX(a.role) FROM project_access a WHERE a.project = n.project AND {mine}) "
        f"FROM project p JOIN node n ON n.id = p.id WHERE p.key_folded > :after AND n.trashed IS NULL AND {seen} "  # sql: constants only
        "ORDER BY p.key_folded LIMIT :limit"
    )
    return [Membership(node_of(row[:16]), row[16]) for row in tx.rows(sql, after=after.lower(), limit=limit, **params)]


def projects_named(tx: ReadTx, caller: Caller, pattern: str, *, limit: int) -> list[Membership]:
    """Projects that the caller may see and whose name or key fits a pattern of LIKE."""
    seen, params = visible(tx, caller, "n.project")
    mine = tx.any_of("a.principal", "principals")
    named = f"({tx.folded('n.title')} LIKE :pattern ESCAPE '\\' OR p.key_folded LIKE :pattern ESCAPE '\\')"
    sql = (
        f"SELECT {COLUMNS}, (SELECT MAX(a.role) FROM project_access a WHERE a.project = n.project AND {mine}) "
        f"FROM project p JOIN node n ON n.id = p.id WHERE {named} AND n.trashed IS NULL AND {seen} "  # sql: constants only
        "ORDER BY p.key_folded LIMIT :limit"
    )
    return [Membership(node_of(row[:16]), row[16]) for row in tx.rows(sql, pattern=pattern, limit=limit, **params)]


def set_access(tx: WriteTx, caller: Caller, graph: Graph, project: str, access: Access) -> Node:
    """Open a project to the workspace, to teams, or to the named people only, which takes teams their roles. Needs the role lead."""
    require_role(tx, caller, project, "lead")
    caller.require("write")
    everybody = f"members:{caller.workspace}"
    write_grant(tx, caller.workspace, project, everybody, "editor" if access == "workspace" else None)
    if access == "private":
        for team in teams_among(tx, caller.workspace, [principal for principal, _ in grants_of(tx, project)]):
            write_grant(tx, caller.workspace, project, team, None)
    requests: list[Request] = [
        Update(project, fields={"access": access}, by_owner=True),
        Event(project, "access.changed", {"principal": everybody}),
    ]
    return graph.apply(tx, caller, requests, verb="set_access").node


def grant(tx: WriteTx, caller: Caller, graph: Graph, project: str, principal: str, role: ProjectRole | None) -> None:
    """Give a person or a team (by id) a role in a project; None takes it away. Needs the role lead."""
    require_role(tx, caller, project, "lead")
    caller.require("write")
    _check_principal(tx, caller, project, principal, role)
    if role != "lead" and _last_lead(tx, project, principal):
        raise Conflict("This is the project's last lead. Make somebody else a lead first.")
    write_grant(tx, caller.workspace, project, principal, role)
    payload = {"principal": principal, "role": role}
    graph.apply(tx, caller, [Event(project, "access.changed", payload)], verb="grant")


def _check_principal(tx: WriteTx, caller: Caller, project: str, principal: str, role: ProjectRole | None) -> None:
    """Refuse an id that is nobody's, and a team in a private project. What is granted can always be taken away."""
    row = tx.row(f"SELECT custom_fields FROM project WHERE id = :id {tx.lock_rows}", id=project)  # sql: constants only
    if role is None and row and any(named == principal for named, _ in grants_of(tx, project)):
        return
    team = bool(teams_among(tx, caller.workspace, [principal]))
    if not team and not is_account(tx, caller.workspace, principal):
        raise Invalid("Name a person or a team of the workspace by id.", where="principal")
    if team and tx.scalar("SELECT fields FROM node WHERE id = :id", id=project).find('"access":"private"') >= 0:
        raise Conflict("The project is private: only people can be given roles. Open it to teams first.", where="principal")


def _last_lead(tx: ReadTx, project: str, principal: str) -> bool:
    leads = [named for named, role in grants_of(tx, project) if role == "lead" and is_id(named)]
    return leads == [principal]


def declare_fields(tx: WriteTx, caller: Caller, graph: Graph, project: str, fields: Sequence[CustomField]) -> None:
    """Replace the project's custom fields. Values of a field that is withdrawn stay in the items' history. Needs the role lead."""
    require_role(tx, caller, project, "lead")
    caller.require("write")
    _check_fields(graph, fields)
    text = tx.scalar(f"SELECT custom_fields FROM project WHERE id = :id {tx.lock_rows}", id=project)  # sql: constants only
    before = custom_fields(text)
    tx.run("UPDATE project SET custom_fields = :f WHERE id = :id", f=msgspec.json.encode(fields).decode(), id=project)
    kept = {(kind, custom.field.name, custom.field) for custom in fields for kind in custom.kinds if custom.field.sortable}
    had = {(kind, custom.field.name, custom.field) for custom in before for kind in custom.kinds if custom.field.sortable}
    for kind, name, _ in had - kept:
        withdraw_field(tx, project, kind, name)
    for kind, _, field in kept - had:
        declare_field(tx, project, kind, field)
    tx.local.pop("graph.projects", None)
    names = sorted({custom.field.name for custom in fields})
    graph.apply(tx, caller, [Event(project, "fields.declared", {"fields": names})], verb="declare_fields")


def _check_fields(graph: Graph, fields: Sequence[CustomField]) -> None:
    if len(fields) > CUSTOM_FIELDS:
        raise Invalid(f"A project can have {CUSTOM_FIELDS} fields of its own at most.", where="fields")
    taken: set[tuple[str, str]] = set()
    for custom in fields:
        name = custom.field.name
        if not _NAME.match(name) or name in _BUILT_IN:
            raise Invalid(f"'{name[:40]}' cannot name a field: use lower-case letters, digits and _, and no built-in name.", where="fields")
        for kind in custom.kinds:
            declared = {field.name for field in graph.kinds.kind(kind).fields}
            if name in declared or (kind, name) in taken:
                raise Invalid(f"A {kind} has a field '{name}' already. Choose another name.", where="fields")
            taken.add((kind, name))
