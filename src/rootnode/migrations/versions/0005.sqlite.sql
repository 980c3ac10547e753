CREATE INDEX ix_node_all_made ON node (workspace, kind, id, project, state) WHERE trashed IS NULL;

CREATE INDEX ix_node_all_updated ON node (workspace, kind, updated, id, project, state) WHERE trashed IS NULL;

CREATE INDEX ix_node_value_all_num ON node_value (workspace, kind, field, num, node, project, state) WHERE num IS NOT NULL;

CREATE INDEX ix_node_value_all_text ON node_value (workspace, kind, field, text, node, project, state) WHERE text IS NOT NULL;

CREATE INDEX ix_node_value_all_none ON node_value (workspace, kind, field, node, project, state) WHERE num IS NULL AND text IS NULL;

CREATE TABLE title_word (
    node TEXT NOT NULL,
    word TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    CONSTRAINT pk_title_word PRIMARY KEY (node, word)
);

CREATE INDEX ix_title_word ON title_word (workspace, word, node, project);

CREATE TABLE saved_view (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT,
    place TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    query TEXT NOT NULL,
    shared INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_saved_view PRIMARY KEY (id)
);

CREATE INDEX ix_saved_view_place ON saved_view (workspace, place, project, id);

CREATE INDEX ix_saved_view_row_seq ON saved_view (row_seq);

CREATE TABLE pin (
    account TEXT NOT NULL,
    target TEXT NOT NULL,
    workspace TEXT NOT NULL,
    created INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_pin PRIMARY KEY (account, target)
);

CREATE INDEX ix_pin_row_seq ON pin (row_seq);
