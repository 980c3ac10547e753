"""The graph's tables. Only this room writes them."""

import sqlalchemy as sa

from rootnode.kit.db.schema import Int, Real, Text, metadata


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


workspace = sa.Table(
    "workspace",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("seq", Int, nullable=False),  # the number of the newest change
    sa.Column("created", Int, nullable=False),
    sa.Column("zone", Text),  # whose days are the workspace's; missing for UTC
)

project = sa.Table(
    "project",
    metadata,
    sa.Column("id", Text, primary_key=True),  # the id of its node
    sa.Column("workspace", Text, sa.ForeignKey("workspace.id"), nullable=False),
    sa.Column("key", Text, nullable=False),
    sa.Column("key_folded", Text, nullable=False, unique=True),  # kept for good: keys are never used again
    sa.Column("last_number", Int, nullable=False),
    sa.Column("custom_fields", Text, nullable=False),
)

former_key = sa.Table(
    "former_key",
    metadata,
    sa.Column("key_folded", Text, primary_key=True),  # under which a project was known before: it still leads there
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, sa.ForeignKey("project.id"), nullable=False),
)

former_item = sa.Table(
    "former_item",
    metadata,
    sa.Column("project", Text, primary_key=True),  # where an item was before: its key there still leads to it
    sa.Column("number", Int, primary_key=True, autoincrement=False),
    sa.Column("node", Text, nullable=False),
    sa.Column("workspace", Text, nullable=False),
    sa.Index("ix_former_item_node", "node", "project"),
)

project_access = sa.Table(
    "project_access",
    metadata,
    sa.Column("project", Text, sa.ForeignKey("project.id"), primary_key=True),
    sa.Column("principal", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("role", Int, nullable=False),  # 1 viewer, 2 commenter, 3 editor, 4 lead
    sa.Index("ix_project_access_principal", "principal", "project", "role"),
)

node = sa.Table(
    "node",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("number", Int, nullable=False),
    sa.Column("parent", Text),
    sa.Column("title", Text, nullable=False),
    sa.Column("state", Text, nullable=False),
    sa.Column("fields", Text, nullable=False),
    sa.Column("rev", Int, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("created_by", Text, nullable=False),
    sa.Column("updated", Int, nullable=False),
    sa.Column("updated_by", Text, nullable=False),
    sa.Column("trashed", Int),
    _partial("uq_node_number", "project", "number", where="number > 0", unique=True),
    _partial("ix_node_parent", "parent", "id", where="parent IS NOT NULL"),
    _partial("ix_node_made", "project", "kind", "id", "state", where="trashed IS NULL"),
    _partial("ix_node_updated", "project", "kind", "updated", "id", "state", where="trashed IS NULL"),
    _partial("ix_node_state", "project", "kind", "state", "id", where="trashed IS NULL"),
    _partial("ix_node_all_made", "workspace", "kind", "id", "project", "state", where="trashed IS NULL"),
    _partial("ix_node_all_updated", "workspace", "kind", "updated", "id", "project", "state", where="trashed IS NULL"),
    _partial("ix_node_trash", "project", "trashed", "id", where="trashed IS NOT NULL"),
)

node_count = sa.Table(
    "node_count",  # how many live nodes there are: kept in step by `apply`, and checked against the nodes by the replay
    metadata,
    sa.Column("project", Text, primary_key=True),
    sa.Column("kind", Text, primary_key=True),
    sa.Column("state", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("nodes", Int, nullable=False),
    sqlite_with_rowid=False,
)

link = sa.Table(
    "link",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("type", Text, nullable=False),
    sa.Column("source", Text, nullable=False),
    sa.Column("target", Text, nullable=False),
    sa.Column("made", Text, nullable=False),  # person, rule, similarity, protocol
    sa.Column("made_by", Text, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("project", Text),  # the target's: what is blocked is looked for by project
    sa.Index("uq_link_ends", "source", "type", "target", unique=True),
    sa.Index("ix_link_target", "target", "type", "source"),
    _partial("ix_link_blocks", "project", "id", "target", "source", where="type = 'blocks'"),  # few among very many links
)

change = sa.Table(
    "change",
    metadata,
    sa.Column("workspace", Text, primary_key=True),
    sa.Column("number", Int, primary_key=True),
    sa.Column("at", Int, nullable=False),
    sa.Column("actor", Text, nullable=False),
    sa.Column("actor_name", Text, nullable=False),
    sa.Column("verb", Text, nullable=False),
    sa.Column("operation", Text, nullable=False),
    sa.Column("type", Text, nullable=False),  # node, link, event
    sa.Column("node", Text, nullable=False),
    sa.Column("other", Text),  # a link's target
    sa.Column("project", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("body", Text, nullable=False),
    sa.Index("ix_change_node", "node", "number"),
    _partial("ix_change_other", "other", "number", where="other IS NOT NULL"),
    sa.Index("ix_change_operation", "operation", "number"),
    sa.Index("ix_change_project", "project", "number"),
    _partial("ix_change_told", "project", "number", where="type <> 'event' OR verb IN ('comment', 'grant', 'edit_tags', 'undo')"),
    _partial("ix_change_all_told", "workspace", "number", where="type <> 'event' OR verb IN ('comment', 'grant', 'edit_tags', 'undo')"),
    _partial("ix_change_answer", "node", "number", where="verb = 'answer_document'"),
)

node_value = sa.Table(
    "node_value",
    metadata,
    sa.Column("node", Text, primary_key=True),
    sa.Column("field", Text, primary_key=True),
    sa.Column("pos", Int, primary_key=True),  # 0, or the place within a list of labels
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("state", Text, nullable=False),  # the node's, so that the sort index alone can filter by it
    sa.Column("num", Real),
    sa.Column("text", Text),
    _partial("ix_node_value_num", "project", "kind", "field", "num", "node", "state", where="num IS NOT NULL"),
    _partial("ix_node_value_text", "project", "kind", "field", "text", "node", "state", where="text IS NOT NULL"),
    _partial("ix_node_value_none", "project", "kind", "field", "node", "state", where="num IS NULL AND text IS NULL"),
    # the same for lists across projects
    _partial("ix_node_value_all_num", "workspace", "kind", "field", "num", "node", "project", "state", where="num IS NOT NULL"),
    _partial("ix_node_value_all_text", "workspace", "kind", "field", "text", "node", "project", "state", where="text IS NOT NULL"),
    _partial("ix_node_value_all_none", "workspace", "kind", "field", "node", "project", "state", where="num IS NULL AND text IS NULL"),
    sqlite_with_rowid=False,  # one tree less to write
)

title_word = sa.Table(
    "title_word",  # the words of live nodes' titles, in small letters: what the palette finds by their beginnings
    metadata,
    sa.Column("node", Text, primary_key=True),
    sa.Column("word", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Index("ix_title_word", "workspace", "word", "node", "project"),
    sa.Index("ix_title_word_project", "project", "word", "node"),
    sqlite_with_rowid=False,
)

saved_view = sa.Table(
    "saved_view",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text),  # missing for a view across projects
    sa.Column("place", Text, nullable=False),  # the page that it stands on
    sa.Column("owner", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("type", Text, nullable=False),  # empty for a list of several types
    sa.Column("query", Text, nullable=False),  # JSON: the list's settings as its address says them, columns included
    sa.Column("shared", Int, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("updated", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_saved_view_place", "workspace", "place", "project", "id"),
    sa.Index("ix_saved_view_row_seq", "row_seq"),
)

pin = sa.Table(
    "pin",  # what a person has put into the sidebar: an item or a saved view
    metadata,
    sa.Column("account", Text, primary_key=True),
    sa.Column("target", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("created", Int, nullable=False),
    sa.Column("row_seq", Int, nullable=False),
    sa.Index("ix_pin_row_seq", "row_seq"),
)

tombstone = sa.Table(
    "tombstone",
    metadata,
    sa.Column("node", Text, primary_key=True),
    sa.Column("workspace", Text, nullable=False),
    sa.Column("project", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("number", Int, nullable=False),
    sa.Column("at", Int, nullable=False),
    sa.Column("actor", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
)

follower = sa.Table(
    "follower",
    metadata,
    sa.Column("name", Text, primary_key=True),
    sa.Column("workspace", Text, primary_key=True),
    sa.Column("cursor", Int, nullable=False),
)
