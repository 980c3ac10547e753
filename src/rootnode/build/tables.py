"""The side tables of experiments and runs. Only this room writes them.

`run_param`, `run_tag` and `experiment_tag` sort and filter as `node_value` does: `text` is the beginning of the value,
`num` the value where it is a number. Metrics' latest values lie in `metric_latest` of `series`.
"""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Real, Text, metadata

_A_NUMBER = sa.text("num IS NOT NULL")


def _values(name: str, owner: str) -> sa.Table:
    """One row for each key of an experiment or a run."""
    return sa.Table(
        name,
        metadata,
        sa.Column(owner, Text, primary_key=True),
        sa.Column("key", Text, primary_key=True),
        sa.Column("workspace", Text, nullable=False),
        sa.Column("project", Text, nullable=False),
        sa.Column("value", Text, nullable=False),
        sa.Column("text", Text, nullable=False),
        sa.Column("num", Real),
        sa.Column("row_seq", Int, nullable=False),
        sa.Index(f"ix_{name}_text", "project", "key", "text", owner),
        sa.Index(f"ix_{name}_num", "project", "key", "num", owner, sqlite_where=_A_NUMBER, postgresql_where=_A_NUMBER),
        sa.Index(f"ix_{name}_row_seq", "row_seq"),
    )


run_param = _values("run_param", "run")
run_tag = _values("run_tag", "run")
experiment_tag = _values("experiment_tag", "experiment")

experiment_counter = sa.Table(
    "experiment_counter",
    metadata,
    sa.Column("project", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("last", Int, nullable=False),
)

experiment_number = sa.Table(
    "experiment_number",
    metadata,
    sa.Column("project", Text, primary_key=True),
    sa.Column("number", Int, primary_key=True),  # what MLflow clients call the experiment's id; 0 is Default
    sa.Column("experiment", Text, nullable=False, unique=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
)

run_place = sa.Table(
    "run_place",
    metadata,
    sa.Column("run", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("experiment", Int, nullable=False),  # its number; a run stays in the experiment it was made in
    sa.Column("started", Int, nullable=False),  # as the client told it, microseconds UTC; a run's start does not change
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_run_place_started", "project", "experiment", "started", "run"),
)

run_file = sa.Table(
    "run_file",
    metadata,
    sa.Column("run", Text, primary_key=True),
    sa.Column("path", Text, primary_key=True),  # data, never a place on a disk
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("digest", Text, nullable=False),
    sa.Column("size", Int, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_run_file_row_seq", "row_seq"),
)
