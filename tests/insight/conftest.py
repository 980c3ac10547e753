"""Every test here has a world with runs, on each engine, whose clock stands on Thursday 12 November 2026."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootnode.kit.clock import ManualClock
from rootnode.kit.db import Database
from rootnode.testing.lab import Lab, new_lab

NOW = int(datetime(2026, 11, 12, 9, 41, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture
def lab(db: Database, clock: ManualClock, tmp_path: Path) -> Iterator[Lab]:
    clock.value = NOW
    with new_lab(db, tmp_path) as lab:
        yield lab
