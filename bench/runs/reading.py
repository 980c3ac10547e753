"""Reading a long series: as a curve of 1,000 buckets in which every planted spike must be seen, and whole, through the MLflow API.

Rootnode gets its points through log-batch; MLflow's server gets them written straight into its database.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import msgspec

from bench.figures import spread, timed
from bench.light import Request, drive_apart
from bench.peers import tracker
from bench.rows import Measured, Place, Row
from bench.servers import KEY, Client
from bench.sides import API, Side, mlflow_side, rootnode_side

CURVE: Final = 1_000_000
HISTORY: Final = 100_000
BUCKETS: Final = 1_000
STRETCH: Final = 5_000
"""There is a spike in the beginning of each so many steps, so that no two of them can fall into one bucket."""
CURVE_TIMES: Final = 50
HISTORY_TIMES: Final = 10
PEER_TIMES: Final = 2
BATCH: Final = 1_000
PATIENCE: Final = 120
NAME: Final = "train/loss"
START: Final = 1_700_000_000_000


def values(count: int, draw: random.Random) -> tuple[list[float], list[float]]:
    """A noisy curve's values by step, and those of them that are spikes, up and down in turn."""
    found = [10 / (1 + step / 1_000) + draw.gauss(0, 0.05) for step in range(count)]
    spikes = []
    for number, begin in enumerate(range(0, count, STRETCH)):
        spikes.append((1_000.0 + number) * (-1) ** number)
        found[begin + draw.randrange(STRETCH // 3)] = spikes[-1]
    return found, spikes


def _requests(side: Side, run: str, series: Sequence[float]) -> Iterator[Request]:
    for first in range(0, len(series), BATCH):
        batch = enumerate(series[first : first + BATCH], first)
        metrics = [{"key": NAME, "value": value, "timestamp": START + step * 1_000, "step": step} for step, value in batch]
        body = msgspec.json.encode({"run_id": run, "metrics": metrics})
        yield side.head(f"{API}/runs/log-batch", len(body)), body


def log(side: Side, client: Client, series: Sequence[float]) -> str:
    """A run of Rootnode with that series."""
    run = side.new_run(client)
    requests = list(_requests(side, run, series))
    if drive_apart(side.port, [requests], PATIENCE).answered != [len(requests)]:
        raise RuntimeError(f"{len(series)} points could not be logged within {PATIENCE} seconds")
    return run


def log_directly(side: Side, client: Client, series: Sequence[float]) -> str:
    """A run of MLflow's server with that series."""
    run = side.new_run(client)
    columns = ("key", "value", "timestamp", "run_uuid", "step", "is_nan")
    rows = [(NAME, value, START + step * 1_000, run, step, 0) for step, value in enumerate(series)]
    tracker.write_rows(side.folder, "metrics", columns, rows)
    tracker.write_rows(side.folder, "latest_metrics", columns, rows[-1:])
    return run


def repeated(side: Side, times: int, ask: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """The last answer, and what one costs, after one to warm up."""
    ask()
    taken, cpu = side.cost(lambda: [timed(ask) for _ in range(times)])
    return taken[-1][0], {"times": times, "cpu_ms": round(cpu / times * 1_000, 2), "ms": spread([each for _, each in taken])}


def curve(place: Place) -> Measured:
    series, spikes = values(CURVE, random.Random(place.seed))
    with rootnode_side(place.folder / "data") as side:
        client = side.client()
        asked = {"runs": [log(side, client, series)], "keys": [NAME], "buckets": BUCKETS}
        told, ours = repeated(side, CURVE_TIMES, lambda: client.ask("POST", f"/api/v1/projects/{KEY}/curves", asked))
        (drawn,) = told["curves"]
        ours |= {"buckets": len(drawn["step"]), "spikes": len({*drawn["min"], *drawn["max"]}.intersection(spikes))}
    with mlflow_side(place.folder / "peer") as side:
        client = side.client()
        run = log_directly(side, client, series)
        path = f"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids={run}&metric_key={NAME}&max_results={BUCKETS}"
        told, theirs = repeated(side, PEER_TIMES, lambda: client.ask("GET", path))
        seen = [each["value"] for each in told["metrics"]]
        theirs |= {"points": len(seen), "spikes": len(set(seen).intersection(spikes))}
    short = "" if ours["spikes"] == len(spikes) else f"{len(spikes) - ours['spikes']} of {len(spikes)} spikes are not seen"
    extra = {"planted": len(spikes), "rootnode": ours, "mlflow": theirs}
    return Measured(ours["cpu_ms"], tracker.NAME, theirs["cpu_ms"], extra, short)


def history(place: Place) -> Measured:
    series, _ = values(HISTORY, random.Random(place.seed))
    found: dict[str, Any] = {}
    for name, opened, filled, times in (
        ("rootnode", rootnode_side(place.folder / "data"), log, HISTORY_TIMES),
        ("mlflow", mlflow_side(place.folder / "peer"), log_directly, PEER_TIMES),
    ):
        with opened as side:
            client = side.client()
            run = filled(side, client, series)
            told, found[name] = repeated(side, times, lambda: _whole(side, client, run))  # noqa: B023 - asked at once
            if [each["value"] for each in told] != series:
                raise AssertionError(f"{name}: {len(told)} points came back, not those that were logged")
    ours, theirs = (found[name]["cpu_ms"] / 1_000 for name in ("rootnode", "mlflow"))
    return Measured(round(ours, 3), tracker.NAME, round(theirs, 3), found)


def _whole(side: Side, client: Client, run: str) -> list[dict[str, Any]]:
    """All points of a run's series, asked for as the mlflow client does."""
    told = side.get(client, f"/metrics/get-history?run_id={run}&metric_key={NAME}")
    points: list[dict[str, Any]] = told["metrics"]
    return points


ROWS: Final = (Row("curve_1m", curve), Row("history_100k", history))
