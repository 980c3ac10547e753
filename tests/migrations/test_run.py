"""Upgrades on both engines: from nothing to exactly what the rooms declare; newer data is refused."""

import subprocess
import sys
from pathlib import Path

import apsw
import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from rootnode.graph.changes import TOLD
from rootnode.kit.db import Database
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.db.schema import metadata
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.migrations import run, tables, upgrade
from rootnode.migrations.dialect import engine_for
from rootnode.migrations.run import CannotUse, migrate


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/with space % and ?.db"
    empty: str = request.getfixturevalue("empty_postgres_url")
    return empty


def _open(url: str) -> Database:
    return SqliteDatabase(Path(url.removeprefix("sqlite:///"))) if url.startswith("sqlite") else PostgresDatabase(url)


def _set_revision(url: str, revision: str) -> None:
    with engine_for(url).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_from_nothing_to_what_the_rooms_declare(url: str) -> None:
    assert len(tables.__all__) > 5  # importing them is what declares their tables
    assert migrate(url)
    with engine_for(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_comparison_sees_a_missing_table_column_and_index(url: str) -> None:
    migrate(url)
    with engine_for(url).begin() as connection:
        connection.execute(sa.text("DROP TABLE row_counter"))
        connection.execute(sa.text("DROP INDEX ix_link_target"))
        connection.execute(sa.text("ALTER TABLE node ADD COLUMN more TEXT"))
    with engine_for(url).connect() as connection:
        found = {difference[0] for difference in compare_metadata(MigrationContext.configure(connection), metadata)}
    assert found == {"add_table", "add_index", "remove_column"}


def test_a_second_time_does_nothing(url: str) -> None:
    assert migrate(url)
    assert not migrate(url)


def test_rows_can_be_stamped_afterwards(url: str) -> None:
    migrate(url)
    database = _open(url)
    try:
        assert database.write_now(lambda tx: tx.next_row_seq()) < database.write_now(lambda tx: tx.next_row_seq())
    finally:
        database.close()


def test_newer_data_is_refused_and_left_alone(url: str) -> None:
    migrate(url)
    _set_revision(url, "9999")
    with pytest.raises(CannotUse, match="written by a newer Rootnode"):
        migrate(url)
    with engine_for(url).connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_the_list_of_revisions_is_the_one_of_the_files() -> None:
    assert list(run.KNOWN) == upgrade.revisions()


def test_a_failed_upgrade_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: sa.Connection) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(upgrade, "_check_references", fail)
    with pytest.raises(RuntimeError, match="planted"):
        migrate(url)
    monkeypatch.undo()
    with engine_for(url).connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    assert migrate(url)


def test_rows_that_refer_to_nothing_stop_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "rootnode.db"
    migrate(f"sqlite:///{path}")
    connection = apsw.Connection(str(path))
    columns = "id, workspace, key, key_folded, last_number, custom_fields"
    connection.execute(f"INSERT INTO project ({columns}) VALUES ('p', 'none', 'K', 'k', 0, '{{}}')")
    connection.close()
    with pytest.raises(RuntimeError, match="refer to nothing in project"):
        upgrade.upgrade(f"sqlite:///{path}")


def test_the_copy_before_an_upgrade_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "rootnode.db"
    migrate(f"sqlite:///{path}")
    copy = run.back_up(path, "0001")
    assert copy.name == "rootnode.db.before-upgrade-from-0001"
    assert run.sqlite_revision(copy) == run.KNOWN[-1]
    assert run.back_up(path, "0001") == copy


def test_postgres_that_does_not_answer_is_said_plainly() -> None:
    with pytest.raises(CannotUse, match="cannot be reached"):
        migrate("postgresql://nobody@127.0.0.1:1/none")


def test_postgres_must_store_utf8(cluster: object, empty_postgres_url: str) -> None:
    with psycopg.connect(empty_postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    other = empty_postgres_url.rsplit("/", 1)[0] + "/latin"
    with pytest.raises(CannotUse, match="UTF8"):
        migrate(other)


PROBE = """
import sys
from rootnode.migrations.run import migrate
print(migrate(sys.argv[1]), *(name for name in ("alembic", "sqlalchemy", "sqlite3") if name in sys.modules))
"""


@pytest.fixture
def probe(url: str) -> list[str]:
    """What migrating a fresh database, then again, prints in processes of their own."""
    command = [sys.executable, "-c", PROBE, url]
    return [subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)]


def test_a_current_database_costs_neither_alembic_nor_sqlalchemy_and_sqlite3_is_never_loaded(probe: list[str]) -> None:
    assert probe == ["True alembic sqlalchemy", "False"]


_NODE = "id, workspace, project, kind, number, title, state, fields, rev, created, created_by, updated, updated_by, trashed"
OLD_ROWS = {
    "workspace (id, name, seq, created)": ["'w', 'W', 0, 0"],
    "project (id, workspace, key, key_folded, last_number, custom_fields)": ["'p', 'w', 'K', 'k', 3, '[]'"],
    f"node ({_NODE})": [
        "'a', 'w', 'p', 'issue', 1, 'T', 'todo', '{}', 1, 0, 'm', 0, 'm', NULL",
        "'b', 'w', 'p', 'issue', 2, 'T', 'todo', '{}', 1, 0, 'm', 0, 'm', NULL",
        "'c', 'w', 'p', 'issue', 3, 'T', 'done', '{}', 1, 0, 'm', 0, 'm', 5",
    ],
    "link (id, workspace, type, source, target, made, made_by, created)": ["'l', 'w', 'blocks', 'a', 'b', 'person', 'm', 0"],
    "node_value (node, field, pos, workspace, project, kind, state, num, text)": [
        "'a', 'due', 0, 'w', 'p', 'issue', 'todo', NULL, '2026-01-02'"
    ],
    "title_word (node, word, workspace, project)": ["'a', 't', 'w', 'p'"],
}


def test_0009_counts_what_is_there_and_keeps_values_and_words(url: str) -> None:
    upgrade.upgrade(url, "0008")
    with engine_for(url).begin() as connection:
        for into, rows in OLD_ROWS.items():
            for row in rows:
                connection.execute(sa.text(f"INSERT INTO {into} VALUES ({row})"))
    assert migrate(url)
    with engine_for(url).connect() as connection:
        found = {
            name: [tuple(row) for row in connection.execute(sa.text(sql))]
            for name, sql in {
                "counts": "SELECT project, kind, state, workspace, nodes FROM node_count",
                "links": "SELECT id, project FROM link",
                "values": "SELECT node, field, pos, state, num, text FROM node_value",
                "words": "SELECT node, word, workspace, project FROM title_word",
            }.items()
        }
    assert found == {
        "counts": [("p", "issue", "todo", "w", 2)],
        "links": [("l", "p")],
        "values": [("a", "due", 0, "todo", None, "2026-01-02")],
        "words": [("a", "t", "w", "p")],
    }


_CHANGE = "workspace, number, at, actor, actor_name, verb, operation, type, node, project, kind, body"
OLD_CHANGES = {
    1: ("create_item", "node"),
    2: ("log_batch", "event"),
    3: ("edit_tags", "event"),
    4: ("undo", "event"),
    5: ("comment", "event"),
}


def test_0011_keeps_the_log_and_its_indexes_find_what_was_written_before(url: str) -> None:
    upgrade.upgrade(url, "0010")
    with engine_for(url).begin() as connection:
        for number, (verb, of) in OLD_CHANGES.items():
            row = f"'w', {number}, 0, 'm', 'M', '{verb}', 'o', '{of}', 'a', 'p', 'issue', '{{}}'"
            connection.execute(sa.text(f"INSERT INTO change ({_CHANGE}) VALUES ({row})"))
        before = connection.execute(sa.text("SELECT * FROM change ORDER BY number")).all()
    assert migrate(url)
    with engine_for(url).connect() as connection:
        assert connection.execute(sa.text("SELECT * FROM change ORDER BY number")).all() == before
        for column, index in (("project", "ix_change_told"), ("workspace", "ix_change_all_told")):
            assert _by_index(connection, index, f"c.{column} = '{column[0]}' AND {TOLD}") == [1, 3, 4, 5]


def _by_index(connection: sa.Connection, index: str, where: str) -> list[int]:
    """The numbers that are found through that index; fails where it does not hold them."""
    sqlite = connection.dialect.name == "sqlite"
    sql = f"SELECT c.number FROM change c {f'INDEXED BY {index}' if sqlite else ''} WHERE {where} ORDER BY c.number"
    if not sqlite:
        connection.execute(sa.text("SET enable_seqscan = off"))
        connection.execute(sa.text("SET enable_sort = off"))
        connection.execute(sa.text("SET enable_bitmapscan = off"))
        plan = "\n".join(row[0] for row in connection.execute(sa.text(f"EXPLAIN {sql}")))
        assert index in plan, plan
    return [row[0] for row in connection.execute(sa.text(sql))]
