CREATE TABLE registered_model (
    model TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_registered_model PRIMARY KEY (model)
);

CREATE INDEX ix_registered_model_name ON registered_model (project, name, model);

CREATE INDEX ix_registered_model_row_seq ON registered_model (row_seq);

CREATE TABLE registered_version (
    version TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    model TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    run TEXT COLLATE "C" NOT NULL,
    run_link TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    location TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_registered_version PRIMARY KEY (version)
);

CREATE INDEX ix_registered_version_project ON registered_version (project, model);

CREATE INDEX ix_registered_version_row_seq ON registered_version (row_seq);

CREATE INDEX ix_registered_version_run ON registered_version (project, run);

CREATE INDEX ix_registered_version_stage ON registered_version (model, stage, number);

CREATE UNIQUE INDEX uq_registered_version_number ON registered_version (model, number);

CREATE TABLE model_tag (
    model TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_model_tag PRIMARY KEY (model, key)
);

CREATE INDEX ix_model_tag_num ON model_tag (project, key, num, model) WHERE num IS NOT NULL;

CREATE INDEX ix_model_tag_row_seq ON model_tag (row_seq);

CREATE INDEX ix_model_tag_text ON model_tag (project, key, text, model);

CREATE TABLE version_tag (
    version TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_version_tag PRIMARY KEY (version, key)
);

CREATE INDEX ix_version_tag_num ON version_tag (project, key, num, version) WHERE num IS NOT NULL;

CREATE INDEX ix_version_tag_row_seq ON version_tag (row_seq);

CREATE INDEX ix_version_tag_text ON version_tag (project, key, text, version);
