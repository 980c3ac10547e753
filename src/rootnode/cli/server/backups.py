"""`rootnode backup create`, `verify` and `restore`: what is printed, and what is remembered of them."""

import time
from pathlib import Path
from typing import Any

import msgspec

from rootnode.cli.server.failures import Refused
from rootnode.cli.server.operating import administer
from rootnode.cli.server.progress import Progress
from rootnode.cli.server.words import age, amount, moment
from rootnode.config import Settings
from rootnode.keep.create import create, refuse_points_elsewhere, refuse_taken
from rootnode.keep.cut import open_cut
from rootnode.keep.manifest import Manifest
from rootnode.keep.records import Noted, noted
from rootnode.keep.restore import restore
from rootnode.keep.verify import Verified, verify
from rootnode.kit import lock
from rootnode.kit.errors import Problem
from rootnode.migrations.run import KNOWN, postgres_revision, sqlite_revision
from rootnode.migrations.upgrade import upgrade


def make(settings: Settings, folder: Path, *, without_points: bool = False) -> int:
    """`rootnode backup create`. Answers 1 when the source itself had lost files."""
    folder = folder.absolute()
    refuse_points_elsewhere(settings, without_points)
    refuse_taken(folder)
    began = time.monotonic()
    with Progress("Backing up") as progress, open_cut(settings) as cut:
        made = create(cut, folder, progress.tell, without_points=without_points)
        revision = cut.revision
    manifest = made.manifest
    print(f"Made {folder}: {amount(manifest.bytes)} in {time.monotonic() - began:.1f} s.")
    print(f"  It holds everything acknowledged before {moment(manifest.cut)} (change {manifest.change:,}): {contents(manifest)}.")
    print(f"  SHA-256 of its manifest, to tell it from any other: {made.proof}")
    _say_what_is_not_in_it(manifest)
    print("  It holds the hashes of passwords and tokens: keep it as safe as the server.")
    print(f"  Not verified yet. Run: rootnode backup verify {folder}")
    _remember(settings, noted(manifest, str(folder)), revision)
    return 1 if manifest.files.lost else 0


def prove(settings: Settings, folder: Path, scratch: Path | None, expected: str) -> int:
    """`rootnode backup verify`."""
    folder = folder.absolute()
    with Progress("Verifying") as progress:
        found = verify(folder, scratch, upgrade, KNOWN, progress.tell, expected=expected)
    manifest = found.manifest
    print(f"Verified {folder}: restored for real, and every row came back as it was.")
    print(f"  {contents(manifest)}, {_points(found)}; every file was held against its hash.")
    print(f"  Lost the server now? Everything acknowledged before {moment(manifest.cut)} comes back ({age(manifest.cut)} ago).")
    print(f"  Restoring tables and points took {found.seconds:.1f} s; copying {amount(manifest.files.bytes)} of files comes on top.")
    if found.points.damaged:
        print(f"  {found.points.damaged} logged batches of points were damaged already at the source. Run rootnode doctor there.")
    if found.points.short:
        print(f"  {found.points.short:,} curves end earlier than their tables say: those points were lost at the source.")
    _say_what_is_not_in_it(manifest)
    if settings.data.exists() and any(settings.data.iterdir()):
        _remember(settings, noted(manifest, str(folder), found.seconds), None)
    return 0


def bring_back(settings: Settings, folder: Path, expected: str) -> int:
    """`rootnode backup restore`."""
    folder = folder.absolute()
    began = time.monotonic()
    with Progress("Restoring") as progress:
        manifest = restore(folder, settings, upgrade, KNOWN, progress.tell, expected=expected)
    print(f"Restored {folder} in {time.monotonic() - began:.1f} s: {contents(manifest)}.")
    print(f"  Everything acknowledged before {moment(manifest.cut)} is back (change {manifest.change:,}); what came later is not.")
    _say_what_is_not_in_it(manifest)
    if manifest.versions.schema != KNOWN[-1]:
        print(f"  Its schema is {manifest.versions.schema}; the first start brings it to {KNOWN[-1]}.")
    print(f"  Start the server: rootnode serve --data {settings.data}")
    return 0


def _say_what_is_not_in_it(manifest: Manifest) -> None:
    if not manifest.series.covered:
        print("  NOT in it: the older points, which are in ClickHouse. Back that up by its own means, at the same time.")
    for digest in manifest.files.lost[:5]:
        print(f"  NOT in it: the file {digest}, which was damaged or missing already. Run rootnode doctor.")
    if len(manifest.files.lost) > 5:
        print(f"  NOT in it: {len(manifest.files.lost) - 5:,} more such files.")


def _remember(settings: Settings, made: Noted, revision: str | None) -> None:
    """For the page Backups. A backup is as good without it, so what stands in the way is told and no more."""
    if revision not in (None, KNOWN[-1]):
        print(f"  The page Backups will not show it: the data still has schema {revision}.")
        return
    holder = lock.holder_of(settings.data)
    arguments: dict[str, Any] = msgspec.to_builtins(made)
    try:
        if holder is None and not _current(settings):
            print("  The page Backups will not show it: the data in this folder is of another version.")
            return
        administer(settings, "backup noted", arguments)
    except (Problem, Refused, OSError) as error:
        print(f"  The page Backups will not show it: {error}")


def _current(settings: Settings) -> bool:
    """Whether opening the data would upgrade nothing."""
    found = postgres_revision(settings.database_url) if settings.database_url else sqlite_revision(settings.sqlite_path)
    return found == KNOWN[-1]


def contents(manifest: Manifest) -> str:
    """What is in it, in numbers."""
    rows = sum(table.rows for table in manifest.tables.values())
    return f"{rows:,} rows in {len(manifest.tables)} tables and {manifest.files.count:,} files ({amount(manifest.files.bytes)})"


def _points(found: Verified) -> str:
    return "points in ClickHouse not looked at" if found.points.count is None else f"{found.points.count:,} points"
