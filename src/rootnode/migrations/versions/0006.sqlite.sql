ALTER TABLE account ADD COLUMN example INTEGER;

CREATE TABLE preference (
    account TEXT NOT NULL,
    workspace TEXT NOT NULL,
    focus TEXT,
    CONSTRAINT pk_preference PRIMARY KEY (account),
    CONSTRAINT fk_preference_account FOREIGN KEY(account) REFERENCES account (id)
);

CREATE TABLE former_key (
    key_folded TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    CONSTRAINT pk_former_key PRIMARY KEY (key_folded),
    CONSTRAINT fk_former_key_project FOREIGN KEY(project) REFERENCES project (id)
);

CREATE TABLE outcome_project (
    project TEXT NOT NULL,
    workspace TEXT NOT NULL,
    made INTEGER NOT NULL,
    first_run INTEGER,
    first_document INTEGER,
    first_issue INTEGER,
    CONSTRAINT pk_outcome_project PRIMARY KEY (project)
);

CREATE INDEX ix_outcome_project_workspace ON outcome_project (workspace);

CREATE TABLE outcome_serving (
    run TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    began INTEGER NOT NULL,
    served INTEGER NOT NULL,
    CONSTRAINT pk_outcome_serving PRIMARY KEY (run, endpoint)
);

CREATE INDEX ix_outcome_serving_project ON outcome_serving (project);

CREATE INDEX ix_outcome_serving_workspace ON outcome_serving (workspace);

CREATE TABLE outcome_search (
    workspace TEXT NOT NULL,
    day INTEGER NOT NULL,
    result TEXT NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT pk_outcome_search PRIMARY KEY (workspace, day, result)
);

CREATE TABLE outcome_touch (
    item TEXT NOT NULL,
    team TEXT NOT NULL,
    workspace TEXT NOT NULL,
    project TEXT NOT NULL,
    touched INTEGER NOT NULL,
    CONSTRAINT pk_outcome_touch PRIMARY KEY (item, team)
);

CREATE INDEX ix_outcome_touch_project ON outcome_touch (project);

CREATE INDEX ix_outcome_touch_workspace ON outcome_touch (workspace, item);

CREATE TABLE task (
    account TEXT NOT NULL,
    project TEXT NOT NULL,
    task TEXT NOT NULL,
    workspace TEXT NOT NULL,
    done INTEGER,
    dismissed INTEGER,
    CONSTRAINT pk_task PRIMARY KEY (account, project, task)
);

CREATE INDEX ix_task_project ON task (project);
