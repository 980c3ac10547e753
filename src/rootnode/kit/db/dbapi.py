"""apsw dressed as a DBAPI 2.0 module (PEP 249), so that SQLAlchemy and Alembic use the same SQLite library as the rest.

Only migrations need it. Every transaction is begun IMMEDIATE by the first statement, so that DDL is atomic and nobody
else writes meanwhile. Foreign keys are off, because a table may have to be made anew; check them before the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import apsw

apilevel: Final = "2.0"
threadsafety: Final = 1
paramstyle: Final = "qmark"


class Warning(Exception):  # noqa: A001 - PEP 249 names it so
    """Never raised; PEP 249 asks for the name."""


Error = apsw.Error
InterfaceError = apsw.MisuseError
DatabaseError = apsw.Error
DataError = apsw.MismatchError
OperationalError = apsw.SQLError
IntegrityError = apsw.ConstraintError
InternalError = apsw.InternalError
ProgrammingError = apsw.SQLError
NotSupportedError = apsw.NoLFSError
sqlite_version_info: Final = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))

WAIT_MS: Final = 10_000


def connect(database: str) -> "Connection":
    """A connection to the file `database`, made when it is not there."""
    raw = apsw.Connection(database)
    raw.set_busy_timeout(WAIT_MS)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    return Connection(raw)


class Connection:
    """One connection and its open transaction."""

    def __init__(self, raw: apsw.Connection) -> None:
        self.raw = raw

    def cursor(self) -> "Cursor":
        return Cursor(self)

    def commit(self) -> None:
        if self.raw.in_transaction:
            self.raw.execute("COMMIT")

    def rollback(self) -> None:
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    def close(self) -> None:
        self.raw.close()


class Cursor:
    """The outcome of one statement, read whole at once: migrations read little."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self.description: tuple[tuple[Any, ...], ...] | None = None
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "Cursor":
        raw = self._connection.raw
        if not raw.in_transaction:
            raw.execute("BEGIN IMMEDIATE")
        cursor = raw.cursor()
        cursor.exec_trace = self._describe  # afterwards apsw no longer knows the columns of an empty answer
        cursor.execute(statement, tuple(parameters))
        self._rows = iter(cursor.fetchall())
        self.rowcount = raw.changes() if self.description is None else -1
        self.lastrowid = raw.last_insert_rowid()
        return self

    def _describe(self, cursor: apsw.Cursor, _statement: str, _bindings: Any) -> bool:
        """Keep PEP 249's seven columns for each column of the answer; None when the statement answers nothing."""
        self.description = tuple((name, None, None, None, None, None, None) for name, _ in cursor.get_description()) or None
        return True

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> "Cursor":
        for row in rows:
            self.execute(statement, row)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        return [row for row, _ in zip(self._rows, range(size or self.arraysize), strict=False)]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())
