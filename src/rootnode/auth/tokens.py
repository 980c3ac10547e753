"""API tokens: a person's own, and a project's for its training code. The secret is shown once."""

from functools import partial
from typing import Final

from rootnode.auth.accounts import clean_name
from rootnode.auth.audit import record
from rootnode.auth.caller import ALL_PERMISSIONS, Caller
from rootnode.auth.revocations import Revocation, Revocations
from rootnode.auth.secrets import TOKEN_PREFIX, digest, new_secret
from rootnode.kit.clock import DAY
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Invalid, NotFound
from rootnode.kit.ids import new_id
from rootnode.wire.people import NewToken, Permission, Token

MOST: Final = 200
"""Live tokens of one person or project."""
LONGEST_DAYS: Final = 3650
_ORDER: Final[tuple[Permission, ...]] = ("read", "write", "ingest")
_COLUMNS: Final = "id, name, permissions, created, project, expires, last_used"
_ALIVE: Final = "revoked IS NULL AND (expires IS NULL OR expires > :now)"


def create_own_token(tx: WriteTx, caller: Caller, new: NewToken) -> Token:
    """A personal token: it can do what its owner can, capped by its permissions. Raises Invalid, Forbidden, Conflict."""
    if caller.session is None or caller.account is None:
        raise Forbidden("Only a person who is signed in can make a personal token.")
    return _create(tx, caller, new, account=caller.account, project=None)


def create_project_token(tx: WriteTx, caller: Caller, project: str, new: NewToken) -> Token:
    """A token of a project, which it can edit and nothing else. That the caller leads the project is checked before."""
    return _create(tx, caller, new, account=None, project=project)


def own_tokens(tx: ReadTx, caller: Caller) -> list[Token]:
    """The caller's live personal tokens, newest first."""
    sql = f"SELECT {_COLUMNS} FROM token WHERE account = :account AND {_ALIVE} ORDER BY id DESC LIMIT :most"  # sql: constants only
    return [_token_of(row) for row in tx.rows(sql, account=caller.account, now=tx.now, most=MOST)]


def project_tokens(tx: ReadTx, caller: Caller, project: str) -> list[Token]:
    """The live tokens of a project, newest first. That the caller leads it is checked before."""
    where = f"project = :project AND workspace = :workspace AND {_ALIVE}"  # sql: constants only
    sql = f"SELECT {_COLUMNS} FROM token WHERE {where} ORDER BY id DESC LIMIT :most"  # sql: constants only
    return [_token_of(row) for row in tx.rows(sql, project=project, workspace=caller.workspace, now=tx.now, most=MOST)]


def revoke_own_token(tx: WriteTx, caller: Caller, revocations: Revocations, token: str) -> None:
    """Raises NotFound."""
    _revoke(tx, caller, revocations, token, "account = :owner", caller.account or "")


def revoke_project_token(tx: WriteTx, caller: Caller, revocations: Revocations, project: str, token: str) -> None:
    """That the caller leads the project is checked before. Raises NotFound."""
    _revoke(tx, caller, revocations, token, "project = :owner", project)


def drop_project_tokens(tx: WriteTx, caller: Caller, revocations: Revocations, project: str) -> None:
    """Take every token of a project that is being removed for good away. That the caller may is checked before."""
    for (token,) in tx.rows("DELETE FROM token WHERE project = :project RETURNING id", project=project):
        revocation = Revocation(caller.workspace, token=token, ends=True)
        tx.after_commit(partial(revocations.publish, revocation))


def _create(tx: WriteTx, caller: Caller, new: NewToken, *, account: str | None, project: str | None) -> Token:
    wanted = frozenset(new.permissions)
    if not wanted or not wanted <= ALL_PERMISSIONS:
        raise Invalid("Give at least one of the permissions read, write and ingest.", where="permissions")
    if not wanted <= caller.permissions:
        raise Forbidden("A token cannot make one that may do more than itself.", where="permissions")
    if new.expires_in_days is not None and not 1 <= new.expires_in_days <= LONGEST_DAYS:
        raise Invalid(f"A token expires in 1 to {LONGEST_DAYS} days, or never.", where="expires_in_days")
    _check_room(tx, account, project)
    token, secret = new_id(), new_secret(TOKEN_PREFIX)
    permissions = tuple(one for one in _ORDER if one in wanted)
    expires = None if new.expires_in_days is None else tx.now + new.expires_in_days * DAY
    name = clean_name(new.name)
    tx.run(
        "INSERT INTO token (id, workspace, account, project, name, hash, permissions, created, created_by, expires) "
        "VALUES (:id, :workspace, :account, :project, :name, :hash, :permissions, :now, :by, :expires)",
        id=token,
        workspace=caller.workspace,
        account=account,
        project=project,
        name=name,
        hash=digest(secret),
        permissions=" ".join(permissions),
        now=tx.now,
        by=caller.actor,
        expires=expires,
    )
    record(tx, caller, "token.created", token, project=project, permissions=permissions, expires=expires)
    return Token(token, name, permissions, tx.now, project, expires, None, secret)


def _check_room(tx: ReadTx, account: str | None, project: str | None) -> None:
    owner, column = (account, "account") if project is None else (project, "project")
    sql = f"SELECT COUNT(*) FROM token WHERE {column} = :owner AND {_ALIVE}"  # sql: constants only
    if tx.scalar(sql, owner=owner, now=tx.now) >= MOST:
        raise Conflict(f"There are {MOST} tokens already. Revoke those that are no longer used.")


def _revoke(tx: WriteTx, caller: Caller, revocations: Revocations, token: str, whose: str, owner: str) -> None:
    sql = (
        f"UPDATE token SET revoked = :now WHERE id = :id AND {whose} AND workspace = :workspace AND revoked IS NULL"  # sql: constants only
    )
    if not tx.run(sql, now=tx.now, id=token, owner=owner, workspace=caller.workspace):
        raise NotFound("There is no such token, or it was revoked before.")
    record(tx, caller, "token.revoked", token)
    revocation = Revocation(caller.workspace, token=token, ends=True)
    tx.after_commit(lambda: revocations.publish(revocation))


def _token_of(row: Row) -> Token:
    permissions = tuple(one for one in _ORDER if one in row[2].split())
    return Token(row[0], row[1], permissions, row[3], row[4], row[5], row[6])
