"""A whole application per test, on either engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from doors.callers import Matrix
from rootnode.config import Settings
from rootnode.kit.clock import ManualClock
from rootnode.testing.app import Site
from rootnode.testing.app import site as opened_site


@pytest.fixture
def settings(sqlite_path: Path) -> Settings:
    """Of a server on SQLite. A test module may override it."""
    return Settings(data=sqlite_path.parent)


@pytest.fixture
async def site(settings: Settings, clock: ManualClock) -> AsyncIterator[Site]:
    """An application on SQLite."""
    async with opened_site(settings, clock) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
async def any_site(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Site]:
    """An application, once on each engine."""
    if request.param == "sqlite":
        where = Settings(data=request.getfixturevalue("sqlite_path").parent)
    else:
        where = Settings(data=tmp_path, database_url=request.getfixturevalue("postgres_url"))
    async with opened_site(where, clock) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def matrix(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Matrix]:
    """Every kind of caller, on one application for the whole module; calls act upon fresh things."""
    async with opened_site(Settings(data=tmp_path_factory.mktemp("matrix"))) as site:
        yield Matrix(site, await site.rootnode.blobs.put(b"the bytes of a file"))
