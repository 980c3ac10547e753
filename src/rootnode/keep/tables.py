"""Quotas of projects, and the backups that were made and verified. Only this room writes them."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Real, Text, metadata

project_quota = sa.Table(
    "project_quota",
    metadata,
    sa.Column("project", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("bytes", Int),  # of files; NULL: no limit
    sa.Column("points", Int),
    sa.Column("set_at", Int, nullable=False),
    sa.Column("set_by", Text, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_project_quota_row_seq", "row_seq"),
)

backup = sa.Table(
    "backup",
    metadata,
    sa.Column("id", Text, primary_key=True),  # the manifest's
    sa.Column("workspace", Text, nullable=False),
    sa.Column("place", Text, nullable=False),
    sa.Column("version", Text, nullable=False),
    sa.Column("cut", Int, nullable=False),  # what was acknowledged before then is in it
    sa.Column("change", Int, nullable=False),
    sa.Column("bytes", Int, nullable=False),
    sa.Column("seconds", Real, nullable=False),
    sa.Column("verified", Int),
    sa.Column("verify_seconds", Real),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_backup_cut", "workspace", "cut"),
    sa.Index("ix_backup_verified", "workspace", "verified"),
    sa.Index("ix_backup_row_seq", "row_seq"),
)
