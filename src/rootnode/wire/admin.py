"""What administrators see of the installation: storage and quotas, jobs, versions, backups."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

JobState: TypeAlias = Literal["queued", "running", "done", "dead", "cancelled"]
Amount: TypeAlias = Annotated[int, Meta(ge=0, le=1 << 60)]


class Backup(msgspec.Struct, frozen=True):
    """One backup: its folder, and what it covers: everything acknowledged before `cut`. `verified` is when it was last restored for real.

    Times are microseconds UTC.
    """

    id: str
    place: str
    version: str
    cut: int
    change: int
    bytes: int
    seconds: float
    verified: int | None = None
    verify_seconds: float | None = None


class Backups(msgspec.Struct, frozen=True):
    """Newest first. `stale`: none was verified within seven days."""

    items: tuple[Backup, ...]
    verified: Backup | None
    stale: bool


class Quota(msgspec.Struct, frozen=True):
    """What a project may hold at most; null: as much as there is room for."""

    bytes: int | None = None
    points: int | None = None


class QuotaPatch(msgspec.Struct, frozen=True):
    """What to change; null takes a limit away."""

    bytes: Amount | None | UnsetType = UNSET
    points: Amount | None | UnsetType = UNSET


class ProjectStorage(msgspec.Struct, frozen=True):
    """What a project holds: bytes of files (each counted once), files, points, items and runs."""

    id: str
    key: str
    name: str
    bytes: int
    files: int
    points: int
    items: int
    runs: int
    quota: Quota


class Storage(msgspec.Struct, frozen=True):
    """Every project, largest first. Counted at `at`; `stored` bytes lie in the store, where equal files are kept once."""

    items: tuple[ProjectStorage, ...]
    at: int
    stored: int
    disk_free: int
    disk_total: int


class Job(msgspec.Struct, frozen=True):
    """A background job. `reason` is why its last attempt failed; `due` when it is tried again."""

    id: str
    name: str
    state: JobState
    attempts: int
    created: int
    due: int
    finished: int | None
    reason: str | None


class Jobs(msgspec.Struct, frozen=True):
    """A page of jobs, newest first, with how many of each state there are; `next` is the cursor to the following page."""

    items: tuple[Job, ...]
    counts: dict[str, int]
    next: str | None = None


class Workspace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`zone`: the name of a time zone, such as Europe/Berlin. Its days are the workspace's: what is late, what is due today."""

    zone: str


class Finding(msgspec.Struct, frozen=True):
    """One line of what `rootnode doctor` says. With a `remedy` it is a problem."""

    topic: str
    text: str
    remedy: str = ""


class Condition(msgspec.Struct, frozen=True):
    """Versions, settings, stores and disk, and how many problems there are."""

    items: tuple[Finding, ...]
    problems: int
