"""Series over a fresh database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rootnode.kit.db import Database
from rootnode.series.duckdb_engine import DuckEngine
from rootnode.series.store import Series


@pytest.fixture
def open_duck(tmp_path: Path) -> Callable[[], DuckEngine]:
    """Opens the engine of this test's folder, with pyramids and rewrites from few points on."""

    def open_now() -> DuckEngine:
        engine = DuckEngine(tmp_path / "series", cover=16, unsorted=50)
        engine.open(0)
        return engine

    return open_now


@pytest.fixture
def series(db: Database, open_duck: Callable[[], DuckEngine]) -> Iterator[Series]:
    """Series that flush at once and keep themselves up by hand only."""
    series = Series(db, open_duck(), window=0.001, upkeep=False)
    yield series
    series.close()
