"""The first schema, as it was written down for each engine. Frozen: what comes later is a revision of its own."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table; on PostgreSQL also the sequence behind `next_row_seq`."""
    script = Path(__file__).with_name(f"0001.{op.get_bind().dialect.name}.sql")
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
