CREATE SEQUENCE row_seq;

CREATE TABLE account (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    password TEXT COLLATE "C" NOT NULL,
    suspended BIGINT,
    created BIGINT NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_email_folded UNIQUE (email_folded)
);

CREATE INDEX ix_account_workspace ON account (workspace, name, id);

CREATE TABLE audit (
    row_seq BIGINT NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    actor_name TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    facts TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (row_seq)
);

CREATE INDEX ix_audit_workspace ON audit (workspace, row_seq);

CREATE TABLE blob (
    digest TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    idle_since BIGINT,
    condemned_at BIGINT,
    fault TEXT COLLATE "C",
    pack TEXT COLLATE "C",
    start BIGINT,
    created BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_blob PRIMARY KEY (digest)
);

CREATE INDEX ix_blob_condemned ON blob (condemned_at) WHERE condemned_at IS NOT NULL;

CREATE INDEX ix_blob_idle ON blob (idle_since) WHERE idle_since IS NOT NULL;

CREATE INDEX ix_blob_pack ON blob (pack) WHERE pack IS NOT NULL;

CREATE INDEX ix_blob_row_seq ON blob (row_seq);

CREATE TABLE blob_upload (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    size BIGINT,
    digest TEXT COLLATE "C",
    received BIGINT NOT NULL,
    stored TEXT COLLATE "C",
    created BIGINT NOT NULL,
    touched BIGINT NOT NULL,
    CONSTRAINT pk_blob_upload PRIMARY KEY (id)
);

CREATE INDEX ix_blob_upload_touched ON blob_upload (touched);

CREATE TABLE change (
    workspace TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    actor_name TEXT COLLATE "C" NOT NULL,
    verb TEXT COLLATE "C" NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    other TEXT COLLATE "C",
    project TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_change PRIMARY KEY (workspace, number)
);

CREATE INDEX ix_change_node ON change (node, number);

CREATE INDEX ix_change_operation ON change (operation, number);

CREATE INDEX ix_change_other ON change (other, number) WHERE other IS NOT NULL;

CREATE INDEX ix_change_project ON change (project, number);

CREATE TABLE experiment_counter (
    project TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT pk_experiment_counter PRIMARY KEY (project)
);

CREATE TABLE experiment_number (
    project TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    experiment TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_experiment_number PRIMARY KEY (project, number),
    CONSTRAINT uq_experiment_number_experiment UNIQUE (experiment)
);

CREATE TABLE experiment_tag (
    experiment TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_experiment_tag PRIMARY KEY (experiment, key)
);

CREATE INDEX ix_experiment_tag_num ON experiment_tag (project, key, num, experiment) WHERE num IS NOT NULL;

CREATE INDEX ix_experiment_tag_row_seq ON experiment_tag (row_seq);

CREATE INDEX ix_experiment_tag_text ON experiment_tag (project, key, text, experiment);

CREATE TABLE follower (
    name TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    cursor BIGINT NOT NULL,
    CONSTRAINT pk_follower PRIMARY KEY (name, workspace)
);

CREATE TABLE idempotency (
    scope TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    request TEXT COLLATE "C" NOT NULL,
    status BIGINT,
    answer BYTEA,
    created BIGINT NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (scope, key)
);

CREATE INDEX ix_idempotency_created ON idempotency (created);

CREATE TABLE invitation (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    expires BIGINT NOT NULL,
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT uq_invitation_hash UNIQUE (hash)
);

CREATE INDEX ix_invitation_workspace ON invitation (workspace);

CREATE TABLE job (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    unique_key TEXT COLLATE "C",
    payload TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    due BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease TEXT COLLATE "C",
    lease_until BIGINT,
    cancel_asked BIGINT NOT NULL,
    result TEXT COLLATE "C",
    error TEXT COLLATE "C",
    created BIGINT NOT NULL,
    finished BIGINT,
    CONSTRAINT pk_job PRIMARY KEY (id)
);

CREATE INDEX ix_job_dead ON job (workspace, id) WHERE state = 'dead';

CREATE INDEX ix_job_due ON job (due, id, name) WHERE state = 'queued';

CREATE INDEX ix_job_finished ON job (finished, id) WHERE finished IS NOT NULL;

CREATE INDEX ix_job_lease ON job (lease_until, id) WHERE state = 'running';

CREATE UNIQUE INDEX uq_job_key ON job (workspace, name, unique_key);

CREATE TABLE job_schedule (
    workspace TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    timing TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    next BIGINT NOT NULL,
    CONSTRAINT pk_job_schedule PRIMARY KEY (workspace, name)
);

CREATE INDEX ix_job_schedule_next ON job_schedule (next);

CREATE TABLE link (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    made TEXT COLLATE "C" NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    CONSTRAINT pk_link PRIMARY KEY (id)
);

CREATE INDEX ix_link_target ON link (target, type, source);

CREATE UNIQUE INDEX uq_link_ends ON link (source, type, target);

CREATE TABLE metric_latest (
    run TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    last DOUBLE PRECISION,
    last_step BIGINT NOT NULL,
    last_time BIGINT NOT NULL,
    min DOUBLE PRECISION,
    max DOUBLE PRECISION,
    points BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_metric_latest PRIMARY KEY (run, key)
);

CREATE INDEX ix_metric_latest_value ON metric_latest (workspace, project, key, last, run);

CREATE TABLE node (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    parent TEXT COLLATE "C",
    title TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    fields TEXT COLLATE "C" NOT NULL,
    rev BIGINT NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    updated BIGINT NOT NULL,
    updated_by TEXT COLLATE "C" NOT NULL,
    trashed BIGINT,
    CONSTRAINT pk_node PRIMARY KEY (id)
);

CREATE INDEX ix_node_made ON node (project, kind, id, state) WHERE trashed IS NULL;

CREATE INDEX ix_node_parent ON node (parent, id) WHERE parent IS NOT NULL;

CREATE INDEX ix_node_state ON node (project, kind, state, id) WHERE trashed IS NULL;

CREATE INDEX ix_node_trash ON node (project, trashed, id) WHERE trashed IS NOT NULL;

CREATE INDEX ix_node_updated ON node (project, kind, updated, id, state) WHERE trashed IS NULL;

CREATE UNIQUE INDEX uq_node_number ON node (project, number) WHERE number > 0;

CREATE TABLE node_value (
    node TEXT COLLATE "C" NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    pos BIGINT NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    text TEXT COLLATE "C",
    CONSTRAINT pk_node_value PRIMARY KEY (node, field, pos)
);

CREATE INDEX ix_node_value_none ON node_value (project, kind, field, node, state) WHERE num IS NULL AND text IS NULL;

CREATE INDEX ix_node_value_num ON node_value (project, kind, field, num, node, state) WHERE num IS NOT NULL;

CREATE INDEX ix_node_value_text ON node_value (project, kind, field, text, node, state) WHERE text IS NOT NULL;

CREATE TABLE row_counter (
    id BIGSERIAL NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT pk_row_counter PRIMARY KEY (id)
);

CREATE TABLE run_file (
    run TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    created BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_run_file PRIMARY KEY (run, path)
);

CREATE INDEX ix_run_file_row_seq ON run_file (row_seq);

CREATE TABLE run_param (
    run TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_run_param PRIMARY KEY (run, key)
);

CREATE INDEX ix_run_param_num ON run_param (project, key, num, run) WHERE num IS NOT NULL;

CREATE INDEX ix_run_param_row_seq ON run_param (row_seq);

CREATE INDEX ix_run_param_text ON run_param (project, key, text, run);

CREATE TABLE run_place (
    run TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    experiment BIGINT NOT NULL,
    started BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_run_place PRIMARY KEY (run)
);

CREATE INDEX ix_run_place_started ON run_place (project, experiment, started, run);

CREATE TABLE run_tag (
    run TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    num DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_run_tag PRIMARY KEY (run, key)
);

CREATE INDEX ix_run_tag_num ON run_tag (project, key, num, run) WHERE num IS NOT NULL;

CREATE INDEX ix_run_tag_row_seq ON run_tag (row_seq);

CREATE INDEX ix_run_tag_text ON run_tag (project, key, text, run);

CREATE TABLE series_log (
    row_seq BIGINT NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    run TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    count BIGINT NOT NULL,
    at BIGINT NOT NULL,
    damaged BIGINT NOT NULL,
    body BYTEA NOT NULL,
    CONSTRAINT pk_series_log PRIMARY KEY (row_seq)
);

CREATE UNIQUE INDEX uq_series_log_batch ON series_log (run, digest);

CREATE TABLE series_state (
    workspace TEXT COLLATE "C" NOT NULL,
    snapshot BIGINT NOT NULL,
    CONSTRAINT pk_series_state PRIMARY KEY (workspace)
);

CREATE TABLE setup_code (
    workspace TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    CONSTRAINT pk_setup_code PRIMARY KEY (workspace)
);

CREATE TABLE team (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    CONSTRAINT pk_team PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_team_name ON team (workspace, name_folded);

CREATE TABLE tombstone (
    node TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_tombstone PRIMARY KEY (node)
);

CREATE TABLE workspace (
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    created BIGINT NOT NULL,
    CONSTRAINT pk_workspace PRIMARY KEY (id)
);

CREATE TABLE blob_ref (
    workspace TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    owner_kind TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_blob_ref PRIMARY KEY (workspace, owner, name),
    CONSTRAINT fk_blob_ref_digest FOREIGN KEY(digest) REFERENCES blob (digest)
);

CREATE INDEX ix_blob_ref_digest ON blob_ref (digest);

CREATE INDEX ix_blob_ref_project ON blob_ref (project, digest);

CREATE INDEX ix_blob_ref_row_seq ON blob_ref (row_seq);

CREATE TABLE job_step (
    job TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    result TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_job_step PRIMARY KEY (job, name),
    CONSTRAINT fk_job_step_job FOREIGN KEY(job) REFERENCES job (id)
);

CREATE TABLE project (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    key_folded TEXT COLLATE "C" NOT NULL,
    last_number BIGINT NOT NULL,
    custom_fields TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_project PRIMARY KEY (id),
    CONSTRAINT fk_project_workspace FOREIGN KEY(workspace) REFERENCES workspace (id),
    CONSTRAINT uq_project_key_folded UNIQUE (key_folded)
);

CREATE TABLE session (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    last_used BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    browser TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT fk_session_account FOREIGN KEY(account) REFERENCES account (id),
    CONSTRAINT uq_session_hash UNIQUE (hash)
);

CREATE INDEX ix_session_account ON session (account);

CREATE INDEX ix_session_expires ON session (expires);

CREATE TABLE team_member (
    team TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_team_member PRIMARY KEY (team, account),
    CONSTRAINT fk_team_member_team FOREIGN KEY(team) REFERENCES team (id),
    CONSTRAINT fk_team_member_account FOREIGN KEY(account) REFERENCES account (id)
);

CREATE INDEX ix_team_member_account ON team_member (account, team);

CREATE TABLE token (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C",
    project TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    permissions TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    expires BIGINT,
    last_used BIGINT,
    revoked BIGINT,
    CONSTRAINT pk_token PRIMARY KEY (id),
    CONSTRAINT fk_token_account FOREIGN KEY(account) REFERENCES account (id),
    CONSTRAINT uq_token_hash UNIQUE (hash)
);

CREATE INDEX ix_token_account ON token (account);

CREATE INDEX ix_token_project ON token (project);

CREATE TABLE project_access (
    project TEXT COLLATE "C" NOT NULL,
    principal TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    role BIGINT NOT NULL,
    CONSTRAINT pk_project_access PRIMARY KEY (project, principal),
    CONSTRAINT fk_project_access_project FOREIGN KEY(project) REFERENCES project (id)
);

CREATE INDEX ix_project_access_principal ON project_access (principal, project, role);
