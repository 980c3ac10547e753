"""Rows about runs: logging, reading and searching them, and their files, beside MLflow's own server."""
