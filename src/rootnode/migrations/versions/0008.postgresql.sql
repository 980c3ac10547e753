CREATE INDEX ix_link_blocks ON link (workspace, target, source) WHERE type = 'blocks';

CREATE INDEX ix_change_answer ON change (node, number) WHERE verb = 'answer_document'
