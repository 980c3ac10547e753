CREATE INDEX ix_title_word_project ON title_word (project, word, node);

ALTER TABLE access_request ADD COLUMN answer TEXT
