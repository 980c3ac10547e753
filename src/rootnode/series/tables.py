"""The series' tables in the SQL store. Only this room writes them."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Bytes, Int, Real, Text, metadata

series_log = sa.Table(
    "series_log",
    metadata,
    sa.Column("row_seq", Int, primary_key=True, autoincrement=False),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("run", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),  # points, delete
    sa.Column("digest", Bytes, nullable=False),
    sa.Column("count", Int, nullable=False),
    sa.Column("at", Int, nullable=False),
    sa.Column("damaged", Int, nullable=False),  # 1: the checksum did not hold when it was read
    sa.Column("body", Bytes, nullable=False),
    sa.Index("uq_series_log_batch", "run", "digest", unique=True),
)

series_state = sa.Table(
    "series_state",
    metadata,
    sa.Column("workspace", Text, primary_key=True),  # '' while one engine serves the whole installation
    sa.Column("snapshot", Int, nullable=False),  # rows that only this snapshot or a later one holds have left the log
)

metric_latest = sa.Table(
    "metric_latest",
    metadata,
    sa.Column("run", Text, primary_key=True),
    sa.Column("key", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("last", Real),  # NULL is NaN
    sa.Column("last_step", Int, nullable=False),
    sa.Column("last_time", Int, nullable=False),
    sa.Column("min", Real),
    sa.Column("max", Real),
    sa.Column("points", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_metric_latest_value", "workspace", "project", "key", "last", "run"),
)
