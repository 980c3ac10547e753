"""The people of the example: named, so that its story can be told, but nobody can sign in as one of them."""

from rootnode.auth.accounts import clean_email, clean_name, folded
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.ids import new_id


def example_people(tx: ReadTx, workspace: str) -> dict[str, str]:
    """Their ids by e-mail address."""
    sql = "SELECT email, id FROM account WHERE workspace = :workspace AND example IS NOT NULL ORDER BY id LIMIT 100"
    return dict(tx.rows(sql, workspace=workspace))


def add_example_person(tx: WriteTx, workspace: str, name: str, email: str) -> str:
    """Make one of them, a guest without a password; answers the id, also where that one is there already."""
    there = example_people(tx, workspace)
    if email in there:
        return there[email]
    account, address = new_id(), clean_email(email)
    sql = (
        "INSERT INTO account (id, workspace, email, email_folded, name, role, password, created, example) "
        "VALUES (:id, :workspace, :email, :folded, :name, 'guest', '', :now, :now)"
    )
    tx.run(sql, id=account, workspace=workspace, email=address, folded=folded(address), name=clean_name(name), now=tx.now)
    return account


def remove_example_people(tx: WriteTx, workspace: str) -> int:
    """Take all of them away for good; answers how many they were."""
    among = "(SELECT id FROM account WHERE workspace = :workspace AND example IS NOT NULL)"
    tx.run(f"DELETE FROM team_member WHERE account IN {among}", workspace=workspace)  # sql: constants only
    tx.run(f"DELETE FROM preference WHERE account IN {among}", workspace=workspace)  # sql: constants only
    return tx.run("DELETE FROM account WHERE workspace = :workspace AND example IS NOT NULL", workspace=workspace)
