"""The verbs that move a blob's row through its states.

    (none) --> arriving --> present --> condemned --> (none)
                   ^           |            |
                   |        damaged         |
                   +-----------+------------+   an upload of the same bytes

A row is `arriving` from before its bytes are put in place until after. The way from `condemned` back is an upload's
alone: a reference is refused there, because the bytes may be gone already.
"""

from collections.abc import Callable, Sequence

import msgspec

from rootnode.blobs.protocol import GRACE, Stored
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Unavailable

_BATCH = 100


class Place(msgspec.Struct, frozen=True):
    """Where the row says that a blob's bytes are: `pack` and `start` for those inside of another blob."""

    digest: str
    size: int
    state: str
    fault: str | None
    pack: str | None
    start: int | None


_PLACE = "SELECT digest, size, state, fault, pack, start FROM blob WHERE "


def place_of(tx: ReadTx, digest: str) -> Place | None:
    """The blob's row, in whatever state."""
    found = tx.row(_PLACE + "digest = :digest", digest=digest)
    return Place(*found) if found else None


def places_after(tx: ReadTx, digest: str, limit: int) -> list[Place]:
    """Rows whose bytes should be there, in order of digest."""
    sql = _PLACE + "digest > :digest AND (state = 'present' OR fault IS NOT NULL) ORDER BY digest LIMIT :n"
    return [Place(*found) for found in tx.rows(sql, digest=digest, n=limit)]


class Arrival(msgspec.Struct, frozen=True):
    """Bytes that are announced: whether a good copy is believed to be there already, and when the row was made, which tells
    it from a later row of the same digest."""

    digest: str
    trusted: bool
    created: int


def arrive(tx: WriteTx, stored: Stored) -> Arrival:
    """Announce bytes before they are put in place; nothing takes them away within the grace time from now.

    A condemned or damaged row comes back to life.
    """
    _leave_packs(tx, [stored.digest])
    sql = (
        "INSERT INTO blob (digest, size, state, idle_since, created, row_seq) "
        "VALUES (:digest, :size, 'arriving', :now, :now, :seq) "
        "ON CONFLICT (digest) DO UPDATE SET idle_since = :now, condemned_at = NULL, row_seq = :seq, "
        "pack = CASE WHEN blob.state = 'present' THEN blob.pack END, "
        "start = CASE WHEN blob.state = 'present' THEN blob.start END, "
        "state = CASE WHEN blob.state = 'present' THEN 'present' ELSE 'arriving' END "
        "RETURNING state, created"
    )
    ((state, created),) = tx.rows(sql, digest=stored.digest, size=stored.size, now=tx.now, seq=tx.next_row_seq())
    return Arrival(stored.digest, state == "present", created)


def settle(tx: WriteTx, arrival: Arrival) -> None:
    """The bytes are in place. Raises Unavailable if that took longer than the grace time and they were swept, also where
    somebody has announced the same bytes since: theirs may not be in place yet."""
    sql = (
        "UPDATE blob SET state = 'present', fault = NULL, idle_since = :now, row_seq = :seq "
        "WHERE digest = :digest AND created = :created AND state IN ('arriving', 'present', 'damaged')"
    )
    if not tx.run(sql, digest=arrival.digest, created=arrival.created, now=tx.now, seq=tx.next_row_seq()):
        raise Unavailable("Storing the file took too long and it was cleaned away. Upload it again.", retry_after=1)


def _leave_packs(tx: WriteTx, digests: list[str]) -> None:
    """Have the sweep look at packs whose files are about to move elsewhere because they are not good any more."""
    moving = f"SELECT pack FROM blob WHERE {tx.any_of('digest', 'digests')} AND state <> 'present'"
    tx.run(f"UPDATE blob SET idle_since = :now WHERE digest IN ({moving})", digests=digests, now=tx.now)


def claim(tx: WriteTx, digests: list[str]) -> list[str]:
    """Those of `digests` that are in place already; nothing takes them away within the grace time from now."""
    sql = f"UPDATE blob SET idle_since = :now WHERE {tx.any_of('digest', 'digests')} AND state = 'present' RETURNING digest"
    return [found[0] for found in tx.rows(sql, digests=digests, now=tx.now)]


def enter(tx: WriteTx, pack: str, entries: list[Place]) -> None:
    """The files of a pack that is in place. Those that came in another way meanwhile stay where they are."""
    _leave_packs(tx, [entry.digest for entry in entries])
    sql = (
        "INSERT INTO blob (digest, size, state, idle_since, pack, start, created, row_seq) "
        "VALUES (:digest, :size, 'present', :now, :pack, :start, :now, :seq) "
        "ON CONFLICT (digest) DO UPDATE SET "
        "pack = CASE WHEN blob.state = 'present' THEN blob.pack ELSE :pack END, "
        "start = CASE WHEN blob.state = 'present' THEN blob.start ELSE :start END, "
        "state = 'present', fault = NULL, condemned_at = NULL, idle_since = :now, row_seq = :seq"
    )
    made = ({"digest": each.digest, "size": each.size, "start": each.start} for each in entries)
    tx.run_many(sql, [{**row, "pack": pack, "now": tx.now, "seq": tx.next_row_seq()} for row in made])


def packed_in(tx: ReadTx, pack: str) -> list[Place]:
    """The rows of the files inside of a pack; none if it is not one."""
    return [Place(*found) for found in tx.rows(_PLACE + "pack = :pack ORDER BY digest LIMIT 10000", pack=pack)]


def spoil(tx: WriteTx, digest: str, fault: str, take_away: Callable[[], str | None]) -> str | None:
    """Mark a blob as damaged and move its bad copy away, unless an upload has replaced that copy meanwhile.

    `take_away` answers where the copy went, or None if it is another one now. Answers the same.
    """
    if not tx.row("SELECT 1 FROM blob WHERE digest = :digest " + tx.lock_rows, digest=digest):
        return None
    where = take_away()
    if where is not None:
        sql = "UPDATE blob SET state = 'damaged', fault = :fault, row_seq = :seq WHERE digest = :digest AND state = 'present'"
        tx.run(sql, digest=digest, fault=fault, seq=tx.next_row_seq())
    return where


def spoil_packed(tx: WriteTx, place: Place, fault: str) -> None:
    """Mark a file in a pack as damaged, unless it has come in another way meanwhile."""
    sql = (
        "UPDATE blob SET state = 'damaged', fault = :fault, row_seq = :seq "
        "WHERE digest = :digest AND pack = :pack AND start = :start AND state = 'present'"
    )
    tx.run(sql, digest=place.digest, pack=place.pack, start=place.start, fault=fault, seq=tx.next_row_seq())


def heal(tx: WriteTx, digest: str) -> None:
    """The right bytes are in place again, and so are those of the files packed in them."""
    sql = "UPDATE blob SET state = 'present', fault = NULL, row_seq = :seq WHERE (digest = :digest OR pack = :digest) AND state = 'damaged'"
    tx.run(sql, digest=digest, seq=tx.next_row_seq())


def _used(tx: WriteTx, digests: list[str]) -> list[str]:
    """Those that something refers to, or that are packs with something left in them."""
    refs = f"SELECT DISTINCT digest FROM blob_ref WHERE {tx.any_of('digest', 'digests')}"
    packs = f"SELECT DISTINCT pack FROM blob WHERE {tx.any_of('pack', 'digests')}"
    return [found[0] for found in tx.rows(f"{refs} UNION {packs}", digests=digests)]


def condemn(tx: WriteTx) -> tuple[int, bool]:
    """Condemn up to a hundred blobs that nothing has referred to during the grace time.

    Answers how many, and whether there may be more to look at.
    """
    sql = "SELECT digest FROM blob WHERE idle_since <= :before AND state <> 'condemned' ORDER BY digest LIMIT :n "
    idle = [found[0] for found in tx.rows(sql + tx.lock_rows, before=tx.now - GRACE, n=_BATCH)]
    if not idle:
        return 0, False
    used = _used(tx, idle)
    tx.run(f"UPDATE blob SET idle_since = NULL WHERE {tx.any_of('digest', 'used')}", used=used)
    unused = sorted(set(idle).difference(used))
    sql = "UPDATE blob SET state = 'condemned', condemned_at = :now, idle_since = NULL, row_seq = :seq WHERE "
    tx.run(sql + tx.any_of("digest", "unused"), now=tx.now, seq=tx.next_row_seq(), unused=unused)
    return len(unused), len(idle) == _BATCH


def delete_condemned(tx: WriteTx, delete: Callable[[Sequence[str]], None]) -> list[Stored]:
    """Delete up to a hundred condemned blobs, bytes and rows, under their rows' locks. Answers which."""
    sql = "SELECT digest, size, pack FROM blob WHERE condemned_at <= :now AND state = 'condemned' ORDER BY digest LIMIT :n "
    rows = tx.rows(sql + tx.lock_rows, now=tx.now, n=_BATCH)
    gone = [digest for digest, _, _ in rows]
    if not gone:
        return []
    # looked at again, although none can have been added: add_refs refuses condemned digests and the foreign key stands guard
    for digest in _used(tx, gone):
        gone.remove(digest)
        tx.run("UPDATE blob SET state = 'present', condemned_at = NULL WHERE digest = :digest", digest=digest)
    tx.run(f"DELETE FROM blob WHERE {tx.any_of('digest', 'gone')}", gone=gone)
    packs = sorted({pack for digest, _, pack in rows if pack and digest in gone})
    tx.run(f"UPDATE blob SET idle_since = :now WHERE idle_since IS NULL AND {tx.any_of('digest', 'packs')}", now=tx.now, packs=packs)
    delete([digest for digest, _, pack in rows if digest in gone and pack is None])
    return [Stored(digest, size) for digest, size, _ in rows if digest in gone]


def condemn_strays(tx: WriteTx, found: list[Stored], delete: Callable[[Sequence[str]], None]) -> int:
    """Condemn bytes in place that no row knows, and delete those whose row says that they are inside of a pack.

    Both come about only after a crash or a restore. Answers how many.
    """
    sql = f"SELECT digest, pack FROM blob WHERE {tx.any_of('digest', 'digests')} ORDER BY digest "
    known: dict[str, str | None] = dict(tx.rows(sql + tx.lock_rows, digests=[each.digest for each in found]))
    strays = [each for each in found if each.digest not in known]
    sql = (
        "INSERT INTO blob (digest, size, state, condemned_at, created, row_seq) "
        "VALUES (:digest, :size, 'condemned', :now, :now, :seq) ON CONFLICT (digest) DO NOTHING"
    )
    for stray in strays:
        tx.run(sql, digest=stray.digest, size=stray.size, now=tx.now, seq=tx.next_row_seq())
    doubled = [digest for digest, pack in known.items() if pack is not None]
    delete(doubled)
    return len(strays) + len(doubled)
