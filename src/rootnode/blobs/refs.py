"""References: what keeps bytes alive, and who may see them.

    def keep_log(tx: WriteTx, caller: Caller, run: str, path: str, stored: Stored) -> None:
        ...check access, apply changes...
        add_refs(tx, [Ref(caller.workspace, project, "run", run, path, stored.digest)])

Call these from a verb, in its transaction. A digest may come only from `Blobs.put` within the same request, from a
finished upload of the same project, or from `held`: whoever may name any digest could read every file.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from rootnode.blobs.protocol import check_digest
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import NotFound


class Ref(msgspec.Struct, frozen=True):
    """One reference: `owner` (an id, of what `owner_kind` says) holds the bytes `digest` under `name`, which is data."""

    workspace: str
    project: str
    owner_kind: str
    owner: str
    name: str
    digest: str


class Held(msgspec.Struct, frozen=True):
    """A reference as found: `size` in bytes, `created` in microseconds UTC."""

    ref: Ref
    size: int
    created: int


def add_ref(tx: WriteTx, ref: Ref) -> None:
    """See `add_refs`."""
    add_refs(tx, [ref])


def add_refs(tx: WriteTx, refs: Sequence[Ref]) -> None:
    """Hold bytes that are in place. A reference of the same owner and name is replaced.

    Raises NotFound if the bytes are not there (any more); facts["digests"] lists them: upload them again.
    """
    if not refs:
        return
    _lock_present(tx, sorted({check_digest(ref.digest) for ref in refs}))
    free = "UPDATE blob SET idle_since = :now WHERE digest IN (SELECT digest FROM blob_ref WHERE workspace = :workspace "
    free += "AND owner = :owner AND name = :name AND digest <> :digest)"
    put = (
        "INSERT INTO blob_ref (workspace, owner, name, owner_kind, project, digest, created, row_seq) "
        "VALUES (:workspace, :owner, :name, :owner_kind, :project, :digest, :now, :seq) "
        "ON CONFLICT (workspace, owner, name) DO UPDATE SET owner_kind = :owner_kind, project = :project, digest = :digest, "
        "created = :now, row_seq = :seq"
    )
    for ref in refs:
        tx.run(free, workspace=ref.workspace, owner=ref.owner, name=ref.name, digest=ref.digest, now=tx.now)
        tx.run(put, **msgspec.structs.asdict(ref), now=tx.now, seq=tx.next_row_seq())


def _lock_present(tx: WriteTx, digests: list[str]) -> None:
    """Take the blobs' rows, so that the sweep cannot, and refuse those that are not in place."""
    sql = f"SELECT digest FROM blob WHERE {tx.any_of('digest', 'digests')} AND state = 'present' ORDER BY digest "
    present = {found[0] for found in tx.rows(sql + tx.lock_rows, digests=digests)}
    missing = [digest for digest in digests if digest not in present]
    if missing:
        raise NotFound("Some of the bytes are not stored (any more). Upload them again.", digests=missing[:100])
    tx.run(f"UPDATE blob SET idle_since = NULL WHERE {tx.any_of('digest', 'digests')}", digests=digests)


_ONE: Final = "workspace = :workspace AND owner = :owner AND name = :name"
_ALL: Final = "workspace = :workspace AND owner = :owner"
_FREE: Final = "UPDATE blob SET idle_since = :now WHERE digest IN (SELECT digest FROM blob_ref WHERE "


def drop_ref(tx: WriteTx, workspace: str, owner: str, name: str) -> bool:
    """Let go of one name. Answers whether there was one. The sweep finds out whether something else still holds the bytes."""
    tx.run(f"{_FREE}{_ONE})", workspace=workspace, owner=owner, name=name, now=tx.now)
    return tx.run(f"DELETE FROM blob_ref WHERE {_ONE}", workspace=workspace, owner=owner, name=name) > 0


def drop_refs(tx: WriteTx, workspace: str, owner: str) -> int:
    """Let go of everything an owner holds. Answers how many names that were."""
    tx.run(f"{_FREE}{_ALL})", workspace=workspace, owner=owner, now=tx.now)
    return tx.run(f"DELETE FROM blob_ref WHERE {_ALL}", workspace=workspace, owner=owner)


_HELD = (
    "SELECT r.workspace, r.project, r.owner_kind, r.owner, r.name, r.digest, b.size, r.created "
    "FROM blob_ref r JOIN blob b ON b.digest = r.digest WHERE "
)


def refs_of(tx: ReadTx, workspace: str, owner: str, *, after: str = "", limit: int = 1_000) -> list[Held]:
    """What an owner holds, in order of name, beginning behind `after`."""
    sql = _HELD + "r.workspace = :workspace AND r.owner = :owner AND r.name > :after ORDER BY r.name LIMIT :n"
    return [_held(found) for found in tx.rows(sql, workspace=workspace, owner=owner, after=after, n=limit)]


def ref_of(tx: ReadTx, workspace: str, owner: str, name: str) -> Held | None:
    """What an owner holds under a name."""
    sql = _HELD + "r.workspace = :workspace AND r.owner = :owner AND r.name = :name"
    found = tx.row(sql, workspace=workspace, owner=owner, name=name)
    return _held(found) if found else None


def holders_of(tx: ReadTx, digest: str, *, limit: int = 10) -> list[Ref]:
    """Some of those who hold these bytes; for the server's own reports, as it looks across projects."""
    sql = _HELD + "r.digest = :digest ORDER BY r.workspace, r.owner, r.name LIMIT :n"
    return [_held(found).ref for found in tx.rows(sql, digest=digest, n=limit)]


def held(tx: ReadTx, workspace: str, project: str, digests: Sequence[str]) -> set[str]:
    """Those of `digests` that the project holds already, so that they need not be sent again."""
    sql = f"SELECT DISTINCT digest FROM blob_ref WHERE workspace = :workspace AND project = :project AND {tx.any_of('digest', 'digests')}"
    return {found[0] for found in tx.rows(sql, workspace=workspace, project=project, digests=list(digests))}


def _held(found: Row) -> Held:
    return Held(Ref(*found[:6]), found[6], found[7])
