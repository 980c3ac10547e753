"""100 of 100,000 runs by a metric and a param, ordered by another metric, as the mlflow client asks; the first page.

The runs are written straight into both databases: five metrics, five params, two tags each. Every search asks for other
bounds, from one that most runs meet to one that a few do. MLflow's server is asked once, and given up after PEER_PATIENCE.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.bulk import insert, recount
from bench.engines import analyse
from bench.figures import percentile, spread, timed
from bench.peers import tracker
from bench.rows import Measured, Place, Row
from bench.servers import Client
from bench.sides import Side, mlflow_side, rootnode_side
from rootnode.build.limits import number_in
from rootnode.graph.fields import sort_values
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.wire.items import Field
from rootnode.wiring import new_graph

RUNS: Final = 100_000
PAGE: Final = 100
SEARCHES: Final = 60
WARM: Final = 3
PEER_PATIENCE: Final = 150
"""Seconds."""
START: Final = 1_700_000_000_000
METRICS: Final = ("train/loss", "val/loss", "val/accuracy", "val/f1", "epoch_seconds")
OPTIMIZERS: Final = ("adam", "adamw", "sgd", "lion")
NODE: Final = (
    "id", "workspace", "project", "kind", "number", "parent", "title", "state", "fields", "rev", "created", "created_by", "updated",
    "updated_by",
)  # fmt: skip
VALUE: Final = ("node", "field", "pos", "workspace", "project", "kind", "state", "num", "text")
PLACE: Final = ("run", "workspace", "project", "experiment", "started", "row_seq")
TEXTS: Final = ("run", "key", "workspace", "project", "value", "text", "num", "row_seq")
LATEST: Final = ("run", "key", "workspace", "project", "last", "last_step", "last_time", "min", "max", "points", "row_seq")


class Made(msgspec.Struct, frozen=True):
    """A run as both sides get it. `started` in milliseconds."""

    id: str
    name: str
    started: int
    metrics: dict[str, float]
    params: dict[str, str]
    tags: dict[str, str]


def made(draw: random.Random) -> Iterator[Made]:
    """The runs, begun ten seconds after each other."""
    for number in range(RUNS):
        started = START + number * 10_000
        params = {
            "optimizer": draw.choice(OPTIMIZERS),
            "lr": f"{10 ** draw.uniform(-5, -1):.6f}",
            "batch_size": str(draw.choice((16, 32, 64, 128))),
            "depth": str(draw.randint(2, 48)),
            "seed": str(number),
        }
        yield Made(
            f"{started:012x}7000{draw.getrandbits(64):016x}",
            f"sweep-{number}",
            started,
            {name: draw.random() for name in METRICS},
            params,
            {"mlflow.user": draw.choice(("mika", "olga", "ines")), "mlflow.source.name": "train.py"},
        )


def fill_rootnode(data: Path, example: str, runs: list[Made]) -> None:
    """The runs as the door would have written them, beside the run `example` that it did write."""
    db = SqliteDatabase(data / "rootnode.db")
    row = db.read_now(lambda tx: tx.row("SELECT workspace, project, parent, created_by FROM node WHERE id = :run", run=example))
    assert row is not None
    workspace, project, experiment, actor = row
    of = (workspace, project)
    texts = {"run_param": "params", "run_tag": "tags"}
    insert(db, "node", NODE, (_node(run, of, experiment, actor) for run in runs))
    recount(db)
    insert(db, "node_value", VALUE, (each for run in runs for each in _values(run, of)))
    insert(db, "run_place", PLACE, ((run.id, *of, 0, run.started * 1_000, at) for at, run in enumerate(runs)))
    for table, name in texts.items():
        rows = ((at, run.id, *each) for at, run in enumerate(runs) for each in getattr(run, name).items())
        insert(db, table, TEXTS, ((run, key, *of, text, text, number_in(text), at) for at, run, key, text in rows))
    latest = ((at, run, *each) for at, run in enumerate(runs) for each in run.metrics.items())
    times = (99, START * 1_000)
    insert(db, "metric_latest", LATEST, ((run.id, key, *of, last, *times, last, last + 1, 100, at) for at, run, key, last in latest))
    analyse(db)
    db.close()


def _fields(run: Made) -> dict[str, Any]:
    return {"started": run.started * 1_000, "ended": (run.started + 60_000) * 1_000, "user": run.tags["mlflow.user"], "source": "train.py"}


def _node(run: Made, of: tuple[str, str], experiment: str, actor: str) -> tuple[Any, ...]:
    began = run.started * 1_000
    fields = msgspec.json.encode(_fields(run)).decode()
    return (run.id, *of, "run", 0, experiment, run.name, "finished", fields, 2, began, actor, began + 1, actor)


def _values(run: Made, of: tuple[str, str]) -> Iterator[tuple[Any, ...]]:
    declared: list[Field] = [field for field in new_graph().kinds.kind("run").fields if field.sortable]
    for field in declared:
        for pos, (number, text) in enumerate(sort_values(field, _fields(run).get(field.name))):
            yield (run.id, field.name, pos, *of, "run", "finished", number, text)


def fill_mlflow(folder: Path, runs: list[Made]) -> None:
    """The same runs."""
    columns = ("run_uuid", "name", "source_type", "source_name", "entry_point_name", "user_id", "status", "start_time", "end_time",
               "source_version", "lifecycle_stage", "artifact_uri", "experiment_id")  # fmt: skip
    root = "mlflow-artifacts:/0"
    rows = [
        (run.id, run.name, "UNKNOWN", "", "", "mika", "FINISHED", run.started, run.started + 60_000, "", "active", f"{root}/{run.id}", 0)
        for run in runs
    ]
    tracker.write_rows(folder, "runs", columns, rows)
    values = ("run_uuid", "key", "value")
    for table, name in (("params", "params"), ("tags", "tags")):
        tracker.write_rows(folder, table, values, [(run.id, *each) for run in runs for each in getattr(run, name).items()])
    latest = [(run.id, *each, START, 99, 0) for run in runs for each in run.metrics.items()]
    tracker.write_rows(folder, "latest_metrics", (*values, "timestamp", "step", "is_nan"), latest)


def ask(side: Side, client: Client, least: float, optimizer: str) -> list[tuple[str, float]]:
    """Ids and validation losses of the first page."""
    body = {
        "experiment_ids": ["0"],
        "filter": f"metrics.`val/accuracy` > {least} and params.optimizer = '{optimizer}'",
        "order_by": ["metrics.`val/loss` ASC"],
        "max_results": PAGE,
    }
    found = side.post(client, "/runs/search", body)["runs"]
    losses = [{each["key"]: each["value"] for each in run["data"]["metrics"]}["val/loss"] for run in found]
    return list(zip((run["info"]["run_id"] for run in found), losses, strict=True))


def right(runs: list[Made], least: float, optimizer: str) -> list[tuple[str, float]]:
    """What `ask` must answer."""
    fitting = [run for run in runs if run.metrics["val/accuracy"] > least and run.params["optimizer"] == optimizer]
    best = sorted(fitting, key=lambda run: run.metrics["val/loss"])[:PAGE]
    return [(run.id, run.metrics["val/loss"]) for run in best]


def searched(side: Side, runs: list[Made], times: int, draw: random.Random) -> dict[str, Any]:
    """What is told of a side. Raises AssertionError for an answer that is not right."""
    client = side.client(PEER_PATIENCE)
    asked = [((0.1, 0.5, 0.9, 0.98)[at % 4] + draw.random() / 100, draw.choice(OPTIMIZERS)) for at in range(times + WARM)]
    warm = min(WARM, times - 1)
    for each in asked[:warm]:
        ask(side, client, *each)
    asked = asked[warm : warm + times]
    answers, cpu = side.cost(lambda: [timed(lambda each=each: ask(side, client, *each)) for each in asked])  # type: ignore[misc]
    for each, (found, _) in zip(asked, answers, strict=True):
        assert found == right(runs, *each)
    taken = [each for _, each in answers]
    return {"searches": times, "cpu_ms": round(cpu / times * 1_000, 1), "ms": spread(taken), "p50": round(percentile(taken, 0.5), 2)}


def measure(place: Place) -> Measured:
    runs = list(made(random.Random(place.seed)))
    data = place.folder / "data"
    with rootnode_side(data) as side:
        token, example = side.token, side.new_run(side.client())
    fill_rootnode(data, example, runs)
    with rootnode_side(data, token) as side:
        ours = searched(side, runs, SEARCHES, random.Random(place.seed))
    with mlflow_side(place.folder / "peer") as side:
        fill_mlflow(side.folder, runs)
        try:
            theirs = searched(side, runs, 1, random.Random(place.seed))
        except TimeoutError:
            theirs = {"searches": 0, "p50": PEER_PATIENCE * 1_000, "given_up": True}
    return Measured(ours["p50"], tracker.NAME, theirs["p50"], {"rootnode": ours, "mlflow": theirs})


ROWS: Final = (Row("search_100k", measure),)
