"""Where rooms declare their tables. Declared with SQLAlchemy Core; statements are plain SQL (decision 0002).

Use `Text`, `Int`, `Real`, `Bytes`: the four types that mean the same on both engines. Truth values are Int 0/1,
time is Int microseconds, JSON is Text.
"""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Real: sa.Double[float] = sa.Double()
Bytes = sa.LargeBinary()

row_counter = sa.Table("row_counter", metadata, sa.Column("id", Int, primary_key=True), sa.Column("value", Int, nullable=False))
