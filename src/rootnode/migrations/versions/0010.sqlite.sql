CREATE INDEX ix_title_word_project ON title_word (project, word, node)
