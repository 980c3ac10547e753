"""What blocks what, found without walking every link, and what was said of documents; as it was written down for each engine. Frozen."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes that are new."""
    script = Path(__file__).with_name(f"0008.{op.get_bind().dialect.name}.sql")
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
