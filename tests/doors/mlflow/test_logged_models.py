"""Logged models: the contract of MLflow 3.17.2."""

import json
from typing import Any

import httpx
import pytest

from rootnode.kit.clock import ManualClock
from rootnode.testing.mlflow import Door, failure

MISSING = "m-" + "0" * 32


async def make(door: Door, **fields: Any) -> dict[str, Any]:
    """A new logged model, as it is answered."""
    answer = await door.post("logged-models", **({"experiment_id": "0"} | fields))
    assert answer.status_code == 200, answer.text
    model: dict[str, Any] = answer.json()["model"]
    return model


async def send(door: Door, method: str, path: str, **fields: Any) -> httpx.Response:
    return await door.client.request(method, f"{door.base}/api/2.0/mlflow/logged-models/{path}", json=fields)


async def get(door: Door, model: str, **params: Any) -> httpx.Response:
    return await door.get(f"logged-models/{model}", **params)


def pair(key: str, value: str) -> dict[str, str]:
    return {"key": key, "value": value}


async def test_a_logged_model_from_its_begin_to_its_end(door: Door) -> None:
    run = await door.run()
    fields = {"name": "forest", "model_type": "classifier", "source_run_id": run, "params": [pair("depth", "3")], "tags": [pair("a", "b")]}
    model = await make(door, **fields)
    info = model["info"]
    name = info["model_id"]
    assert name.startswith("m-")
    times = info.pop("creation_timestamp_ms"), info.pop("last_updated_timestamp_ms")
    assert all(isinstance(time, int) for time in times)
    assert info == {
        "model_id": name,
        "experiment_id": "0",
        "name": "forest",
        "artifact_uri": f"mlflow-artifacts:/0/models/{name}/artifacts",
        "status": "LOGGED_MODEL_PENDING",
        "model_type": "classifier",
        "source_run_id": run,
        "tags": [pair("a", "b")],
    }
    assert model["data"] == {"params": [pair("depth", "3")]}
    ready = (await send(door, "PATCH", name, model_id=name, status="LOGGED_MODEL_READY")).json()["model"]
    assert ready["info"]["status"] == "LOGGED_MODEL_READY"
    assert (await send(door, "POST", f"{name}/params", params=[pair("more", "1")])).json() == {}
    assert (await send(door, "PATCH", f"{name}/tags", tags=[pair("a", "c"), pair("d", "e")])).json() == {}
    assert (await send(door, "DELETE", f"{name}/tags/d")).json() == {}
    found = (await get(door, name)).json()["model"]
    assert (found["info"]["tags"], found["data"]["params"]) == ([pair("a", "c")], [pair("depth", "3"), pair("more", "1")])
    assert (await send(door, "DELETE", name)).json() == {}
    assert (await send(door, "DELETE", name)).json() == {}
    assert failure(await get(door, name)) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert (await get(door, name, allow_deleted="true")).json()["model"]["info"]["name"] == "forest"
    assert (await door.post("logged-models/search", experiment_ids=["0"])).json() == {}


async def test_it_stands_beneath_its_run_or_its_experiment(door: Door) -> None:
    run = await door.run()
    ids = [(await make(door, source_run_id=source))["info"]["model_id"] for source in (run, "", "0" * 32)]
    rows = door.site.rootnode.db.read_now(
        lambda tx: {f"m-{model}": kind for model, kind in tx.rows("SELECT n.id, p.kind FROM node n JOIN node p ON p.id = n.parent")}
    )
    assert [rows[model] for model in ids] == ["run", "experiment", "experiment"]
    assert (await get(door, ids[2])).json()["model"]["info"]["source_run_id"] == "0" * 32


@pytest.mark.parametrize("status", [3, "3", "LOGGED_MODEL_UPLOAD_FAILED"])
async def test_states_come_as_words_or_numbers(sqlite_door: Door, status: object) -> None:
    name = (await make(sqlite_door))["info"]["model_id"]
    answer = await send(sqlite_door, "PATCH", name, status=status)
    assert answer.json()["model"]["info"]["status"] == "LOGGED_MODEL_UPLOAD_FAILED"


async def test_what_does_not_do_is_refused(door: Door) -> None:
    name = (await make(door, params=[pair("depth", "3")], tags=[pair("a", "b")]))["info"]["model_id"]
    for bad in ("a/b", "a:b", "a.b", "a%b", 'a"b', "a'b", "", "x" * 501, "a\x00b"):
        assert failure(await door.post("logged-models", experiment_id="0", name=bad)) == (400, "INVALID_PARAMETER_VALUE"), bad
    assert failure(await door.post("logged-models", experiment_id="9")) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert failure(await door.post("logged-models")) == (400, "INVALID_PARAMETER_VALUE")
    for method, path, fields in (
        ("PATCH", name, {"status": "READY"}),
        ("PATCH", name, {"status": 0}),
        ("PATCH", name, {}),
        ("POST", f"{name}/params", {"params": [pair("depth", "4")]}),
        ("POST", f"{name}/params", {"params": [pair("twice", "1"), pair("twice", "1")]}),
        ("PATCH", f"{name}/tags", {"tags": [pair("k" * 256, "")]}),
    ):
        assert failure(await send(door, method, path, **fields)) == (400, "INVALID_PARAMETER_VALUE"), (method, path, fields)


async def test_what_is_not_there_is_not_found(door: Door) -> None:
    name = (await make(door))["info"]["model_id"]
    for method, path, fields in (
        ("DELETE", f"{name}/tags/none", {}),
        ("GET", MISSING, {}),
        ("GET", "m-x", {}),
        ("GET", name.removeprefix("m-"), {}),
        ("PATCH", MISSING, {"status": 2}),
        ("DELETE", MISSING, {}),
        ("POST", f"{MISSING}/params", {"params": []}),
        ("PATCH", f"{MISSING}/tags", {"tags": []}),
        ("GET", f"{MISSING}/artifacts/directories", {}),
    ):
        assert failure(await send(door, method, path, **fields)) == (404, "RESOURCE_DOES_NOT_EXIST"), (method, path)


async def test_files_of_a_logged_model(door: Door) -> None:
    run = await door.run()
    name = (await make(door, source_run_id=run))["info"]["model_id"]
    root = f"0/models/{name}/artifacts"
    body = bytes(range(256)) * 1_000
    for path in ("MLmodel", "code/deep/big.bin"):
        assert (await door.put(f"{root}/{path}", body)).json() == {}
    assert (await door.files(root)).json()["files"] == [
        {"path": "MLmodel", "is_dir": False, "file_size": 256_000},
        {"path": "code", "is_dir": True},
    ]
    part = await door.file(f"{root}/code/deep/big.bin", range="bytes=255999-")
    assert (part.status_code, part.content) == (206, b"\xff")
    listed = (await send(door, "GET", f"{name}/artifacts/directories?artifact_directory_path=code/deep")).json()
    assert listed == {
        "root_uri": f"mlflow-artifacts:/{root}",
        "files": [{"path": "code/deep/big.bin", "is_dir": False, "file_size": 256_000}],
    }
    assert (await door.files(f"0/{run}/artifacts")).json() == {}
    held = door.site.rootnode.db.read_now(lambda tx: tx.rows("SELECT DISTINCT owner_kind FROM blob_ref WHERE name = 'MLmodel'"))
    assert held == [("logged_model",)]
    for other in (f"1/models/{name}/artifacts/x", f"0/{name}/artifacts/x", f"0/models/{run}/artifacts/x", f"0/models/m-{run}/artifacts/x"):
        assert (await door.put(other, b"x")).status_code == 404, other
    deleted = await door.client.delete(f"{door.base}/api/2.0/mlflow-artifacts/artifacts/{root}/code")
    assert deleted.json() == {}
    assert [file["path"] for file in (await door.files(root)).json()["files"]] == ["MLmodel"]
    await send(door, "DELETE", name)
    assert failure(await door.put(f"{root}/late", b"x")) == (400, "INVALID_PARAMETER_VALUE")


async def measured(door: Door, models: list[str]) -> str:
    """Points of `f1` and `loss` on two datasets for the models."""
    run = await door.run()
    points = [
        {
            "key": key, "value": value, "timestamp": 1_000 + step, "step": step, "model_id": model,
            "dataset_name": name, "dataset_digest": digest,
        }
        for key, value, step, model, name, digest in (
            ("f1", 0.5, 0, models[0], "iris", "a"),
            ("f1", 0.9, 1, models[0], "iris", "b"),
            ("f1", 0.7, 0, models[1], "iris", "a"),
            ("f1", 0.1, 1, models[1], "wine", "c"),
            ("loss", "NaN", 0, models[1], "wine", "c"),
            ("f1", 0.3, 0, MISSING, "", ""),
        )
    ]  # fmt: skip
    assert (await door.post("runs/log-batch", run_id=run, metrics=points)).status_code == 200
    return run


async def test_metrics_of_a_run_that_are_a_models_too(door: Door) -> None:
    models = [(await make(door, name=name))["info"]["model_id"] for name in ("first", "second")]
    run = await measured(door, models)
    await measured(door, models)
    found = (await get(door, models[0])).json()["model"]["data"]["metrics"]
    assert len(found) == 4
    assert found[0] == {
        "key": "f1", "value": 0.5, "timestamp": 1_000, "step": 0, "model_id": models[0], "run_id": run,
        "dataset_name": "iris", "dataset_digest": "a",
    }  # fmt: skip
    one = {"run_id": run, "key": "acc", "value": 1.0, "timestamp": 5, "model_id": models[0]}
    for _ in range(2):
        assert (await door.post("runs/log-metric", **one)).json() == {}
    found = (await get(door, models[0])).json()["model"]["data"]["metrics"]
    assert found[0] == {"key": "acc", "value": 1.0, "timestamp": 5, "step": 0, "model_id": models[0], "run_id": run}
    assert len(found) == 5
    values = {metric["key"]: metric["value"] for metric in (await door.page(run))["data"]["metrics"]}
    assert values == {"f1": 0.9, "loss": "NaN", "acc": 1.0}
    bad = one | {"dataset_digest": "x" * 37}
    assert failure(await door.post("runs/log-metric", **bad)) == (400, "INVALID_PARAMETER_VALUE")


async def names(door: Door, filter_: str = "", *order: dict[str, Any], **fields: Any) -> list[str]:
    body = {"experiment_ids": ["0", "1"], "filter": filter_, "order_by": list(order)} | fields
    answer = await door.post("logged-models/search", **body)
    assert answer.status_code == 200, answer.text
    return [model["info"]["name"] for model in answer.json().get("models", [])]


@pytest.fixture
async def found(door: Door, clock: ManualClock) -> Door:
    """With three models: first and second with params, tags and metrics, third with nothing and in another experiment."""
    await door.post("experiments/create", name="other")
    run = await door.run()
    first = await make(door, name="first", params=[pair("lr", "0.1")], tags=[pair("team", "risk")], source_run_id=run)
    clock.advance(1)
    second = await make(door, name="second", params=[pair("lr", "0.2")], tags=[pair("team", "Fraud")], model_type="agent")
    clock.advance(1)
    await make(door, name="third", experiment_id="1")
    await send(door, "PATCH", second["info"]["model_id"], status=2)
    await measured(door, [first["info"]["model_id"], second["info"]["model_id"]])
    return door


async def test_models_are_searched(found: Door) -> None:
    run = (await found.post("runs/search", experiment_ids=["0"])).json()["runs"][-1]["info"]["run_id"]
    for text, expected in (
        ("", ["third", "second", "first"]),
        ("name = 'first'", ["first"]),
        ("name LIKE '%ir%'", ["third", "first"]),
        ("attributes.name ILIKE 'FIRST'", ["first"]),
        ("name IN ('first', 'third')", ["third", "first"]),
        ("name NOT IN ('first')", ["third", "second"]),
        ("params.lr = '0.1'", ["first"]),
        ("params.lr IN ('0.1', '0.2') AND tags.team LIKE 'F%'", ["second"]),
        ("tags.`team` != 'risk'", ["second"]),
        ("model_type = 'agent'", ["second"]),
        ("status = 'READY'", ["second"]),
        (f"source_run_id = '{run}'", ["first"]),
        ("metrics.f1 > 0.8", ["first"]),
        ("metrics.f1 >= 0.5 and metrics.f1 < 0.8", ["second", "first"]),
        ("metrics.loss < 100", []),
        ("creation_timestamp > 0 AND last_updated_timestamp > 0", ["third", "second", "first"]),
        ("creation_time < 5", []),
    ):
        assert await names(found, text) == expected, text
    assert await names(found, experiment_ids=["1"]) == ["third"]
    assert await names(found, experiment_ids=["8"]) == []


async def test_only_what_was_measured_on_a_dataset_counts(found: Door) -> None:
    iris, wine = {"dataset_name": "iris"}, {"dataset_name": "wine", "dataset_digest": "c"}
    assert await names(found, datasets=[iris]) == ["second", "first"]
    assert await names(found, datasets=[wine]) == ["second"]
    assert await names(found, datasets=[iris | {"dataset_digest": "b"}]) == ["first"]
    assert await names(found, "metrics.f1 < 0.2", datasets=[iris]) == []
    assert await names(found, "metrics.f1 < 0.2", datasets=[iris, wine]) == ["second"]


async def test_models_are_ordered_by_attributes_and_latest_metrics(found: Door) -> None:
    f1 = {"field_name": "metrics.f1"}
    for order, expected in (
        ({"field_name": "name", "ascending": True}, ["first", "second", "third"]),
        ({"field_name": "name", "ascending": False}, ["third", "second", "first"]),
        ({"field_name": "creation_time"}, ["first", "second", "third"]),
        (f1 | {"ascending": True}, ["second", "first", "third"]),
        (f1 | {"ascending": False}, ["first", "second", "third"]),
        (f1 | {"ascending": False, "dataset_name": "iris", "dataset_digest": "a"}, ["second", "first", "third"]),
        ({"field_name": "model_type"}, ["second", "third", "first"]),
    ):
        assert await names(found, "", order) == expected, order
    both = [f1 | {"dataset_name": "wine"}, f1 | {"dataset_name": "iris"}]
    assert await names(found, "", *both) == ["second", "first", "third"]


async def test_pages_follow_each_other(found: Door) -> None:
    body: dict[str, Any] = {"experiment_ids": ["0", "1"], "max_results": 2, "filter": "name LIKE '%'"}
    first = (await found.post("logged-models/search", **body)).json()
    second = (await found.post("logged-models/search", **body, page_token=first["next_page_token"])).json()
    assert [model["info"]["name"] for page in (first, second) for model in page["models"]] == ["third", "second", "first"]
    assert "next_page_token" not in second
    for changed in ({"filter": ""}, {"experiment_ids": ["0"]}, {"order_by": [{"field_name": "name"}]}, {"page_token": "x"}):
        asked = body | {"page_token": first["next_page_token"]} | changed
        assert failure(await found.post("logged-models/search", **asked)) == (400, "INVALID_PARAMETER_VALUE"), changed


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"filter": "name > 'a'"}, "Invalid comparison operator"),
        ({"filter": "metrics.f1 LIKE 'a'"}, "Invalid comparison operator"),
        ({"filter": "metrics.f1 > 'a'"}, "Expected numeric value type"),
        ({"filter": "params.lr IS NULL"}, "Invalid comparison operator"),
        ({"filter": "things.x = 'a'"}, "Invalid entity type"),
        ({"filter": "metric.f1 > 1"}, "Invalid entity type"),
        ({"filter": "colour = 'red'"}, "Invalid attribute key"),
        ({"filter": "name = 'a' OR name = 'b'"}, "OR"),
        ({"order_by": [{"field_name": "params.lr"}]}, "Only metrics are supported"),
        ({"order_by": [{"field_name": "colour"}]}, "Invalid order by field name: colour"),
        ({"order_by": [{}]}, "field_name"),
        ({"datasets": [{}]}, "`dataset_name` in the `datasets` clause must be specified."),
        ({"experiment_ids": []}, "experiment_ids"),
        ({"experiment_ids": ["x"]}, "Invalid experiment ID"),
        ({"max_results": 50_001}, "max_results"),
        ({"max_results": -1}, "max_results"),
    ],
)
async def test_what_cannot_be_searched_is_refused(sqlite_door: Door, fields: dict[str, Any], sentence: str) -> None:
    answer = await sqlite_door.post("logged-models/search", **({"experiment_ids": ["0"]} | fields))
    assert failure(answer) == (400, "INVALID_PARAMETER_VALUE")
    assert sentence in answer.json()["message"]


async def test_its_states_are_those_of_the_item(door: Door) -> None:
    name = (await make(door, name="forest", model_type="agent"))["info"]["model_id"]
    await send(door, "PATCH", name, status=2)
    node = name.removeprefix("m-")
    row = door.site.rootnode.db.read_now(lambda tx: tx.row("SELECT kind, title, state, fields FROM node WHERE id = :id", id=node))
    assert row is not None
    assert (row[0], row[1], row[2], json.loads(row[3])) == ("logged_model", "forest", "ready", {"model_type": "agent"})
