"""The calls of routes about logged models, datasets used and bulks of curves, as MLflow's clients make them."""

from collections.abc import Callable
from typing import Any, Final

from doors.callers import Matrix
from rootnode.build.datasets import DatasetUsed
from rootnode.build.inputs import log_inputs
from rootnode.build.logged_models import NewModel, create_logged_model

BASE: Final = "/p/MX/api/2.0/mlflow/logged-models"
ROUTE: Final = "/p/{key:str}/api/2.0/mlflow/logged-models"
DATASET: Final = {"name": "d", "digest": "1", "source_type": "local", "source": "{}"}


def model(m: Matrix) -> str:
    """The id of a new logged model in the experiment 0 of MX, with a tag."""
    return str(m.write(create_logged_model, m.site.rootnode.graph, m.project, NewModel(tags={"k": "v"})).id)


def _history(m: Matrix) -> dict[str, Any]:
    text = '{"run_id": "r", "artifact_path": "m", "utc_time_created": "t", "flavors": {}}'
    return {"run_id": m.run(), "model_json": text}


def _data(m: Matrix, column: str) -> str:
    """The id of the dataset, or of its version, that a new run has used."""
    run = m.run()
    m.write(log_inputs, m.site.rootnode.graph, m.project, run, [DatasetUsed("d", "1", "local", "{}")])
    sql = "SELECT d.dataset, d.version FROM run_input i JOIN dataset_detail d ON d.version = i.version WHERE i.run = :run"
    row = m.site.rootnode.db.read_now(lambda tx: tx.row(sql, run=run))
    assert row is not None
    return str(row[0 if column == "dataset" else 1])


OWN: Final[dict[str, Callable[[Matrix], tuple[str, Any]]]] = {
    "GET /api/v1/datasets/{id:str}/versions": lambda m: (f"/api/v1/datasets/{_data(m, 'dataset')}/versions", None),
    "GET /api/v1/dataset-versions/{id:str}": lambda m: (f"/api/v1/dataset-versions/{_data(m, 'version')}", None),
    "GET /api/v1/logged-models/{id:str}": lambda m: (f"/api/v1/logged-models/{model(m).removeprefix('m-')}", None),
    f"POST {ROUTE}": lambda m: (BASE, {"experiment_id": "0"}),
    f"GET {ROUTE}/{{model_id:str}}": lambda m: (f"{BASE}/{model(m)}", None),
    f"PATCH {ROUTE}/{{model_id:str}}": lambda m: (f"{BASE}/{model(m)}", {"status": "LOGGED_MODEL_READY"}),
    f"DELETE {ROUTE}/{{model_id:str}}": lambda m: (f"{BASE}/{model(m)}", None),
    f"POST {ROUTE}/{{model_id:str}}/params": lambda m: (f"{BASE}/{model(m)}/params", {"params": [{"key": "a", "value": "1"}]}),
    f"PATCH {ROUTE}/{{model_id:str}}/tags": lambda m: (f"{BASE}/{model(m)}/tags", {"tags": [{"key": "a", "value": "1"}]}),
    f"DELETE {ROUTE}/{{model_id:str}}/tags/{{tag_key:str}}": lambda m: (f"{BASE}/{model(m)}/tags/k", None),
    f"GET {ROUTE}/{{model_id:str}}/artifacts/directories": lambda m: (f"{BASE}/{model(m)}/artifacts/directories", None),
}
GETS: Final[dict[str, Callable[[Matrix], str]]] = {
    "metrics/get-history-bulk": lambda m: f"run_id={m.run()}&metric_key=loss",
    "metrics/get-history-bulk-interval": lambda m: f"run_ids={m.run()}&metric_key=loss",
}
POSTS: Final[dict[str, Callable[[Matrix], dict[str, Any]]]] = {
    "experiments/search-datasets": lambda m: {"experiment_ids": ["0"]},
    "logged-models/search": lambda m: {"experiment_ids": ["0"]},
    "runs/log-inputs": lambda m: {"run_id": m.run(), "datasets": [{"dataset": DATASET}]},
    "runs/log-model": _history,
    "runs/outputs": lambda m: {"run_id": m.run(), "models": [{"model_id": model(m)}]},
}
