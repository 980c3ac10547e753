"""Saved views and pins, lists across projects, the words of titles; as it was written down for each engine. Frozen."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NODES = "SELECT id, workspace, project, title FROM node WHERE trashed IS NULL AND id > :after ORDER BY id LIMIT 5000"
_WORD = "INSERT INTO title_word (node, word, workspace, project) VALUES (:node, :word, :workspace, :project)"


def upgrade() -> None:
    """Make the tables that are new, and split the titles that are there."""
    script = Path(__file__).with_name(f"0005.{op.get_bind().dialect.name}.sql")
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
    after = ""
    while nodes := op.get_bind().execute(sa.text(_NODES), {"after": after}).fetchall():
        after = nodes[-1][0]
        rows = [
            {"node": node, "word": word, "workspace": workspace, "project": project}
            for node, workspace, project, title in nodes
            for word in list(dict.fromkeys(found[:40] for found in re.findall(r"[^\W_]+", title.lower())))[:16]
        ]
        if rows:
            op.get_bind().execute(sa.text(_WORD), rows)
