"""Who follows what, what lies in whose inbox, and who asked for access. Only this room writes them."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Text, metadata


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


subscriber = sa.Table(
    "subscriber",
    metadata,
    sa.Column("node", Text, primary_key=True),  # an item, or a project for all in it
    sa.Column("account", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("following", Int, nullable=False),  # 0: said no, which no automatic rule turns round
    sa.Column("why", Text, nullable=False),  # made, assigned, commented, mentioned, chosen
    sa.Column("created", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_subscriber_row_seq", "row_seq"),
)

inbox_entry = sa.Table(
    "inbox_entry",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("account", Text, nullable=False),  # whose inbox
    sa.Column("subject", Text, nullable=False),  # what it is grouped by: an item, or a request for access
    sa.Column("project", Text, nullable=False),
    sa.Column("node", Text, nullable=False),
    sa.Column("reason", Int, nullable=False),  # 1 follows it, 2 was given access, 3 assigned, 4 mentioned, 5 asked to decide
    sa.Column("count", Int, nullable=False),  # acts since it was last read
    sa.Column("moment", Int, nullable=False),  # its place in the list: the newest act, or the end of a snooze
    sa.Column("at", Int, nullable=False),  # of the newest act
    sa.Column("actor", Text, nullable=False),
    sa.Column("actor_name", Text, nullable=False),
    sa.Column("said", Text, nullable=False),  # the newest act, JSON
    sa.Column("read_at", Int),
    sa.Column("done_at", Int),
    sa.Column("snoozed_until", Int),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("uq_inbox_entry_subject", "account", "subject", unique=True),
    _partial("ix_inbox_entry_open", "account", "moment", "id", where="done_at IS NULL"),
    _partial("ix_inbox_entry_unread", "account", "moment", "id", where="read_at IS NULL AND done_at IS NULL"),
    sa.Index("ix_inbox_entry_node", "node"),
    sa.Index("ix_inbox_entry_row_seq", "row_seq"),
)

asked_place = sa.Table(
    "asked_place",  # what somebody asked for, as they named it, whether or not there is such a place
    metadata,
    sa.Column("account", Text, primary_key=True),
    sa.Column("place", Text, primary_key=True),  # in small letters
    sa.Column("role", Int, primary_key=True, autoincrement=False),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("request", Text),  # the request that came of it; missing where there is no such place
    sa.Column("at", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_asked_place_row_seq", "row_seq"),
)

access_request = sa.Table(
    "access_request",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("account", Text, nullable=False),  # who asks
    sa.Column("name", Text, nullable=False),
    sa.Column("role", Int, nullable=False),  # asked for, ranked as in project_access
    sa.Column("words", Text, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("decided", Int),
    sa.Column("decided_by", Text),
    sa.Column("granted", Int),  # the role given; 0: declined
    sa.Column("answer", Text),  # what was said to who asked, when it was declined
    sa.Column("row_seq", Int, nullable=False),
    _partial("uq_access_request_open", "project", "account", where="decided IS NULL", unique=True),
    sa.Index("ix_access_request_row_seq", "row_seq"),
)
