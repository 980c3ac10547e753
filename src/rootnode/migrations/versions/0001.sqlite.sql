CREATE TABLE account (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    suspended INTEGER,
    created INTEGER NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_email_folded UNIQUE (email_folded)
);

CREATE INDEX ix_account_workspace ON account (workspace, name, id);

CREATE TABLE audit (
    row_seq INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    target TEXT NOT NULL,
    address TEXT NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (row_seq)
);

CREATE INDEX ix_audit_workspace ON audit (workspace, row_seq);

CREATE TABLE blob (
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    idle_since INTEGER,
    condemned_at INTEGER,
    fault TEXT,
    pack TEXT,
    start INTEGER,
    created INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_blob PRIMARY KEY (digest)
);

CREATE INDEX ix_blob_condemned ON blob (condemned_at) WHERE condemned_at IS NOT NULL;

CREATE INDEX ix_blob_idle ON blob (idle_since) WHERE idle_since IS NOT NULL;

CREATE INDEX ix_blob_pack ON blob (pack) WHERE pack IS NOT NULL;

CREATE INDEX ix_blob_row_seq ON blob (row_seq);

CREATE TABLE blob_upload (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    size INTEGER,
    digest TEXT,
    received INTEGER NOT NULL,
    stored TEXT,
    created INTEGER NOT NULL,
    touched INTEGER NOT NULL,
    CONSTRAINT pk_blob_upload PRIMARY KEY (id)
);

CREATE INDEX ix_blob_upload_touched ON blob_upload (touched);

CREATE TABLE change (
    workspace TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    verb TEXT NOT NULL,
    operation TEXT NOT NULL,
    type TEXT NOT NULL,
    node TEXT NOT NULL,
    other TEXT,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_change PRIMARY KEY (workspace, number)
);

CREATE INDEX ix_change_node ON change (node, number);

CREATE INDEX ix_change_operation ON change (operation, number);

CREATE INDEX ix_change_other ON change (other, number) WHERE other IS NOT NULL;

CREATE INDEX ix_change_project ON change (project, number);

CREATE TABLE experiment_counter (
    project TEXT NOT NULL,
    workspace TEXT NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_experiment_counter PRIMARY KEY (project)
);

CREATE TABLE experiment_number (
    project TEXT NOT NULL,
    number INTEGER NOT NULL,
    experiment TEXT NOT NULL,
    workspace TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_experiment_number PRIMARY KEY (project, number),
    CONSTRAINT uq_experiment_number_experiment UNIQUE (experiment)
);

CREATE TABLE experiment_tag (
    experiment TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    num DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_experiment_tag PRIMARY KEY (experiment, "key")
);

CREATE INDEX ix_experiment_tag_num ON experiment_tag (project, "key", num, experiment) WHERE num IS NOT NULL;

CREATE INDEX ix_experiment_tag_row_seq ON experiment_tag (row_seq);

CREATE INDEX ix_experiment_tag_text ON experiment_tag (project, "key", text, experiment);

CREATE TABLE follower (
    name TEXT NOT NULL,
    workspace TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    CONSTRAINT pk_follower PRIMARY KEY (name, workspace)
);

CREATE TABLE idempotency (
    scope TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    request TEXT NOT NULL,
    status INTEGER,
    answer BLOB,
    created INTEGER NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (scope, "key")
);

CREATE INDEX ix_idempotency_created ON idempotency (created);

CREATE TABLE invitation (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires INTEGER NOT NULL,
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT uq_invitation_hash UNIQUE (hash)
);

CREATE INDEX ix_invitation_workspace ON invitation (workspace);

CREATE TABLE job (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    unique_key TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease TEXT,
    lease_until INTEGER,
    cancel_asked INTEGER NOT NULL,
    result TEXT,
    error TEXT,
    created INTEGER NOT NULL,
    finished INTEGER,
    CONSTRAINT pk_job PRIMARY KEY (id)
);

CREATE INDEX ix_job_dead ON job (workspace, id) WHERE state = 'dead';

CREATE INDEX ix_job_due ON job (due, id, name) WHERE state = 'queued';

CREATE INDEX ix_job_finished ON job (finished, id) WHERE finished IS NOT NULL;

CREATE INDEX ix_job_lease ON job (lease_until, id) WHERE state = 'running';

CREATE UNIQUE INDEX uq_job_key ON job (workspace, name, unique_key);

CREATE TABLE job_schedule (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    timing TEXT NOT NULL,
    payload TEXT NOT NULL,
    next INTEGER NOT NULL,
    CONSTRAINT pk_job_schedule PRIMARY KEY (workspace, name)
);

CREATE INDEX ix_job_schedule_next ON job_schedule (next);

CREATE TABLE link (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    made TEXT NOT NULL,
    made_by TEXT NOT NULL,
    created INTEGER NOT NULL,
    CONSTRAINT pk_link PRIMARY KEY (id)
);

CREATE INDEX ix_link_target ON link (target, type, source);

CREATE UNIQUE INDEX uq_link_ends ON link (source, type, target);

CREATE TABLE metric_latest (
    run TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    last DOUBLE,
    last_step INTEGER NOT NULL,
    last_time INTEGER NOT NULL,
    min DOUBLE,
    max DOUBLE,
    points INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_metric_latest PRIMARY KEY (run, "key")
);

CREATE INDEX ix_metric_latest_value ON metric_latest (workspace, project, "key", last, run);

CREATE TABLE node (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    parent TEXT,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    fields TEXT NOT NULL,
    rev INTEGER NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    trashed INTEGER,
    CONSTRAINT pk_node PRIMARY KEY (id)
);

CREATE INDEX ix_node_made ON node (project, kind, id, state) WHERE trashed IS NULL;

CREATE INDEX ix_node_parent ON node (parent, id) WHERE parent IS NOT NULL;

CREATE INDEX ix_node_state ON node (project, kind, state, id) WHERE trashed IS NULL;

CREATE INDEX ix_node_trash ON node (project, trashed, id) WHERE trashed IS NOT NULL;

CREATE INDEX ix_node_updated ON node (project, kind, updated, id, state) WHERE trashed IS NULL;

CREATE UNIQUE INDEX uq_node_number ON node (project, number) WHERE number > 0;

CREATE TABLE node_value (
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
);

CREATE INDEX ix_node_value_none ON node_value (project, kind, field, node, state) WHERE num IS NULL AND text IS NULL;

CREATE INDEX ix_node_value_num ON node_value (project, kind, field, num, node, state) WHERE num IS NOT NULL;

CREATE INDEX ix_node_value_text ON node_value (project, kind, field, text, node, state) WHERE text IS NOT NULL;

CREATE TABLE row_counter (
    id INTEGER NOT NULL,
    value INTEGER NOT NULL,
    CONSTRAINT pk_row_counter PRIMARY KEY (id)
);

CREATE TABLE run_file (
    run TEXT NOT NULL,
    path TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    created INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_run_file PRIMARY KEY (run, path)
);

CREATE INDEX ix_run_file_row_seq ON run_file (row_seq);

CREATE TABLE run_param (
    run TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    num DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_run_param PRIMARY KEY (run, "key")
);

CREATE INDEX ix_run_param_num ON run_param (project, "key", num, run) WHERE num IS NOT NULL;

CREATE INDEX ix_run_param_row_seq ON run_param (row_seq);

CREATE INDEX ix_run_param_text ON run_param (project, "key", text, run);

CREATE TABLE run_place (
    run TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    experiment INTEGER NOT NULL,
    started INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_run_place PRIMARY KEY (run)
);

CREATE INDEX ix_run_place_started ON run_place (project, experiment, started, run);

CREATE TABLE run_tag (
    run TEXT NOT NULL,
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    num DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_run_tag PRIMARY KEY (run, "key")
);

CREATE INDEX ix_run_tag_num ON run_tag (project, "key", num, run) WHERE num IS NOT NULL;

CREATE INDEX ix_run_tag_row_seq ON run_tag (row_seq);

CREATE INDEX ix_run_tag_text ON run_tag (project, "key", text, run);

CREATE TABLE series_log (
    row_seq INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    run TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    count INTEGER NOT NULL,
    at INTEGER NOT NULL,
    damaged INTEGER NOT NULL,
    body BLOB NOT NULL,
    CONSTRAINT pk_series_log PRIMARY KEY (row_seq)
);

CREATE UNIQUE INDEX uq_series_log_batch ON series_log (run, digest);

CREATE TABLE series_state (
    workspace TEXT NOT NULL,
    snapshot INTEGER NOT NULL,
    CONSTRAINT pk_series_state PRIMARY KEY (workspace)
);

CREATE TABLE setup_code (
    workspace TEXT NOT NULL,
    hash TEXT NOT NULL,
    created INTEGER NOT NULL,
    CONSTRAINT pk_setup_code PRIMARY KEY (workspace)
);

CREATE TABLE team (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    created INTEGER NOT NULL,
    CONSTRAINT pk_team PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_team_name ON team (workspace, name_folded);

CREATE TABLE tombstone (
    node TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_tombstone PRIMARY KEY (node)
);

CREATE TABLE workspace (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    created INTEGER NOT NULL,
    CONSTRAINT pk_workspace PRIMARY KEY (id)
);

CREATE TABLE blob_ref (
    workspace TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    project TEXT NOT NULL,
    digest TEXT NOT NULL,
    created INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_blob_ref PRIMARY KEY (workspace, owner, name),
    CONSTRAINT fk_blob_ref_digest FOREIGN KEY(digest) REFERENCES blob (digest)
);

CREATE INDEX ix_blob_ref_digest ON blob_ref (digest);

CREATE INDEX ix_blob_ref_project ON blob_ref (project, digest);

CREATE INDEX ix_blob_ref_row_seq ON blob_ref (row_seq);

CREATE TABLE job_step (
    job TEXT NOT NULL,
    name TEXT NOT NULL,
    workspace TEXT NOT NULL,
    result TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_job_step PRIMARY KEY (job, name),
    CONSTRAINT fk_job_step_job FOREIGN KEY(job) REFERENCES job (id)
);

CREATE TABLE project (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    "key" TEXT NOT NULL,
    key_folded TEXT NOT NULL,
    last_number INTEGER NOT NULL,
    custom_fields TEXT NOT NULL,
    CONSTRAINT pk_project PRIMARY KEY (id),
    CONSTRAINT fk_project_workspace FOREIGN KEY(workspace) REFERENCES workspace (id),
    CONSTRAINT uq_project_key_folded UNIQUE (key_folded)
);

CREATE TABLE session (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    account TEXT NOT NULL,
    hash TEXT NOT NULL,
    created INTEGER NOT NULL,
    last_used INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    browser TEXT NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT fk_session_account FOREIGN KEY(account) REFERENCES account (id),
    CONSTRAINT uq_session_hash UNIQUE (hash)
);

CREATE INDEX ix_session_account ON session (account);

CREATE INDEX ix_session_expires ON session (expires);

CREATE TABLE team_member (
    team TEXT NOT NULL,
    account TEXT NOT NULL,
    workspace TEXT NOT NULL,
    CONSTRAINT pk_team_member PRIMARY KEY (team, account),
    CONSTRAINT fk_team_member_team FOREIGN KEY(team) REFERENCES team (id),
    CONSTRAINT fk_team_member_account FOREIGN KEY(account) REFERENCES account (id)
);

CREATE INDEX ix_team_member_account ON team_member (account, team);

CREATE TABLE token (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    account TEXT,
    project TEXT,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires INTEGER,
    last_used INTEGER,
    revoked INTEGER,
    CONSTRAINT pk_token PRIMARY KEY (id),
    CONSTRAINT fk_token_account FOREIGN KEY(account) REFERENCES account (id),
    CONSTRAINT uq_token_hash UNIQUE (hash)
);

CREATE INDEX ix_token_account ON token (account);

CREATE INDEX ix_token_project ON token (project);

CREATE TABLE project_access (
    project TEXT NOT NULL,
    principal TEXT NOT NULL,
    workspace TEXT NOT NULL,
    role INTEGER NOT NULL,
    CONSTRAINT pk_project_access PRIMARY KEY (project, principal),
    CONSTRAINT fk_project_access_project FOREIGN KEY(project) REFERENCES project (id)
);

CREATE INDEX ix_project_access_principal ON project_access (principal, project, role);
