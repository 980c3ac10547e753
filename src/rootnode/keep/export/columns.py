"""Tables as CSV and as Parquet, of any length: rows go through a file of DuckDB in a folder of our own."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from rootnode.keep.cut import Cut
from rootnode.keep.export.names import Csv
from rootnode.keep.export.pages import moment
from rootnode.keep.manifest import private_file
from rootnode.kit.db import Row
from rootnode.series import duckdb_schema
from rootnode.series.duckdb_engine import DuckEngine
from rootnode.series.duckdb_files import place_bytes
from rootnode.series.log import read_entries, rows_in_log

ColumnType: TypeAlias = Literal["text", "real", "int", "time"]
BATCH: Final = 20_000
LOGGED: Final = 200
_TYPES: Final[dict[ColumnType, str]] = {"text": "VARCHAR", "real": "DOUBLE", "int": "BIGINT", "time": "TIMESTAMP"}


class Columns:
    """Writes tables. `scratch` is an empty folder for what is needed meanwhile."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._duck = duckdb_schema.connect(scratch / "export.duckdb", external=True)

    def close(self) -> None:
        """Let go of it."""
        self._duck.close()

    def write(self, path: Path, columns: Sequence[tuple[str, ColumnType]], rows: Iterable[Row]) -> int:
        """`path`.csv and `path`.parquet with these rows; answers how many. Times are microseconds UTC."""
        declared = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in columns)
        self._duck.execute(f"CREATE OR REPLACE TABLE part ({declared})")  # sql: names of ours
        text = Csv(path.with_name(f"{path.name}.csv"), [name for name, _ in columns])
        remaining, count = iter(rows), 0
        try:
            while batch := list(islice(remaining, BATCH)):
                for row in batch:
                    text.write(_shown(value, kind) for value, (_, kind) in zip(row, columns, strict=True))
                self._insert(columns, batch)
                count += len(batch)
        finally:
            text.close()
        self._copy("SELECT * FROM part", path)
        return count

    def _insert(self, columns: Sequence[tuple[str, ColumnType]], batch: list[Row]) -> None:
        """As texts, which have a missing value of their own; NaN of a number is one too."""
        texts = ([None if value is None else str(value) for value in column] for column in zip(*batch, strict=True))
        parts = {f"c{place}": np.array(column, dtype=object) for place, column in enumerate(texts)}
        self._duck.register("batch", parts)
        typed = ((place, _TYPES[kind], kind == "time") for place, (_, kind) in enumerate(columns))
        made = ", ".join(f"make_timestamp(c{place}::BIGINT)" if time else f"c{place}::{kind}" for place, kind, time in typed)
        self._duck.execute(f"INSERT INTO part SELECT {made} FROM batch")  # sql: names of ours
        self._duck.unregister("batch")

    def _copy(self, query: str, path: Path, params: list[Any] | None = None) -> None:
        target = path.with_name(f"{path.name}.parquet")
        private_file(target).close()
        name = str(target).replace("'", "''")
        self._duck.execute(f"COPY ({query}) TO '{name}' (FORMAT parquet, COMPRESSION zstd)", params or [])  # sql: a path of ours
        target.chmod(0o600)

    def gather_points(self, cut: Cut) -> None:
        """Every point of the moment, from snapshot and log, ready for `points`."""
        folder = self._scratch / "series"
        folder.mkdir(mode=0o700)
        if cut.sealed is not None:
            place_bytes(folder, cut.sealed)
        engine = DuckEngine(folder)
        engine.open(0)
        seqs = [row.seq for row in rows_in_log(cut.tx)]
        for start in range(0, len(seqs), LOGGED):
            entries, _ = read_entries(cut.tx, seqs[start : start + LOGGED])
            engine.append(entries)
        engine.close()
        live = str(max(folder.glob("points-*.duckdb"))).replace("'", "''")
        self._duck.execute(f"ATTACH '{live}' AS kept (READ_ONLY)")  # sql: a path of ours

    def points(self, path: Path, runs: Iterable[str]) -> None:
        """`path`.parquet with every point of these runs, in order of run, metric and step."""
        self._duck.execute("CREATE OR REPLACE TABLE chosen (run VARCHAR)")
        remaining = iter(runs)
        while batch := list(islice(remaining, BATCH)):
            self._duck.execute("INSERT INTO chosen SELECT unnest($1)", [batch])
        query = (
            "SELECT c.run, c.key AS metric, p.step, make_timestamp(p.time) AS time, p.value "
            "FROM kept.point p JOIN kept.curve c ON c.id = p.curve SEMI JOIN chosen ON chosen.run = c.run "
            "ORDER BY c.run, c.key, p.step, p.time"
        )
        self._copy(query, path)


def _shown(value: Any, kind: ColumnType) -> Any:
    return moment(value) if kind == "time" and value is not None else value
