"""Calls that MLflow's own server and Rootnode must answer alike, in the order in which they are made.

`$run` stands for what an earlier call was answered under that name. Left out is what differs on purpose (docs/guide/mlflow.md).
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple


class Call(NamedTuple):
    """`saved`: name -> where its value stands in the answer."""

    method: str
    path: str
    fields: dict[str, Any]
    saved: dict[str, str]


def post(path: str, fields: dict[str, Any], **saved: str) -> Call:
    """A call with a body."""
    return Call("POST", path, fields, saved)


def get(path: str, **query: Any) -> Call:
    """A call with a query."""
    return Call("GET", path, query, {})


def patch(path: str, **fields: Any) -> Call:
    """A call that changes something."""
    return Call("PATCH", path, fields, {})


def delete(path: str, **fields: Any) -> Call:
    """A call that takes something away."""
    return Call("DELETE", path, fields, {})


T0: Final = 1_700_000_000_000
IRIS: Final = {
    "name": "iris", "digest": "abc123", "source_type": "local", "source": '{"uri": "/x.csv"}', "schema": '{"a": 1}',
    "profile": '{"num_rows": 150}',
}  # fmt: skip
EXPERIMENT_FILTERS: Final = (
    "name = 'one'", "name LIKE 'o%'", "name ILIKE 'O%'", "tags.team = 'risk'", "tags.team != 'x'", "name != 'one' AND name LIKE '%t%'",
    "tags.`team` LIKE 'r%'", "name > 'a'", "colour = 'x'", "name = one", "creation_time > 0", "name = 'x' OR name = 'y'", "garbage",
    "name IN ('one')", "tags.team IS NULL", "tags.team IS NOT NULL", "experiment_id IN ('1')",
)  # fmt: skip
RUN_FILTERS: Final = (
    "metrics.loss > 0.3", "metrics.loss < 1 and params.lr = '0.01'", "params.lr LIKE '0.%'", "params.lr ILIKE '0.%'", "tags.team = 'risk'",
    "tags.`team` != 'risk'", "attributes.status = 'FINISHED'", "status = 'FAILED'", "attributes.run_name = 'alpha2'", "run_name LIKE 'b%'",
    "attributes.run_id IN ('$r1', '$r2')", "run_id NOT IN ('$r1')", "attribute.user_id = 'ann'", f"start_time > {T0 + 500}",
    f"end_time >= {T0 + 6_000}", "tags.team IS NULL", "tags.team IS NOT NULL", "params.lr IS NULL", "metrics.loss IS NULL",
    "params.lr = 0.1", "metrics.loss = '0.3'", "metrics.loss LIKE '0'", "foo.bar = 'x'", "attributes.foo = 'x'", "params.lr > '0.05'",
    "metrics.`loss` >= 0", "params.\"lr\" = '0.01'", "tags.'team' = 'risk'", "tags.\"mlflow.runName\" = 'alpha2'",
    "tags.mlflow.runName LIKE 'al%'", "metrics.loss > 0.3 OR metrics.loss < 0", "(metrics.loss > 0.3)", "metrics.loss >",
    "attributes.artifact_uri = 'x'", "attributes.lifecycle_stage = 'active'", "run_id = '$r1'", "attributes.start_time = 'abc'",
    "attributes.status IN ('FINISHED', 'FAILED')", "tags.team IN ('risk', 'fraud')", "params.lr IN ('0.1')", "metrics.loss IN (1, 2)",
    'tags.team = "risk"', "tags.team = risk", "status != 'FINISHED'", "created > 5", f"Created > {T0 + 500}",
    "attributes.`Run name` = 'alpha2'", "attributes.run_name ILIKE 'ALPHA%'", "metrics.neg = -1.5", "metrics.neg < -1", "metrics.up > 5",
    "metrics.loss != 0.1", "datasets.name = 'iris'", "datasets.digest LIKE 'abc%'", "dataset.context = 'training'",
    "datasets.name = 'none'", "datasets.colour = 'x'", "datasets.name != 'iris'", "datasets.name IN ('iris', 'z')",
    "datasets.name ILIKE 'IRIS'", "datasets.name > 'a'",
)  # fmt: skip
RUN_ORDERS: Final = (
    ["metrics.loss"], ["metrics.loss DESC"], ["params.lr"], ["params.lr DESC", "start_time"], ["tags.team"], ["attributes.start_time ASC"],
    ["start_time DESC"], ["status"], ["run_name desc"], ["foo"], ["metrics.loss SIDE"], ["attributes.foo"], ["user_id"], ["end_time"],
    ["metrics.up DESC", "metrics.neg"], ["tags.`mlflow.runName`"],
)  # fmt: skip
MODEL_FILTERS: Final = (
    "name = 'mod'", "name LIKE 'mod%'", "tags.t = 'v2'", "params.a = '1'", "metrics.acc > 0.5", "model_type = 'sk'",
    "source_run_id = '$r1'", "model_id = '$m1'", "creation_timestamp > 0", "metrics.acc > 5", "name != 'mod'", "garbage",
    "name IN ('mod', 'mod2')", "tags.t IS NULL",
)  # fmt: skip
REGISTERED_FILTERS: Final = (
    "name = 'clf'", "name LIKE 'cl%'", "name ILIKE 'CL%'", "tags.k = 'v'", "name != 'clf'", "name > 'a'", "colour = 'x'", "name = clf",
    "tags.k LIKE 'v'", "tags.none = 'x'", "garbage", "name IN ('clf')",
)  # fmt: skip
VERSION_FILTERS: Final = (
    "name = 'clf'", "run_id = '$r1'", "run_id IN ('$r1')", "source_path = 's3://bucket/x'", "version_number = 1", "version_number > 1",
    "tags.q = '1'", "name LIKE 'c%'", "colour = 'x'", "name = 'clf' and run_id = '$r1'", "name = 'none'", "version_number = 'x'",
    "source_path LIKE 's3%'",
)  # fmt: skip


def experiments() -> Iterator[Call]:
    """Experiments made, refused, changed, searched, deleted and restored."""
    yield post("experiments/create", {"name": "one", "tags": [{"key": "team", "value": "risk"}]}, e1="experiment_id")
    yield post("experiments/create", {"name": "two"}, e2="experiment_id")
    for fields in ({"name": "one"}, {"name": ""}, {}, {"name": "a" * 501}, {"name": "x", "tags": [{"key": "k" * 251, "value": "v"}]}):
        yield post("experiments/create", fields)
    yield post("experiments/create", {"name": "three", "artifact_location": "s3://bucket/x#fragment"})
    for name in ("$e1", "999", "abc"):
        yield get("experiments/get", experiment_id=name)
    yield get("experiments/get")
    for name in ("two", "nope"):
        yield get("experiments/get-by-name", experiment_name=name)
    yield get("experiments/get-by-name")
    for experiment, key in (("$e1", "a"), ("$e1", ""), ("777", "a")):
        yield post("experiments/set-experiment-tag", {"experiment_id": experiment, "key": key, "value": "b"})
    for _ in range(2):
        yield post("experiments/delete-experiment-tag", {"experiment_id": "$e1", "key": "a"})
    yield post("experiments/update", {"experiment_id": "$e2", "new_name": "two b"})
    yield post("experiments/update", {"experiment_id": "$e2"})
    for given in EXPERIMENT_FILTERS:
        yield post("experiments/search", {"filter": given, "max_results": 10})
    for more in ({"max_results": 1}, {"order_by": ["name DESC"], "max_results": 2}, {"order_by": ["name ASC", "creation_time"]},
                 {"order_by": ["foo"]}, {"order_by": ["name SIDEWAYS"]}, {"max_results": 0}, {"max_results": 60_000}, {"page_token": "!!"},
                 {"view_type": "DELETED_ONLY"}):  # fmt: skip
        yield post("experiments/search", {"max_results": 10} | more)
    for _ in range(2):
        yield post("experiments/delete", {"experiment_id": "$e2"})
    for view in ("DELETED_ONLY", "ALL"):
        yield post("experiments/search", {"max_results": 10, "view_type": view})
    yield get("experiments/get", experiment_id="$e2")
    yield post("experiments/create", {"name": "two b"})
    yield post("runs/create", {"experiment_id": "$e2"})
    for _ in range(2):
        yield post("experiments/restore", {"experiment_id": "$e2"})


def runs() -> Iterator[Call]:
    """Runs begun, logged to and read."""
    tags = [{"key": "mlflow.source.name", "value": "t.py"}, {"key": "team", "value": "risk"}]
    for name, at, more in (("alpha", 0, {"user_id": "ann", "tags": tags}), ("beta", 1, {"user_id": "bob"}), ("gamma", 2, {})):
        fields = {"experiment_id": "$e1", "run_name": name, "start_time": T0 + at * 1_000}
        yield post("runs/create", fields | more, **{f"r{at + 1}": "run.info.run_id"})
    yield post("runs/create", {"experiment_id": "12345"})
    yield post("runs/create", {"experiment_id": "$e1", "run_name": "a", "tags": [{"key": "mlflow.runName", "value": "b"}]})
    for run in ("$r1", "0" * 32, "nope"):
        yield get("runs/get", run_id=run)
    yield get("runs/get")
    point = {"run_id": "$r1", "key": "loss", "value": 0.5, "timestamp": T0 + 100, "step": 1}
    for change in ({}, {"value": "NaN", "step": 2, "timestamp": T0 + 200}, {"key": "up", "value": "Infinity"},
                   {"key": "neg", "value": -1.5, "step": -3}, {"value": "abc"}, {"value": None}, {"key": None}, {"timestamp": None},
                   {"timestamp": -5}, {"key": "bad$name"}, {"key": "a" * 251}, {"key": "../x"}, {"run_id": None},
                   {"run_id": "f" * 32}):  # fmt: skip
        yield post("runs/log-metric", {name: value for name, value in (point | change).items() if value is not None})
    for key, value in (("lr", "0.1"), ("lr", "0.1"), ("lr", "0.2"), ("empty", ""), ("a b/c.d-e_f", "v"), ("", "v"), ("long", "v" * 6_001)):
        yield post("runs/log-parameter", {"run_id": "$r1", "key": key, "value": value})
    for key, value in (("stage", "one"), ("stage", "two"), ("mlflow.runName", "alpha2"), ("bad:name?", "v"), ("long", "v" * 8_001)):
        yield post("runs/set-tag", {"run_id": "$r1", "key": key, "value": value})
    for _ in range(2):
        yield post("runs/delete-tag", {"run_id": "$r1", "key": "stage"})
    yield from batches()
    yield post("runs/update", {"run_id": "$r1", "status": "FINISHED", "end_time": T0 + 5_000})
    yield post("runs/update", {"run_id": "$r2", "status": "FAILED", "end_time": T0 + 6_000, "run_name": "beta2"})
    yield post("runs/update", {})
    for run in ("$r1", "$r2"):
        yield get("runs/get", run_id=run)
    for key in ("loss", "none", "up"):
        yield get("metrics/get-history", run_id="$r2", metric_key=key)
    yield get("metrics/get-history", run_id="$r2", metric_key="loss", max_results=3)
    yield get("metrics/get-history", run_id="$r2")


def batches() -> Iterator[Call]:
    """Batches, and what does not fit into one."""
    points = [{"key": "loss", "value": 0.1 * step, "timestamp": T0 + step, "step": step} for step in range(10)]
    params = [{"key": "lr", "value": "0.01"}, {"key": "depth", "value": "3"}]
    yield post("runs/log-batch", {"run_id": "$r2", "metrics": points, "params": params, "tags": [{"key": "team", "value": "fraud"}]})
    one = {"key": "m", "value": 1, "timestamp": 1, "step": 0}
    for fields in (
        {"params": [{"key": "lr", "value": "0.02"}, {"key": "depth", "value": "4"}]},
        {"params": [{"key": "q", "value": "1"}, {"key": "q", "value": "2"}]},
        {"params": [{"key": "q", "value": "1"}, {"key": "q", "value": "1"}]},
        {"metrics": [one] * 1_001},
        {"params": [{"key": f"p{place}", "value": "1"} for place in range(101)]},
        {"tags": [{"key": f"p{place}", "value": "1"} for place in range(101)]},
        {"metrics": [one] * 950, "params": [{"key": f"p{place}", "value": "1"} for place in range(60)]},
        {"metrics": [{"key": "m", "timestamp": 1, "step": 0}]},
        {"metrics": "no"},
        {},
    ):
        yield post("runs/log-batch", {"run_id": "$r2"} | fields)
    yield post("runs/log-batch", {})


def datasets() -> Iterator[Call]:
    """Datasets that runs used."""
    for context, change in (("training", {}), ("training", {}), ("eval", {"name": "wine"})):
        used = {"tags": [{"key": "mlflow.data.context", "value": context}], "dataset": IRIS | change}
        yield post("runs/log-inputs", {"run_id": "$r1", "datasets": [used]})
    yield post("runs/log-inputs", {"run_id": "$r1"})
    yield post("runs/log-inputs", {"datasets": []})
    yield post("runs/log-inputs", {"run_id": "a" * 32, "datasets": [{"dataset": IRIS}]})
    yield get("runs/get", run_id="$r1")


def searches() -> Iterator[Call]:
    """Runs found, in an order, page by page, deleted and restored."""
    for given in RUN_FILTERS:
        yield post("runs/search", {"experiment_ids": ["$e1"], "filter": given})
    for order in RUN_ORDERS:
        yield post("runs/search", {"experiment_ids": ["$e1"], "order_by": order})
    yield post("runs/search", {"experiment_ids": ["$e1"], "max_results": 1}, token="next_page_token")
    yield post("runs/search", {"experiment_ids": ["$e1"], "max_results": 1, "page_token": "$token"})
    for most in (0, 50_001):
        yield post("runs/search", {"experiment_ids": ["$e1"], "max_results": most})
    for among in ([], ["99999"]):
        yield post("runs/search", {"experiment_ids": among})
    yield post("runs/search", {})
    for _ in range(2):
        yield post("runs/delete", {"run_id": "$r3"})
    yield post("runs/log-metric", {"run_id": "$r3", "key": "x", "value": 1, "timestamp": 5})
    yield post("runs/set-tag", {"run_id": "$r3", "key": "x", "value": "1"})
    yield post("runs/log-batch", {"run_id": "$r3", "tags": [{"key": "x", "value": "1"}]})
    yield post("runs/update", {"run_id": "$r3", "status": "FINISHED"})
    for view in ("DELETED_ONLY", "ALL"):
        yield post("runs/search", {"experiment_ids": ["$e1"], "run_view_type": view})
    for _ in range(2):
        yield post("runs/restore", {"run_id": "$r3"})


def logged_models() -> Iterator[Call]:
    """Logged models, and what runs made."""
    made = {"experiment_id": "$e1", "name": "mod", "model_type": "sk", "source_run_id": "$r1"}
    yield post(
        "logged-models", made | {"params": [{"key": "a", "value": "1"}], "tags": [{"key": "t", "value": "v"}]}, m1="model.info.model_id"
    )
    yield post("logged-models", {"experiment_id": "$e1", "name": "mod2"}, m2="model.info.model_id")
    for fields in ({"experiment_id": "$e1", "name": "bad/name"}, {"experiment_id": "$e1", "name": "bad:name"},
                   {"experiment_id": "999", "name": "mod2"}):  # fmt: skip
        yield post("logged-models", fields)
    for model in ("$m1", "m-" + "0" * 32, "nope"):
        yield get(f"logged-models/{model}")
    yield patch("logged-models/$m1", model_id="$m1", status="LOGGED_MODEL_READY")
    yield post("logged-models/$m1/params", {"model_id": "$m1", "params": [{"key": "b", "value": "2"}]})
    yield patch("logged-models/$m1/tags", tags=[{"key": "t", "value": "v2"}, {"key": "u", "value": "w"}])
    for _ in range(2):
        yield delete("logged-models/$m1/tags/u")
    of_model = {"model_id": "$m1", "dataset_name": "iris", "dataset_digest": "abc123"}
    yield post("runs/log-metric", {"run_id": "$r1", "key": "acc", "value": 0.9, "timestamp": T0 + 100, "step": 1} | of_model)
    yield post("runs/log-batch", {"run_id": "$r1", "metrics": [{"key": "f1", "value": 0.5, "timestamp": T0, "step": 2, "model_id": "$m1"}]})
    yield post("runs/outputs", {"run_id": "$r1", "models": [{"model_id": "$m1", "step": 3}]})
    yield post("runs/log-inputs", {"run_id": "$r1", "models": [{"model_id": "$m2"}]})
    yield get("logged-models/$m1")
    yield get("runs/get", run_id="$r1")
    for given in MODEL_FILTERS:
        yield post("logged-models/search", {"experiment_ids": ["$e1"], "filter": given})
    for order in ({"field_name": "name", "ascending": True}, {"field_name": "metrics.acc", "ascending": False},
                  {"field_name": "metrics.acc", "dataset_name": "iris", "dataset_digest": "abc123"}, {"field_name": "foo"},
                  {"field_name": "params.a"}):  # fmt: skip
        yield post("logged-models/search", {"experiment_ids": ["$e1"], "order_by": [order]})
    yield post("logged-models/search", {"experiment_ids": ["$e1"], "max_results": 1})
    yield post("logged-models/search", {})
    yield delete("logged-models/$m2")
    yield get("logged-models/$m2")
    yield delete("logged-models/$m2")
    yield post("runs/log-model", {"run_id": "$r1", "model_json": "nope"})
    yield post("runs/log-model", {"run_id": "$r1"})


def registry() -> Iterator[Call]:
    """Registered models, their versions, aliases and stages."""
    yield post("registered-models/create", {"name": "clf", "description": "d", "tags": [{"key": "k", "value": "v"}]})
    for fields in ({"name": "clf"}, {"name": "clf2"}, {"name": ""}, {"name": "a/b"}, {"name": "a:b"}, {}):
        yield post("registered-models/create", fields)
    for name in ("clf", "none"):
        yield get("registered-models/get", name=name)
        yield patch("registered-models/update", name=name, description="new")
        yield post("registered-models/set-tag", {"name": name, "key": "a", "value": "b"})
    yield post("registered-models/rename", {"name": "clf2", "new_name": "clf3"})
    yield post("registered-models/rename", {"name": "clf3", "new_name": "clf"})
    for _ in range(2):
        yield delete("registered-models/delete-tag", name="clf", key="a")
    yield from versions()
    for given in REGISTERED_FILTERS:
        yield get("registered-models/search", filter=given, max_results=10)
    for order in ("name DESC", "last_updated_timestamp DESC", "foo"):
        yield get("registered-models/search", order_by=[order], max_results=10)
    yield get("registered-models/search", max_results=2_000)
    for given in VERSION_FILTERS:
        yield get("model-versions/search", filter=given, max_results=10)
    for orders in (["version_number DESC"], ["name ASC", "version_number ASC"], ["creation_timestamp"]):
        yield get("model-versions/search", order_by=orders, max_results=10)
    yield get("model-versions/search", max_results=300_000)
    for _ in range(2):
        yield delete("registered-models/alias", name="clf", alias="champion")
    for _ in range(2):
        yield delete("model-versions/delete", name="clf", version="3")
    yield post("model-versions/create", {"name": "clf", "source": "s3://bucket/y"})
    for _ in range(2):
        yield delete("registered-models/delete", name="clf3")
    yield post("registered-models/create", {"name": "clf3"})
    yield post("registered-models/create", {"name": "prompt", "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]})
    yield get("registered-models/search", max_results=10)
    yield get("registered-models/search", max_results=10, filter="tags.`mlflow.prompt.is_prompt` = 'true'")


def versions() -> Iterator[Call]:
    """Versions of a registered model."""
    of_run = {
        "source": "mlflow-artifacts:/1/$r1/artifacts/model",
        "run_id": "$r1",
        "description": "one",
        "tags": [{"key": "q", "value": "1"}],
    }
    for fields in (of_run, {"source": "models:/$m1", "model_id": "$m1", "run_id": "$r1"}, {"source": "s3://bucket/x"},
                   {"source": "file:///etc/passwd"}, {"source": "/etc/passwd"}, {"source": "../x"}, {}):  # fmt: skip
        yield post("model-versions/create", {"name": "clf"} | fields)
    yield post("model-versions/create", {"name": "none", "source": "s3://bucket/x"})
    for version in ("1", "2", "99", "abc"):
        yield get("model-versions/get", name="clf", version=version)
    for version in ("1", "2", "3"):
        yield get("model-versions/get-download-uri", name="clf", version=version)
    yield patch("model-versions/update", name="clf", version="1", description="uno")
    for version in ("1", "77"):
        yield post("model-versions/set-tag", {"name": "clf", "version": version, "key": "a", "value": "b"})
    yield delete("model-versions/delete-tag", name="clf", version="1", key="a")
    for alias, version in (("champion", "1"), ("champion", "2"), ("latest", "2"), ("v3", "2"), ("bad alias!", "2"), ("x", "99")):
        yield post("registered-models/alias", {"name": "clf", "alias": alias, "version": version})
    for alias in ("champion", "none"):
        yield get("registered-models/alias", name="clf", alias=alias)
    yield get("registered-models/get", name="clf")
    for stages in ({}, {"stages": ["Production"]}, {"stages": ["Nope"]}):
        yield post("registered-models/get-latest-versions", {"name": "clf"} | stages)
    for version, stage, archive in (("1", "Production", False), ("2", "production", True), ("2", "Nope", True)):
        moved = {"name": "clf", "version": version, "stage": stage, "archive_existing_versions": archive}
        yield post("model-versions/transition-stage", moved)
    yield post("registered-models/get-latest-versions", {"name": "clf"})
    yield get("model-versions/get", name="clf", version="1")


def calls() -> list[Call]:
    """All of them."""
    return [*experiments(), *runs(), *datasets(), *searches(), *logged_models(), *registry()]
