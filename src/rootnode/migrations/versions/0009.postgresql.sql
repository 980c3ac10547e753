CREATE TABLE node_count (
    project TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    nodes BIGINT NOT NULL,
    CONSTRAINT pk_node_count PRIMARY KEY (project, kind, state)
);

INSERT INTO node_count (project, kind, state, workspace, nodes)
SELECT project, kind, state, workspace, COUNT(*) FROM node WHERE trashed IS NULL GROUP BY project, kind, state, workspace;

ALTER TABLE link ADD COLUMN project TEXT COLLATE "C";

UPDATE link SET project = (SELECT n.project FROM node n WHERE n.id = link.target);

DROP INDEX ix_link_blocks;

CREATE INDEX ix_link_blocks ON link (project, id, target, source) WHERE type = 'blocks'
