"""F1: the server is killed with SIGKILL at random moments while it is written to over HTTP; then everything is compared.

`make bench ONLY=kill9_lost` makes 200 kills, `make soak` a thousand (ROOTNODE_SOAK_KILLS for another number). The seed is
printed; ROOTNODE_KILLS_SEED repeats one.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from rootnode.testing.kills.checker import Verdict
from rootnode.testing.kills.harness import EACH, Plan, run

PLANTED: Final = Path(__file__).parent / "planted"

ATTEMPTS: Final = 3

pytestmark = pytest.mark.faults


@pytest.fixture
def seed() -> int:
    """Printed, so that a failure can be repeated."""
    drawn = int(os.environ.get("ROOTNODE_KILLS_SEED") or secrets.randbelow(10**9))
    print(f"seed {drawn}")
    return drawn


def _sound(verdict: Verdict, kills: int) -> None:
    print(verdict)
    assert verdict.faults == 0, str(verdict)
    assert verdict.facts["kills"] == kills
    assert all(verdict.acked[kind] for kind in EACH)
    assert verdict.acked.total() >= kills


def test_f1_kills_lose_and_double_nothing_on_sqlite(tmp_path: Path, seed: int) -> None:
    _sound(run(tmp_path, Plan(kills=12, seed=seed)), 12)


def test_f1_kills_lose_and_double_nothing_on_postgres(tmp_path: Path, seed: int, postgres_url: str) -> None:
    _sound(run(tmp_path, Plan(kills=6, seed=seed, database_url=postgres_url)), 6)


def _caught(folder: Path, seed: int, planted: str, kills: int) -> Iterator[Verdict]:
    """Verdicts over a server with the fault, several, as the moment that shows it is hit by chance."""
    for attempt in range(ATTEMPTS):
        place = folder / str(attempt)
        place.mkdir()
        yield run(place, Plan(kills=kills, seed=seed + attempt), extra={"PYTHONPATH": str(PLANTED / planted)})


def test_f1_an_acknowledgement_before_the_commit_is_caught(tmp_path: Path, seed: int) -> None:
    assert any(verdict.lost for verdict in _caught(tmp_path, seed, "ack_before_commit", kills=5))


def test_f1_forgotten_idempotency_keys_are_caught(tmp_path: Path, seed: int) -> None:
    assert any(verdict.doubled or verdict.wrong for verdict in _caught(tmp_path, seed, "forget_keys", kills=8))


@pytest.mark.soak
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_f1_soak(tmp_path: Path, seed: int, engine: str, request: pytest.FixtureRequest) -> None:
    kills = int(os.environ.get("ROOTNODE_SOAK_KILLS") or 1_000)
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else ""
    _sound(run(tmp_path, Plan(kills=kills, seed=seed, database_url=url)), kills)
