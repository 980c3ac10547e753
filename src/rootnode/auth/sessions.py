"""Cookie sessions: where a person is signed in."""

from typing import Final

from rootnode.auth.audit import record, record_of
from rootnode.auth.caller import Caller
from rootnode.auth.revocations import Revocation, Revocations
from rootnode.auth.secrets import digest, new_secret
from rootnode.kit.clock import DAY
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import NotFound, Unauthenticated
from rootnode.kit.ids import new_id
from rootnode.wire.people import SignedIn

MOST: Final = 50
"""Sessions of one person at a time; the one used longest ago gives way."""


def open_session(tx: WriteTx, account: str, password: str, *, days: int, browser: str, address: str) -> str:
    """Sign the account in; answers the session's secret.

    `password` is the hash that was checked outside this transaction: Unauthenticated when it has changed since, or the
    account was suspended.
    """
    sql = "SELECT workspace, name FROM account WHERE id = :id AND password = :password AND suspended IS NULL"
    row = tx.row(sql, id=account, password=password)
    if row is None:
        raise Unauthenticated("E-mail address or password is wrong.")
    session, secret = new_id(), new_secret()
    tx.run(
        "INSERT INTO session (id, workspace, account, hash, created, last_used, expires, browser) "
        "VALUES (:id, :workspace, :account, :hash, :now, :now, :expires, :browser)",
        id=session,
        workspace=row[0],
        account=account,
        hash=digest(secret),
        now=tx.now,
        expires=tx.now + days * DAY,
        browser=_plain(browser),
    )
    _drop_oldest(tx, account)
    record_of(tx, row[0], account, row[1], "session.opened", session, address=address)
    return secret


def _plain(browser: str) -> str:
    return "".join(sign for sign in browser if sign.isprintable())[:200]


def _drop_oldest(tx: WriteTx, account: str) -> None:
    sql = (
        "DELETE FROM session WHERE account = :account AND id NOT IN "
        "(SELECT id FROM session WHERE account = :account ORDER BY last_used DESC, id DESC LIMIT :most)"
    )
    tx.run(sql, account=account, most=MOST)


def sessions_of(tx: ReadTx, caller: Caller) -> list[SignedIn]:
    """The caller's own, newest use first."""
    sql = (
        "SELECT id, browser, created, last_used, expires FROM session WHERE account = :account AND expires > :now "
        "ORDER BY last_used DESC, id DESC LIMIT :most"
    )
    rows = tx.rows(sql, account=caller.account, now=tx.now, most=MOST)
    return [SignedIn(one, browser, made, used, ends, one == caller.session) for one, browser, made, used, ends in rows]


def end_session(tx: WriteTx, caller: Caller, revocations: Revocations, session: str) -> None:
    """Sign one of the caller's sessions out. Raises NotFound."""
    if not tx.run("DELETE FROM session WHERE id = :id AND account = :account", id=session, account=caller.account):
        raise NotFound("There is no such session of yours.")
    record(tx, caller, "session.ended", session)
    revocation = Revocation(caller.workspace, account=caller.account, session=session, ends=True)
    tx.after_commit(lambda: revocations.publish(revocation))


def end_sessions(tx: WriteTx, workspace: str, account: str, revocations: Revocations, *, spared: str | None = None) -> None:
    """Sign an account out everywhere, except in the session `spared`."""
    sql = "DELETE FROM session WHERE account = :account AND id <> :spared"
    tx.run(sql, account=account, spared=spared or "")
    signed_out = Revocation(workspace, account=account, ends=True, spared=spared, sessions_only=True)
    tx.after_commit(lambda: revocations.publish(signed_out))
