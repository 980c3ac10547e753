"""Fresh databases of both engines for a row, durable as in production."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from rootnode.kit.db import Database
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.migrations.run import migrate
from rootnode.testing.engines import postgres_cluster

ENGINES: Final = ("sqlite", "postgres")


@contextmanager
def database(engine: str, folder: Path) -> Iterator[Database]:
    """An empty database with the schema. PostgreSQL is a cluster of its own with fsync on."""
    if engine == "sqlite":
        path = folder / "rootnode.db"
        migrate(f"sqlite:///{path}")
        sqlite = SqliteDatabase(path)
        yield sqlite
        sqlite.close()
        return
    with postgres_cluster(fsync=True) as cluster:
        url = cluster.create("bench")
        migrate(url)
        postgres = PostgresDatabase(url)
        yield postgres
        postgres.close()


def analyse(db: Database) -> None:
    """What happens by itself after a while: statistics for the planner, PostgreSQL's clean pages, and what `rootnode serve`
    does when it has started: what is in memory stays, so the collector need not look at it in the middle of a reading."""
    gc.collect()
    gc.freeze()
    if isinstance(db, PostgresDatabase):
        with psycopg.connect(db._write_threads._url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        return
    db.write_now(lambda tx: tx.run("ANALYZE"))
