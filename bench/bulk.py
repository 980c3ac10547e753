"""Rows written straight into the graph's tables, as `apply` would have written them: a set-up of minutes becomes one of seconds.

The log of changes is left out: what is measured on this data does not read it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import psycopg

from bench.engines import analyse
from rootnode.graph.fields import sort_values
from rootnode.graph.words import words_of
from rootnode.kit.db import Database
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.testing.world import World
from rootnode.wire.items import Field

NODE: Final = (
    "id", "workspace", "project", "kind", "number", "title", "state", "fields", "rev", "created", "created_by", "updated", "updated_by"
)  # fmt: skip
WORD: Final = ("node", "word", "workspace", "project")
VALUE: Final = ("node", "field", "pos", "workspace", "project", "kind", "state", "num", "text")
LINK: Final = ("id", "workspace", "type", "source", "target", "made", "made_by", "created", "project")
START: Final = 1_700_000_000_000_000


def insert(db: Database, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of `columns` into `table`, the quickest way that the engine has."""
    if isinstance(db, PostgresDatabase):
        copy = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with psycopg.connect(db._write_threads._url) as connection, connection.cursor().copy(copy.encode()) as into:
            for row in rows:
                into.write_row(row)
        return
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(':' + column for column in columns)})"
    db.write_now(lambda tx: tx.run_many(sql, (dict(zip(columns, row, strict=True)) for row in rows)))


def recount(db: Database) -> None:
    """Count the nodes, as `apply` would have done."""
    sql = (
        "INSERT INTO node_count (project, kind, state, workspace, nodes) "
        "SELECT project, kind, state, workspace, COUNT(*) FROM node WHERE trashed IS NULL GROUP BY project, kind, state, workspace"
    )
    db.write_now(lambda tx: [tx.run("DELETE FROM node_count"), tx.run(sql)])


class Items:
    """Collects nodes and their sort values, then writes them all."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._nodes: list[Sequence[Any]] = []
        self._values: list[Sequence[Any]] = []

    def add(self, number: int, kind: str, title: str, state: str, fields: dict[str, Any], declared: Sequence[Field]) -> str:
        """One more; `declared` are its fields that can be sorted by. Ids grow with `number`, as real ones grow with time."""
        node = f"{START // 1000 + number:012x}7000{number * 2_654_435_761 % 2**64:016x}"
        workspace, project, actor = self.world.workspace, self.world.project.id, self.world.member.actor
        made = START + number * 1_000_000
        text = msgspec.json.encode(fields).decode()
        self._nodes.append((node, workspace, project, kind, number, title, state, text, 1, made, actor, made + number % 977, actor))
        for field in declared:
            for pos, (num, words) in enumerate(sort_values(field, fields.get(field.name))):
                self._values.append((node, field.name, pos, workspace, project, kind, state, num, words))
        return node

    def write(self) -> None:
        """Write them and let the engine look at them."""
        db, world = self.world.db, self.world
        insert(db, "node", NODE, self._nodes)
        insert(db, "node_value", VALUE, self._values)
        insert(db, "title_word", WORD, ((row[0], word, row[1], row[2]) for row in self._nodes for word in words_of(row[5])))
        recount(db)
        last = max(row[4] for row in self._nodes)
        db.write_now(lambda tx: tx.run("UPDATE project SET last_number = :last WHERE id = :id", last=last, id=world.project.id))
        analyse(db)
