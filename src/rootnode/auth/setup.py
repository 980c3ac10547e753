"""The first start: a one-time link makes the first owner. There is no default password and no way back."""

import hmac

from rootnode.auth.accounts import add_account
from rootnode.auth.audit import record_of
from rootnode.auth.secrets import digest, new_secret
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden, NotFound


def setup_needed(tx: ReadTx, workspace: str) -> bool:
    """Whether nobody has an account yet. The people of the example do not count."""
    sql = "SELECT id FROM account WHERE workspace = :workspace AND example IS NULL LIMIT 1"
    return tx.row(sql, workspace=workspace) is None


def offer_setup(tx: WriteTx, workspace: str) -> str | None:
    """A fresh one-time code while nobody has an account, which replaces the one before; else None."""
    if not setup_needed(tx, workspace):
        return None
    code = new_secret()
    sql = (
        "INSERT INTO setup_code (workspace, hash, created) VALUES (:workspace, :hash, :now) "
        "ON CONFLICT (workspace) DO UPDATE SET hash = :hash, created = :now"
    )
    tx.run(sql, workspace=workspace, hash=digest(code), now=tx.now)
    return code


def check_setup(tx: ReadTx, workspace: str, code: str) -> None:
    """Raises NotFound once an account exists, Forbidden for a wrong code."""
    if not setup_needed(tx, workspace):
        raise NotFound("There is nothing at this address.")
    stored = tx.scalar("SELECT hash FROM setup_code WHERE workspace = :workspace", workspace=workspace) or ""
    if not hmac.compare_digest(stored, digest(code)):
        raise Forbidden("This set-up link is not valid. Use the newest one that the server printed when it started.")


def set_up(tx: WriteTx, workspace: str, code: str, name: str, email: str, password: str) -> str:
    """Make the first owner; answers the account's id. `password` is a hash. Raises as `check_setup`."""
    taken = tx.run("DELETE FROM setup_code WHERE workspace = :workspace AND hash = :hash", workspace=workspace, hash=digest(code))
    if not setup_needed(tx, workspace):
        raise NotFound("There is nothing at this address.")
    if not taken:
        raise Forbidden("This set-up link is not valid. Use the newest one that the server printed when it started.")
    account = add_account(tx, workspace, name, email, "owner", password)
    record_of(tx, workspace, account, name, "workspace.set_up", account)
    return account
