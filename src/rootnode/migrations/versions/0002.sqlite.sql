ALTER TABLE run_file RENAME TO file;

ALTER TABLE file RENAME COLUMN run TO owner;

DROP INDEX ix_run_file_row_seq;

CREATE INDEX ix_file_row_seq ON file (row_seq);

CREATE TABLE dataset_detail (
    version TEXT NOT NULL,
    dataset TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    source_type TEXT NOT NULL,
    source TEXT NOT NULL,
    schema TEXT,
    profile TEXT,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_dataset_detail PRIMARY KEY (version)
);

CREATE INDEX ix_dataset_detail_name ON dataset_detail (project, name, digest);

CREATE INDEX ix_dataset_detail_row_seq ON dataset_detail (row_seq);

CREATE TABLE run_input (
    run TEXT NOT NULL,
    version TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    context TEXT,
    tags TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_run_input PRIMARY KEY (run, version)
);

CREATE INDEX ix_run_input_row_seq ON run_input (row_seq);

CREATE INDEX ix_run_input_version ON run_input (version);

CREATE TABLE run_model (
    run TEXT NOT NULL,
    role TEXT NOT NULL,
    model TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    step INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_run_model PRIMARY KEY (run, role, model)
);

CREATE INDEX ix_run_model_model ON run_model (model);

CREATE INDEX ix_run_model_row_seq ON run_model (row_seq);

CREATE TABLE logged_model_place (
    model TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    experiment INTEGER NOT NULL,
    source_run TEXT NOT NULL,
    model_type TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_logged_model_place PRIMARY KEY (model)
);

CREATE INDEX ix_logged_model_place_experiment ON logged_model_place (project, experiment, model);

CREATE INDEX ix_logged_model_place_row_seq ON logged_model_place (row_seq);

CREATE INDEX ix_logged_model_place_source_run ON logged_model_place (project, source_run);

CREATE TABLE logged_model_param (
    model TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    num DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_logged_model_param PRIMARY KEY (model, "key")
);

CREATE INDEX ix_logged_model_param_num ON logged_model_param (project, "key", num, model) WHERE num IS NOT NULL;

CREATE INDEX ix_logged_model_param_row_seq ON logged_model_param (row_seq);

CREATE INDEX ix_logged_model_param_text ON logged_model_param (project, "key", text, model);

CREATE TABLE logged_model_tag (
    model TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    num DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_logged_model_tag PRIMARY KEY (model, "key")
);

CREATE INDEX ix_logged_model_tag_num ON logged_model_tag (project, "key", num, model) WHERE num IS NOT NULL;

CREATE INDEX ix_logged_model_tag_row_seq ON logged_model_tag (row_seq);

CREATE INDEX ix_logged_model_tag_text ON logged_model_tag (project, "key", text, model);

CREATE TABLE logged_model_metric (
    model TEXT NOT NULL,
    "key" TEXT NOT NULL,
    time INTEGER NOT NULL,
    step INTEGER NOT NULL,
    run TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value DOUBLE,
    dataset_name TEXT NOT NULL,
    dataset_digest TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_logged_model_metric PRIMARY KEY (model, "key", time, step, run)
);

CREATE INDEX ix_logged_model_metric_key ON logged_model_metric (project, "key", model);

CREATE INDEX ix_logged_model_metric_row_seq ON logged_model_metric (row_seq);
