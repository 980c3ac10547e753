"""What is remembered of backups: when one was last made, and when one was last verified by restoring it."""

from typing import Final

import msgspec

from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.keep.manifest import Manifest
from rootnode.kit.clock import DAY, SECOND
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Forbidden
from rootnode.wire.admin import Backup, Backups

STALE: Final = 7 * DAY
KEPT: Final = 500
_COLUMNS: Final = "id, place, version, cut, change, bytes, seconds, verified, verify_seconds"


class Noted(msgspec.Struct, frozen=True):
    """A backup that was made, or with `verify_seconds` one that was verified."""

    id: str
    place: str
    version: str
    cut: int
    change: int
    bytes: int
    seconds: float
    verify_seconds: float | None = None


def noted(manifest: Manifest, place: str, verify_seconds: float | None = None) -> Noted:
    """What is to be remembered of a backup."""
    seconds = (manifest.ended - manifest.began) / SECOND
    return Noted(manifest.id, place, manifest.versions.rootnode, manifest.cut, manifest.change, manifest.bytes, seconds, verify_seconds)


def note_backup(tx: WriteTx, caller: Caller, made: Noted) -> None:
    """Remember it. Noting the same again changes nothing but when it was verified."""
    sql = (
        "INSERT INTO backup (id, workspace, place, version, cut, change, bytes, seconds, verified, verify_seconds, row_seq) "
        "VALUES (:id, :workspace, :place, :version, :cut, :change, :bytes, :seconds, :verified, :verify_seconds, :seq) "
        "ON CONFLICT (id) DO UPDATE SET place = :place, verified = COALESCE(:verified, backup.verified), "
        "verify_seconds = COALESCE(:verify_seconds, backup.verify_seconds), row_seq = :seq"
    )
    verified = None if made.verify_seconds is None else tx.now
    tx.run(sql, **msgspec.structs.asdict(made), workspace=caller.workspace, verified=verified, seq=tx.next_row_seq())
    old = "SELECT id FROM backup WHERE workspace = :workspace ORDER BY cut DESC LIMIT 1000 OFFSET :kept"
    ids = [row[0] for row in tx.rows(old, workspace=caller.workspace, kept=KEPT)]
    tx.run(f"DELETE FROM backup WHERE {tx.any_of('id', 'ids')}", ids=ids)
    record(tx, caller, "backup.made" if verified is None else "backup.verified", made.id, place=made.place)


def backups(tx: ReadTx, caller: Caller, limit: int = 20) -> Backups:
    """The newest backups, and the one that was verified last; `stale` when that is more than 7 days ago. Raises Forbidden."""
    if not caller.administers:
        raise Forbidden("Only an owner or admin of the workspace may do this.")
    newest = f"SELECT {_COLUMNS} FROM backup WHERE workspace = :workspace ORDER BY cut DESC, id DESC LIMIT :n"
    last = f"SELECT {_COLUMNS} FROM backup WHERE workspace = :workspace AND verified IS NOT NULL ORDER BY verified DESC, id DESC LIMIT 1"
    made = tuple(_backup(row) for row in tx.rows(newest, workspace=caller.workspace, n=limit))
    found = tx.row(last, workspace=caller.workspace)
    verified = _backup(found) if found else None
    stale = verified is None or (verified.verified or 0) < tx.now - STALE
    return Backups(made, verified, stale)


def _backup(row: Row) -> Backup:
    return Backup(*row)
