CREATE TABLE registered_model (
    model TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_registered_model PRIMARY KEY (model)
);

CREATE INDEX ix_registered_model_name ON registered_model (project, name, model);

CREATE INDEX ix_registered_model_row_seq ON registered_model (row_seq);

CREATE TABLE registered_version (
    version TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    model TEXT NOT NULL,
    number INTEGER NOT NULL,
    stage TEXT NOT NULL,
    run TEXT NOT NULL,
    run_link TEXT NOT NULL,
    source TEXT NOT NULL,
    location TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_registered_version PRIMARY KEY (version)
);

CREATE INDEX ix_registered_version_project ON registered_version (project, model);

CREATE INDEX ix_registered_version_row_seq ON registered_version (row_seq);

CREATE INDEX ix_registered_version_run ON registered_version (project, run);

CREATE INDEX ix_registered_version_stage ON registered_version (model, stage, number);

CREATE UNIQUE INDEX uq_registered_version_number ON registered_version (model, number);

CREATE TABLE model_tag (
    model TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    num DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_model_tag PRIMARY KEY (model, "key")
);

CREATE INDEX ix_model_tag_num ON model_tag (project, "key", num, model) WHERE num IS NOT NULL;

CREATE INDEX ix_model_tag_row_seq ON model_tag (row_seq);

CREATE INDEX ix_model_tag_text ON model_tag (project, "key", text, model);

CREATE TABLE version_tag (
    version TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    num DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_version_tag PRIMARY KEY (version, "key")
);

CREATE INDEX ix_version_tag_num ON version_tag (project, "key", num, version) WHERE num IS NOT NULL;

CREATE INDEX ix_version_tag_row_seq ON version_tag (row_seq);

CREATE INDEX ix_version_tag_text ON version_tag (project, "key", text, version);
