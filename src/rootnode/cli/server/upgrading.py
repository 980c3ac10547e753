"""`rootnode upgrade --check`: what this version would do to the data. Changes nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import rootnode
from rootnode import migrations
from rootnode.cli.server.words import amount
from rootnode.config import Settings
from rootnode.kit import lock
from rootnode.kit.db.wal import lost_commits
from rootnode.migrations.run import KNOWN, CannotUse, postgres_revision, sqlite_revision

NOTHING: Final = 0
CANNOT: Final = 1
TO_DO: Final = 3
COPIED: Final = 100_000_000
"""Bytes a second at which a copy of the SQLite file is made on an ordinary disk; only for the estimate."""


def check(settings: Settings) -> int:
    """Print it; answers 0 when nothing is to be done, 3 when the next start upgrades, 1 when this version cannot use the data."""
    print(f"Rootnode {rootnode.__version__} writes schema {KNOWN[-1]}.")
    try:
        revision = _revision(settings)
    except CannotUse as error:
        print(f"The data cannot be used: {error}")
        return CANNOT
    if revision is None:
        print("There is no data yet: the first start makes it.")
        return NOTHING
    if revision not in KNOWN:
        print(f"The data has schema {revision}, of a newer Rootnode. This version cannot use it: install the newer one again.")
        return CANNOT
    print(f"The data has schema {revision}.")
    if revision == KNOWN[-1]:
        print("Nothing is to be done.")
        return NOTHING
    return _planned(settings, revision)


def _revision(settings: Settings) -> str | None:
    if settings.database_url:
        return postgres_revision(settings.database_url)
    path = settings.sqlite_path
    alone = path.exists() and lock.holder_of(settings.data) is None
    if alone and (lost := lost_commits(path)):
        raise CannotUse(f"{lost.text}. {lost.remedy}")
    return sqlite_revision(path)


def _planned(settings: Settings, revision: str) -> int:
    steps = list(steps_after(revision))
    print(f"The next start would carry out {len(steps)} {'step' if len(steps) == 1 else 'steps'}, all in one transaction:")
    for step, what in steps:
        print(f"  {step}  {what}")
    if settings.database_url:
        print("Make a backup before it: rootnode backup create DIR, then rootnode backup verify DIR. Stop every server of this database.")
        return TO_DO
    size, free = settings.sqlite_path.stat().st_size, shutil.disk_usage(settings.data).free
    copy = settings.sqlite_path.with_name(f"{settings.sqlite_path.name}.before-upgrade-from-{revision}")
    print(f"Before it a copy of the database ({amount(size)}) is left at {copy}.")
    if free < 2 * size:
        print(f"It does not fit: {amount(free)} are free, about {amount(2 * size)} are needed. Free some space first.")
        return CANNOT
    print(f"It should take about {max(1, round(3 * size / COPIED))} s, during which the server does not answer yet.")
    return TO_DO


def steps_after(revision: str) -> Iterator[tuple[str, str]]:
    """Each revision after this one, and what it is for in a line."""
    folder = Path(migrations.__file__).parent / "versions"
    for step in KNOWN[KNOWN.index(revision) + 1 :]:
        source = next(folder.glob(f"v{step}_*.py")).read_text("utf-8")
        yield step, source.removeprefix('"""').partition(";")[0].partition(". ")[0].partition('"""')[0].strip()
