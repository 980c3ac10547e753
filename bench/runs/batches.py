"""Batches of 1,000 points over four keep-alive connections, for 30 seconds; MLflow's server gets 10.

Every batch is new: the bodies are those of one run, sent for one run after the other. Afterwards a run that was logged
whole is read again, point by point in number.
"""

import random
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import msgspec

from bench.figures import spread
from bench.light import Driven, Request, drive_apart
from bench.peers import tracker
from bench.rows import Measured, Place, Row
from bench.sides import API, Side, mlflow_side, rootnode_side

POINTS: Final = 1_000
CONNECTIONS: Final = 4
BODIES: Final = 100
SECONDS: Final = 30.0
PEER_SECONDS: Final = 10.0
WARM_SECONDS: Final = 2.0
RUNS: Final = 60
"""Each connection's, so that 30 seconds do not use them up."""
START: Final = 1_700_000_000_000


def bodies(keys: int, draw: random.Random) -> list[bytes]:
    """The metrics of a run's batches, as JSON, in order of step."""
    found = []
    for batch in range(BODIES):
        steps = [batch * (POINTS // keys) + at // keys for at in range(POINTS)]
        metrics = [
            {"key": f"train/metric_{at % keys:03d}", "value": draw.random(), "timestamp": START + step * 1_000, "step": step}
            for at, step in enumerate(steps)
        ]
        found.append(msgspec.json.encode(metrics))
    return found


def stream(side: Side, runs: Sequence[str], metrics: Sequence[bytes]) -> list[Request]:
    """One connection's requests: each run's batches, one run after the other."""
    found: list[Request] = []
    for run in runs:
        begin, end = b'{"run_id":"' + run.encode() + b'","metrics":', b"}"
        heads = {len(each): side.head(f"{API}/runs/log-batch", len(begin) + len(each) + len(end)) for each in metrics}
        found += [(heads[len(each)], begin, each, end) for each in metrics]
    return found


def load(side: Side, metrics: Sequence[bytes], keys: int, seconds: float, runs: int) -> tuple[Driven, float]:
    """What came of it, and the server's CPU seconds, until all points could be read."""
    client = side.client()
    warm = [[side.new_run(client)] for _ in range(CONNECTIONS)]
    chosen = [[side.new_run(client) for _ in range(runs)] for _ in range(CONNECTIONS)]
    drive_apart(side.port, [stream(side, each, metrics) for each in warm], WARM_SECONDS)
    read = partial(_check, side, chosen, keys)
    read(Driven(answered=[0] * CONNECTIONS))
    streams = [stream(side, each, metrics) for each in chosen]

    def work() -> Driven:
        driven = drive_apart(side.port, streams, seconds)
        read(driven)
        return driven

    return side.cost(work)


def _check(side: Side, runs: Sequence[Sequence[str]], keys: int, driven: Driven) -> None:
    """What each connection logged last is there: of its last run one metric's points, counted."""
    client = side.client()
    for own, answered in zip(runs, driven.answered, strict=True):
        whole, rest = divmod(answered, BODIES)
        run, batches = (own[whole], rest) if rest or not whole else (own[whole - 1], BODIES)
        path = f"/metrics/get-history?run_id={run}&metric_key=train/metric_000"
        found = len(side.get(client, path).get("metrics", ()))
        if found != batches * POINTS // keys:
            raise AssertionError(f"{found} points of {batches} batches can be read")


def facts(driven: Driven, cpu: float) -> dict[str, Any]:
    """What is told of a side beside its figure."""
    points = len(driven.ms) * POINTS
    return {
        "calls": len(driven.ms),
        "points_per_s": round(points / driven.seconds),
        "cpu_s_per_million": round(cpu / points * 1e6, 2),
        "cpu_ms_per_call": round(cpu / len(driven.ms) * 1_000, 2),
        "ms": spread(driven.ms),
    }


def measure(place: Place, keys: int, figure: str) -> Measured:
    """The fact called `figure`, of both sides."""
    metrics = bodies(keys, random.Random(place.seed))
    with rootnode_side(place.folder / "data") as side:
        driven, cpu = load(side, metrics, keys, SECONDS, RUNS)
    ours = facts(driven, cpu)
    with mlflow_side(place.folder / "peer") as side:
        theirs = facts(*load(side, metrics, keys, PEER_SECONDS, 2))
    short = "a connection ran out of requests" if driven.ran_out else ""
    return Measured(ours[figure], tracker.NAME, theirs[figure], {"rootnode": ours, "mlflow": theirs}, short)


ROWS: Final = (
    Row("log_batch_points", partial(measure, keys=10, figure="points_per_s")),
    Row("log_batch_cpu", partial(measure, keys=10, figure="cpu_s_per_million")),
    Row("log_batch_points_100", partial(measure, keys=100, figure="points_per_s")),
)
