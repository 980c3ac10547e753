DROP INDEX ix_change_told;

CREATE INDEX ix_change_told ON change (project, number) WHERE type <> 'event' OR verb IN ('comment', 'grant', 'edit_tags', 'undo');

CREATE INDEX ix_change_all_told ON change (workspace, number) WHERE type <> 'event' OR verb IN ('comment', 'grant', 'edit_tags', 'undo')
