"""The discussion. Only this room writes it."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Text, metadata

comment = sa.Table(
    "comment",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("node", Text, nullable=False),
    sa.Column("thread", Text, nullable=False),  # the comment that was answered; its own id where it answers none
    sa.Column("author", Text, nullable=False),
    sa.Column("author_name", Text, nullable=False),  # as it was then
    sa.Column("text", Text, nullable=False),  # Markdown; empty once deleted
    sa.Column("mentions", Text, nullable=False),  # ids of accounts, JSON
    sa.Column("created", Int, nullable=False),
    sa.Column("edited", Int),
    sa.Column("deleted", Int),  # only where answers keep its place
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_comment_node", "node", "thread", "id"),
    sa.Index("ix_comment_row_seq", "row_seq"),
)
