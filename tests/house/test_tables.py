"""Each table is written only in the room that declares it."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, Source, dotted, plant, shown, sources, strings

WRITES: Final = re.compile(r"\b(?:INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM|TRUNCATE)\s+(?:ONLY\s+)?(\{?\w*\}?)(?=[\s(]|$)")
KEYWORDS: Final = {"SET", "OF", ""}
FREE: Final = ("src/rootnode/kit/db/", "src/rootnode/migrations/", "src/rootnode/testing/")
"""The engines themselves, migrations, and tests' helpers write what they must."""


def owners(tree: list[Source]) -> dict[str, str]:
    """Which room declares each table."""
    return {
        str(node.args[0].value): source.room
        for source in tree
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and dotted(node.func) in {"sa.Table", "sqlalchemy.Table", "Table"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def foreign_writes(source: Source, owner: dict[str, str]) -> list[Finding]:
    """Statements of this file that write a table of another room, or one that cannot be read from the text. Escape: `# writes: why`."""
    if source.path.startswith(FREE):
        return []
    found = []
    for node, text in strings(source.tree):
        for table in WRITES.findall(text):
            if table.upper() in KEYWORDS or owner.get(table) == source.room or source.allows(node, "writes"):
                continue
            whose = f"belongs to {owner[table]}" if table in owner else "is declared nowhere, or only known when it runs"
            if table in owner or "{" in table:
                found.append(source.finding(node, f"writes table {table}, which {whose}"))
    return found


def _check(root: Path) -> list[Finding]:
    tree = list(sources(root, "src"))
    owner = owners(tree)
    return [each for source in tree for each in foreign_writes(source, owner)]


def test_tables_are_written_at_home() -> None:
    assert "node" in owners(list(sources(REPOSITORY, "src")))
    found = _check(REPOSITORY)
    assert not found, shown(found)


@pytest.mark.parametrize(
    "fault",
    [
        'tx.run("INSERT INTO node (id) VALUES (:id)", id=1)',
        'tx.run("UPDATE node SET title = :t", t=1)',
        'tx.run("DELETE FROM node WHERE id = :id", id=1)',
        'tx.run("WITH gone AS (DELETE FROM node RETURNING id) SELECT id FROM gone")',
        'tx.run(f"INSERT INTO {table} (id) VALUES (:id)", id=1)',
    ],
)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    plant(tmp_path, "src/rootnode/graph/tables.py", 'node = sa.Table("node", metadata)\n')
    assert _check(plant(tmp_path, "src/rootnode/watch/bad.py", fault + "\n"))


def test_the_owner_may(tmp_path: Path) -> None:
    plant(tmp_path, "src/rootnode/graph/tables.py", 'node = sa.Table("node", metadata)\n')
    text = 'tx.run("INSERT INTO node (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET id = excluded.id")\n'
    assert _check(plant(tmp_path, "src/rootnode/graph/fine.py", text)) == []
    assert _check(plant(tmp_path, "src/rootnode/watch/fine.py", 'tx.rows("SELECT id FROM node FOR UPDATE")\n')) == []
