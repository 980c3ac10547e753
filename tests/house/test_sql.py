"""The SQL rule over the repository, over planted faults, and over what it must let pass."""

from pathlib import Path

import pytest

from house.source import REPOSITORY, plant, shown, sources
from house.sql_text import built


def test_statements_are_constants() -> None:
    found = [each for source in sources(REPOSITORY, "src") for each in built(source)]
    assert not found, shown(found)


@pytest.mark.parametrize(
    "fault",
    [
        "tx.rows(f\"SELECT id FROM account WHERE name = '{name}'\")",
        'tx.rows("SELECT id FROM account WHERE name = " + name)',
        'tx.rows("SELECT id FROM account WHERE name = %s" % name)',
        'tx.rows("SELECT id FROM account WHERE name = {}".format(name))',
        'tx.rows(f"SELECT id FROM account ORDER BY {order}")',
        'condition = f"AND name = {name} AND 1"',
        'sql = "SELECT 1"\n    sql += name\n    tx.rows(f"{sql} FROM account WHERE 1")',
        'tx.rows(f"SELECT id FROM {parts[0]} WHERE 1")',
        'part = name\n    tx.rows(f"SELECT {part} FROM account")',
        'for part in parts:\n        tx.rows(f"SELECT {part} FROM account")',
        'part = "a"\n    (part, other) = parts\n    tx.rows(f"SELECT {part} FROM account")',
        'count = request.query["limit"]\n    tx.rows(f"SELECT id FROM account LIMIT {count}")',
    ],
)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, "src/rootnode/watch/bad.py", f"def query(tx, name: str, order, parts):\n    {fault}\n")
    assert [each for source in sources(tree, "src") for each in built(source)]


@pytest.mark.parametrize(
    "text",
    [
        "tx.rows(f\"SELECT {COLUMNS} FROM node WHERE {tx.any_of('id', 'ids')} {tx.lock_rows}\")",
        'tx.rows(f"SELECT id FROM node ORDER BY {order}")  # sql: order is one of our own constants',
        'tx.rows(\n        f"SELECT id FROM node ORDER BY {order}"\n    )  # sql: order is one of our own constants',
        'raise Invalid(f"Choose one of {order} from the list")',
        'way = "DESC" if order else "ASC"\n    tx.rows(f"SELECT id FROM node ORDER BY id {way}")',
        'for table in ("a", "b"):\n        tx.rows(f"SELECT id FROM {table} WHERE 1")',
        'tx.rows(f"SELECT id FROM node LIMIT {limit}")',
        'tx.rows(f"SELECT id FROM {_TABLES[order]} WHERE 1")',
    ],
)
def test_what_is_ours_passes(text: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, "src/rootnode/graph/fine.py", f"def query(tx, order, *, limit: int):\n    {text}\n")
    assert [each for source in sources(tree, "src") for each in built(source)] == []
