"""The tables of stored bytes. Only this room writes them.

`blob` knows no workspace: equal bytes are kept once per installation. Who may see them is decided by `blob_ref`.
"""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Text, metadata

blob = sa.Table(
    "blob",
    metadata,
    sa.Column("digest", Text, primary_key=True),
    sa.Column("size", Int, nullable=False),
    sa.Column("state", Text, nullable=False),  # arriving, present, damaged, condemned
    sa.Column("idle_since", Int),  # perhaps nothing refers to it since then; the sweep looks
    sa.Column("condemned_at", Int),
    sa.Column("fault", Text),  # of a damaged one: missing, size, content
    sa.Column("pack", Text),  # the blob that its bytes are inside of
    sa.Column("start", Int),  # where in the pack they begin
    sa.Column("created", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index(
        "ix_blob_idle",
        "idle_since",
        sqlite_where=sa.text("idle_since IS NOT NULL"),
        postgresql_where=sa.text("idle_since IS NOT NULL"),
    ),
    sa.Index(
        "ix_blob_condemned",
        "condemned_at",
        sqlite_where=sa.text("condemned_at IS NOT NULL"),
        postgresql_where=sa.text("condemned_at IS NOT NULL"),
    ),
    sa.Index("ix_blob_pack", "pack", sqlite_where=sa.text("pack IS NOT NULL"), postgresql_where=sa.text("pack IS NOT NULL")),
    sa.Index("ix_blob_row_seq", "row_seq"),
)

blob_ref = sa.Table(
    "blob_ref",
    metadata,
    sa.Column("workspace", Text, primary_key=True),
    sa.Column("owner", Text, primary_key=True),  # an id: a node's, a version's, ...
    sa.Column("name", Text, primary_key=True),  # data, never a path
    sa.Column("owner_kind", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("digest", Text, sa.ForeignKey("blob.digest"), nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_blob_ref_digest", "digest"),
    sa.Index("ix_blob_ref_project", "project", "digest"),
    sa.Index("ix_blob_ref_row_seq", "row_seq"),
)

blob_upload = sa.Table(
    "blob_upload",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("size", Int),  # what the caller announced
    sa.Column("digest", Text),
    sa.Column("received", Int, nullable=False),  # durable bytes
    sa.Column("stored", Text),  # the digest, once finished
    sa.Column("created", Int, nullable=False),
    sa.Column("touched", Int, nullable=False),
    sa.Index("ix_blob_upload_touched", "touched"),
)
