"""The people of a workspace: their roles, suspension, names and passwords."""

from collections.abc import Sequence
from typing import Final

from rootnode.auth.accounts import COLUMNS, add_account, clean_name, person, person_of
from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.auth.revocations import Revocation, Revocations
from rootnode.auth.sessions import end_sessions
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Unauthenticated
from rootnode.wire.people import Person, WorkspaceRole

RANK: Final[dict[str, int]] = {"none": 0, "guest": 1, "member": 2, "admin": 3, "owner": 4}


def people_of(tx: ReadTx, caller: Caller, *, after: str = "", limit: int = 200) -> list[Person]:
    """People of the workspace in the order of joining, from the one after id `after` on.

    Guests and project tokens see only themselves and the members of their own teams.
    """
    seen, params = _seen(tx, caller)
    where = f"a.workspace = :workspace AND a.id > :after AND {seen}"  # sql: constants only
    sql = f"SELECT {COLUMNS} FROM account a WHERE {where} ORDER BY a.id LIMIT :limit"  # sql: constants only
    return [person_of(row) for row in tx.rows(sql, workspace=caller.workspace, after=after, limit=limit, **params)]


def people_named(tx: ReadTx, caller: Caller, pattern: str, *, limit: int) -> list[Person]:
    """Those whom the caller sees and whose name fits a pattern of LIKE."""
    seen, params = _seen(tx, caller)
    named = f"{tx.folded('a.name')} LIKE :pattern ESCAPE '\\'"
    where = f"a.workspace = :workspace AND {named} AND {seen}"  # sql: constants only
    sql = f"SELECT {COLUMNS} FROM account a WHERE {where} ORDER BY a.name, a.id LIMIT :limit"  # sql: constants only
    return [person_of(row) for row in tx.rows(sql, workspace=caller.workspace, pattern=pattern, limit=limit, **params)]


def known_to(tx: ReadTx, caller: Caller, accounts: Sequence[str]) -> set[str]:
    """Those of the accounts that the caller may know of."""
    seen, params = _seen(tx, caller)
    sql = f"SELECT a.id FROM account a WHERE {tx.any_of('a.id', 'accounts')} AND {seen}"  # sql: constants only
    return {row[0] for row in tx.rows(sql, accounts=list(accounts), **params)}


def _seen(tx: ReadTx, caller: Caller) -> tuple[str, dict[str, list[str]]]:
    if RANK[caller.role] >= RANK["member"]:
        return "1 = 1", {}
    mates = f"SELECT m.account FROM team_member m WHERE {tx.any_of('m.team', 'own')}"  # sql: constants only
    return f"({tx.any_of('a.id', 'own')} OR a.id IN ({mates}))", {"own": list(caller.principals)}


def check_may_give(caller: Caller, role: WorkspaceRole) -> None:
    """Only owners make owners. Raises Forbidden."""
    if not caller.administers:
        raise Forbidden("Only an owner or admin of the workspace may do this.")
    if role == "owner" and caller.role != "owner":
        raise Forbidden("Only an owner can make somebody an owner.", where="role")


def create_person(tx: WriteTx, caller: Caller, name: str, email: str, role: WorkspaceRole, password: str) -> str:
    """Make an account by hand; answers its id. `password` is a hash. Raises Forbidden, Invalid, Conflict."""
    check_may_give(caller, role)
    account = add_account(tx, caller.workspace, name, email, role, password)
    tx.run("DELETE FROM setup_code WHERE workspace = :workspace", workspace=caller.workspace)
    record(tx, caller, "person.created", account, role=role)
    return account


def change_person(
    tx: WriteTx, caller: Caller, revocations: Revocations, account: str, *, role: WorkspaceRole | None = None, suspended: bool | None = None
) -> Person:
    """Give another role, suspend, or let back in. Raises NotFound, Forbidden, Conflict."""
    owners = _owners(tx, caller.workspace)
    before = person(tx, caller.workspace, account)
    after_role = role or before.role
    after_suspended = before.suspended if suspended is None else suspended
    _check_change(caller, before, after_role, after_suspended)
    if account in owners and len(owners) == 1 and (after_role != "owner" or after_suspended):
        raise Conflict("This is the workspace's last owner. Make somebody else an owner first.")
    if (after_role, after_suspended) == (before.role, before.suspended):
        return before
    since = tx.now if after_suspended else None
    sql = "UPDATE account SET role = :role, suspended = CAST(:since AS BIGINT) WHERE id = :id"
    tx.run(sql, role=after_role, since=since, id=account)
    _tell(tx, caller, revocations, before, after_role, after_suspended)
    return person(tx, caller.workspace, account)


def _owners(tx: WriteTx, workspace: str) -> list[str]:
    """Owners who are not suspended. They stay locked, so that two of them cannot take each other's role at the same time."""
    where = "workspace = :workspace AND role = 'owner' AND suspended IS NULL"
    sql = f"SELECT id FROM account WHERE {where} ORDER BY id {tx.lock_rows}"  # sql: constants only
    return [row[0] for row in tx.rows(sql, workspace=workspace)]


def _check_change(caller: Caller, before: Person, role: WorkspaceRole, suspended: bool) -> None:
    check_may_give(caller, role if role != before.role else "guest")
    if before.example:
        raise Conflict("The example's people stay as they are. `rootnode example --remove` takes them away.")
    if before.role == "owner" and caller.role != "owner":
        raise Forbidden("Only an owner can change an owner.")
    if before.id == caller.account and (RANK[role] > RANK[before.role] or suspended):
        raise Forbidden("Nobody can raise their own role or suspend themselves.")


def _tell(tx: WriteTx, caller: Caller, revocations: Revocations, before: Person, role: WorkspaceRole, suspended: bool) -> None:
    if role != before.role:
        record(tx, caller, "person.role", before.id, before=before.role, after=role)
    if suspended != before.suspended:
        record(tx, caller, "person.suspended" if suspended else "person.restored", before.id)
    if suspended:
        tx.run("DELETE FROM session WHERE account = :account", account=before.id)
    revocation = Revocation(caller.workspace, account=before.id, ends=suspended)
    tx.after_commit(lambda: revocations.publish(revocation))


def rename_me(tx: WriteTx, caller: Caller, revocations: Revocations, name: str) -> None:
    """Change the caller's own name. Raises Invalid."""
    tx.run("UPDATE account SET name = :name WHERE id = :id", name=clean_name(name), id=caller.account)
    revocation = Revocation(caller.workspace, account=caller.account)
    tx.after_commit(lambda: revocations.publish(revocation))


def own_password(tx: ReadTx, caller: Caller) -> str:
    """The hash of the caller's password."""
    stored: str = tx.scalar("SELECT password FROM account WHERE id = :id", id=caller.account) or ""
    return stored


def change_password(tx: WriteTx, caller: Caller, revocations: Revocations, before: str, after: str) -> None:
    """Replace the caller's password hash, unless it changed since `before` was checked; sign out everywhere else."""
    sql = "UPDATE account SET password = :after WHERE id = :id AND password = :before AND suspended IS NULL"
    if not tx.run(sql, after=after, id=caller.account, before=before):
        raise Unauthenticated("The password was changed elsewhere. Sign in again.")
    record(tx, caller, "password.changed", caller.account or "")
    end_sessions(tx, caller.workspace, caller.account or "", revocations, spared=caller.session)


def set_password(tx: WriteTx, caller: Caller, revocations: Revocations, account: str, password: str) -> None:
    """Set somebody's password hash from the server's command line, for one who is locked out. Raises NotFound, Forbidden."""
    if caller.role != "owner" or caller.account is not None:
        raise Forbidden("Passwords of others are set on the server's command line only.")
    if person(tx, caller.workspace, account).example:
        raise Conflict("Nobody can sign in as somebody of the example.")
    tx.run("UPDATE account SET password = :password WHERE id = :id", password=password, id=account)
    record(tx, caller, "password.set", account)
    end_sessions(tx, caller.workspace, account, revocations)
