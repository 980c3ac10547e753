CREATE INDEX ix_node_all_made ON node (workspace, kind, id, project, state) WHERE trashed IS NULL;

CREATE INDEX ix_node_all_updated ON node (workspace, kind, updated, id, project, state) WHERE trashed IS NULL;

CREATE INDEX ix_node_value_all_num ON node_value (workspace, kind, field, num, node, project, state) WHERE num IS NOT NULL;

CREATE INDEX ix_node_value_all_text ON node_value (workspace, kind, field, text, node, project, state) WHERE text IS NOT NULL;

CREATE INDEX ix_node_value_all_none ON node_value (workspace, kind, field, node, project, state) WHERE num IS NULL AND text IS NULL;

CREATE TABLE title_word (
    node TEXT COLLATE "C" NOT NULL,
    word TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_title_word PRIMARY KEY (node, word)
);

CREATE INDEX ix_title_word ON title_word (workspace, word, node, project);

CREATE TABLE saved_view (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C",
    place TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    query TEXT COLLATE "C" NOT NULL,
    shared BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_saved_view PRIMARY KEY (id)
);

CREATE INDEX ix_saved_view_place ON saved_view (workspace, place, project, id);

CREATE INDEX ix_saved_view_row_seq ON saved_view (row_seq);

CREATE TABLE pin (
    account TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_pin PRIMARY KEY (account, target)
);

CREATE INDEX ix_pin_row_seq ON pin (row_seq);
