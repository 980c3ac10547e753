"""Finds what has been damaged, names it, and keeps it from being served."""

from typing import Final

import msgspec
from blake3 import blake3

from rootnode.blobs import rows
from rootnode.blobs.packs import read_packed
from rootnode.blobs.protocol import READ_PIECE, BlobEngine, BlobReader
from rootnode.blobs.refs import Ref, holders_of
from rootnode.kit.db import Database
from rootnode.kit.errors import Invalid, NotFound

_PAGE: Final = 500


class Damage(msgspec.Struct, frozen=True):
    """One damaged blob. `fault`: missing, size, or content. `kept_at`: where the bad copy was moved; `holders`: some of those
    who refer to it, by name."""

    digest: str
    fault: str
    kept_at: str
    holders: tuple[Ref, ...]


class Verified(msgspec.Struct, frozen=True):
    """What was read and compared with its digest."""

    checked: int
    size: int
    damaged: tuple[Damage, ...]


def verify_rows(db: Database, engine: BlobEngine, part: int, of: int) -> Verified:
    """Read every `of`-th blob and compare. Blocks. See `Blobs.verify`."""
    if not 1 <= part <= of:
        raise Invalid("A part of the check is given as n/t with 1 <= n <= t.")
    checked = size = 0
    damaged: list[Damage] = []
    after = ""
    while page := db.read_now(rows.places_after, after, _PAGE):
        after = page[-1].digest
        for place in page:
            if place.pack is None and int(place.digest[:8], 16) % of == part - 1:
                checked += 1
                size += place.size
                damaged += _verify(db, engine, place)
    return Verified(checked, size, tuple(damaged))


def _verify(db: Database, engine: BlobEngine, place: rows.Place) -> list[Damage]:
    packed = db.read_now(rows.packed_in, place.digest)
    try:
        reader = engine.open(place.digest)
    except NotFound:
        kept = spoil_missing(db, engine, place.digest)
        itself = [] if kept is None else [_damage(db, place.digest, place.fault or "missing", kept)]
        return itself + _verify_packed(db, engine, packed)
    try:
        fault = fault_of(reader, place)
    finally:
        reader.close()
    if fault is None:
        if place.fault is not None or any(each.fault for each in packed):  # somebody has put the right file back
            db.write_now(rows.heal, place.digest)
        return []
    if packed:  # it stays where it is: most of the files in it are still good, each by its own digest
        return [_damage(db, place.digest, fault, "where it was"), *_verify_packed(db, engine, packed)]
    kept = spoil_copy(db, engine, place.digest, fault, reader.identity)
    return [] if kept is None else [_damage(db, place.digest, fault, kept)]


def _verify_packed(db: Database, engine: BlobEngine, packed: list[rows.Place]) -> list[Damage]:
    """The damaged files of a damaged pack."""
    found = []
    for place in packed:
        try:
            _, fault = read_packed(engine, place)
        except NotFound:
            fault = "missing"
        if fault:
            db.write_now(rows.spoil_packed, place, fault)
            found.append(_damage(db, place.digest, fault, f"{place.pack} at byte {place.start}"))
    return found


def _damage(db: Database, digest: str, fault: str, kept: str) -> Damage:
    return Damage(digest, fault, kept, tuple(db.read_now(holders_of, digest)))


def fault_of(reader: BlobReader, place: rows.Place) -> str | None:
    """What is wrong with an opened blob, if anything."""
    if reader.size != place.size:
        return "size"
    hasher = blake3()
    for start in range(0, reader.size, READ_PIECE):
        hasher.update(reader.read(start, READ_PIECE))
    return None if hasher.hexdigest() == place.digest else "content"


def spoil_copy(db: Database, engine: BlobEngine, digest: str, fault: str, identity: str) -> str | None:
    """Mark the blob as damaged and move this copy away. None if it was replaced in the meantime."""
    return db.write_now(rows.spoil, digest, fault, lambda: engine.set_aside(digest, identity))


def spoil_missing(db: Database, engine: BlobEngine, digest: str) -> str | None:
    """Mark the blob as missing, unless it has come back."""
    return db.write_now(rows.spoil, digest, "missing", lambda: "" if engine.size(digest) is None else None)
