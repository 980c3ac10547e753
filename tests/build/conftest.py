"""Every test of runs ends with the replay check: what the log says equals what the tables hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootnode.kit.db import Database
from rootnode.testing.lab import Lab, new_lab
from rootnode.testing.replay import assert_replays


@pytest.fixture
def lab(db: Database, tmp_path: Path) -> Iterator[Lab]:
    with new_lab(db, tmp_path) as lab:
        yield lab
    assert db.read_now(assert_replays) > 0
