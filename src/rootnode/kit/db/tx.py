"""What a verb sees of the SQL store: a read transaction, a write transaction, and the database that hands them out.

SQL is written once for both engines: named parameters (`:name`), `ON CONFLICT`, `RETURNING`, 64-bit integers for
time and truth values, JSON as text. `any_of` covers the one thing they spell differently.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, Final, Literal, ParamSpec, TypeAlias, TypeVar

log: Final = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

Dialect: TypeAlias = Literal["sqlite", "postgres"]
Row: TypeAlias = tuple[Any, ...]


class ReadTx(ABC):
    """One consistent view of the database. It cannot write: the engine refuses, not only the type."""

    dialect: Dialect
    now: int
    """When the transaction began, microseconds UTC."""

    @abstractmethod
    def rows(self, sql: str, /, **params: Any) -> list[Row]:
        """Every row of the answer. Bound every query with a LIMIT or a key."""

    def row(self, sql: str, /, **params: Any) -> Row | None:
        """The first row, or None."""
        found = self.rows(sql, **params)
        return found[0] if found else None

    def scalar(self, sql: str, /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(sql, **params)
        return found[0][0] if found else None

    def any_of(self, column: str, param: str) -> str:
        """SQL for "column is one of the values of list parameter `param`"; pass the values as a list under that name."""
        if self.dialect == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(:{param}))"
        return f"{column} = ANY(:{param})"

    def passing(self, column: str, param: str) -> str:
        """The same as `any_of`, for rows that are read in the order of an index: PostgreSQL takes it for no reason to sort them instead."""
        return self.any_of(column, param) if self.dialect == "sqlite" else f"array_position(CAST(:{param} AS TEXT[]), {column}) IS NOT NULL"

    def each_of(self, param: str) -> str:
        """SQL for a table whose one column `value` holds the texts of list parameter `param`; give it a name."""
        if self.dialect == "sqlite":
            return f"(SELECT value FROM json_each(:{param}))"
        return f"(SELECT unnest(CAST(:{param} AS TEXT[])) AS value)"

    def folded(self, column: str) -> str:
        """SQL for the text of `column` in small letters, of any alphabet."""
        return f"lower({column})" if self.dialect == "sqlite" else f'lower({column} COLLATE "und-x-icu")'

    def beside_index(self, column: str) -> str:
        """SQL for `column` that SQLite takes for no reason to choose an index; PostgreSQL chooses well by itself."""
        return f"+{column}" if self.dialect == "sqlite" else column


class WriteTx(ReadTx):
    """A transaction that may write. It commits when the verb returns and rolls back when it raises."""

    lock_rows: str = ""
    """Ends a SELECT whose rows must not change before the commit."""

    def __init__(self) -> None:
        self._at_end: dict[str, Callable[[], None]] = {}
        self.local: dict[str, Any] = {}
        """What a room remembers for the length of this transaction, under a name that starts with the room's."""
        self._after_commit: list[Callable[[], None]] = []

    @abstractmethod
    def run(self, sql: str, /, **params: Any) -> int:
        """Carry out one statement; answers how many rows it touched."""

    @abstractmethod
    def run_many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """Carry out one statement for each row of parameters."""

    @abstractmethod
    def next_row_seq(self) -> int:
        """A number greater than every one handed out before; stamps rows of side tables."""

    def at_end(self, name: str, last: Callable[[], None]) -> None:
        """Run `last` once, after the verb and before the commit. A later call under the same name replaces it."""
        self._at_end[name] = last

    def after_commit(self, then: Callable[[], None]) -> None:
        """Run `then` once the commit is durable. It must be quick and must not raise."""
        self._after_commit.append(then)

    def finish(self) -> None:
        """For the engines: run what was put off to the end of the transaction."""
        for last in self._at_end.values():
            last()


def run_after(works: Iterable[Callable[[], None]]) -> None:
    """For the engines: what was put off until after the commit. The commit stands, so one that fails only makes a log line."""
    for then in works:
        try:
            then()
        except Exception:  # whatever it is, the write has been acknowledged by the disk and others wait
            log.exception("something put off until after the commit failed")


class Database(ABC):
    """Hands out transactions. `read` and `write` are for the event loop; the `_now` twins block and are for threads."""

    dialect: Dialect

    @abstractmethod
    async def read(self, query: Callable[Concatenate[ReadTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...

    @abstractmethod
    async def write(self, verb: Callable[Concatenate[WriteTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Answers when the commit is durable. A verb may be run again after a lost race, so it must have no
        effect outside its transaction except through `after_commit`."""

    @abstractmethod
    def read_now(self, query: Callable[Concatenate[ReadTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...

    @abstractmethod
    def write_now(self, verb: Callable[Concatenate[WriteTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...

    @abstractmethod
    def close(self) -> None:
        """Finish what was accepted, then let go of the engine. Blocks."""
