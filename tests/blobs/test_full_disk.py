"""Rule B19, fault F4: a full or failing disk under the bytes. Nothing half is visible, and work goes on after freeing."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootnode.blobs import Blobs, Stored
from rootnode.blobs.directory import DirectoryBlobs
from rootnode.blobs.protocol import GRACE
from rootnode.kit.clock import ManualClock
from rootnode.kit.db import Database
from rootnode.kit.errors import StorageFull, Unavailable
from rootnode.testing.blobs import content, digest_of, fetch, stream

MIB = 1 << 20


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MiB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "rootnode-test", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"cannot mount here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def blobs(small: Path, sqlite: Database) -> Iterator[Blobs]:
    opened = Blobs(DirectoryBlobs(small), small / "incoming", sqlite)
    yield opened
    opened.close()


def drafts(small: Path) -> list[str]:
    return [file.name for file in (small / "incoming").iterdir()]


async def test_f4_a_full_disk_keeps_nothing_half(blobs: Blobs, small: Path, clock: ManualClock) -> None:
    kept = [await blobs.put(stream(content(MIB, number))) for number in range(5)]
    with pytest.raises(StorageFull) as full:
        await blobs.put(stream(content(MIB, 5)))
    assert full.value.status == 507
    assert full.value.facts["retry_after"]
    assert drafts(small) == []
    assert {stored.digest for stored, _ in DirectoryBlobs(small).all()} == {stored.digest for stored in kept}
    for number, stored in enumerate(kept):
        assert await fetch(blobs, stored.digest, verify=True) == content(MIB, number)
    clock.advance(GRACE)
    assert (await blobs.sweep()).deleted == 5  # deleting needs no space where the bytes are
    assert await blobs.put(content(4 * MIB)) == Stored(digest_of(content(4 * MIB)), 4 * MIB)


async def test_f4_a_little_is_left_for_the_database(blobs: Blobs, small: Path) -> None:
    with pytest.raises(StorageFull):
        await blobs.put(stream(content(10 * MIB)))
    upload = await blobs.uploads.begin("w", "p")
    with pytest.raises(StorageFull):
        await blobs.uploads.append("w", "p", upload.id, 0, stream(content(10 * MIB)))
    disk = os.statvfs(small)
    assert disk.f_bavail * disk.f_frsize >= 6 * MIB // 10


async def test_f4_an_upload_goes_on_after_freeing(blobs: Blobs, small: Path) -> None:
    data = content(4 * MIB)
    ballast = small / "ballast"
    ballast.write_bytes(b"x" * (3 * MIB))
    upload = await blobs.uploads.begin("w", "p", size=len(data), digest=digest_of(data))
    with pytest.raises(StorageFull):
        await blobs.uploads.append("w", "p", upload.id, 0, stream(data))
    offset = (await blobs.uploads.find("w", "p", upload.id)).offset
    assert 0 < offset < len(data)  # what fitted is kept
    ballast.unlink()
    await blobs.uploads.append("w", "p", upload.id, offset, stream(data[offset:]))
    stored = await blobs.uploads.finish("w", "p", upload.id)
    assert await fetch(blobs, stored.digest, verify=True) == data
    assert drafts(small) == []


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, Unavailable)])
async def test_f4_a_sync_that_fails_is_not_answered_as_done(
    number: int, error: type[Exception], sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = Blobs(DirectoryBlobs(tmp_path), tmp_path / "incoming", sqlite)
    real = os.fsync

    def fail(fd: int) -> None:
        if ".draft" in str(Path(f"/proc/self/fd/{fd}").readlink()):
            raise OSError(number, os.strerror(number))
        real(fd)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        await blobs.put(b"not kept")
    assert list(DirectoryBlobs(tmp_path).all()) == []
    assert list((tmp_path / "incoming").iterdir()) == []
    monkeypatch.undo()
    assert await fetch(blobs, (await blobs.put(b"kept")).digest) == b"kept"
    blobs.close()


async def test_b19_folders_are_private(sqlite: Database, tmp_path: Path) -> None:
    blobs = Blobs(DirectoryBlobs(tmp_path / "blobs"), tmp_path / "blobs" / "incoming", sqlite)
    stored = await blobs.put(b"secret")
    blobs.close()
    folders = [tmp_path / "blobs", *(path for path in (tmp_path / "blobs").rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    file = tmp_path / "blobs" / "objects" / stored.digest[:2] / stored.digest[2:4] / stored.digest
    assert file.stat().st_mode & 0o777 == 0o600
