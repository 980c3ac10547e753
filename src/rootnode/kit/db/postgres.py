"""PostgreSQL through psycopg 3: a small pool of threads, each with its own connection.

A verb that loses a race (serialization failure, deadlock) is run again. A connection that breaks while the commit is
on its way leaves the outcome unknown: the caller is told so, and to repeat with the same idempotency key.
"""

import asyncio
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Concatenate, Final, ParamSpec, TypeAlias, TypeVar

import psycopg
from psycopg.rows import tuple_row

from rootnode.kit.clock import Clock, SystemClock
from rootnode.kit.db.tx import Database, ReadTx, Row, WriteTx, run_after
from rootnode.kit.errors import Conflict, Invalid, StorageFull, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

TRIES: Final = 6
QUEUE: Final = 10_000
_LIMITS: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "prepare_threshold": 1,  # statements come again: from the second time on each is only planned, soon not even that
    "options": (
        "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC "
        # a page of a list takes 3 ms; starting parallel workers or the JIT compiler for it takes ten times that
        "-c max_parallel_workers_per_gather=0 -c jit=off"
    ),
}
PREPARED: Final = 200
"""So many statements each connection keeps prepared, those that came last."""
# a string literal, a cast, or a named parameter
_TOKEN: Final = re.compile(r"'(?:[^']|'')*'|::|:([A-Za-z_][A-Za-z0-9_]*)")

Connection: TypeAlias = psycopg.Connection[Row]


@lru_cache(maxsize=2_000)
def _translate(sql: str) -> bytes:
    """`:name` to `%(name)s`, leaving string literals and casts alone."""

    def swap(match: re.Match[str]) -> str:
        return f"%({match[1]})s" if match[1] else match[0]

    return _TOKEN.sub(swap, sql.replace("%", "%%")).encode()


def _encode(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lists as array literals, of the type that the statement needs them to be: psycopg looks at each of a thousand ids by itself."""
    return {name: _array(value) if isinstance(value, list) else value for name, value in params.items()}


def _array(values: list[Any]) -> str:
    if all(type(value) is str for value in values):
        escaped = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values] if _unsafe(values) else values
        return "{" + ",".join(f'"{value}"' for value in escaped) + "}"
    if all(type(value) is int for value in values):
        return "{" + ",".join(map(str, values)) + "}"
    raise TypeError("a list parameter holds either texts or whole numbers")


def _unsafe(values: list[str]) -> bool:
    joined = "".join(values)
    return '"' in joined or "\\" in joined


class PostgresReadTx(ReadTx):
    dialect = "postgres"

    def __init__(self, connection: Connection, now: int) -> None:
        self._cursor = connection.cursor()
        self.now = now

    def rows(self, sql: str, /, **params: Any) -> list[Row]:
        cursor = self._cursor.execute(_translate(sql), _encode(params))
        return cursor.fetchall() if cursor.description else []


class PostgresWriteTx(PostgresReadTx, WriteTx):
    lock_rows = "FOR UPDATE"

    def __init__(self, connection: Connection, now: int) -> None:
        WriteTx.__init__(self)
        PostgresReadTx.__init__(self, connection, now)

    def run(self, sql: str, /, **params: Any) -> int:
        return self._cursor.execute(_translate(sql), _encode(params)).rowcount

    def run_many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        self._cursor.executemany(_translate(sql), [_encode(row) for row in rows])

    def next_row_seq(self) -> int:
        return int(self.scalar("SELECT nextval('row_seq')"))


class _Threads:
    """A pool whose threads each keep one connection, made again when it broke."""

    def __init__(self, url: str, size: int, name: str) -> None:
        self._url = url
        self._local = threading.local()
        self._open: list[Connection] = []
        self._waiting = threading.BoundedSemaphore(QUEUE)
        self._pool = ThreadPoolExecutor(size, name)

    def connection(self) -> Connection:
        held: Connection | None = getattr(self._local, "connection", None)
        if held is None or held.closed:
            held = psycopg.connect(self._url, autocommit=True, row_factory=tuple_row, **_LIMITS)
            held.prepared_max = PREPARED
            self._local.connection = held
            self._open = [each for each in self._open if not each.closed] + [held]
        return held

    def submit(self, work: Callable[[], Any]) -> "Future[Any]":
        if not self._waiting.acquire(blocking=False):
            raise Unavailable("Too many requests are waiting. Try again in a moment.", retry_after=1)
        try:
            future = self._pool.submit(work)
        except RuntimeError:
            self._waiting.release()
            raise Unavailable("The server is stopping. Try again in a moment.", retry_after=5) from None
        future.add_done_callback(lambda _: self._waiting.release())
        return future

    def close(self) -> None:
        self._pool.shutdown()
        for connection in self._open:
            connection.close()


class PostgresDatabase(Database):
    """A PostgreSQL database, version 15 or newer."""

    dialect = "postgres"

    def __init__(self, url: str, *, clock: Clock | None = None, writers: int = 6, readers: int = 4) -> None:
        self._clock = clock or SystemClock()
        self._write_threads = _Threads(url, writers, "postgres-write")
        self._read_threads = _Threads(url, readers, "postgres-read")

    def _read(self, query: Callable[[ReadTx], Any]) -> Any:
        for attempt in range(2):
            connection = None
            try:
                connection = self._read_threads.connection()
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                try:
                    return query(PostgresReadTx(connection, self._clock.now()))
                finally:
                    if not connection.closed:
                        connection.execute("ROLLBACK")
            except psycopg.Error as error:
                if attempt == 0 and (connection is None or connection.closed):
                    continue  # an idle connection that the server had dropped
                raise _problem(error) from error
        raise AssertionError("unreachable")

    def _write(self, verb: Callable[[WriteTx], Any]) -> Any:
        for attempt in range(1, TRIES + 1):
            committing = False
            connection = None
            try:
                connection = self._write_threads.connection()
                connection.execute("BEGIN")
                tx = PostgresWriteTx(connection, self._clock.now())
                try:
                    result = verb(tx)
                    tx.finish()
                except BaseException:
                    if not connection.closed:
                        connection.execute("ROLLBACK")
                    raise
                committing = True
                connection.execute("COMMIT")
            except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected) as error:
                if attempt == TRIES:
                    raise Unavailable("Too many writes met at the same place. Try again.", retry_after=1) from error
                continue
            except psycopg.Error as error:
                broken = connection is None or connection.closed
                if broken and committing:
                    detail = (
                        "The database went away during the commit; whether it was kept is not known. Repeat with the same idempotency key."
                    )
                    raise Unavailable(detail, retry_after=2) from error
                if broken and attempt == 1:
                    continue
                raise _problem(error) from error
            run_after(tx._after_commit)
            return result
        raise AssertionError("unreachable")

    async def read(self, query: Callable[Concatenate[ReadTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        answer: T = await asyncio.wrap_future(self._read_threads.submit(lambda: self._read(lambda tx: query(tx, *args, **kwargs))))
        return answer

    async def write(self, verb: Callable[Concatenate[WriteTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        future = self._write_threads.submit(lambda: self._write(lambda tx: verb(tx, *args, **kwargs)))
        # a caller that gives up must not cancel a verb that waits for its thread: it may be acknowledged elsewhere
        answer: T = await asyncio.shield(asyncio.wrap_future(future))
        return answer

    def read_now(self, query: Callable[Concatenate[ReadTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        answer: T = self._read_threads.submit(lambda: self._read(lambda tx: query(tx, *args, **kwargs))).result()
        return answer

    def write_now(self, verb: Callable[Concatenate[WriteTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        answer: T = self._write_threads.submit(lambda: self._write(lambda tx: verb(tx, *args, **kwargs))).result()
        return answer

    def close(self) -> None:
        self._write_threads.close()
        self._read_threads.close()


def _problem(error: psycopg.Error) -> Exception:
    """The engine's error in the house's words; anything else as it is."""
    match error:
        case psycopg.errors.DiskFull():
            return StorageFull("The database's disk is full. Nothing was saved; free some space and try again.", retry_after=10)
        case psycopg.errors.IntegrityError():
            return Conflict(f"This contradicts what is already there ({error.diag.message_primary}).")
        case psycopg.errors.UntranslatableCharacter() | psycopg.DataError():
            return Invalid(f"A value cannot be stored ({error}).")
        case psycopg.errors.QueryCanceled() | psycopg.errors.LockNotAvailable():
            return Unavailable("The database took too long. Try again in a moment.", retry_after=2)
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return Unavailable("The database cannot be reached. Try again in a moment.", retry_after=2)
        case _:
            return error
