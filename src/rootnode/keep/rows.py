"""Whole tables of either engine, row by row in order of their keys, read and filled; in constant memory."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Protocol

import apsw
import psycopg

from rootnode.keep.rowfile import Table, Type
from rootnode.kit.db import Row

HELD: Final = (
    "SELECT r.digest FROM blob_ref r UNION SELECT b.pack FROM blob b JOIN blob_ref r ON r.digest = b.digest WHERE b.pack IS NOT NULL"
)
"""Digests of what something refers to, and of the packs that such files are inside of."""
LEFT_OUT: Final = {"alembic_version", "row_counter"}
"""Kept in the manifest instead: the schema's revision and the newest row number."""
ONLY: Final = {"blob": f"digest IN ({HELD})", "blob_upload": "1 = 0"}
"""Which rows are worth keeping, where not all are: files that nothing refers to and uploads under way are left out."""
_SQLITE: Final[dict[str, Type]] = {"INTEGER": "int", "DOUBLE": "real", "TEXT": "text", "BLOB": "bytes"}
_POSTGRES: Final[dict[str, Type]] = {"bigint": "int", "double precision": "real", "text": "text", "bytea": "bytes"}
_COPY: Final[dict[Type, str]] = {"int": "int8", "real": "float8", "text": "text", "bytes": "bytea"}
_DESCRIBED: Final = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL), COALESCE(array_position(i.indkey::int2[], a.attnum), -1) + 1
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"""
_REFERS: Final = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"


class RowStore(Protocol):
    """Tables of one open transaction."""

    def tables(self) -> list[Table]:
        """All that hold what Rootnode keeps, in an order in which they can be filled. Raises ValueError for a column that is unknown."""

    def rows(self, table: Table) -> Iterator[Row]:
        """Its rows in order of the key."""

    def fill(self, table: Table, rows: Iterable[Row]) -> None:
        """Insert rows."""

    def row_seq(self) -> int:
        """The newest row number."""

    def set_row_seq(self, number: int) -> None:
        """Go on from this row number."""


class SqliteRows:
    """SQLite through apsw. References must not be enforced while tables are filled."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def tables(self) -> list[Table]:
        found = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        names = sorted(name for (name,) in self._connection.execute(found) if name not in LEFT_OUT)
        columns = "SELECT name, type, pk FROM pragma_table_info(?)"
        return [
            _table(name, [(str(c), str(t), int(str(k))) for c, t, k in self._connection.execute(columns, (name,))], _SQLITE)
            for name in names
        ]

    def rows(self, table: Table) -> Iterator[Row]:
        yield from self._connection.execute(_select(table))

    def fill(self, table: Table, rows: Iterable[Row]) -> None:
        places = ", ".join("?" * len(table.columns))
        # sql: names of the schema
        self._connection.executemany(f'INSERT INTO "{table.name}" ({_names(table.columns)}) VALUES ({places})', rows)

    def row_seq(self) -> int:
        found = self._connection.execute("SELECT value FROM row_counter WHERE id = 1").fetchone()
        return int(found[0]) if found else 0

    def set_row_seq(self, number: int) -> None:
        # writes: a restore fills every table
        self._connection.execute("INSERT INTO row_counter (id, value) VALUES (1, ?)", (number,))


class PostgresRows:
    """PostgreSQL through COPY."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def tables(self) -> list[Table]:
        described: dict[str, list[tuple[str, str, int]]] = {}
        for name, column, kind, place in self._connection.execute(_DESCRIBED):
            if name not in LEFT_OUT:
                described.setdefault(name, []).append((column, kind, place))
        tables = {name: _table(name, columns, _POSTGRES) for name, columns in sorted(described.items())}
        return [tables[name] for name in _after_what_they_refer_to(sorted(tables), self._connection.execute(_REFERS).fetchall())]

    def rows(self, table: Table) -> Iterator[Row]:
        with self._connection.cursor() as cursor, cursor.copy(f"COPY ({_select(table)}) TO STDOUT (FORMAT BINARY)") as copy:
            copy.set_types([_COPY[kind] for kind in table.types])
            yield from copy.rows()

    def fill(self, table: Table, rows: Iterable[Row]) -> None:
        into = f'COPY "{table.name}" ({_names(table.columns)}) FROM STDIN (FORMAT BINARY)'
        with self._connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.set_types([_COPY[kind] for kind in table.types])
            for row in rows:
                copy.write_row(row)

    def row_seq(self) -> int:
        found = self._connection.execute("SELECT last_value, is_called FROM row_seq").fetchone()
        return int(found[0]) if found and found[1] else 0

    def set_row_seq(self, number: int) -> None:
        self._connection.execute("SELECT setval('row_seq', %s, %s)", (max(number, 1), number > 0))


def rows_of(connection: Any) -> RowStore:
    """The tables behind a connection of a migration, or of a cut."""
    return PostgresRows(connection) if isinstance(connection, psycopg.Connection) else SqliteRows(getattr(connection, "raw", connection))


def _table(name: str, columns: Sequence[tuple[str, str, int]], types: dict[str, Type]) -> Table:
    columns = sorted(columns)
    unknown = [f"{name}.{column} ({kind})" for column, kind, _ in columns if kind not in types]
    if unknown:
        raise ValueError(f"the database has columns that a backup does not know: {', '.join(unknown)}")
    key = tuple(column for column, _, place in sorted(columns, key=lambda each: each[2]) if place)
    return Table(name, tuple(column for column, _, _ in columns), tuple(types[kind] for _, kind, _ in columns), key)


def _select(table: Table) -> str:
    where = f" WHERE {ONLY[table.name]}" if table.name in ONLY else ""
    order = _names(table.key or table.columns)
    return f'SELECT {_names(table.columns)} FROM "{table.name}"{where} ORDER BY {order}'  # sql: names of the schema


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _after_what_they_refer_to(names: Sequence[str], refers: Sequence[tuple[str, str]]) -> list[str]:
    """Names in an order in which no row refers to one that comes later."""
    placed: list[str] = []
    while len(placed) < len(names):
        waiting = {source for source, target in refers if target in names and target not in placed and target != source}
        ready = [name for name in names if name not in placed and name not in waiting]
        if not ready:
            raise ValueError(f"tables refer to each other in a ring: {', '.join(sorted(waiting))}")
        placed += ready
    return placed
