CREATE TABLE comment (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    thread TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    author_name TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    mentions TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    edited BIGINT,
    deleted BIGINT,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_comment PRIMARY KEY (id)
);

CREATE INDEX ix_comment_node ON comment (node, thread, id);

CREATE INDEX ix_comment_row_seq ON comment (row_seq);

CREATE TABLE subscriber (
    node TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    following BIGINT NOT NULL,
    why TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_subscriber PRIMARY KEY (node, account)
);

CREATE INDEX ix_subscriber_row_seq ON subscriber (row_seq);

CREATE TABLE inbox_entry (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    reason BIGINT NOT NULL,
    count BIGINT NOT NULL,
    moment BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    actor_name TEXT COLLATE "C" NOT NULL,
    said TEXT COLLATE "C" NOT NULL,
    read_at BIGINT,
    done_at BIGINT,
    snoozed_until BIGINT,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_inbox_entry PRIMARY KEY (id)
);

CREATE INDEX ix_inbox_entry_node ON inbox_entry (node);

CREATE INDEX ix_inbox_entry_open ON inbox_entry (account, moment, id) WHERE done_at IS NULL;

CREATE INDEX ix_inbox_entry_row_seq ON inbox_entry (row_seq);

CREATE INDEX ix_inbox_entry_unread ON inbox_entry (account, moment, id) WHERE read_at IS NULL AND done_at IS NULL;

CREATE UNIQUE INDEX uq_inbox_entry_subject ON inbox_entry (account, subject);

CREATE TABLE access_request (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    role BIGINT NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    decided BIGINT,
    decided_by TEXT COLLATE "C",
    granted BIGINT,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_access_request PRIMARY KEY (id)
);

CREATE INDEX ix_access_request_row_seq ON access_request (row_seq);

CREATE UNIQUE INDEX uq_access_request_open ON access_request (project, account) WHERE decided IS NULL;

CREATE INDEX ix_change_told ON change (project, number) WHERE type <> 'event' OR verb IN ('comment', 'grant');
