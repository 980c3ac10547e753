"""What the HTTP layer keeps: answers to calls with an idempotency key."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Bytes, Int, Text, metadata

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("scope", Text, primary_key=True),  # whose key it is: an account or a project's token
    sa.Column("key", Text, primary_key=True),  # its digest
    sa.Column("workspace", Text, nullable=False),
    sa.Column("request", Text, nullable=False),  # digest of method, address and body
    sa.Column("status", Int),
    sa.Column("answer", Bytes),
    sa.Column("created", Int, nullable=False, index=True),
)
