CREATE TABLE former_item (
    project TEXT NOT NULL,
    number INTEGER NOT NULL,
    node TEXT NOT NULL,
    workspace TEXT NOT NULL,
    CONSTRAINT pk_former_item PRIMARY KEY (project, number)
);

CREATE INDEX ix_former_item_node ON former_item (node, project)
