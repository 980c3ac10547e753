"""`rootnode doctor`: what this installation is made of, and each problem with its remedy. Changes nothing."""

import os
import platform
import resource
import shutil
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import apsw

import rootnode
from rootnode.cli.server.examining import Finding, ask_the_server, look_at_the_stores
from rootnode.config import LOOPBACK_NAMES, Settings, SettingsInvalid, all_settings, load_settings
from rootnode.kit import lock
from rootnode.kit.db.sqlite import OLDEST

LIBRARIES: Final = ("litestar", "uvicorn", "msgspec", "apsw", "psycopg", "duckdb", "obstore", "argon2-cffi")
LEAST_FREE: Final = 1 << 30
LEAST_FILES: Final = 1024
# file systems whose locks and memory maps cannot be relied on
_REMOTE: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"})


def run(flags: Mapping[str, Any], config: Path | None) -> int:
    """Print the report; answers 1 when there is a problem, else 0."""
    problems = 0
    for finding in examine(flags, config):
        print(f"{'PROBLEM' if finding.remedy else 'ok':<8} {finding.topic:<12} {finding.text}")
        if finding.remedy:
            problems += 1
            print(f"{'':<8} {'':<12} -> {finding.remedy}")
    print(f"\n{problems} problem{'' if problems == 1 else 's'} found." if problems else "\nNo problem found.")
    return 1 if problems else 0


def examine(flags: Mapping[str, Any], config: Path | None) -> Iterator[Finding]:
    """Everything that is looked at, in the order of the report."""
    yield from _versions()
    try:
        settings = load_settings(flags, config=config)
    except SettingsInvalid as error:
        for problem in error.problems:
            yield Finding("settings", f"{problem.name} ({problem.source}): {problem.what}", problem.remedy)
        return
    yield from _settings(settings)
    yield from _folder(settings.data)
    try:
        holder = lock.holder_of(settings.data)
    except OSError as error:
        yield Finding("lock", f"{error.filename} cannot be read ({error.strerror})", "Run this as the user who runs the server.")
        return
    yield Finding("lock", f"held by process {holder.pid} ({holder.what})" if holder else "free: no server runs on this data")
    if holder:
        yield from ask_the_server(settings)
    yield from look_at_the_stores(settings, alone=holder is None)
    yield _limits()


def _versions() -> Iterator[Finding]:
    yield Finding("version", f"Rootnode {rootnode.__version__}, Python {platform.python_version()}, {platform.platform()}")
    sqlite = apsw.sqlite_lib_version()
    old = tuple(int(part) for part in sqlite.split(".")) < OLDEST
    wanted = ".".join(str(part) for part in OLDEST)
    yield Finding(
        "version", f"SQLite {sqlite}", f"It can lose commits: run pip install --upgrade apsw (SQLite {wanted} or newer)." if old else ""
    )
    yield Finding("version", ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES))


def _settings(settings: Settings) -> Iterator[Finding]:
    changed = []
    for setting in all_settings():
        value = getattr(settings, setting.name)
        if value != setting.default and setting.name != "data":
            changed.append(f"{setting.name}={'(hidden)' if setting.secret else value!r}")
    yield Finding("settings", ", ".join(changed) or "all as they come")
    if settings.host not in LOOPBACK_NAMES and not settings.public_url and not settings.allowed_hosts:
        remedy = "Set ROOTNODE_PUBLIC_URL to the address that people type, or ROOTNODE_ALLOWED_HOSTS."
        yield Finding("settings", f"it listens on {settings.host} but answers only under the name localhost", remedy)


def _folder(folder: Path) -> Iterator[Finding]:
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


def _limits() -> Finding:
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = files < LEAST_FILES
    return Finding("limits", f"{files} open files, {os.cpu_count()} processors", f"Raise it: ulimit -n {LEAST_FILES * 4}" if few else "")
