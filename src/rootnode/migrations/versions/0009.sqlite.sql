CREATE TABLE node_count (
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    workspace TEXT NOT NULL,
    nodes INTEGER NOT NULL,
    CONSTRAINT pk_node_count PRIMARY KEY (project, kind, state)
) WITHOUT ROWID;

INSERT INTO node_count (project, kind, state, workspace, nodes)
SELECT project, kind, state, workspace, COUNT(*) FROM node WHERE trashed IS NULL GROUP BY project, kind, state, workspace;

ALTER TABLE link ADD COLUMN project TEXT;

UPDATE link SET project = (SELECT n.project FROM node n WHERE n.id = link.target);

DROP INDEX ix_link_blocks;

CREATE INDEX ix_link_blocks ON link (project, id, target, source) WHERE type = 'blocks';

CREATE TABLE node_value_new (
    node TEXT NOT NULL,
    field TEXT NOT NULL,
    pos INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    num DOUBLE,
    text TEXT,
    CONSTRAINT pk_node_value PRIMARY KEY (node, field, pos)
) WITHOUT ROWID;

INSERT INTO node_value_new (node, field, pos, workspace, project, kind, state, num, text)
SELECT node, field, pos, workspace, project, kind, state, num, text FROM node_value ORDER BY node, field, pos;

DROP TABLE node_value;

ALTER TABLE node_value_new RENAME TO node_value;

CREATE INDEX ix_node_value_num ON node_value (project, kind, field, num, node, state) WHERE num IS NOT NULL;

CREATE INDEX ix_node_value_text ON node_value (project, kind, field, text, node, state) WHERE text IS NOT NULL;

CREATE INDEX ix_node_value_none ON node_value (project, kind, field, node, state) WHERE num IS NULL AND text IS NULL;

CREATE INDEX ix_node_value_all_num ON node_value (workspace, kind, field, num, node, project, state) WHERE num IS NOT NULL;

CREATE INDEX ix_node_value_all_text ON node_value (workspace, kind, field, text, node, project, state) WHERE text IS NOT NULL;

CREATE INDEX ix_node_value_all_none ON node_value (workspace, kind, field, node, project, state) WHERE num IS NULL AND text IS NULL;

CREATE TABLE title_word_new (
    node TEXT NOT NULL,
    word TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    CONSTRAINT pk_title_word PRIMARY KEY (node, word)
) WITHOUT ROWID;

INSERT INTO title_word_new (node, word, workspace, project) SELECT node, word, workspace, project FROM title_word ORDER BY node, word;

DROP TABLE title_word;

ALTER TABLE title_word_new RENAME TO title_word;

CREATE INDEX ix_title_word ON title_word (workspace, word, node, project)
