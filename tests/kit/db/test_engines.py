"""What belongs to one SQL engine only: rules Q1, Q8 and Q10, and the translation of parameters."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import psycopg
import pytest

from rootnode.kit.db import WriteTx
from rootnode.kit.db.postgres import PostgresDatabase, _translate
from rootnode.kit.db.sqlite import SqliteDatabase, connect
from rootnode.kit.errors import StorageFull, Unavailable


def test_q1_sqlite_is_set_to_wal_and_full(tmp_path: Path) -> None:
    connection = connect(tmp_path / "a.db", readonly=False)
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2
    connection.close()


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.46.1")
    with pytest.raises(RuntimeError, match=r"3\.51\.3 or newer"):
        connect(tmp_path / "a.db", readonly=False)


class Failing:
    """A connection whose statements fail on demand."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.fail: Callable[[str], None] = lambda _: None

    def execute(self, sql: str, *args: Any) -> Any:
        self.fail(sql)
        return self._connection.execute(sql, *args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def _on_commit(error: Exception) -> Callable[[str], None]:
    def fail(sql: str) -> None:
        if sql == "COMMIT":
            raise error

    return fail


def test_q8_a_disk_that_fails_under_a_commit_ends_acknowledging(sqlite: SqliteDatabase) -> None:
    failing = Failing(sqlite._connection)
    sqlite._connection = failing  # type: ignore[assignment]
    failing.fail = _on_commit(apsw.IOError("disk I/O error"))
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"disk|database"):
            sqlite.write_now(lambda tx: tx.next_row_seq())
        failing.fail = lambda _: None  # the disk works again, yet nothing may be acknowledged
    assert sqlite.failed == "disk I/O error"
    assert sqlite.read_now(lambda tx: tx.scalar("SELECT count(*) FROM row_counter")) == 0


def test_q6_a_full_disk_saves_nothing_and_ends_when_there_is_room_again(sqlite: SqliteDatabase) -> None:
    failing = Failing(sqlite._connection)
    sqlite._connection = failing  # type: ignore[assignment]
    failing.fail = _on_commit(apsw.FullError("database or disk is full"))
    with pytest.raises(StorageFull):
        sqlite.write_now(lambda tx: tx.next_row_seq())
    failing.fail = lambda _: None
    assert sqlite.write_now(lambda tx: tx.next_row_seq()) == 1
    assert sqlite.failed is None


def test_q10_a_lost_race_is_run_again(postgres: PostgresDatabase) -> None:
    tries = []

    def verb(tx: WriteTx) -> int:
        tries.append(tx)
        if len(tries) < 3:
            raise psycopg.errors.DeadlockDetected
        return tx.next_row_seq()

    assert postgres.write_now(verb) > 0
    assert len(tries) == 3


def test_q10_a_connection_that_the_server_dropped_is_made_again(postgres: PostgresDatabase) -> None:
    kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(3):
        postgres.write_now(lambda tx: tx.scalar(kill))
        assert postgres.read_now(lambda tx: tx.scalar("SELECT 1")) == 1
        assert postgres.write_now(lambda tx: tx.next_row_seq()) > 0


def test_parameters_are_translated_outside_of_literals_and_casts() -> None:
    assert _translate("SELECT ':a', x::text, :a_1 WHERE y LIKE '%'") == b"SELECT ':a', x::text, %(a_1)s WHERE y LIKE '%%'"
