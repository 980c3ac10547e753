"""The tables of background jobs. Only `kit.jobs` writes them."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Text, metadata


def _partial(name: str, *columns: str, where: str) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


job = sa.Table(
    "job",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("unique_key", Text),
    sa.Column("payload", Text, nullable=False),
    sa.Column("state", Text, nullable=False),  # queued, running, done, dead, cancelled
    sa.Column("due", Int, nullable=False),  # not before then
    sa.Column("attempts", Int, nullable=False),  # begun so far
    sa.Column("lease", Text),  # changes with every attempt: who holds an older one has lost the job
    sa.Column("lease_until", Int),
    sa.Column("cancel_asked", Int, nullable=False),
    sa.Column("result", Text),
    sa.Column("error", Text),
    sa.Column("created", Int, nullable=False),
    sa.Column("finished", Int),
    sa.Index("uq_job_key", "workspace", "name", "unique_key", unique=True),
    _partial("ix_job_due", "due", "id", "name", where="state = 'queued'"),
    _partial("ix_job_lease", "lease_until", "id", where="state = 'running'"),
    _partial("ix_job_finished", "finished", "id", where="finished IS NOT NULL"),
    _partial("ix_job_dead", "workspace", "id", where="state = 'dead'"),
)

job_step = sa.Table(
    "job_step",
    metadata,
    sa.Column("job", Text, sa.ForeignKey("job.id"), primary_key=True),
    sa.Column("name", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("result", Text, nullable=False),
    sa.Column("at", Int, nullable=False),
)

job_schedule = sa.Table(
    "job_schedule",
    metadata,
    sa.Column("workspace", Text, primary_key=True),
    sa.Column("name", Text, primary_key=True),  # also the name of the job
    sa.Column("timing", Text, nullable=False),
    sa.Column("payload", Text, nullable=False),
    sa.Column("next", Int, nullable=False, index=True),
)
