"""Accounts, sessions, tokens, teams, invitations and the audit trail. Only this room writes them."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Text, metadata

account = sa.Table(
    "account",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("email", Text, nullable=False),  # as typed
    sa.Column("email_folded", Text, nullable=False, unique=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("role", Text, nullable=False),  # owner, admin, member, guest
    sa.Column("password", Text, nullable=False),  # argon2id, with its parameters
    sa.Column("suspended", Int),  # since when
    sa.Column("created", Int, nullable=False),
    sa.Column("example", Int),  # since when somebody of the example, who cannot sign in and counts in no statistic
    sa.Index("ix_account_workspace", "workspace", "name", "id"),
)

preference = sa.Table(
    "preference",
    metadata,
    sa.Column("account", Text, sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("focus", Text),  # build, run, plan, operate
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("account", Text, sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("hash", Text, nullable=False, unique=True),
    sa.Column("created", Int, nullable=False),
    sa.Column("last_used", Int, nullable=False),
    sa.Column("expires", Int, nullable=False, index=True),
    sa.Column("browser", Text, nullable=False),
)

token = sa.Table(
    "token",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("account", Text, sa.ForeignKey("account.id"), index=True),  # whose it is; or
    sa.Column("project", Text, index=True),  # which project's
    sa.Column("name", Text, nullable=False),
    sa.Column("hash", Text, nullable=False, unique=True),
    sa.Column("permissions", Text, nullable=False),  # words, separated by blanks
    sa.Column("created", Int, nullable=False),
    sa.Column("created_by", Text, nullable=False),
    sa.Column("expires", Int),
    sa.Column("last_used", Int),
    sa.Column("revoked", Int),
)

team = sa.Table(
    "team",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("name_folded", Text, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Index("uq_team_name", "workspace", "name_folded", unique=True),
)

team_member = sa.Table(
    "team_member",
    metadata,
    sa.Column("team", Text, sa.ForeignKey("team.id"), primary_key=True),
    sa.Column("account", Text, sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Index("ix_team_member_account", "account", "team"),
)

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False, index=True),
    sa.Column("email", Text, nullable=False),
    sa.Column("role", Text, nullable=False),
    sa.Column("hash", Text, nullable=False, unique=True),
    sa.Column("created", Int, nullable=False),
    sa.Column("created_by", Text, nullable=False),
    sa.Column("expires", Int, nullable=False),
)

setup_code = sa.Table(
    "setup_code",
    metadata,
    sa.Column("workspace", Text, primary_key=True),
    sa.Column("hash", Text, nullable=False),
    sa.Column("created", Int, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("row_seq", Int, primary_key=True, autoincrement=False),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("at", Int, nullable=False),
    sa.Column("what", Text, nullable=False),
    sa.Column("actor", Text, nullable=False),
    sa.Column("actor_name", Text, nullable=False),
    sa.Column("target", Text, nullable=False),
    sa.Column("address", Text, nullable=False),  # of the network
    sa.Column("facts", Text, nullable=False),
    sa.Index("ix_audit_workspace", "workspace", "row_seq"),
)
