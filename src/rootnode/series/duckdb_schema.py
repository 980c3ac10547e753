"""The DuckDB file: how it is opened, and its tables. There are no indexes: they make a torn WAL unreadable.

curve     a number for each (run, key); `flush` is the first that had points of it
point     every point once, in order of arrival, with the number of the flush that brought it (0 after a rewrite)
cell      the pyramid: points of a curve summed up per range of steps; several rows may be parts of one cell
cover     the curve's points up to flush `upto` are in `cell`, with lowest cells 2**shift steps wide
batch     the cursor: rows of the log that were taken in
dead      curves that were deleted and whose points a rewrite will leave out
"""

from pathlib import Path
from typing import Final

import duckdb

from rootnode.series.buckets import FACTOR_BITS, LEVELS

SCHEMA_VERSION: Final = 1
MEMORY: Final = "256MB"
THREADS: Final = 2
VALUE: Final = "coalesce(value, 'NaN'::DOUBLE)"
"""DuckDB takes the NaN of a numpy column for NULL; points have no NULL."""


class Mismatch(Exception):
    """What must agree within a file does not."""


TABLES: Final = """
CREATE TABLE meta (name VARCHAR NOT NULL, value BIGINT NOT NULL);
CREATE TABLE curve (id INTEGER NOT NULL, run VARCHAR NOT NULL, key VARCHAR NOT NULL, flush BIGINT NOT NULL);
CREATE TABLE point (curve INTEGER NOT NULL, step BIGINT NOT NULL, time BIGINT NOT NULL, value DOUBLE NOT NULL, flush BIGINT NOT NULL);
CREATE TABLE cell (curve INTEGER NOT NULL, level TINYINT NOT NULL, start BIGINT NOT NULL, points BIGINT NOT NULL, nans BIGINT NOT NULL,
  low DOUBLE, high DOUBLE, total DOUBLE,
  first_step BIGINT NOT NULL, last_step BIGINT NOT NULL, first_time BIGINT NOT NULL, last_time BIGINT NOT NULL);
CREATE TABLE cover (curve INTEGER NOT NULL, shift TINYINT NOT NULL, upto BIGINT NOT NULL);
CREATE TABLE batch (seq BIGINT NOT NULL);
CREATE TABLE dead (curve INTEGER NOT NULL);
"""

# Points of the curves in `due(curve, shift, upto)` that came after flush `upto`, summed up at every level.
# Totals are scaled by 2**-32, which is exact and keeps the sum of large values finite.
COVER: Final = f"""
INSERT INTO cell
WITH base AS MATERIALIZED (
  SELECT p.curve, due.shift, p.step & -(1::BIGINT << due.shift) AS start, count(*) AS points, count(*) FILTER (isnan(p.value)) AS nans,
    min(p.value) FILTER (NOT isnan(p.value)) AS low, max(p.value) FILTER (NOT isnan(p.value)) AS high,
    sum(p.value / 4294967296.0::DOUBLE) FILTER (NOT isnan(p.value)) AS total,
    min(p.step) AS first_step, max(p.step) AS last_step, min(p.time) AS first_time, max(p.time) AS last_time
  FROM point p JOIN due ON p.curve = due.curve
  WHERE p.flush > due.upto AND p.flush > $least AND p.flush <= $now
  GROUP BY p.curve, due.shift, start
)
SELECT curve, 0, start, points, nans, low, high, total, first_step, last_step, first_time, last_time FROM base
UNION ALL
SELECT curve, level, start & -(1::BIGINT << (shift + level * {FACTOR_BITS})) AS begins,
  sum(points), sum(nans), min(low), max(high), sum(total), min(first_step), max(last_step), min(first_time), max(last_time)
FROM base, range(1, {LEVELS}) AS levels(level)
GROUP BY curve, level, begins
"""


def connect(path: Path, *, external: bool = False) -> duckdb.DuckDBPyConnection:
    """A locked-down DuckDB (reliability 0.8): no files but its own, no URLs, no extensions, no Python variables.

    `external` leaves files open, for the private instances that rewrite and verify copies. Checkpoints are made by
    hand, so that the main file holds still while it is copied.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": 1 if external else THREADS,
        "enable_external_access": external,
        "python_enable_replacements": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "checkpoint_threshold": "1TB",
        "lock_configuration": True,
    }
    return duckdb.connect(str(path), config=config)


def create(path: Path) -> duckdb.DuckDBPyConnection:
    """A new, empty file."""
    connection = connect(path)
    connection.execute(TABLES)
    connection.execute("INSERT INTO meta VALUES ('schema', $1), ('snapshot', 0)", [SCHEMA_VERSION])
    connection.execute("CHECKPOINT")
    return connection


def number(connection: duckdb.DuckDBPyConnection, sql: str, *params: object) -> int:
    """The one whole number that `sql` answers; NULL is 0."""
    found = connection.execute(sql, list(params)).fetchone()
    return int(found[0]) if found and found[0] is not None else 0


def verify(connection: duckdb.DuckDBPyConnection) -> int:
    """Read every block (DuckDB checks its checksum) and compare what must agree. Answers the number of points; raises Mismatch."""
    for table in ("meta", "curve", "point", "cell", "cover", "batch", "dead"):
        connection.execute(f"SELECT sum(hash(t)) FROM {table} t").fetchall()
    connection.execute("CREATE OR REPLACE TEMP VIEW newest AS SELECT curve, max(upto) AS upto FROM cover GROUP BY curve")
    in_cells = number(connection, "SELECT sum(points) FROM cell WHERE level = 0")
    covered = number(connection, "SELECT count(*) FROM point p JOIN newest n ON p.curve = n.curve AND p.flush <= n.upto")
    if in_cells != covered:
        raise Mismatch(f"the pyramid holds {in_cells} points where {covered} are covered")
    known = "SELECT id AS curve FROM curve UNION ALL FROM dead"
    strays = number(connection, f"SELECT count(*) FROM point ANTI JOIN ({known}) k USING (curve)")
    if strays:
        raise Mismatch(f"{strays} points belong to no curve")
    return number(connection, "SELECT count(*) FROM point")
