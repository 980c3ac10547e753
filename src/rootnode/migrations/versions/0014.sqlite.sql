CREATE TABLE asked_place (
    account TEXT NOT NULL,
    place TEXT NOT NULL,
    role INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    request TEXT,
    at INTEGER NOT NULL,
    row_seq INTEGER NOT NULL,
    CONSTRAINT pk_asked_place PRIMARY KEY (account, place, role)
);

CREATE INDEX ix_asked_place_row_seq ON asked_place (row_seq)
