"""The contract of series over each engine."""

from collections.abc import Iterator

import pytest

from rootnode.series.clickhouse_engine import ClickHouseEngine, open_clickhouse
from rootnode.series.duckdb_engine import DuckEngine
from rootnode.testing.series import SeriesContract


class TestDuckDB(SeriesContract):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
        engine = DuckEngine(tmp_path_factory.mktemp("series"))
        engine.open(0)
        yield engine
        engine.close()


class TestDuckDBWithPyramidsEverywhere(SeriesContract):
    """Curves of four points have a pyramid already."""

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
        engine = DuckEngine(tmp_path_factory.mktemp("series"), cover=4)
        engine.open(0)
        yield engine
        engine.verify()
        engine.close()


class TestClickHouse(SeriesContract):
    """Through chdb, which takes seconds to open: one for all tests."""

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseEngine]:
        engine = open_clickhouse(f"chdb:///{tmp_path_factory.mktemp('chdb')}")
        yield engine
        engine.close()
