"""Accounts: people who may sign in. Passwords come in here as hashes only."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Conflict, Invalid, NotFound
from rootnode.kit.ids import new_id
from rootnode.wire.people import Person, WorkspaceRole

COLUMNS: Final = "a.id, a.name, a.email, a.role, a.suspended, a.example"
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\Z")
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def folded(email: str) -> str:
    """The form under which an e-mail address is unique: composed, without regard to case."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def clean_email(email: str) -> str:
    """The address without blanks around it. Raises Invalid."""
    address = email.strip()
    if len(address) > 254 or not _EMAIL.match(address) or any(unicodedata.category(sign) in _UNSEEN for sign in address):
        raise Invalid("This is not an e-mail address.", where="email")
    return address


def clean_name(name: str, *, where: str = "name") -> str:
    """A name of 1 to 100 visible characters. Raises Invalid."""
    text = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(text) <= 100 or any(unicodedata.category(sign) in _UNSEEN for sign in text):
        raise Invalid("A name has 1 to 100 characters, all of them visible.", where=where)
    return text


def person_of(row: Row) -> Person:
    """From a row of COLUMNS."""
    return Person(row[0], row[1], row[2], row[3], row[4] is not None, row[5] is not None)


def person(tx: ReadTx, workspace: str, account: str) -> Person:
    """The account as others see it. Raises NotFound."""
    sql = f"SELECT {COLUMNS} FROM account a WHERE a.id = :account AND a.workspace = :workspace"  # sql: constants only
    row = tx.row(sql, account=account, workspace=workspace)
    if row is None:
        raise NotFound("There is no such person.")
    return person_of(row)


def is_account(tx: ReadTx, workspace: str, account: str) -> bool:
    """Whether somebody of the workspace has that id."""
    return tx.row("SELECT 1 FROM account WHERE id = :id AND workspace = :workspace", id=account, workspace=workspace) is not None


def names_of(tx: ReadTx, workspace: str, accounts: Collection[str]) -> dict[str, str]:
    """Names of people of the workspace by their ids, as far as they are there. At most 1,000 ids."""
    sql = f"SELECT id, name FROM account WHERE {tx.any_of('id', 'ids')} AND workspace = :workspace"  # sql: constants only
    return dict(tx.rows(sql, ids=sorted(accounts)[:1_000], workspace=workspace))


def person_by_email(tx: ReadTx, workspace: str, email: str) -> Person | None:
    """The account with that address, or None."""
    sql = f"SELECT {COLUMNS} FROM account a WHERE a.email_folded = :folded AND a.workspace = :workspace"  # sql: constants only
    row = tx.row(sql, folded=folded(email)[:300], workspace=workspace)
    return None if row is None else person_of(row)


def add_account(tx: WriteTx, workspace: str, name: str, email: str, role: WorkspaceRole, password: str) -> str:
    """Make an account; answers its id. Raises Invalid, or Conflict when the address has one."""
    account = new_id()
    sql = (
        "INSERT INTO account (id, workspace, email, email_folded, name, role, password, created) "
        "VALUES (:id, :workspace, :email, :folded, :name, :role, :password, :now) ON CONFLICT (email_folded) DO NOTHING"
    )
    address = clean_email(email)
    made = tx.run(
        sql,
        id=account,
        workspace=workspace,
        email=address,
        folded=folded(address),
        name=clean_name(name),
        role=role,
        password=password,
        now=tx.now,
    )
    if not made:
        raise Conflict("This e-mail address has an account already.", where="email")
    return account


def password_of(tx: ReadTx, workspace: str, email: str) -> tuple[str, str] | None:
    """(account id, password hash) of the account with that address, unless it is suspended or somebody of the example."""
    alive = "suspended IS NULL AND example IS NULL"
    sql = f"SELECT id, password FROM account WHERE email_folded = :folded AND workspace = :workspace AND {alive}"  # sql: constants only
    row = tx.row(sql, folded=folded(email)[:300], workspace=workspace)
    return None if row is None else (row[0], row[1])


def people_by_id(tx: ReadTx, workspace: str, accounts: Sequence[str]) -> dict[str, Person]:
    """Those of the accounts that are people of the workspace, by id."""
    sql = f"SELECT {COLUMNS} FROM account a WHERE a.workspace = :workspace AND {tx.any_of('a.id', 'accounts')}"  # sql: constants only
    return {row[0]: person_of(row) for row in tx.rows(sql, workspace=workspace, accounts=list(accounts))}
