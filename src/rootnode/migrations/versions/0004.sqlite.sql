CREATE TABLE comment (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    node TEXT NOT NULL,
    thread TEXT NOT NULL,
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    text TEXT NOT NULL,
    mentions TEXT NOT NULL,
    created INTEGER NOT NULL,
    edited INTEGER,
    deleted INTEGER,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_comment PRIMARY KEY (id)
);

CREATE INDEX ix_comment_node ON comment (node, thread, id);

CREATE INDEX ix_comment_row_seq ON comment (row_seq);

CREATE TABLE subscriber (
    node TEXT NOT NULL,
    account TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    following INTEGER NOT NULL,
    why TEXT NOT NULL,
    created INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_subscriber PRIMARY KEY (node, account)
);

CREATE INDEX ix_subscriber_row_seq ON subscriber (row_seq);

CREATE TABLE inbox_entry (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    account TEXT NOT NULL,
    subject TEXT NOT NULL,
    project TEXT NOT NULL,
    node TEXT NOT NULL,
    reason INTEGER NOT NULL,
    count INTEGER NOT NULL,
    moment INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    said TEXT NOT NULL,
    read_at INTEGER,
    done_at INTEGER,
    snoozed_until INTEGER,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_inbox_entry PRIMARY KEY (id)
);

CREATE INDEX ix_inbox_entry_node ON inbox_entry (node);

CREATE INDEX ix_inbox_entry_open ON inbox_entry (account, moment, id) WHERE done_at IS NULL;

CREATE INDEX ix_inbox_entry_row_seq ON inbox_entry (row_seq);

CREATE INDEX ix_inbox_entry_unread ON inbox_entry (account, moment, id) WHERE read_at IS NULL AND done_at IS NULL;

CREATE UNIQUE INDEX uq_inbox_entry_subject ON inbox_entry (account, subject);

CREATE TABLE access_request (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    role INTEGER NOT NULL,
    words TEXT NOT NULL,
    created INTEGER NOT NULL,
    decided INTEGER,
    decided_by TEXT,
    granted INTEGER,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_access_request PRIMARY KEY (id)
);

CREATE INDEX ix_access_request_row_seq ON access_request (row_seq);

CREATE UNIQUE INDEX uq_access_request_open ON access_request (project, account) WHERE decided IS NULL;

CREATE INDEX ix_change_told ON change (project, number) WHERE type <> 'event' OR verb IN ('comment', 'grant');
