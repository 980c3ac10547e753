"""What every room may use: clock, ids, errors, database, jobs, paging. Knows nothing of Rootnode's nouns."""
