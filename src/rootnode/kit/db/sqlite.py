"""SQLite through apsw: one writer thread with group commit, a few reader threads with their own connections.

`synchronous=FULL` in WAL mode: an answer from `write` means that the WAL was fdatasynced. Several verbs that wait at
the same time share one commit, each in its own savepoint, so that one that fails takes nobody with it.
"""

import asyncio
import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import apsw

from rootnode.kit.clock import Clock, SystemClock
from rootnode.kit.db.tx import Database, ReadTx, Row, WriteTx, run_after
from rootnode.kit.errors import Conflict, Problem, StorageFull, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

log: Final = logging.getLogger(__name__)

OLDEST: Final = (3, 51, 3)
"""Older libraries have the WAL-reset bug, which can lose commits."""
GROUP: Final = 64
QUEUE: Final = 10_000
WAIT_MS: Final = 10_000
READ_SECONDS: Final = 30
"""So long a read may take: a few slow ones must not hold up everybody's."""


def connect(path: Path, *, readonly: bool) -> apsw.Connection:
    """A connection set up as Rootnode needs it. Refuses a SQLite library that can lose commits."""
    if tuple(int(part) for part in apsw.sqlite_lib_version().split(".")) < OLDEST:
        raise RuntimeError(f"SQLite {apsw.sqlite_lib_version()} can lose commits; install apsw with SQLite 3.51.3 or newer")
    connection = apsw.Connection(str(path), statementcachesize=400)
    connection.set_busy_timeout(WAIT_MS)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-16384"):
        connection.execute(f"PRAGMA {pragma}")
    # else SQLite makes each plan anew for every value that is bound, which takes longer than most statements do
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    if readonly:
        connection.execute("PRAGMA query_only=ON")
    connection.create_scalar_function("lower", _lower, 1, deterministic=True)  # SQLite's own knows only ASCII
    return connection


def _lower(*values: Any) -> Any:
    return values[0].lower() if isinstance(values[0], str) else values[0]


def _encode(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: json.dumps(value) if isinstance(value, list) else value for name, value in params.items()}


class SqliteReadTx(ReadTx):
    dialect = "sqlite"

    def __init__(self, connection: apsw.Connection, now: int) -> None:
        self._connection = connection
        self.now = now

    def rows(self, sql: str, /, **params: Any) -> list[Row]:
        return self._connection.execute(sql, _encode(params)).fetchall()


class SqliteWriteTx(SqliteReadTx, WriteTx):
    def __init__(self, connection: apsw.Connection, now: int) -> None:
        WriteTx.__init__(self)
        SqliteReadTx.__init__(self, connection, now)

    def run(self, sql: str, /, **params: Any) -> int:
        self._connection.execute(sql, _encode(params))
        return self._connection.changes()

    def run_many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        self._connection.executemany(sql, (_encode(row) for row in rows))

    def next_row_seq(self) -> int:
        sql = (
            "INSERT INTO row_counter (id, value) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET value = row_counter.value + 1 RETURNING value"
        )
        return int(self.scalar(sql))


class _Job:
    """One verb waiting for its turn, and where its outcome goes."""

    __slots__ = ("after", "done", "error", "result", "verb")

    def __init__(self, verb: Callable[[WriteTx], Any], done: Callable[["_Job"], None]) -> None:
        self.verb = verb
        self.done = done
        self.result: Any = None
        self.error: BaseException | None = None
        self.after: list[Callable[[], None]] = []


class SqliteDatabase(Database):
    """One SQLite file, owned by this process."""

    dialect = "sqlite"

    def __init__(self, path: Path, *, clock: Clock | None = None, readers: int = 4) -> None:
        self.path = path
        self._clock = clock or SystemClock()
        self._jobs: queue.Queue[_Job | None] = queue.Queue(QUEUE)
        self._closed = False
        self.failed: str | None = None
        """Set when the disk failed under a commit: what was written since the last good one cannot be trusted to be on it,
        so nothing is acknowledged any more until the process starts anew."""
        self.verbs = self.commits = 0
        self._local = threading.local()
        self._open_readers: list[apsw.Connection] = []
        self._connection = connect(path, readonly=False)
        self._readers = ThreadPoolExecutor(readers, "sqlite-read", initializer=self._open_reader)
        self._writer = threading.Thread(target=self._write_loop, name="sqlite-write", daemon=True)
        self._writer.start()

    # reading

    def _open_reader(self) -> None:
        self._local.connection = connect(self.path, readonly=True)
        self._open_readers.append(self._local.connection)

    def _read(self, query: Callable[[ReadTx], Any]) -> Any:
        connection: apsw.Connection = self._local.connection
        deadline = time.monotonic() + READ_SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
        connection.execute("BEGIN")
        try:
            return query(SqliteReadTx(connection, self._clock.now()))
        except (apsw.Error, UnicodeDecodeError) as error:
            raise _problem(error) from error
        finally:
            connection.execute("ROLLBACK")

    async def read(self, query: Callable[Concatenate[ReadTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        answer: T = await loop.run_in_executor(self._readers, self._read, lambda tx: query(tx, *args, **kwargs))
        return answer

    def read_now(self, query: Callable[Concatenate[ReadTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        future: Future[T] = self._readers.submit(self._read, lambda tx: query(tx, *args, **kwargs))
        return future.result()

    # writing

    async def write(self, verb: Callable[Concatenate[WriteTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(_Job(lambda tx: verb(tx, *args, **kwargs), partial(_tell_loop, loop, future)))
        return await future

    def write_now(self, verb: Callable[Concatenate[WriteTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        future: Future[T] = Future()
        self._submit(_Job(lambda tx: verb(tx, *args, **kwargs), partial(_tell_thread, future)))
        return future.result()

    def _submit(self, job: _Job) -> None:
        if self._closed:
            raise Unavailable("The server is stopping. Try again in a moment.", retry_after=5)
        if self.failed:
            raise Unavailable(f"The disk failed ({self.failed}). Nothing is saved until the server is started anew.", retry_after=30)
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Unavailable("Too many writes are waiting. Try again in a moment.", retry_after=1) from None

    @property
    def waiting(self) -> int:
        """How many verbs wait for the writer."""
        return self._jobs.qsize()

    def _write_loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            stop = False
            while len(group) < GROUP and not self._jobs.empty():
                another = self._jobs.get()
                if another is None:
                    stop = True
                    break
                group.append(another)
            self._commit(group)
            for each in group:
                each.done(each)
            if stop:
                break
        while not self._jobs.empty():  # came in while the door was closing
            if (late := self._jobs.get()) is not None:
                late.error = Unavailable("The server is stopping. Try again in a moment.", retry_after=5)
                late.done(late)

    def _commit(self, group: list[_Job]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for job in group:
                self._run(job)
            self._connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - whatever happened, every caller must hear of it
            self._give_up(group, error)
            return
        self.commits += 1
        self.verbs += len(group)
        for job in group:
            run_after(job.after)

    def _give_up(self, group: list[_Job], error: BaseException) -> None:
        problem = _problem(error)
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except apsw.Error as again:
            error = again
        if isinstance(error, apsw.IOError):
            self.failed = str(error)
            log.critical("the disk failed under a commit; no more writes are accepted: %s", error)
        for job in group:
            job.error = job.error or problem

    def _run(self, job: _Job) -> None:
        execute = self._connection.execute
        tx = SqliteWriteTx(self._connection, self._clock.now())
        execute("SAVEPOINT verb")
        try:
            job.result = job.verb(tx)
            tx.finish()
        except Exception as error:  # whatever the verb raised is handed to its caller below
            if not self._connection.in_transaction:
                raise  # the engine gave up the whole group (disk full, I/O error)
            execute("ROLLBACK TO verb")
            job.error = _problem(error)
        else:
            job.after = tx._after_commit
        execute("RELEASE verb")

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        for connection in self._open_readers:
            connection.close()
        self._connection.close()


def _tell_thread(future: "Future[Any]", job: _Job) -> None:
    if job.error is not None:
        future.set_exception(job.error)
    else:
        future.set_result(job.result)


def _tell_loop(loop: asyncio.AbstractEventLoop, future: "asyncio.Future[Any]", job: _Job) -> None:
    def tell() -> None:
        if future.cancelled():
            return
        if job.error is not None:
            future.set_exception(job.error)
        else:
            future.set_result(job.result)

    if not loop.is_closed():
        loop.call_soon_threadsafe(tell)


def _problem(error: BaseException) -> BaseException:
    """The engine's error in the house's words; anything else as it is."""
    match error:
        case Problem():
            return error
        case apsw.FullError():
            return StorageFull("The disk is full. Nothing was saved; free some space and try again.", retry_after=10)
        case apsw.IOError() | apsw.CantOpenError() | apsw.CorruptError() | apsw.NotADBError():
            return Unavailable(f"The database cannot be used ({error}). Run `rootnode doctor`.", retry_after=10)
        case UnicodeDecodeError():  # the engine hands out text as it finds it
            return Unavailable(f"The database holds text that is damaged ({error}). Run `rootnode doctor`.", retry_after=10)
        case apsw.InterruptError():
            return Unavailable("The database took too long. Ask for less, or try again in a moment.", retry_after=2)
        case apsw.BusyError() | apsw.LockedError():
            return Unavailable("The database is busy. Try again in a moment.", retry_after=1)
        case apsw.ConstraintError():
            return Conflict(f"This contradicts what is already there ({error}).")
        case _:
            return error
