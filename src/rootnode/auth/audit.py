"""The audit trail: sign-ins, refused calls, and every change of people, roles, teams and tokens."""

from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden
from rootnode.wire.people import AuditEntry

NOBODY: Final = "nobody"


def record(tx: WriteTx, caller: Caller, what: str, target: str = "", **facts: Any) -> None:
    """Note that `caller` did `what` to `target`, in the transaction that does it. Facts must hold no secret."""
    record_of(tx, caller.workspace, caller.actor, caller.name, what, target, **facts)


def record_of(
    tx: WriteTx, workspace: str, actor: str, actor_name: str, what: str, target: str = "", *, address: str = "", **facts: Any
) -> None:
    """As `record`, when there is no caller: a sign-in, or a call by nobody known. `address` is the client's on the network."""
    sql = (
        "INSERT INTO audit (row_seq, workspace, at, what, actor, actor_name, target, address, facts) "
        "VALUES (:seq, :workspace, :at, :what, :actor, :actor_name, :target, :address, :facts)"
    )
    tx.run(
        sql,
        seq=tx.next_row_seq(),
        workspace=workspace,
        at=tx.now,
        what=what,
        actor=actor,
        actor_name=actor_name[:200],
        target=target[:200],
        address=address,
        facts=msgspec.json.encode(facts).decode(),
    )


def audit_of(tx: ReadTx, caller: Caller, *, before: int | None = None, limit: int = 100) -> list[AuditEntry]:
    """The trail of the workspace, newest first, from the row before number `before` on. Raises Forbidden."""
    if not caller.administers:
        raise Forbidden("Only an owner or admin of the workspace may do this.")
    sql = (
        "SELECT row_seq, at, what, actor, actor_name, target, address, facts FROM audit "
        "WHERE workspace = :workspace AND row_seq < :before ORDER BY row_seq DESC LIMIT :limit"
    )
    rows = tx.rows(sql, workspace=caller.workspace, before=before if before is not None else 1 << 62, limit=limit)
    return [_entry(*row) for row in rows]


def _entry(number: int, at: int, what: str, actor: str, actor_name: str, target: str, address: str, facts: str) -> AuditEntry:
    return AuditEntry(number, at, what, actor, actor_name, target, address, msgspec.json.decode(facts, type=dict[str, Any]))
