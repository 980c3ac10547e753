"""Writing into inboxes: one entry for each item (or request) and person, which tells the newest act and counts the others."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from rootnode.kit.db import WriteTx
from rootnode.kit.ids import new_id

FOLLOWED, GIVEN, ASSIGNED, MENTIONED, ASKED, ANSWERED = 1, 2, 3, 4, 5, 6
"""Why somebody is told, the weightiest last."""

_OPEN: Final = "inbox_entry.read_at IS NULL AND inbox_entry.done_at IS NULL"
_SLEEPS: Final = "EXCLUDED.reason = 1 AND inbox_entry.snoozed_until > EXCLUDED.at"
_PUT: Final = (
    "INSERT INTO inbox_entry "
    "(id, workspace, account, subject, project, node, reason, count, moment, at, actor, actor_name, said, row_seq) "
    "VALUES (:id, :workspace, :account, :subject, :project, :node, :reason, :count, :at, :at, :actor, :actor_name, :said, :row_seq) "
    "ON CONFLICT (account, subject) DO UPDATE SET "
    f"reason = CASE WHEN {_OPEN} AND inbox_entry.reason > EXCLUDED.reason THEN inbox_entry.reason ELSE EXCLUDED.reason END, "
    f"count = CASE WHEN {_OPEN} THEN inbox_entry.count + EXCLUDED.count ELSE EXCLUDED.count END, "
    f"moment = CASE WHEN {_SLEEPS} THEN inbox_entry.moment ELSE EXCLUDED.moment END, "
    f"snoozed_until = CASE WHEN {_SLEEPS} THEN inbox_entry.snoozed_until ELSE NULL END, "
    "project = EXCLUDED.project, node = EXCLUDED.node, "  # it may have moved since
    "at = EXCLUDED.at, actor = EXCLUDED.actor, actor_name = EXCLUDED.actor_name, said = EXCLUDED.said, "
    "read_at = NULL, done_at = NULL, row_seq = EXCLUDED.row_seq"
)  # sql: constants only


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the newest act was, as far as the entry tells it. Never a text that somebody wrote."""

    verb: str
    event: str | None = None
    changed: tuple[str, ...] = ()
    state: str | None = None
    comment: str | None = None
    role: str | None = None
    named: bool = False
    """It names the owner: assigns it to them, or mentions them."""


class News(msgspec.Struct, frozen=True):
    """Something to tell one person. `subject` groups: an item's id, or that of a request."""

    workspace: str
    account: str
    subject: str
    project: str
    node: str
    reason: int
    at: int
    actor: str
    actor_name: str
    said: Said
    count: int = 1


def put_news(tx: WriteTx, news: Iterable[News]) -> None:
    """Write the news into the inboxes, in the order of time."""
    row_seq = tx.next_row_seq()
    tx.run_many(_PUT, [_row(each, row_seq) for each in news])


def _row(news: News, row_seq: int) -> dict[str, Any]:
    said = msgspec.json.encode(news.said).decode()
    return {**msgspec.structs.asdict(news), "said": said, "id": new_id(), "row_seq": row_seq}


def settle(tx: WriteTx, subject: str) -> None:
    """Nothing is left to do about it, for nobody."""
    tx.run(
        "UPDATE inbox_entry SET done_at = :now, row_seq = :row_seq WHERE subject = :subject AND done_at IS NULL",
        now=tx.now, row_seq=tx.next_row_seq(), subject=subject,
    )  # fmt: skip


def forget_news(tx: WriteTx, nodes: list[str]) -> None:
    """For `Graph.on_purge`: entries and followers of what was removed for good, and requests for access to it."""
    tx.run(f"DELETE FROM access_request WHERE {tx.any_of('project', 'nodes')}", nodes=nodes)  # sql: constants only
    for start in ("DELETE FROM inbox_entry WHERE ", "DELETE FROM subscriber WHERE "):
        tx.run(start + tx.any_of("node", "nodes"), nodes=nodes)


def move_news(tx: WriteTx, nodes: list[str], project: str) -> None:
    """For `Graph.on_move`: entries of what has moved are seen by whoever sees its new project, and its followers stay."""
    where = f"SET project = :project, row_seq = :row_seq WHERE {tx.any_of('node', 'nodes')}"
    for start in ("UPDATE inbox_entry ", "UPDATE subscriber "):
        tx.run(start + where, project=project, row_seq=tx.next_row_seq(), nodes=nodes)
