CREATE TABLE project_quota (
    project TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    bytes BIGINT,
    points BIGINT,
    set_at BIGINT NOT NULL,
    set_by TEXT COLLATE "C" NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_project_quota PRIMARY KEY (project)
);

CREATE INDEX ix_project_quota_row_seq ON project_quota (row_seq);

CREATE TABLE backup (
    id TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    cut BIGINT NOT NULL,
    change BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    verified BIGINT,
    verify_seconds DOUBLE PRECISION,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_backup PRIMARY KEY (id)
);

CREATE INDEX ix_backup_cut ON backup (workspace, cut);

CREATE INDEX ix_backup_row_seq ON backup (row_seq);

CREATE INDEX ix_backup_verified ON backup (workspace, verified);
