"""One moment of a workspace, held open: its tables in one transaction, and the points that left the log by then.

It needs nothing of a server that runs: SQLite and PostgreSQL show one moment to another process too, and what only the series
file holds is also in a sealed snapshot beside it (docs/spec/series.md, S15), which is opened here before it can be dropped.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import apsw
import psycopg

from rootnode.config import Settings
from rootnode.keep.mark import refuse_unfinished
from rootnode.keep.rows import RowStore, rows_of
from rootnode.kit.clock import SystemClock
from rootnode.kit.db import ReadTx
from rootnode.kit.db.postgres import PostgresReadTx
from rootnode.kit.db.sqlite import SqliteReadTx, connect
from rootnode.kit.db.wal import lost_commits
from rootnode.kit.errors import Problem, Unavailable
from rootnode.kit.lock import Locked, take
from rootnode.series.duckdb_files import Sealed, open_sealed
from rootnode.series.log import needed_snapshot
from rootnode.series.protocol import SeriesDamaged

REVISION: Final = "SELECT version_num FROM alembic_version"


class NothingThere(Problem):
    """There is no data to look at yet."""

    status = 404
    code = "no_data"


@dataclass(frozen=True, slots=True)
class Cut:
    """The moment. `sealed` holds the points that the log no longer does; None when the log has all of them."""

    settings: Settings
    tx: ReadTx
    rows: RowStore
    engine: Literal["sqlite", "postgres"]
    database: str
    revision: str
    change: int
    at: int
    sealed: Sealed | None
    needed: int


@contextmanager
def open_cut(settings: Settings) -> Iterator[Cut]:
    """Hold one moment of the data, whether a server runs on it or not. Raises NothingThere, Unavailable, SeriesDamaged, Locked."""
    with ExitStack() as held:
        try:
            yield _cut(settings, held)
        except (apsw.Error, UnicodeDecodeError) as error:
            raise Unavailable(f"{settings.sqlite_path} cannot be read ({error}). Run `rootnode doctor`.") from error
        except psycopg.OperationalError as error:
            raise Unavailable(f"PostgreSQL cannot be read: {str(error).strip().splitlines()[-1]}") from error


def _cut(settings: Settings, held: ExitStack) -> Cut:
    at = SystemClock().now()
    refuse_unfinished(settings.data)
    connection: Any
    tx: ReadTx
    if settings.database_url:
        connection = held.enter_context(
            psycopg.connect(settings.database_url, autocommit=True, connect_timeout=5, options="-c timezone=UTC")
        )
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tx, name = PostgresReadTx(connection, at), f"PostgreSQL {connection.info.server_version // 10_000}"
        connection.execute("SELECT 1")
    else:
        connection = _open_sqlite(settings)
        held.callback(connection.close)
        tx, name = SqliteReadTx(connection, at), f"SQLite {apsw.sqlite_lib_version()}"
    revision = _revision(tx)
    needed = needed_snapshot(tx)
    sealed = open_sealed(settings.data / "series", needed) if needed > 0 else None
    if sealed is not None:
        held.callback(sealed.close)
    elif needed > 0:
        raise SeriesDamaged(f"No sound snapshot {needed} or later is in {settings.data / 'series'}. Run `rootnode doctor`.")
    change = int(tx.scalar("SELECT COALESCE(SUM(seq), 0) FROM workspace"))
    engine: Literal["sqlite", "postgres"] = "postgres" if settings.database_url else "sqlite"
    return Cut(settings, tx, rows_of(connection), engine, name, revision, change, at, sealed, needed)


def _open_sqlite(settings: Settings) -> apsw.Connection:
    """A connection inside of a transaction. Without a server the log is looked at first, since closing it would remove it."""
    path = settings.sqlite_path
    if not path.exists():
        raise NothingThere(f"There is no data in {settings.data} yet. Name the folder with --data, or ROOTNODE_DATA.")
    try:
        with take(settings.data, "backup"):
            if lost := lost_commits(path):
                raise Unavailable(f"{lost.text}. {lost.remedy}")
            return _begin(path)
    except Locked:  # a server, or another command, has it open
        return _begin(path)


def _begin(path: Path) -> apsw.Connection:
    connection = connect(path, readonly=True)
    connection.execute("BEGIN")
    connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchall()  # the moment is that of the first read
    return connection


def _revision(tx: ReadTx) -> str:
    try:
        return str(tx.scalar(REVISION))
    except (apsw.SQLError, psycopg.errors.UndefinedTable):
        raise NothingThere("This database holds nothing of Rootnode yet.") from None
