"""The side tables of experiments, runs, datasets used and logged models. Only this room writes them.

Params and tags sort and filter as `node_value` does: `text` is the beginning of the value, `num` the value where it is
a number. Runs' metrics' latest values lie in `metric_latest` of `series`.
"""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Real, Text, metadata

_A_NUMBER = sa.text("num IS NOT NULL")


def _values(name: str, owner: str) -> sa.Table:
    """One row for each key of an experiment, a run or a logged model."""
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
logged_model_param = _values("logged_model_param", "model")
logged_model_tag = _values("logged_model_tag", "model")

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

file = sa.Table(
    "file",
    metadata,
    sa.Column("owner", Text, primary_key=True),  # a run or a logged model
    sa.Column("path", Text, primary_key=True),  # data, never a place on a disk
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("digest", Text, nullable=False),
    sa.Column("size", Int, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_file_row_seq", "row_seq"),
)

dataset_detail = sa.Table(
    "dataset_detail",  # what a client said of a dataset version: texts that nobody follows
    metadata,
    sa.Column("version", Text, primary_key=True),
    sa.Column("dataset", Text, nullable=False),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("digest", Text, nullable=False),
    sa.Column("source_type", Text, nullable=False),
    sa.Column("source", Text, nullable=False),
    sa.Column("schema", Text),
    sa.Column("profile", Text),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_dataset_detail_name", "project", "name", "digest"),
    sa.Index("ix_dataset_detail_row_seq", "row_seq"),
)

run_input = sa.Table(
    "run_input",
    metadata,
    sa.Column("run", Text, primary_key=True),
    sa.Column("version", Text, primary_key=True),  # of a dataset
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("context", Text),
    sa.Column("tags", Text, nullable=False),  # JSON, pairs of key and value
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_run_input_version", "version"),
    sa.Index("ix_run_input_row_seq", "row_seq"),
)

run_model = sa.Table(
    "run_model",
    metadata,
    sa.Column("run", Text, primary_key=True),
    sa.Column("role", Text, primary_key=True),  # input, output
    sa.Column("model", Text, primary_key=True),  # as the client named it, mostly m-<id of a logged model>
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("step", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_run_model_model", "model"),
    sa.Index("ix_run_model_row_seq", "row_seq"),
)

logged_model_place = sa.Table(
    "logged_model_place",
    metadata,
    sa.Column("model", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("experiment", Int, nullable=False),  # its number
    sa.Column("source_run", Text, nullable=False),  # as the client told it, "" where there is none
    sa.Column("model_type", Text, nullable=False),  # the same
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_logged_model_place_experiment", "project", "experiment", "model"),
    sa.Index("ix_logged_model_place_source_run", "project", "source_run"),
    sa.Index("ix_logged_model_place_row_seq", "row_seq"),
)

logged_model_metric = sa.Table(
    "logged_model_metric",
    metadata,
    sa.Column("model", Text, primary_key=True),
    sa.Column("key", Text, primary_key=True),
    sa.Column("time", Int, primary_key=True),  # microseconds UTC
    sa.Column("step", Int, primary_key=True),
    sa.Column("run", Text, primary_key=True),  # that logged it
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("value", Real),  # NULL stands for NaN
    sa.Column("dataset_name", Text, nullable=False),  # "" where there is none
    sa.Column("dataset_digest", Text, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_logged_model_metric_key", "project", "key", "model"),
    sa.Index("ix_logged_model_metric_row_seq", "row_seq"),
)

model_tag = _values("model_tag", "model")
version_tag = _values("version_tag", "version")

registered_model = sa.Table(
    "registered_model",  # models that the registry knows; others are only items that somebody made by hand
    metadata,
    sa.Column("model", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("name", Text, nullable=False),  # the node's title, to be found by
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_registered_model_name", "project", "name", "model"),
    sa.Index("ix_registered_model_row_seq", "row_seq"),
)

registered_version = sa.Table(
    "registered_version",
    metadata,
    sa.Column("version", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("model", Text, nullable=False),
    sa.Column("number", Int, nullable=False),  # 1, 2, ... of the model, never given again
    sa.Column("stage", Text, nullable=False),  # None, Staging, Production or Archived
    sa.Column("run", Text, nullable=False),  # as the client told it, "" where there is none
    sa.Column("run_link", Text, nullable=False),  # the same
    sa.Column("source", Text, nullable=False),  # where the client said it came from: data, never followed
    sa.Column("location", Text, nullable=False),  # where a client downloads it from
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("uq_registered_version_number", "model", "number", unique=True),
    sa.Index("ix_registered_version_stage", "model", "stage", "number"),
    sa.Index("ix_registered_version_project", "project", "model"),
    sa.Index("ix_registered_version_run", "project", "run"),
    sa.Index("ix_registered_version_row_seq", "row_seq"),
)
