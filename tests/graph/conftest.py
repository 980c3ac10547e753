"""Every test of the graph ends with the replay check: what the log says equals what the tables hold."""

from collections.abc import Iterator

import pytest

from rootnode.kit.db import Database
from rootnode.testing.replay import assert_replays
from rootnode.testing.world import World, new_world


@pytest.fixture
def world(db: Database) -> Iterator[World]:
    yield new_world(db)
    assert db.read_now(assert_replays) > 0
