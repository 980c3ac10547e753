"""Rewriting a DuckDB file: sorted by (run, key, step), without what was deleted, the pyramid in whole cells."""

from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from rootnode.series import duckdb_schema as schema
from rootnode.series.buckets import base_shift

_SORTED: Final = """
INSERT INTO point SELECT curve, step, time, value, 0 FROM old.point ANTI JOIN old.dead USING (curve) ORDER BY curve, step, time, value"""
_LONG: Final = "SELECT curve, max(step) - min(step) + 1, count(*) FROM point GROUP BY curve HAVING count(*) >= $1"


def rewrite(source: Path, target: Path, cover: int) -> None:
    """Write the sorted form of a sealed snapshot into a new file, by a private instance; curves of `cover` points get a pyramid.

    Raises duckdb.Error, OSError, Mismatch.
    """
    target.unlink(missing_ok=True)
    with schema.connect(target, external=True) as connection:
        connection.execute(schema.TABLES)
        connection.execute(f"ATTACH '{str(source).replace(chr(39), chr(39) * 2)}' AS old (READ_ONLY)")
        connection.begin()
        connection.execute("INSERT INTO meta FROM old.meta")
        connection.execute("INSERT INTO curve SELECT id, run, key, 0 FROM old.curve ORDER BY id")
        connection.execute("INSERT INTO batch FROM old.batch")
        connection.execute(_SORTED)
        _build_pyramid(connection, cover)
        connection.commit()
        _compare(connection)
        connection.execute("CHECKPOINT")


def _build_pyramid(connection: duckdb.DuckDBPyConnection, cover: int) -> None:
    long = connection.execute(_LONG, [cover]).fetchall()
    if not long:
        return
    shifts = np.array([base_shift(span, points) for _, span, points in long], dtype=np.int8)
    numbers = np.array([curve for curve, _, _ in long], dtype=np.int64)
    connection.register("due", {"curve": numbers, "shift": shifts, "upto": np.full(len(long), -1, dtype=np.int64)})
    connection.execute(schema.COVER, {"least": -1, "now": 0})
    connection.execute("INSERT INTO cover SELECT curve, shift, 0 FROM due")
    connection.unregister("due")


def _compare(connection: duckdb.DuckDBPyConnection) -> None:
    """The same points as before, none lost and none new."""
    prints = "SELECT count(*), sum(hash(curve, step, time, value)) FROM {} ANTI JOIN old.dead USING (curve)"
    before = connection.execute(prints.format("old.point")).fetchall()
    after = connection.execute(prints.format("point")).fetchall()
    if before != after:
        raise schema.Mismatch("the rewritten series file does not hold the same points")
    schema.verify(connection)


def carry_over(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection, flush: int) -> None:
    """Copy into `target` what `source` took in after `flush`, its deletions and its cursor."""
    points = source.execute("SELECT curve, step, time, value, flush FROM point WHERE flush > $1", [flush]).fetchnumpy()
    curves = source.execute("SELECT id, run, key, flush FROM curve WHERE flush > $1", [flush]).fetchall()
    dead = source.execute("SELECT curve FROM dead").fetchnumpy()
    taken = source.execute("SELECT seq FROM batch").fetchnumpy()
    target.begin()
    target.register("moved", points)
    target.execute(f"INSERT INTO point SELECT curve, step, time, {schema.VALUE}, flush FROM moved")
    if curves:
        target.executemany("INSERT INTO curve VALUES ($1, $2, $3, $4)", [list(row) for row in curves])
    target.register("moved", dead)
    target.execute("INSERT INTO dead SELECT DISTINCT curve FROM point SEMI JOIN moved USING (curve)")
    target.execute("DELETE FROM curve WHERE id IN (SELECT curve FROM moved)")
    target.register("moved", taken)
    target.execute("DELETE FROM batch")
    target.execute("INSERT INTO batch SELECT seq FROM moved")
    target.unregister("moved")
    target.commit()
