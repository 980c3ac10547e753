"""Finds commits that SQLite would drop without a word: those behind a damaged place in the write-ahead log.

After a crash SQLite reads the log up to the first frame whose checksum does not hold and forgets the rest. That is right for
the tail of a commit that was never finished, and wrong when finished commits lie behind it. Every commit is synced before
the next begins, so a commit that has another one behind it was acknowledged. The last commit of a log cannot be told from
an unfinished one. Format: sqlite.org/fileformat2.html, section 4.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import apsw
import msgspec

_HEADER: Final = 32
_FRAME: Final = 24
_PAGE_SIZES: Final = frozenset(1 << power for power in range(9, 17))


class Lost(msgspec.Struct, frozen=True):
    """`commits` finished commits lie behind byte `good` of the log, from where on it cannot be read."""

    log: Path
    commits: int
    good: int

    @property
    def text(self) -> str:
        """What happened, for a person."""
        return f"{self.log} is damaged at byte {self.good}; {self.commits} finished commit(s) lie behind that place and cannot be read"

    @property
    def remedy(self) -> str:
        """What a person can do."""
        return (
            "Stop the server, keep a copy of the data folder, and restore a backup. "
            f"To go on without those commits instead: truncate -s {self.good} {self.log}"
        )


def lost_commits(database: Path) -> Lost | None:
    """Look before anything else opens the database, which nobody else may have open: closing it would remove the log.

    Raises apsw.Error when the database itself cannot be opened.
    """
    log = database.with_name(f"{database.name}-wal")
    if not log.exists() or log.stat().st_size <= _HEADER + _FRAME:
        return None
    page = _page_size(database, log)
    if page is None:
        return None
    readable = _readable_frames(database)
    behind = list(_commits_behind(log, page, readable))
    finished = len(behind) - 1  # the last may have been under way
    if readable == 0 and not _header_holds(log):
        finished = len(behind)  # the header is synced before any frame, so all of them counted on it
    return Lost(log, finished, _HEADER + readable * (_FRAME + page) if readable else 0) if finished > 0 else None


def _readable_frames(database: Path) -> int:
    connection = apsw.Connection(str(database))
    try:
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        frames, _ = connection.wal_checkpoint(None, apsw.SQLITE_CHECKPOINT_NOOP)
        return max(frames, 0)
    finally:
        connection.close()


def _page_size(database: Path, log: Path) -> int | None:
    """Told by the database's own header, and if that is damaged, by the log's."""
    for file, at, width in ((database, 16, 2), (log, 8, 4)):
        with file.open("rb") as stream:
            stream.seek(at)
            size = int.from_bytes(stream.read(width), "big")
        size = 65_536 if size == 1 else size
        if size in _PAGE_SIZES:
            return size
    return None


def _commits_behind(log: Path, page: int, readable: int) -> Iterator[int]:
    """The numbers of frames that end a commit of the log's present round and lie behind the readable ones.

    Frames of an earlier round carry other salts. The salts are taken from the header, or if that is damaged from the first frame.
    """
    with log.open("rb") as stream:
        salts = stream.read(_HEADER)[16:24] if _header_holds(log) else _first_salts(log)
        number = readable
        while True:
            stream.seek(_HEADER + number * (_FRAME + page))
            head = stream.read(_FRAME)
            if len(head) < _FRAME:
                return
            if head[8:16] == salts and head[4:8] != b"\0\0\0\0":
                yield number
            number += 1


def _first_salts(log: Path) -> bytes:
    with log.open("rb") as stream:
        stream.seek(_HEADER + 8)
        return stream.read(8)


def _header_holds(log: Path) -> bool:
    """Whether the header's own checksum holds."""
    with log.open("rb") as stream:
        header = stream.read(_HEADER)
    order: Literal["big", "little"] = "big" if header[3:4] == b"\x83" else "little"
    first = second = 0
    for at in range(0, 24, 8):
        first = (first + int.from_bytes(header[at : at + 4], order) + second) & 0xFFFF_FFFF
        second = (second + int.from_bytes(header[at + 4 : at + 8], order) + first) & 0xFFFF_FFFF
    return header[24:32] == first.to_bytes(4, "big") + second.to_bytes(4, "big")
