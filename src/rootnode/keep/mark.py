"""The mark of a data folder into which a backup is being restored: as long as it lies there, nothing opens the data."""

import os
from pathlib import Path
from typing import Final

import msgspec

from rootnode.kit.errors import Unavailable

NAME: Final = "restoring.json"
REMEDY: Final = "Run the same `rootnode backup restore` again, or empty the folder."


class Mark(msgspec.Struct, frozen=True):
    """Which backup, and where it was."""

    backup: str
    folder: str


def mark_in(data: Path) -> Mark | None:
    """The mark, None where nothing was broken off."""
    try:
        return msgspec.json.decode((data / NAME).read_bytes(), type=Mark)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        return Mark("", "a backup")


def refuse_unfinished(data: Path) -> None:
    """Raises Unavailable for a data folder into which a restore has not finished."""
    if mark := mark_in(data):
        raise Unavailable(f"The data in {data} is incomplete: a restore of {mark.folder} did not finish. {REMEDY}")


def set_mark(data: Path, mark: Mark) -> None:
    """From now on the folder says that it is incomplete. Durable when it returns."""
    with (data / NAME).open("wb") as file:
        file.write(msgspec.json.encode(mark))
        file.flush()
        os.fsync(file.fileno())
    _sync(data)


def take_mark_away(data: Path) -> None:
    """The restore is complete. Durable when it returns."""
    (data / NAME).unlink()
    _sync(data)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
