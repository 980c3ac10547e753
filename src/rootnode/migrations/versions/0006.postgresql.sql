ALTER TABLE account ADD COLUMN example BIGINT;

CREATE TABLE preference (
    account TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    focus TEXT COLLATE "C",
    CONSTRAINT pk_preference PRIMARY KEY (account),
    CONSTRAINT fk_preference_account FOREIGN KEY(account) REFERENCES account (id)
);

CREATE TABLE former_key (
    key_folded TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_former_key PRIMARY KEY (key_folded),
    CONSTRAINT fk_former_key_project FOREIGN KEY(project) REFERENCES project (id)
);

CREATE TABLE outcome_project (
    project TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    made BIGINT NOT NULL,
    first_run BIGINT,
    first_document BIGINT,
    first_issue BIGINT,
    CONSTRAINT pk_outcome_project PRIMARY KEY (project)
);

CREATE INDEX ix_outcome_project_workspace ON outcome_project (workspace);

CREATE TABLE outcome_serving (
    run TEXT COLLATE "C" NOT NULL,
    endpoint TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    began BIGINT NOT NULL,
    served BIGINT NOT NULL,
    CONSTRAINT pk_outcome_serving PRIMARY KEY (run, endpoint)
);

CREATE INDEX ix_outcome_serving_project ON outcome_serving (project);

CREATE INDEX ix_outcome_serving_workspace ON outcome_serving (workspace);

CREATE TABLE outcome_search (
    workspace TEXT COLLATE "C" NOT NULL,
    day BIGINT NOT NULL,
    result TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_outcome_search PRIMARY KEY (workspace, day, result)
);

CREATE TABLE outcome_touch (
    item TEXT COLLATE "C" NOT NULL,
    team TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    touched BIGINT NOT NULL,
    CONSTRAINT pk_outcome_touch PRIMARY KEY (item, team)
);

CREATE INDEX ix_outcome_touch_project ON outcome_touch (project);

CREATE INDEX ix_outcome_touch_workspace ON outcome_touch (workspace, item);

CREATE TABLE task (
    account TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    task TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    done BIGINT,
    dismissed BIGINT,
    CONSTRAINT pk_task PRIMARY KEY (account, project, task)
);

CREATE INDEX ix_task_project ON task (project);
