CREATE INDEX ix_link_blocks ON link (workspace, target, source) WHERE type = 'blocks'
