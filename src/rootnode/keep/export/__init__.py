"""A workspace as files that can be read without Rootnode: Markdown, JSON, CSV, Parquet, and the files themselves."""
