"""What outcomes are worked out from later, and which small tasks a person has done. Only this room writes them."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Text, metadata

outcome_project = sa.Table(
    "outcome_project",
    metadata,
    sa.Column("project", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False, index=True),
    sa.Column("made", Int, nullable=False),
    sa.Column("first_run", Int),
    sa.Column("first_document", Int),
    sa.Column("first_issue", Int),
)

outcome_serving = sa.Table(
    "outcome_serving",
    metadata,
    sa.Column("run", Text, primary_key=True),
    sa.Column("endpoint", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False, index=True),
    sa.Column("project", Text, nullable=False, index=True),
    sa.Column("began", Int, nullable=False),  # when the run was made
    sa.Column("served", Int, nullable=False),
)

outcome_search = sa.Table(
    "outcome_search",
    metadata,
    sa.Column("workspace", Text, primary_key=True),
    sa.Column("day", Int, primary_key=True, autoincrement=False),  # since 1970, UTC
    sa.Column("result", Text, primary_key=True),  # nothing, left, or opened and at which place
    sa.Column("count", Int, nullable=False),
)

outcome_touch = sa.Table(
    "outcome_touch",
    metadata,
    sa.Column("item", Text, primary_key=True),
    sa.Column("team", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False, index=True),
    sa.Column("touched", Int, nullable=False),  # for the first time
    sa.Index("ix_outcome_touch_workspace", "workspace", "item"),
)

task = sa.Table(
    "task",
    metadata,
    sa.Column("account", Text, primary_key=True),
    sa.Column("project", Text, primary_key=True),
    sa.Column("task", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("done", Int),
    sa.Column("dismissed", Int),
    sa.Index("ix_task_project", "project"),
)
