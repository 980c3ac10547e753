"""Metric points: a durable ingest log in the SQL store, drained into an engine that draws curves.

The rest of the product uses `Series` and `open_series` of `store`, `Points` of `points`, and the results and errors of
`protocol`. Nothing is imported here, so that declaring the tables does not load DuckDB. Rules: docs/spec/series.md.
"""
