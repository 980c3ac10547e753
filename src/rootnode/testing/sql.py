"""What every SQL engine must do, as one suite. Rules Q1 to Q10 are those of docs/spec/sql.md.

class TestSqlite(SqlContract):
    @pytest.fixture
    def db(self, sqlite: SqliteDatabase) -> Database: ...
"""

import asyncio
import math
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rootnode.kit.db import Database, ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Problem, Unavailable


def add(tx: WriteTx, key: str, num: float | None = None, raw: bytes | None = None) -> str:
    """A verb that writes one row of the suite's table; answers its key."""
    tx.run("INSERT INTO contract (key, num, raw, big) VALUES (:key, :num, :raw, :big)", key=key, num=num, raw=raw, big=2**53 + 1)
    return key


def keys(tx: ReadTx) -> list[str]:
    """Which rows there are."""
    return [row[0] for row in tx.rows("SELECT key FROM contract ORDER BY key")]


class Told(Exception):
    """Raised by verbs of these tests."""


class SqlContract:
    """Give a `db` fixture: a fresh database. The suite makes its own table."""

    @pytest.fixture(autouse=True)
    def _table(self, db: Database) -> None:
        binary = "BLOB" if db.dialect == "sqlite" else "BYTEA"
        text = "TEXT" if db.dialect == "sqlite" else 'TEXT COLLATE "C"'
        sql = f"CREATE TABLE contract (key {text} PRIMARY KEY, num DOUBLE PRECISION, raw {binary}, big BIGINT)"  # sql: constants only
        db.write_now(lambda tx: tx.run(sql))

    def test_q2_a_verb_that_raises_leaves_nothing_and_takes_nobody_with_it(self, db: Database) -> None:
        def fails(tx: WriteTx) -> None:
            add(tx, "never")
            raise Told

        async def together() -> list[Any]:
            works: list[Any] = [db.write(fails) if number % 3 == 0 else db.write(add, f"{number:03}") for number in range(60)]
            return await asyncio.gather(*works, return_exceptions=True)

        outcomes = asyncio.run(together())
        assert [isinstance(outcome, Told) for outcome in outcomes] == [number % 3 == 0 for number in range(60)]
        assert db.read_now(keys) == [f"{number:03}" for number in range(60) if number % 3]

    def test_q2_what_was_put_off_to_the_end_fails_with_the_verb(self, db: Database) -> None:
        def verb(tx: WriteTx, *, bad: bool) -> None:
            add(tx, "bad" if bad else "good")

            def last() -> None:
                if bad:
                    raise Told

            tx.at_end("last", last)

        with pytest.raises(Told):
            db.write_now(verb, bad=True)
        db.write_now(verb, bad=False)
        assert db.read_now(keys) == ["good"]

    def test_q3_a_read_sees_one_moment_and_cannot_write(self, db: Database) -> None:
        def twice(tx: ReadTx) -> tuple[list[str], list[str]]:
            before = keys(tx)
            db.write_now(add, "meanwhile")
            return before, keys(tx)

        assert db.read_now(twice) == ([], [])
        assert db.read_now(keys) == ["meanwhile"]
        with pytest.raises(Exception, match=r"(?i)read.?only"):
            db.read_now(lambda tx: tx.rows("INSERT INTO contract (key) VALUES ('no')"))

    def test_q4_order_of_end_commit_and_after(self, db: Database) -> None:
        order: list[object] = []

        def verb(tx: WriteTx) -> None:
            tx.after_commit(lambda: order.append("after"))
            tx.at_end("one", lambda: order.append("replaced"))
            tx.at_end("one", lambda: order.append("end"))
            order.append("verb")

        def fails(tx: WriteTx) -> None:
            tx.after_commit(lambda: order.append("never"))
            raise Told

        db.write_now(verb)
        with pytest.raises(Told):
            db.write_now(fails)
        assert order == ["verb", "end", "after"]

    def test_q5_values_come_back_as_they_went_in(self, db: Database) -> None:
        for number, value in enumerate((0.1, -0.0, 1e300, math.inf, -math.inf, None)):
            db.write_now(add, str(number), value, bytes(range(256)))
        rows = db.read_now(lambda tx: tx.rows("SELECT num, raw, big FROM contract ORDER BY key"))
        assert [row[0] for row in rows] == [0.1, -0.0, 1e300, math.inf, -math.inf, None]
        assert {bytes(row[1]) for row in rows} == {bytes(range(256))}
        assert {row[2] for row in rows} == {2**53 + 1}

    def test_q5_text_is_ordered_by_code_point_and_lists_are_parameters(self, db: Database) -> None:
        words = ["a", "B", "_", "ä", "Z", "é", "漢", "🙂", "it's", "100%", ":name", ""]
        for word in words:
            db.write_now(add, word)
        assert db.read_now(keys) == sorted(words)

        def among(tx: ReadTx, wanted: list[str]) -> set[str]:
            return {
                row[0] for row in tx.rows(f"SELECT key FROM contract WHERE {tx.any_of('key', 'wanted')}", wanted=wanted)
            }  # sql: constants only

        assert db.read_now(among, ["it's", "漢", "no"]) == {"it's", "漢"}
        assert db.read_now(among, []) == set()
        passing = (
            f"SELECT key FROM contract WHERE {db.read_now(lambda tx: tx.passing('key', 'wanted'))} ORDER BY key"  # sql: constants only
        )
        assert set(db.read_now(lambda tx: tx.rows(passing, wanted=["it's", "漢", "no"]))) == {("it's",), ("漢",)}
        assert db.read_now(lambda tx: tx.rows(passing, wanted=[])) == []
        each = db.read_now(lambda tx: tx.rows(f"SELECT t.value FROM {tx.each_of('some')} t", some=["it's", "{,}"]))
        assert set(each) == {("it's",), ("{,}",)}
        assert db.read_now(lambda tx: tx.scalar("SELECT key FROM contract WHERE key = ':name' AND key <> :name", name="x")) == ":name"

    def test_q6_a_contradiction_is_a_conflict(self, db: Database) -> None:
        db.write_now(add, "one")
        with pytest.raises(Conflict):
            db.write_now(add, "one")
        assert db.write_now(add, "two") == "two"

    def test_q7_row_numbers_are_never_given_twice(self, db: Database) -> None:
        with ThreadPoolExecutor(4) as pool:
            given = list(pool.map(lambda _: db.write_now(lambda tx: [tx.next_row_seq() for _ in range(3)]), range(50)))
        flat = [number for three in given for number in three]
        assert len(set(flat)) == 150
        assert all(three == sorted(three) for three in given)

    def test_q2_writers_on_one_row_do_not_lose_each_other(self, db: Database) -> None:
        db.write_now(add, "sum", 0.0)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: db.write_now(lambda tx: tx.run("UPDATE contract SET num = num + 1 WHERE key = 'sum'")), range(200)))
        assert db.read_now(lambda tx: tx.scalar("SELECT num FROM contract")) == 200

    def test_q9_closing_finishes_what_was_accepted_and_refuses_the_rest(self, db: Database) -> None:
        started = threading.Event()
        go_on = threading.Event()

        def slow(tx: WriteTx) -> str:
            started.set()
            go_on.wait(10)
            return add(tx, "accepted")

        with ThreadPoolExecutor(2) as pool:
            accepted = pool.submit(db.write_now, slow)
            started.wait(10)
            closing = pool.submit(db.close)
            go_on.set()
            assert accepted.result(10) == "accepted"
            closing.result(10)
        with pytest.raises(Unavailable):
            db.write_now(add, "late")

    def test_q6_problems_raised_by_a_verb_arrive_as_they_are(self, db: Database) -> None:
        problem = Problem("told", where="here", fact=1)

        def fails(_: WriteTx) -> None:
            raise problem

        with pytest.raises(Problem) as raised:
            db.write_now(fails)
        assert raised.value is problem
