"""How many items there are, kept as they change, and what is blocked by project; as it was written down for each engine. Frozen."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column, and fill both from what is there."""
    script = Path(__file__).with_name(f"0009.{op.get_bind().dialect.name}.sql")
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
