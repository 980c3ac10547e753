"""What people asked for access to; as it was written down for each engine. Frozen."""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    script = Path(__file__).with_name(f"0014.{op.get_bind().dialect.name}.sql")
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
