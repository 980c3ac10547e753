CREATE TABLE project_quota (
    project TEXT NOT NULL,
    workspace TEXT NOT NULL,
    bytes INTEGER,
    points INTEGER,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_project_quota PRIMARY KEY (project)
);

CREATE INDEX ix_project_quota_row_seq ON project_quota (row_seq);

CREATE TABLE backup (
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    place TEXT NOT NULL,
    version TEXT NOT NULL,
    cut INTEGER NOT NULL,
    change INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    seconds DOUBLE NOT NULL,
    verified INTEGER,
    verify_seconds DOUBLE,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_backup PRIMARY KEY (id)
);

CREATE INDEX ix_backup_cut ON backup (workspace, cut);

CREATE INDEX ix_backup_row_seq ON backup (row_seq);

CREATE INDEX ix_backup_verified ON backup (workspace, verified);
