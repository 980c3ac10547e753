"""Invitations: a one-time link with which somebody makes an account. It carries a role and expires after seven days."""

from typing import Final

from rootnode.auth.accounts import add_account, clean_email, folded
from rootnode.auth.audit import record, record_of
from rootnode.auth.caller import Caller
from rootnode.auth.people import check_may_give
from rootnode.auth.secrets import digest, new_secret
from rootnode.kit.clock import DAY
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, NotFound
from rootnode.kit.ids import new_id
from rootnode.wire.people import Invitation, NewInvitation

LASTS: Final = 7 * DAY
MOST: Final = 500


def invite(tx: WriteTx, caller: Caller, new: NewInvitation, address: str) -> Invitation:
    """Make a link below `address` (https://host); an older one for the same e-mail address ends. Raises Forbidden, Invalid, Conflict."""
    check_may_give(caller, new.role)
    email = clean_email(new.email)
    if tx.row("SELECT id FROM account WHERE email_folded = :folded", folded=folded(email)):
        raise Conflict("This e-mail address has an account already.", where="email")
    pending = invitations_of(tx, caller)
    if len(pending) >= MOST:
        raise Conflict(f"{MOST} invitations are open already. Withdraw some of them.")
    for older in pending:
        if folded(older.email) == folded(email):
            tx.run("DELETE FROM invitation WHERE id = :id", id=older.id)
    made, code = new_id(), new_secret()
    sql = (
        "INSERT INTO invitation (id, workspace, email, role, hash, created, created_by, expires) "
        "VALUES (:id, :workspace, :email, :role, :hash, :now, :by, :expires)"
    )
    facts = {"id": made, "workspace": caller.workspace, "email": email, "role": new.role, "hash": digest(code), "by": caller.actor}
    tx.run(sql, **facts, now=tx.now, expires=tx.now + LASTS)
    record(tx, caller, "invitation.created", made, email=email, role=new.role)
    return Invitation(made, email, new.role, tx.now, tx.now + LASTS, f"{address}/invite?code={code}")


def invitations_of(tx: ReadTx, caller: Caller) -> list[Invitation]:
    """Those that are open, newest first. Raises Forbidden."""
    if not caller.administers:
        raise Forbidden("Only an owner or admin of the workspace may do this.")
    sql = (
        "SELECT id, email, role, created, expires FROM invitation WHERE workspace = :workspace AND expires > :now "
        "ORDER BY id DESC LIMIT :most"
    )
    return [Invitation(*row) for row in tx.rows(sql, workspace=caller.workspace, now=tx.now, most=MOST)]


def withdraw_invitation(tx: WriteTx, caller: Caller, invitation: str) -> None:
    """Raises Forbidden, NotFound."""
    if not caller.administers:
        raise Forbidden("Only an owner or admin of the workspace may do this.")
    if not tx.run("DELETE FROM invitation WHERE id = :id AND workspace = :workspace", id=invitation, workspace=caller.workspace):
        raise NotFound("There is no such invitation, or it has been used.")
    record(tx, caller, "invitation.withdrawn", invitation)


def check_invitation(tx: ReadTx, code: str) -> str:
    """The e-mail address that a valid code invites. Raises NotFound."""
    email: str | None = tx.scalar("SELECT email FROM invitation WHERE hash = :hash AND expires > :now", hash=digest(code), now=tx.now)
    if email is None:
        raise NotFound("This invitation is not valid: used, withdrawn or older than seven days. Ask for a new one.")
    return email


def accept_invitation(tx: WriteTx, code: str, name: str, password: str) -> str:
    """Make the invited account; answers its id. `password` is a hash. Raises NotFound, Invalid, Conflict."""
    email = check_invitation(tx, code)
    row = tx.row("SELECT workspace, role, id FROM invitation WHERE hash = :hash", hash=digest(code))
    if row is None or not tx.run("DELETE FROM invitation WHERE id = :id", id=row[2]):
        raise NotFound("This invitation has just been used.")
    account = add_account(tx, row[0], name, email, row[1], password)
    record_of(tx, row[0], account, name, "invitation.accepted", row[2], role=row[1])
    return account
