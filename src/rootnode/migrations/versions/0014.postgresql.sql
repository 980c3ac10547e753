CREATE TABLE asked_place (
    account TEXT COLLATE "C" NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    role BIGINT NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    request TEXT COLLATE "C",
    at BIGINT NOT NULL,
    row_seq BIGINT NOT NULL,
    CONSTRAINT pk_asked_place PRIMARY KEY (account, place, role)
);

CREATE INDEX ix_asked_place_row_seq ON asked_place (row_seq)
