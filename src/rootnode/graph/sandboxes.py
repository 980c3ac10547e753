"""Sandboxes: a person's own project, made without a question, where first runs arrive; it can become a project (decision 0004)."""

from contextlib import suppress
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import require_role
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Event, Update
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.graph.projects import Access, check_key, create_project, set_access, taken, was_taken
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Forbidden

SANDBOX: Final = "SANDBOX"
SUMMARY: Final = "Where first runs arrive. Only you see it; it can become a project, with everything that is in it."
_SPECIAL: Final = '"special":"sandbox"'
_NAMED: Final = 60
"""So many characters of a person's name stand in the sandbox's."""
_TRIES: Final = 5


def sandbox(tx: WriteTx, caller: Caller, graph: Graph) -> Node:
    """The caller's sandbox, which nobody else but admins may see; made if there is none. Raises Forbidden, Conflict."""
    if caller.account is None:
        raise Forbidden("Only a person has a sandbox.")
    if found := _sandbox_of(tx, caller):
        return found
    tx.row(f"SELECT 1 FROM account WHERE id = :account {tx.lock_rows}", account=caller.account)  # sql: constants only
    if found := _sandbox_of(tx, caller):  # two pages that open together make one
        return found
    name = f"Sandbox of {caller.name[:_NAMED]}"
    for _ in range(_TRIES):
        with suppress(Conflict):  # somebody else's was made meanwhile, under that key
            return create_project(tx, caller, graph, name, _free_key(tx), summary=SUMMARY, access="private", special="sandbox")
    raise Conflict("Many sandboxes are made at this moment. Try again.")


def _sandbox_of(tx: ReadTx, caller: Caller) -> Node | None:
    sql = (
        f"SELECT {COLUMNS} FROM project_access a JOIN node n ON n.id = a.project JOIN project p ON p.id = n.project "
        "WHERE a.principal = :account AND n.created_by = :account AND n.fields LIKE :special "
        "AND n.trashed IS NULL AND n.state <> 'archived' ORDER BY n.id DESC LIMIT 1"  # sql: constants only
    )
    row = tx.row(sql, account=caller.account, special=f"%{_SPECIAL}%")
    return None if row is None else node_of(row)


def _free_key(tx: ReadTx) -> str:
    sql = (
        "SELECT key_folded FROM project WHERE key_folded >= 'sandbox' AND key_folded < 'sandboy' "
        "UNION SELECT key_folded FROM former_key WHERE key_folded >= 'sandbox' AND key_folded < 'sandboy' LIMIT 100000"
    )
    known = {row[0] for row in tx.rows(sql)}
    number = 1
    while (key := SANDBOX + (str(number) if number > 1 else "")).lower() in known:
        number += 1
    return key


def settle_project(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, key: str, access: Access) -> Node:
    """Make a sandbox a project: it gets a name, a key of its own, and an access; all that is in it stays as it is.

    The key that it had goes on leading to it, for programs that log there and for links that people have kept.
    Needs the role lead. Raises Forbidden, Invalid, Conflict.
    """
    require_role(tx, caller, project, "lead")
    caller.require("write")
    check_key(key)
    sql = "SELECT p.key, n.fields FROM project p JOIN node n ON n.id = p.id WHERE p.id = :id"
    before, fields = tx.row(sql + (" FOR UPDATE OF p" if tx.lock_rows else ""), id=project) or ("", "")
    if _SPECIAL not in fields:
        raise Conflict("This is a project already. Change its name in its settings.")
    if key.upper() != before:
        _rekey(tx, caller, project, before, key)
    told: dict[str, Any] = {"special": None} | ({"summary": None} if msgspec.json.decode(fields).get("summary") == SUMMARY else {})
    update = Update(project, title=name, fields=told, by_owner=True)
    event = Event(project, "key.changed", {"before": before, "after": key.upper()})
    graph.apply(tx, caller, [update, event], verb="settle_project")
    return set_access(tx, caller, graph, project, access)


def _rekey(tx: WriteTx, caller: Caller, project: str, before: str, key: str) -> None:
    if was_taken(tx, key) or tx.row("SELECT 1 FROM project WHERE key_folded = :key", key=key.lower()):
        raise taken(key)
    tx.run("UPDATE project SET key = :key, key_folded = :folded WHERE id = :id", key=key.upper(), folded=key.lower(), id=project)
    sql = "INSERT INTO former_key (key_folded, workspace, project) VALUES (:key, :workspace, :project)"
    tx.run(sql, key=before.lower(), workspace=caller.workspace, project=project)
    tx.local.pop("graph.projects", None)
