ALTER TABLE run_file RENAME TO file;

ALTER TABLE file RENAME COLUMN run TO owner;

ALTER TABLE file RENAME CONSTRAINT pk_run_file TO pk_file;

ALTER INDEX ix_run_file_row_seq RENAME TO ix_file_row_seq;

CREATE TABLE dataset_detail (
    version TEXT COLLATE "C" NOT NULL,
    dataset TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    source_type TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    schema TEXT COLLATE "C",
    profile TEXT COLLATE "C",
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_dataset_detail PRIMARY KEY (version)
);

CREATE INDEX ix_dataset_detail_name ON dataset_detail (project, name, digest);

CREATE INDEX ix_dataset_detail_row_seq ON dataset_detail (row_seq);

CREATE TABLE run_input (
    run TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    context TEXT COLLATE "C",
    tags TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_run_input PRIMARY KEY (run, version)
);

CREATE INDEX ix_run_input_row_seq ON run_input (row_seq);

CREATE INDEX ix_run_input_version ON run_input (version);

CREATE TABLE run_model (
    run TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    model TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    step BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_run_model PRIMARY KEY (run, role, model)
);

CREATE INDEX ix_run_model_model ON run_model (model);

CREATE INDEX ix_run_model_row_seq ON run_model (row_seq);

CREATE TABLE logged_model_place (
    model TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    experiment BIGINT NOT NULL,
    source_run TEXT COLLATE "C" NOT NULL,
    model_type TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_logged_model_place PRIMARY KEY (model)
);

CREATE INDEX ix_logged_model_place_experiment ON logged_model_place (project, experiment, model);

CREATE INDEX ix_logged_model_place_row_seq ON logged_model_place (row_seq);

CREATE INDEX ix_logged_model_place_source_run ON logged_model_place (project, source_run);

CREATE TABLE logged_model_param (
    model TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_logged_model_param PRIMARY KEY (model, key)
);

CREATE INDEX ix_logged_model_param_num ON logged_model_param (project, key, num, model) WHERE num IS NOT NULL;

CREATE INDEX ix_logged_model_param_row_seq ON logged_model_param (row_seq);

CREATE INDEX ix_logged_model_param_text ON logged_model_param (project, key, text, model);

CREATE TABLE logged_model_tag (
    model TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_logged_model_tag PRIMARY KEY (model, key)
);

CREATE INDEX ix_logged_model_tag_num ON logged_model_tag (project, key, num, model) WHERE num IS NOT NULL;

CREATE INDEX ix_logged_model_tag_row_seq ON logged_model_tag (row_seq);

CREATE INDEX ix_logged_model_tag_text ON logged_model_tag (project, key, text, model);

CREATE TABLE logged_model_metric (
    model TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    time BIGINT NOT NULL,
    step BIGINT NOT NULL,
    run TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION,
    dataset_name TEXT COLLATE "C" NOT NULL,
    dataset_digest TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_logged_model_metric PRIMARY KEY (model, key, time, step, run)
);

CREATE INDEX ix_logged_model_metric_key ON logged_model_metric (project, key, model);

CREATE INDEX ix_logged_model_metric_row_seq ON logged_model_metric (row_seq);
