CREATE TABLE former_item (
    project TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_former_item PRIMARY KEY (project, number)
);

CREATE INDEX ix_former_item_node ON former_item (node, project)
