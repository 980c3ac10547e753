"""The calls of the model registry's routes, upon fresh models and versions."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from doors.callers import Matrix
from rootnode.build.registry import create_model, set_alias
from rootnode.build.versions import NewVersion, create_version

_MODELS: Final = "registered-models"
_VERSIONS: Final = "model-versions"


def model(m: Matrix) -> str:
    """The name of a new registered model of MX, with the tag k."""
    name = f"Model {next(m.numbers)}"
    m.write(partial(create_model, tags={"k": "v"}), m.site.rootnode.graph, m.project, name)
    return name


def versioned(m: Matrix) -> str:
    """The same with a version 1, tagged k, to which the alias champion points."""
    name = model(m)
    m.write(create_version, m.site.rootnode.graph, m.project, name, NewVersion("s3://bucket/model", tags={"k": "v"}))
    m.write(set_alias, m.site.rootnode.graph, m.project, name, "champion", 1)
    return name


_QUERIES: Final[dict[str, Callable[[Matrix], str]]] = {
    f"{_MODELS}/alias": lambda m: f"name={versioned(m)}&alias=champion",
    f"{_MODELS}/get": lambda m: f"name={model(m)}",
    f"{_MODELS}/get-latest-versions": lambda m: f"name={versioned(m)}",
    f"{_MODELS}/search": lambda _: "max_results=10",
    f"{_VERSIONS}/get": lambda m: f"name={versioned(m)}&version=1",
    f"{_VERSIONS}/get-download-uri": lambda m: f"name={versioned(m)}&version=1",
    f"{_VERSIONS}/search": lambda _: "max_results=10",
}
_BODIES: Final[dict[str, Callable[[Matrix], dict[str, Any]]]] = {
    f"POST {_MODELS}/alias": lambda m: {"name": versioned(m), "alias": "next", "version": "1"},
    f"DELETE {_MODELS}/alias": lambda m: {"name": versioned(m), "alias": "champion"},
    f"POST {_MODELS}/create": lambda m: {"name": f"Model {next(m.numbers)}"},
    f"DELETE {_MODELS}/delete": lambda m: {"name": versioned(m)},
    f"DELETE {_MODELS}/delete-tag": lambda m: {"name": model(m), "key": "k"},
    f"POST {_MODELS}/get-latest-versions": lambda m: {"name": versioned(m)},
    f"POST {_MODELS}/rename": lambda m: {"name": versioned(m), "new_name": f"Model {next(m.numbers)}"},
    f"POST {_MODELS}/set-tag": lambda m: {"name": model(m), "key": "a", "value": "b"},
    f"PATCH {_MODELS}/update": lambda m: {"name": model(m), "description": "new"},
    f"POST {_VERSIONS}/create": lambda m: {"name": model(m), "source": "s3://bucket/model"},
    f"DELETE {_VERSIONS}/delete": lambda m: {"name": versioned(m), "version": "1"},
    f"DELETE {_VERSIONS}/delete-tag": lambda m: {"name": versioned(m), "version": "1", "key": "k"},
    f"POST {_VERSIONS}/set-tag": lambda m: {"name": versioned(m), "version": "1", "key": "a", "value": "b"},
    f"POST {_VERSIONS}/transition-stage": lambda m: {"name": versioned(m), "version": "1", "stage": "Staging"},
    f"PATCH {_VERSIONS}/update": lambda m: {"name": versioned(m), "version": "1", "description": "new"},
}


def is_registrys(route: str) -> bool:
    """Whether a route belongs to the registry."""
    return f"/mlflow/{_MODELS}/" in route or f"/mlflow/{_VERSIONS}/" in route


def registry_call_of(route: str, matrix: Matrix) -> tuple[str, Any]:
    """What to send to a route of the registry. Raises KeyError for one that nobody has thought of."""
    method, _, path = route.partition(" /p/{key:str}/api/2.0/mlflow/")
    address = f"/p/MX/api/2.0/mlflow/{path}"
    return (f"{address}?{_QUERIES[path](matrix)}", None) if method == "GET" else (address, _BODIES[f"{method} {path}"](matrix))


def _id(m: Matrix, sql: str, **params: str) -> str:
    """An id from the database."""
    return str(m.site.rootnode.db.read_now(lambda tx: tx.scalar(sql, **params)))


def model_id(m: Matrix) -> str:
    """The id of a new registered model with a version 1, to which the alias champion points."""
    return _id(m, "SELECT model FROM registered_model WHERE name = :name", name=versioned(m))


def _version_id(m: Matrix) -> str:
    return _id(m, "SELECT version FROM registered_version WHERE model = :model", model=model_id(m))


def _made_from(m: Matrix) -> tuple[str, Any]:
    return f"/api/v1/runs/{m.run_with_file()}/versions", {"name": f"Model {next(m.numbers)}", "path": "model"}


OWN: Final[dict[str, Callable[[Matrix], tuple[str, Any]]]] = {
    "GET /api/v1/models/{id:str}": lambda m: (f"/api/v1/models/{model_id(m)}", None),
    "PATCH /api/v1/models/{id:str}": lambda m: (f"/api/v1/models/{model_id(m)}", {"name": f"Model {next(m.numbers)}"}),
    "PATCH /api/v1/tags": lambda m: ("/api/v1/tags", {"items": [model_id(m)], "tags": {"team": "risk", "k": None}}),
    "GET /api/v1/models/{id:str}/versions": lambda m: (f"/api/v1/models/{model_id(m)}/versions", None),
    "POST /api/v1/models/{id:str}/aliases": lambda m: (f"/api/v1/models/{model_id(m)}/aliases", {"alias": "next", "version": 1}),
    "DELETE /api/v1/models/{id:str}/aliases/{alias:str}": lambda m: (f"/api/v1/models/{model_id(m)}/aliases/champion", None),
    "GET /api/v1/model-versions/{id:str}": lambda m: (f"/api/v1/model-versions/{_version_id(m)}", None),
    "GET /api/v1/runs/{id:str}/models": lambda m: (f"/api/v1/runs/{m.run()}/models", None),
    "POST /api/v1/runs/{id:str}/versions": _made_from,
}
"""The calls of Rootnode's own routes of models."""
