"""Run by test_durability under strace: stores bytes and says so on standard output, perhaps without syncing.

python recorded.py DATA (good | no-file-sync | no-folder-sync)
"""

import asyncio
import os
import stat
import sys
from pathlib import Path

from rootnode.blobs import open_blobs
from rootnode.kit.db.sqlite import SqliteDatabase


def plant(fault: str) -> None:
    """Make `os.fsync` skip what the fault names."""
    real = os.fsync

    def fsync(fd: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(fd).st_mode)
        if (fault, is_folder) not in {("no-file-sync", False), ("no-folder-sync", True)}:
            real(fd)

    os.fsync = fsync  # type: ignore[assignment]


async def work(data: Path) -> None:
    db = SqliteDatabase(data / "rootnode.db")
    blobs = open_blobs("", data, db)
    for number in range(3):
        stored = await blobs.put(f"put {number}".encode() * 1_000)
        print(f"ANSWERED put {stored.digest}", flush=True)
    upload = await blobs.uploads.begin("w", "p")
    print(f"ANSWERED begin {upload.id}", flush=True)
    for _ in range(2):
        upload = await blobs.uploads.append("w", "p", upload.id, upload.offset, b"part" * 1_000)
        print(f"ANSWERED part {upload.id}", flush=True)
    stored = await blobs.uploads.finish("w", "p", upload.id)
    print(f"ANSWERED finish {stored.digest}", flush=True)
    blobs.close()
    db.close()


plant(sys.argv[2])
asyncio.run(work(Path(sys.argv[1])))
