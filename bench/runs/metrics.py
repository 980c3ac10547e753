"""One point per call: from eight raw connections at once, and from the unmodified mlflow client.

Each connection logs to a run of its own, four metrics in turn. Afterwards every run's points are counted.
"""

import random
from functools import partial
from typing import Any, Final

from bench.figures import percentile, spread
from bench.light import Driven, Request, drive_apart
from bench.peers import tracker
from bench.peers.run import measure_peer
from bench.rows import Measured, Place, Row
from bench.sides import API, Side, mlflow_side, rootnode_side

CONNECTIONS: Final = 8
KEYS: Final = 4
SECONDS: Final = 15.0
PEER_SECONDS: Final = 10.0
WARM_SECONDS: Final = 2.0
MOST_A_SECOND: Final = 1_000
"""Requests made ready for each connection."""
START: Final = 1_700_000_000_000


def stream(side: Side, run: str, first: int, count: int, draw: random.Random) -> list[Request]:
    """Requests with steps from `first` on."""
    found: list[Request] = []
    for step in range(first, first + count):
        key, value = f"train/metric_{step % KEYS}", draw.random()
        body = f'{{"run_id":"{run}","key":"{key}","value":{value!r},"timestamp":{START + step * 1_000},"step":{step}}}'.encode()
        found.append((side.head(f"{API}/runs/log-metric", len(body)), body))
    return found


def load(side: Side, seconds: float, draw: random.Random) -> tuple[Driven, float]:
    """What came of it, and the server's CPU seconds, until all points could be read."""
    client = side.client()
    runs = [side.new_run(client) for _ in range(CONNECTIONS)]
    count, rest = int(WARM_SECONDS * MOST_A_SECOND), int(seconds * MOST_A_SECOND)
    warm = drive_apart(side.port, [stream(side, run, 0, count, draw) for run in runs], WARM_SECONDS)
    streams = [stream(side, run, count, rest, draw) for run in runs]

    def work() -> Driven:
        driven = drive_apart(side.port, streams, seconds)
        for run, *answered in zip(runs, warm.answered, driven.answered, strict=True):
            _check(side, run, sum(answered))
        return driven

    return side.cost(work)


def _check(side: Side, run: str, logged: int) -> None:
    client = side.client()
    paths = [f"/metrics/get-history?run_id={run}&metric_key=train/metric_{key}" for key in range(KEYS)]
    found = sum(len(side.get(client, path).get("metrics", ())) for path in paths)
    if found != logged:
        raise AssertionError(f"{found} points of {logged} can be read")


def facts(driven: Driven, cpu: float) -> dict[str, Any]:
    """What is told of a side."""
    return {
        "calls_per_s": round(driven.rate),
        "p99_ms": round(percentile(driven.ms, 0.99), 2),
        "cpu_ms_per_call": round(cpu / len(driven.ms) * 1_000, 2),
        "ms": spread(driven.ms),
    }


def raw(place: Place, figure: str) -> Measured:
    """The fact called `figure`, of both sides."""
    with rootnode_side(place.folder / "data") as side:
        driven, cpu = load(side, SECONDS, random.Random(place.seed))
    ours = facts(driven, cpu)
    with mlflow_side(place.folder / "peer") as side:
        theirs = facts(*load(side, PEER_SECONDS, random.Random(place.seed)))
    short = "a connection ran out of requests" if driven.ran_out else ""
    return Measured(ours[figure], tracker.NAME, theirs[figure], {"rootnode": ours, "mlflow": theirs}, short)


def stock(place: Place) -> Measured:
    """The median of the client's calls, most of which is its own CPU."""
    found: dict[str, Any] = {}
    with rootnode_side(place.folder / "data") as side:
        found["rootnode"] = _stock(side, SECONDS)
    with mlflow_side(place.folder / "peer") as side:
        found["mlflow"] = _stock(side, PEER_SECONDS)
    return Measured(found["rootnode"]["ms"]["p50"], tracker.NAME, found["mlflow"]["ms"]["p50"], found)


def _stock(side: Side, seconds: float) -> dict[str, Any]:
    token = {"MLFLOW_TRACKING_TOKEN": side.token} if side.token else {}
    told, cpu = side.cost(lambda: measure_peer("mlflow", "stock_client", side.url + side.prefix, str(seconds), extra=token))
    return {"calls": len(told["ms"]), "server_cpu_ms_per_call": round(cpu / len(told["ms"]) * 1_000, 2), "ms": spread(told["ms"])}


ROWS: Final = (
    Row("log_metric_raw_rate", partial(raw, figure="calls_per_s")),
    Row("log_metric_raw_p99", partial(raw, figure="p99_ms")),
    Row("log_metric_stock_p50", stock),
)
