"""What people told of themselves. It orders what they see and hides nothing."""

from rootnode.auth.accounts import person
from rootnode.auth.caller import Caller
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import NotFound
from rootnode.wire.people import Focus, Me


def focus_of(tx: ReadTx, account: str) -> Focus | None:
    """What the person mostly does, if they said so."""
    found: Focus | None = tx.scalar("SELECT focus FROM preference WHERE account = :account", account=account)
    return found


def set_focus(tx: WriteTx, workspace: str, account: str, focus: Focus | None) -> None:
    """Keep what a person mostly does; None forgets it."""
    sql = (
        "INSERT INTO preference (account, workspace, focus) VALUES (:account, :workspace, :focus) "
        "ON CONFLICT (account) DO UPDATE SET focus = :focus"
    )
    tx.run(sql, account=account, workspace=workspace, focus=focus)


def me(tx: ReadTx, caller: Caller) -> Me:
    """The caller's own account. Raises NotFound for a caller that is no person."""
    if caller.account is None:
        raise NotFound("A project's token belongs to no person.")
    own = person(tx, caller.workspace, caller.account)
    return Me(own.id, own.name, own.email, own.role, own.suspended, own.example, focus_of(tx, caller.account))
