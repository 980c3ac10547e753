"""What this installation is made of, and each problem with its remedy: for `rootnode doctor` and for the page Versions."""

import os
import platform
import resource
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

import apsw

import rootnode
from rootnode.config import LOOPBACK_NAMES, Settings, all_settings
from rootnode.kit.db.sqlite import OLDEST
from rootnode.wire.admin import Finding

LIBRARIES: Final = ("litestar", "uvicorn", "msgspec", "apsw", "psycopg", "duckdb", "obstore", "argon2-cffi")
LEAST_FREE: Final = 1 << 30
LEAST_FILES: Final = 1024
# file systems whose locks and memory maps cannot be relied on
_REMOTE: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"})


def versions() -> Iterator[Finding]:
    """Of Rootnode, Python, the system and the libraries."""
    yield Finding("version", f"Rootnode {rootnode.__version__}, Python {platform.python_version()}, {platform.platform()}")
    sqlite = apsw.sqlite_lib_version()
    old = tuple(int(part) for part in sqlite.split(".")) < OLDEST
    wanted = ".".join(str(part) for part in OLDEST)
    yield Finding(
        "version", f"SQLite {sqlite}", f"It can lose commits: run pip install --upgrade apsw (SQLite {wanted} or newer)." if old else ""
    )
    yield Finding("version", ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES))


def settings_in_use(settings: Settings) -> Iterator[Finding]:
    """Those that differ from their defaults, secrets hidden."""
    changed = []
    for setting in all_settings():
        value = getattr(settings, setting.name)
        if value != setting.default and setting.name != "data":
            changed.append(f"{setting.name}={'(hidden)' if setting.secret else value!r}")
    yield Finding("settings", ", ".join(changed) or "all as they come")
    if settings.host not in LOOPBACK_NAMES and not settings.public_url and not settings.allowed_hosts:
        remedy = "Set ROOTNODE_PUBLIC_URL to the address that people type, or ROOTNODE_ALLOWED_HOSTS."
        yield Finding("settings", f"it listens on {settings.host} but answers only under the name localhost", remedy)


def folder_of_data(folder: Path) -> Iterator[Finding]:
    """Can it be used, by nobody else, and how much room is there?"""
    if not folder.exists():
        yield Finding("data", f"{folder} is not there yet; the first start makes it")
        return
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("data", f"{folder} cannot be read and written by this user", "Give it to this user, or choose another with --data.")
        return
    shown = folder.stat().st_mode & 0o077
    text = f"{folder}{' can be opened by other users of this machine' if shown else ''}"
    yield Finding("data", text, f"Run: chmod 700 {folder}" if shown else "")
    if (kind := _file_system(folder)) in _REMOTE:
        remedy = "Move the data folder to a local disk: locks and memory maps cannot be relied on there."
        yield Finding("data", f"{folder} lies on a network file system ({kind})", remedy)
    free = shutil.disk_usage(folder).free
    remedy = "Free some space before the disk is full: writes are refused then." if free < LEAST_FREE else ""
    yield Finding("disk", f"{free / (1 << 30):.1f} GiB free", remedy)


def _file_system(folder: Path) -> str:
    """The type of the file system that holds `folder`; empty where the system does not say."""
    try:
        mounts = [line.split(" ")[1:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return ""
    real = folder.resolve()
    holding = [(where, kind) for where, kind in mounts if real.is_relative_to(where.replace("\\040", " "))]
    return max(holding, key=lambda found: len(found[0]))[1] if holding else ""


def limits() -> Finding:
    """Of the process."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = files < LEAST_FILES
    return Finding("limits", f"{files} open files, {os.cpu_count()} processors", f"Raise it: ulimit -n {LEAST_FILES * 4}" if few else "")
