"""Who follows what (spec T9 to T11). People say so themselves, or become followers by what they do; a no of theirs stands."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden

Why: TypeAlias = Literal["made", "assigned", "commented", "mentioned", "chosen"]

_AUTOMATIC: Final = (
    "INSERT INTO subscriber (node, account, workspace, project, following, why, created, row_seq) "
    "VALUES (:node, :account, :workspace, :project, 1, :why, :now, :row_seq) ON CONFLICT (node, account) DO NOTHING"
)
_CHOSEN: Final = (
    "INSERT INTO subscriber (node, account, workspace, project, following, why, created, row_seq) "
    "VALUES (:node, :account, :workspace, :project, :following, 'chosen', :now, :row_seq) "
    "ON CONFLICT (node, account) DO UPDATE SET following = EXCLUDED.following, why = 'chosen', row_seq = EXCLUDED.row_seq"
)


class Subscription(msgspec.Struct, frozen=True):
    """Whether somebody follows an item, what made it so, and how many do."""

    following: bool
    why: Literal["", "made", "assigned", "commented", "mentioned", "chosen", "project"]
    subscribers: int


class NewSubscriber(msgspec.Struct, frozen=True):
    """Somebody who becomes a follower by what they do."""

    node: str
    account: str
    workspace: str
    project: str
    why: Why


def account_of(caller: Caller) -> str:
    """The person who is calling. Raises Forbidden for a project's token."""
    if caller.account is None:
        raise Forbidden("A project's token belongs to no person; this needs one.")
    return caller.account


def subscription(tx: ReadTx, caller: Caller, node: Node) -> Subscription:
    """Whether the caller follows an item: itself, or with its whole project."""
    account = account_of(caller)
    sql = "SELECT node, following, why FROM subscriber WHERE account = :account AND (node = :node OR node = :project)"
    found = {row[0]: (row[1], row[2]) for row in tx.rows(sql, account=account, node=node.id, project=node.project)}
    count = tx.scalar("SELECT COUNT(*) FROM subscriber WHERE node = :node AND following = 1", node=node.id)
    if node.id in found:
        following, why = found[node.id]
        return Subscription(bool(following), why, count)
    whole = bool(found.get(node.project, (0, ""))[0])
    return Subscription(whole, "project" if whole else "", count)


def follow(tx: WriteTx, caller: Caller, node: Node, following: bool) -> Subscription:
    """Follow an item or a project that the caller may see, or stop."""
    account = account_of(caller)
    caller.require("write")
    facts = {"node": node.id, "account": account, "workspace": node.workspace, "project": node.project}
    tx.run(_CHOSEN, **facts, following=int(following), now=tx.now, row_seq=tx.next_row_seq())
    return subscription(tx, caller, node)


def subscribe(tx: WriteTx, new: Iterable[NewSubscriber]) -> None:
    """Let people follow what they have to do with, unless they said no once."""
    row_seq = tx.next_row_seq()
    tx.run_many(_AUTOMATIC, [{**msgspec.structs.asdict(each), "now": tx.now, "row_seq": row_seq} for each in new])


def followers_of(tx: ReadTx, nodes: list[str]) -> dict[str, list[str]]:
    """Accounts that follow each of the nodes."""
    found: dict[str, list[str]] = {}
    sql = f"SELECT node, account FROM subscriber WHERE {tx.any_of('node', 'nodes')} AND following = 1 ORDER BY node, account"
    for node, account in tx.rows(sql, nodes=nodes):
        found.setdefault(node, []).append(account)
    return found


def refusals(tx: ReadTx, nodes: list[str]) -> set[tuple[str, str]]:
    """(node, account) where somebody said that they do not want to follow it."""
    sql = f"SELECT node, account FROM subscriber WHERE {tx.any_of('node', 'nodes')} AND following = 0"
    return {(node, account) for node, account in tx.rows(sql, nodes=nodes)}
