"""Rule B16, fault F5: files that were flipped, cut or extended are found, named, and never served as good."""

import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from rootnode.blobs import Blobs, Damaged, Ref, add_ref, open_blobs
from rootnode.kit.db import Database
from rootnode.testing.blobs import content, fetch

EACH = 200
Harm: TypeAlias = Callable[[Path, random.Random], None]


def file_of(data: Path, digest: str) -> Path:
    return data / "blobs" / "objects" / digest[:2] / digest[2:4] / digest


def flip(file: Path, dice: random.Random) -> None:
    raw = bytearray(file.read_bytes())
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    file.write_bytes(raw)


def cut(file: Path, dice: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: dice.randrange(file.stat().st_size)])


def extend(file: Path, dice: random.Random) -> None:
    file.write_bytes(file.read_bytes() + dice.randbytes(dice.randrange(1, 100)))


async def receive(chunks: AsyncIterator[bytes], into: list[bytes]) -> None:
    async for chunk in chunks:
        into.append(chunk)


@pytest.mark.parametrize("harm", [flip, cut, extend])
async def test_f5_every_damage_is_named(harm: Harm, sqlite: Database, tmp_path: Path) -> None:
    dice = random.Random(20261123)
    blobs = open_blobs("", tmp_path, sqlite)
    every = [(await blobs.put(content(dice.randrange(1, 9_000), number + 1))).digest for number in range(EACH + 50)]
    bad, good = every[:EACH], every[EACH:]
    for digest in bad:
        harm(file_of(tmp_path, digest), dice)
    found = await blobs.verify()
    assert {damage.digest for damage in found.damaged} == set(bad)
    assert {damage.fault for damage in found.damaged} == {"content" if harm is flip else "size"}
    for damage in found.damaged:
        assert Path(damage.kept_at).name.startswith(damage.digest)
        assert Path(damage.kept_at).parent.name == "damaged"
        with pytest.raises(Damaged, match=damage.digest):
            await blobs.open(damage.digest)
    for digest in good:
        await fetch(blobs, digest, verify=True)
    blobs.close()


@pytest.mark.parametrize("size", [1, 5_000, 3 << 20])
async def test_f5_a_flipped_file_is_not_served_whole_when_verified(sqlite: Database, tmp_path: Path, size: int) -> None:
    blobs = open_blobs("", tmp_path, sqlite)
    data = content(size)
    stored = await blobs.put(data)
    ref = Ref("w", "p", "run", "owner", "model.pkl", stored.digest)
    await sqlite.write(add_ref, ref)
    flip(file_of(tmp_path, stored.digest), random.Random(size))
    whole, chunks = await blobs.open(stored.digest, verify=True)
    received = [b""]
    with pytest.raises(Damaged, match=stored.digest):
        await receive(chunks, received)
    assert sum(map(len, received)) < whole  # the answer's body ends early: nobody can take it for the file
    with pytest.raises(Damaged):
        await blobs.open(stored.digest)
    assert list((tmp_path / "blobs" / "damaged").iterdir())
    await blobs.put(data)
    assert await fetch(blobs, stored.digest, verify=True) == data
    blobs.close()


@pytest.mark.parametrize("harm", [cut, extend])
async def test_f5_a_file_of_the_wrong_size_is_never_served(harm: Harm, sqlite: Database, tmp_path: Path) -> None:
    blobs = open_blobs("", tmp_path, sqlite)
    stored = await blobs.put(content(10_000))
    harm(file_of(tmp_path, stored.digest), random.Random(1))
    for _ in range(2):
        with pytest.raises(Damaged):
            await blobs.open(stored.digest, 0, 1)
    blobs.close()


async def test_b16_a_good_copy_that_arrives_meanwhile_is_not_set_aside(sqlite: Database, tmp_path: Path) -> None:
    blobs: Blobs = open_blobs("", tmp_path, sqlite)
    data = content(2 << 20)
    stored = await blobs.put(data)
    flip(file_of(tmp_path, stored.digest), random.Random(1))
    _, chunks = await blobs.open(stored.digest, verify=True)
    await anext(chunks)
    await blobs.put(data)  # heals while the bad copy is being read
    with pytest.raises(Damaged):
        await receive(chunks, [])
    assert await fetch(blobs, stored.digest, verify=True) == data
    assert not (tmp_path / "blobs" / "damaged").exists()
    blobs.close()


async def test_f5_a_damaged_pack_harms_only_the_files_that_were_hit(sqlite: Database, tmp_path: Path) -> None:
    blobs = open_blobs("", tmp_path, sqlite)
    files = [content(500, number) for number in range(100)]
    stored = await blobs.put_many(files)
    (pack,) = (file for file in (tmp_path / "blobs" / "objects").rglob("*") if file.is_file())
    good = pack.read_bytes()
    pack.write_bytes(good[:8] + b"\xff" + good[9:])  # in a head: no file is hit, the pack is named all the same
    assert [damage.digest for damage in (await blobs.verify()).damaged] == [pack.name]
    hit = good.index(files[42]) + 7
    pack.write_bytes(good[:hit] + b"???" + good[hit + 3 :])
    assert [damage.digest for damage in (await blobs.verify()).damaged] == [pack.name, stored[42].digest]
    for number, (each, data) in enumerate(zip(stored, files, strict=True)):
        if number == 42:
            with pytest.raises(Damaged):
                await blobs.open(each.digest)
        else:
            assert await fetch(blobs, each.digest) == data
    pack.write_bytes(good)  # somebody puts the right file back
    assert (await blobs.verify()).damaged == ()
    assert await fetch(blobs, stored[42].digest) == files[42]
    blobs.close()


async def test_f5_a_packed_file_is_checked_at_every_read(sqlite: Database, tmp_path: Path) -> None:
    blobs = open_blobs("", tmp_path, sqlite)
    (stored,) = await blobs.put_many([b"content of a small file"])
    (pack,) = (file for file in (tmp_path / "blobs" / "objects").rglob("*") if file.is_file())
    pack.write_bytes(pack.read_bytes().replace(b"small", b"SMALL"))
    with pytest.raises(Damaged, match=stored.digest):
        await blobs.open(stored.digest, 0, 3)
    blobs.close()


async def test_b16_a_file_put_back_by_hand_heals(sqlite: Database, tmp_path: Path) -> None:
    blobs = open_blobs("", tmp_path, sqlite)
    stored = await blobs.put(b"precious")
    file_of(tmp_path, stored.digest).write_bytes(b"PRECIOUS")
    (damage,) = (await blobs.verify()).damaged
    assert [each.fault for each in (await blobs.verify()).damaged] == ["content"]  # named again each time
    assert not file_of(tmp_path, stored.digest).exists()
    assert file_of(tmp_path, stored.digest).parents[3].joinpath("damaged", damage.kept_at).read_bytes() == b"PRECIOUS"
    file_of(tmp_path, stored.digest).write_bytes(b"precious")
    assert (await blobs.verify()).damaged == ()
    assert await fetch(blobs, stored.digest) == b"precious"
    blobs.close()
