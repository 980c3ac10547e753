"""What it costs the server to begin a run and to finish it, as the mlflow client asks for it: two calls, over one connection."""

from functools import partial
from typing import Any, Final

from bench.figures import spread, timed
from bench.peers import tracker
from bench.rows import Measured, Place, Row
from bench.servers import Client
from bench.sides import Side, mlflow_side, rootnode_side

WARM: Final = 50
RUNS: Final = 1_000
PEER_RUNS: Final = 300
TAGS: Final = {
    "mlflow.user": "mika",
    "mlflow.source.name": "train.py",
    "mlflow.source.type": "LOCAL",
    "mlflow.source.git.commit": "4f1c" * 10,
}
START: Final = 1_700_000_000_000


def one(side: Side, client: Client, number: int) -> None:
    """Begin and finish a run."""
    name = f"run-{number}"
    tags = [{"key": key, "value": value} for key, value in (TAGS | {"mlflow.runName": name}).items()]
    new = {"experiment_id": "0", "user_id": "mika", "run_name": name, "start_time": START + number, "tags": tags}
    run = side.post(client, "/runs/create", new)["run"]["info"]["run_id"]
    told = side.post(client, "/runs/update", {"run_id": run, "status": "FINISHED", "end_time": START + number + 60_000})
    if told["run_info"]["status"] != "FINISHED":
        raise AssertionError(told)


def facts(side: Side, runs: int) -> dict[str, Any]:
    """What is told of a side."""
    client = side.client()
    for number in range(WARM):
        one(side, client, number)
    taken, cpu = side.cost(lambda: [timed(partial(one, side, client, number))[1] for number in range(runs)])
    return {"runs": runs, "cpu_ms": round(cpu / runs * 1_000, 2), "ms": spread(taken)}


def measure(place: Place) -> Measured:
    found: dict[str, Any] = {}
    with rootnode_side(place.folder / "data") as side:
        found["rootnode"] = facts(side, RUNS)
    with mlflow_side(place.folder / "peer") as side:
        found["mlflow"] = facts(side, PEER_RUNS)
    return Measured(found["rootnode"]["cpu_ms"], tracker.NAME, found["mlflow"]["cpu_ms"], found)


ROWS: Final = (Row("run_create_finish_cpu", measure),)
