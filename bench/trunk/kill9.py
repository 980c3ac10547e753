"""Two hundred kills of the real server while eight clients log through MLflow and two write items; every write is compared at the end.

Two servers are killed side by side, each on its own data. Most lives are forked from a process that has the server
imported (rootnode.testing.kills), one in ten starts with a new interpreter.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from bench.rows import Measured, Place, Row
from rootnode.testing.kills.checker import Verdict
from rootnode.testing.kills.harness import Plan, run

KILLS: Final = 200
LANES: Final = 2
DEADLINE: Final = 240.0
"""Seconds after which no further kill is made: a row takes five minutes at most."""


def _lane(folder: Path, seed: int) -> Verdict:
    folder.mkdir()
    return run(folder, Plan(kills=KILLS // LANES, seed=seed, deadline=DEADLINE))


def measure(place: Place) -> Measured:
    with ThreadPoolExecutor(LANES) as threads:
        verdicts = list(threads.map(lambda lane: _lane(place.folder / f"lane{lane}", place.seed + lane), range(LANES)))
    kills = sum(verdict.facts["kills"] for verdict in verdicts)
    extra: dict[str, object] = {
        "kills": kills,
        "starts_forked": sum(verdict.facts["starts_forked"] for verdict in verdicts),
        "starts_plain": sum(verdict.facts["starts_plain"] for verdict in verdicts),
        "acknowledged": sum(verdict.acked.total() for verdict in verdicts),
        "unknown_there": sum(verdict.unknown_there for verdict in verdicts),
        "unknown_not_there": sum(verdict.unknown_not_there for verdict in verdicts),
        "runs_begun_twice": sum(verdict.facts["runs_begun_twice"] for verdict in verdicts),
        "replayed": sum(verdict.replayed for verdict in verdicts),
        "faults": [fault for verdict in verdicts for fault in (*verdict.lost, *verdict.doubled, *verdict.wrong, *verdict.stray)][:20],
    }
    short = f"only {kills} of {KILLS} kills in {DEADLINE:.0f} s" if kills < KILLS else ""
    return Measured(sum(verdict.faults for verdict in verdicts), extra=extra, short=short)


ROWS: Final = (Row("kill9_lost", measure),)
