"""From a secret to a caller. The secret itself is never stored, logged or handed on."""

from typing import Final

from rootnode.auth.caller import ALL_PERMISSIONS, Caller, Role
from rootnode.auth.secrets import digest
from rootnode.kit.db import ReadTx, Row
from rootnode.wire.people import Permission

_PERSON: Final = "a.id, a.workspace, a.name, a.role"


def caller_of_session(tx: ReadTx, secret: str) -> Caller | None:
    """The person signed in with this session, or None when it is unknown, expired, or its account suspended."""
    return _session(tx, "s.hash = :given", digest(secret))


def caller_of_token(tx: ReadTx, secret: str) -> Caller | None:
    """The person or project behind this token, or None when it is unknown, expired, revoked, or its account suspended."""
    return _token(tx, "t.hash = :given", digest(secret))


def caller_again(tx: ReadTx, caller: Caller) -> Caller | None:
    """The caller as it stands now: other teams, another role, or None when its credential has died."""
    if caller.session is not None:
        return _session(tx, "s.id = :given", caller.session)
    if caller.token is not None:
        return _token(tx, "t.id = :given", caller.token)
    return caller


def caller_of_account(tx: ReadTx, account: str) -> Caller | None:
    """The person with this account, without any credential: for jobs and commands on the server. None when suspended."""
    row = tx.row(f"SELECT {_PERSON} FROM account a WHERE a.id = :account AND a.suspended IS NULL", account=account)
    return None if row is None else _person(tx, row)


def _session(tx: ReadTx, which: str, given: str) -> Caller | None:
    # sql: `which` is one of the two conditions above
    sql = (
        f"SELECT {_PERSON}, s.id FROM session s JOIN account a ON a.id = s.account "
        f"WHERE {which} AND s.expires > :now AND a.suspended IS NULL"
    )
    row = tx.row(sql, given=given, now=tx.now)
    return None if row is None else _person(tx, row, session=row[4])


def _token(tx: ReadTx, which: str, given: str) -> Caller | None:
    # sql: `which` is one of the two conditions above
    sql = (
        "SELECT t.id, t.workspace, t.name, t.permissions, t.project, t.account FROM token t "
        f"WHERE {which} AND t.revoked IS NULL AND (t.expires IS NULL OR t.expires > :now)"
    )
    row = tx.row(sql, given=given, now=tx.now)
    if row is None:
        return None
    permissions: frozenset[Permission] = frozenset(row[3].split())
    if row[5] is None:
        return Caller(row[1], row[0], row[2], "none", (f"project:{row[4]}",), permissions, token=row[0])
    person = tx.row(f"SELECT {_PERSON} FROM account a WHERE a.id = :account AND a.suspended IS NULL", account=row[5])
    return None if person is None else _person(tx, person, permissions=permissions, token=row[0])


def _person(
    tx: ReadTx,
    row: Row,
    *,
    session: str | None = None,
    token: str | None = None,
    permissions: frozenset[Permission] = ALL_PERMISSIONS,
) -> Caller:
    account, workspace, name = row[0], row[1], row[2]
    role: Role = row[3]
    teams = tx.rows("SELECT team FROM team_member WHERE account = :account ORDER BY team LIMIT 1000", account=account)
    principals = [account, *(team for (team,) in teams)]
    if role != "guest":
        principals.append(f"members:{workspace}")
    if role in ("owner", "admin"):
        principals.append(f"admins:{workspace}")
    return Caller(workspace, account, name, role, tuple(principals), permissions, account, session, token)
