"""List parameters mean the same on both engines, whatever the texts hold."""

import pytest

from rootnode.kit.db import Database, ReadTx

TEXTS = [
    "plain",
    "",
    'a "quoted" one',
    "back\\slash",
    "{braces}",
    "with, comma",
    "NULL",
    "null",
    "näh ✓ \U0001f642",
    "it's",
    "tab\tline\n",
    "%s :name",
    "\\",
]


def test_texts_are_found_as_they_are(db: Database) -> None:
    db.write_now(lambda tx: tx.run("CREATE TABLE words (word TEXT NOT NULL)"))
    db.write_now(lambda tx: tx.run_many("INSERT INTO words (word) VALUES (:word)", [{"word": word} for word in [*TEXTS, "another"]]))

    def among(tx: ReadTx, words: list[str]) -> list[str]:
        return [word for (word,) in tx.rows(f"SELECT word FROM words WHERE {tx.any_of('word', 'words')}", words=words)]

    assert sorted(db.read_now(among, TEXTS)) == sorted(TEXTS)
    for word in TEXTS:
        assert db.read_now(among, [word]) == [word]
    assert db.read_now(among, []) == []


def test_numbers_too(db: Database) -> None:
    db.write_now(lambda tx: tx.run("CREATE TABLE numbers (number BIGINT NOT NULL)"))
    db.write_now(lambda tx: tx.run_many("INSERT INTO numbers (number) VALUES (:n)", [{"n": n} for n in (1, -2, 2**62, 5)]))
    found = db.read_now(
        lambda tx: tx.rows(f"SELECT number FROM numbers WHERE {tx.any_of('number', 'n')} ORDER BY number", n=[-2, 2**62, 9])
    )
    assert found == [(-2,), (2**62,)]


def test_what_is_neither_is_refused_on_postgres(db: Database) -> None:
    if db.dialect == "sqlite":
        pytest.skip("SQLite compares values of any type")
    with pytest.raises(TypeError):
        db.read_now(lambda tx: tx.rows(f"SELECT 1 WHERE {tx.any_of('1', 'n')}", n=[1, "a"]))
