"""The inbox as its owner reads it (spec T12 to T16). What they may no longer see is neither shown nor counted."""

from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import ROLES, visible
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.kit.ids import is_id
from rootnode.kit.paging import cursor_of, position_of
from rootnode.notify.entries import ANSWERED, ASKED, Said
from rootnode.notify.subscribers import account_of

View: TypeAlias = Literal["unread", "all", "snoozed"]

COUNTED: Final = 1_000
FARTHEST: Final = 366 * 86_400_000_000
"""So far ahead may be snoozed."""

COLUMNS: Final = (
    "e.id, e.subject, e.node, e.reason, e.count, e.moment, e.at, e.actor, e.actor_name, e.said, e.read_at, e.done_at, e.snoozed_until"
)
_AWAKE: Final = "(e.snoozed_until IS NULL OR e.snoozed_until <= :now)"
_UNREAD: Final = f"e.read_at IS NULL AND e.done_at IS NULL AND {_AWAKE}"
_VIEWS: Final[dict[View, str]] = {
    "unread": _UNREAD,
    "all": f"e.done_at IS NULL AND {_AWAKE}",
    "snoozed": "e.done_at IS NULL AND e.snoozed_until > :now",
}


class InboxEntry(msgspec.Struct, frozen=True):
    """What is told of one item. Times in microseconds UTC."""

    id: str
    subject: str
    node: str
    reason: int
    count: int
    moment: int
    at: int
    actor: str
    actor_name: str
    said: Said
    read_at: int | None
    done_at: int | None
    snoozed_until: int | None


class Entries(msgspec.Struct, frozen=True):
    entries: list[InboxEntry]
    next: str | None


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    moment: int
    id: str


def _entry(row: Row) -> InboxEntry:
    return InboxEntry(*(*row[:9], msgspec.json.decode(row[9], type=Said), *row[10:]))


def _mine(tx: ReadTx, caller: Caller) -> tuple[str, dict[str, Any]]:
    """SQL for the caller's entries that they may see, and its parameters: a request for access is for those who lead now.

    What was answered to the caller's own request is theirs whatever they may see.
    """
    account = account_of(caller)
    seen, params = visible(tx, caller, "e.project")
    leads = (
        "SELECT lead.project FROM project_access lead WHERE lead.role >= :lead AND lead.workspace = :workspace "
        f"AND {tx.any_of('lead.principal', 'principals')}"
    )
    allowed = f"{seen} AND (e.reason < :asked OR e.project IN ({leads}))"  # sql: constants only
    sql = f"e.account = :account AND (e.reason = :answered OR ({allowed}))"  # sql: constants only
    return sql, {**params, "account": account, "answered": ANSWERED, "asked": ASKED, "lead": ROLES["lead"], "now": tx.now}


def inbox(tx: ReadTx, caller: Caller, *, view: View = "unread", cursor: str = "", limit: int = 50) -> Entries:
    """A page of the caller's inbox, newest first: what is unread, all that is neither done nor snoozed, or what is snoozed."""
    mine, params = _mine(tx, caller)
    before = position_of(cursor, _Cursor) or _Cursor(2**62, "g")
    sql = (
        f"SELECT {COLUMNS} FROM inbox_entry e WHERE {mine} AND {_VIEWS[view]} AND (e.moment, e.id) < (:moment, :id) "  # sql: constants only
        "ORDER BY e.moment DESC, e.id DESC LIMIT :limit"
    )
    found = [_entry(row) for row in tx.rows(sql, **params, moment=before.moment, id=before.id, limit=limit + 1)]
    last = found[limit - 1] if len(found) > limit else None
    return Entries(found[:limit], cursor_of(_Cursor(last.moment, last.id)) if last else None)


def unread_count(tx: ReadTx, caller: Caller) -> int:
    """How many entries wait, at most COUNTED."""
    mine, params = _mine(tx, caller)
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM inbox_entry e WHERE {mine} AND {_UNREAD} LIMIT :most) waiting"  # sql: constants only
    return int(tx.scalar(sql, **params, most=COUNTED))


def entry(tx: ReadTx, caller: Caller, entry_id: str) -> InboxEntry:
    """One of the caller's entries. Raises NotFound."""
    mine, params = _mine(tx, caller)
    sql = f"SELECT {COLUMNS} FROM inbox_entry e WHERE e.id = :id AND {mine}"  # sql: constants only
    row = tx.row(sql, id=entry_id, **params) if is_id(entry_id) else None
    if row is None:
        raise NotFound("There is no such entry in your inbox.")
    return _entry(row)


class Change(msgspec.Struct, frozen=True):
    """What the owner does to an entry; None leaves it. `snoozed` is a time, 0 ends a snooze."""

    read: bool | None = None
    done: bool | None = None
    snoozed: int | None = None


def change_entry(tx: WriteTx, caller: Caller, entry_id: str, change: Change) -> InboxEntry:
    """Mark an entry read or unread, done or not, or put it out of sight until a time. Raises NotFound, Invalid."""
    caller.require("write")
    tx.row(f"SELECT 1 FROM inbox_entry WHERE id = :id {tx.lock_rows}", id=entry_id)  # sql: constants only
    before = entry(tx, caller, entry_id)
    if change.snoozed and not tx.now < change.snoozed <= tx.now + FARTHEST:
        raise Invalid("Choose a time between now and a year from now.", where="snoozed")
    read_at, done_at = _time(tx, before.read_at, change.read), _time(tx, before.done_at, change.done)
    snoozed = before.snoozed_until if change.snoozed is None else change.snoozed or None
    moment = (snoozed or before.at) if change.snoozed is not None else before.moment
    if change.snoozed:
        read_at = None  # it comes back as something to look at
    sql = (
        "UPDATE inbox_entry SET read_at = CAST(:read_at AS BIGINT), done_at = CAST(:done_at AS BIGINT), "
        "snoozed_until = CAST(:snoozed AS BIGINT), moment = :moment, row_seq = :row_seq WHERE id = :id"
    )
    tx.run(sql, id=entry_id, read_at=read_at, done_at=done_at, snoozed=snoozed, moment=moment, row_seq=tx.next_row_seq())
    return entry(tx, caller, entry_id)


def _time(tx: WriteTx, before: int | None, wanted: bool | None) -> int | None:
    if wanted is None:
        return before
    return (before or tx.now) if wanted else None


def read_all(tx: WriteTx, caller: Caller) -> None:
    """Mark all that waits as read."""
    caller.require("write")
    mine, params = _mine(tx, caller)
    sql = f"SELECT e.id FROM inbox_entry e WHERE {mine} AND {_UNREAD}"  # sql: constants only
    update = f"UPDATE inbox_entry SET read_at = :stamp, row_seq = :row_seq WHERE id IN ({sql})"  # sql: constants only
    tx.run(update, **params, stamp=tx.now, row_seq=tx.next_row_seq())
