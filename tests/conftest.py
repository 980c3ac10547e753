"""What every test may use: fresh databases on both engines, an S3 stand-in, and no network but this machine's own."""

import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

from rootnode.kit.clock import ManualClock
from rootnode.kit.db import Database
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.migrations.run import migrate
from rootnode.testing.engines import (
    S3,
    Cluster,
    Missing,
    postgres_cluster,
    quick_folder,
    s3_server,
)

_numbers: Final = itertools.count(1)
_LONGEST: Final = ("tests/clients/", "tests/house/test_tools.py")
_LOOPBACK: Final = ("127.", "::1", "localhost", "0.0.0.0", "::ffff:127.")


def _refuse_the_network(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: connections and look-ups leave this machine never."""
    if event not in {"socket.connect", "socket.getaddrinfo"}:
        return
    host = args[0] if event == "socket.getaddrinfo" else args[1]
    if isinstance(host, tuple):
        host = host[0]
    elif event == "socket.connect":
        return  # a unix socket
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not name.startswith(_LOOPBACK):
        raise PermissionError(f"a test tried to reach {name}: tests have no network but loopback")


# A gate that now and then fails for what nobody changed is soon passed over: `make test` draws the same examples each time,
# `make soak` new and more ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("soak", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile("soak" if "ROOTNODE_SOAK_KILLS" in os.environ else "gate")

sys.addaudithook(_refuse_the_network)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' files in memory where there is room: half of a test's time is otherwise spent waiting for fsync."""
    if "ROOTNODE_SOAK_KILLS" not in os.environ and not hasattr(config, "workerinput"):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(quick_folder()))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL or S3, so that `-m 'not postgres'` works; begin with what takes longest: no worker ends with it."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        on_postgres = any(callspec_value == "postgres" for callspec_value in _params(item))
        if on_postgres or {"postgres", "postgres_url", "empty_postgres_url", "cluster"} & set(names):
            item.add_marker(pytest.mark.postgres)
        if {"s3", "s3_bucket"} & set(names):
            item.add_marker(pytest.mark.s3)
        if "chromium" in names:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))


def _params(item: pytest.Item) -> list[object]:
    callspec = getattr(item, "callspec", None)
    return list(callspec.params.values()) if callspec else []


@pytest.fixture
def clock() -> ManualClock:
    """A clock that the test moves by hand; `db`, `sqlite` and `postgres` tell its time."""
    return ManualClock()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL cluster of this session's own (fsync off)."""
    try:
        with postgres_cluster() as running:
            migrate(running.create("rootnode_template"))
            yield running
    except Missing as missing:
        pytest.skip(f"PostgreSQL: {missing}")


@pytest.fixture
def empty_postgres_url(cluster: Cluster) -> Iterator[str]:
    """A PostgreSQL database without anything in it."""
    name = f"test_{next(_numbers)}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """A fresh PostgreSQL database with the schema."""
    name = f"test_{next(_numbers)}"
    yield cluster.create(name, "rootnode_template")
    cluster.drop(name)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_path(_sqlite_template: Path, tmp_path: Path) -> Path:
    """A fresh SQLite file with the schema."""
    return Path(shutil.copy(_sqlite_template, tmp_path / "rootnode.db"))


@pytest.fixture
def sqlite(sqlite_path: Path, clock: ManualClock) -> Iterator[SqliteDatabase]:
    """A fresh SQLite database with the schema."""
    database = SqliteDatabase(sqlite_path, clock=clock)
    yield database
    database.close()


@pytest.fixture
def postgres(postgres_url: str, clock: ManualClock) -> Iterator[PostgresDatabase]:
    """A fresh PostgreSQL database with the schema."""
    database = PostgresDatabase(postgres_url, clock=clock)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest) -> Database:
    """A fresh database with the schema, once on each engine."""
    database: Database = request.getfixturevalue(request.param)
    return database


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """An S3 stand-in for the session."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def s3_bucket(s3: S3) -> str:
    """The name of a fresh, empty bucket of `s3`."""
    return s3.create(f"bucket-{next(_numbers)}")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Where the browser is, for playwright's `executable_path`."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("browser: no Chromium on this machine (on Debian: apt-get install chromium)")
    return Path(found)
