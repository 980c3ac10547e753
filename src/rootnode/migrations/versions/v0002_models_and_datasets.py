"""Datasets that runs used, logged models, and files of either; as it was written down for each engine. Frozen."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the table of runs' files to one of files, and make the tables that are new."""
    script = Path(__file__).with_name(f"0002.{op.get_bind().dialect.name}.sql")
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
