"""The calls of routes about runs: Rootnode's own and those of MLflow's clients."""

from collections.abc import Callable
from typing import Any, Final

from doors import model_calls, registry_calls
from doors.callers import Matrix
from doors.registry_calls import is_registrys, registry_call_of

MLFLOW: Final = "/p/MX/api/2.0/mlflow"
FILES: Final = "/p/MX/api/2.0/mlflow-artifacts/artifacts"


def _curves(m: Matrix) -> tuple[str, Any]:
    return "/api/v1/projects/MX/curves", {"runs": [m.run()], "keys": ["loss"]}


def _merge(m: Matrix) -> tuple[str, Any]:
    first, second = m.doubled()
    return f"/api/v1/runs/{first}/merge", {"into": second}


def _point(m: Matrix) -> dict[str, Any]:
    return {"run_id": m.run(), "key": "loss", "value": 0.5, "timestamp": 1_700_000_000_000, "step": 1}


OWN: Final[dict[str, Callable[[Matrix], tuple[str, Any]]]] = {
    "POST /api/v1/projects/{key:str}/curves": _curves,
    "GET /api/v1/projects/{key:str}/run-columns": lambda m: ("/api/v1/projects/MX/run-columns", None),
    "GET /api/v1/projects/{key:str}/run-groups": lambda m: ("/api/v1/projects/MX/run-groups?by=state", None),
    "GET /api/v1/projects/{key:str}/compare": lambda m: (f"/api/v1/projects/MX/compare?runs={m.run()}", None),
    "GET /api/v1/projects/{key:str}/runs/doubles": lambda m: ("/api/v1/projects/MX/runs/doubles", None),
    "PATCH /api/v1/runs/{id:str}": lambda m: (f"/api/v1/runs/{m.run()}", {"rev": 1, "title": "new", "note": "n"}),
    "POST /api/v1/runs/{id:str}/merge": _merge,
    "GET /api/v1/projects/{key:str}/runs": lambda m: ("/api/v1/projects/MX/runs", None),
    "GET /api/v1/runs/{id:str}": lambda m: (f"/api/v1/runs/{m.run()}", None),
    "GET /api/v1/runs/{id:str}/file": lambda m: (f"/api/v1/runs/{m.run_with_file()}/file?path=a.txt", None),
    "GET /api/v1/runs/{id:str}/files": lambda m: (f"/api/v1/runs/{m.run()}/files", None),
    "GET /p/{key:str}/health": lambda m: ("/p/MX/health", None),
    "GET /p/{key:str}/version": lambda m: ("/p/MX/version", None),
    "GET /p/{key:str}/api/2.0/mlflow-artifacts/artifacts": lambda m: (f"{FILES}?path=0/{m.run()}/artifacts", None),
    "GET /p/{key:str}/api/2.0/mlflow-artifacts/artifacts/{path:path}": lambda m: (f"{FILES}/0/{m.run_with_file()}/artifacts/a.txt", None),
    "PUT /p/{key:str}/api/2.0/mlflow-artifacts/artifacts/{path:path}": lambda m: (f"{FILES}/0/{m.run()}/artifacts/a.txt", b"a"),
    "DELETE /p/{key:str}/api/2.0/mlflow-artifacts/artifacts/{path:path}": lambda m: (
        f"{FILES}/0/{m.run_with_file()}/artifacts/a.txt",
        None,
    ),
    **model_calls.OWN,
    **registry_calls.OWN,
}

# MLflow's calls by the rest of their address: the query for those that are asked with GET, the body for the others
GETS: Final[dict[str, Callable[[Matrix], str]]] = {
    "artifacts/list": lambda m: f"run_id={m.run()}",
    "experiments/get": lambda m: f"experiment_id={m.experiment()}",
    "experiments/get-by-name": lambda m: "experiment_name=Default",
    "experiments/search": lambda m: "max_results=10",
    **model_calls.GETS,
    "metrics/get-history": lambda m: f"run_id={m.run()}&metric_key=loss",
    "runs/get": lambda m: f"run_id={m.run()}",
}
POSTS: Final[dict[str, Callable[[Matrix], dict[str, Any]]]] = {
    "experiments/create": lambda m: {"name": f"Experiment {next(m.numbers)}"},
    "experiments/delete": lambda m: {"experiment_id": m.experiment()},
    "experiments/delete-experiment-tag": lambda m: {"experiment_id": m.experiment(), "key": "k"},
    "experiments/restore": lambda m: {"experiment_id": m.experiment(trashed=True)},
    "experiments/search": lambda m: {"max_results": 10},
    "experiments/set-experiment-tag": lambda m: {"experiment_id": m.experiment(), "key": "k", "value": "v"},
    "experiments/update": lambda m: {"experiment_id": m.experiment(), "new_name": f"Experiment {next(m.numbers)}"},
    **model_calls.POSTS,
    "runs/create": lambda m: {"experiment_id": "0"},
    "runs/delete": lambda m: {"run_id": m.run()},
    "runs/delete-tag": lambda m: {"run_id": m.run(), "key": "k"},
    "runs/log-batch": lambda m: {"run_id": m.run(), "metrics": [], "params": [{"key": "p", "value": "1"}], "tags": []},
    "runs/log-metric": _point,
    "runs/log-parameter": lambda m: {"run_id": m.run(), "key": "p", "value": "1"},
    "runs/restore": lambda m: {"run_id": m.run(trashed=True)},
    "runs/search": lambda m: {"experiment_ids": ["0"]},
    "runs/set-tag": lambda m: {"run_id": m.run(), "key": "k", "value": "v"},
    "runs/update": lambda m: {"run_id": m.run(), "run_name": "new"},
}


def run_call_of(route: str, matrix: Matrix) -> tuple[str, Any]:
    """What to send to a route about runs. Raises KeyError for one that nobody has thought of."""
    if route in OWN:
        return OWN[route](matrix)
    if is_registrys(route):
        return registry_call_of(route, matrix)
    method, _, path = route.partition(" /p/{key:str}/api/2.0/mlflow/")
    return (f"{MLFLOW}/{path}?{GETS[path](matrix)}", None) if method == "GET" else (f"{MLFLOW}/{path}", POSTS[path](matrix))
