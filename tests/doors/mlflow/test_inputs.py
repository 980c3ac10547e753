"""Datasets and models that runs use and make: the contract of MLflow 3.17.2."""

import json
from typing import Any

import pytest

from rootnode.testing.mlflow import Door, failure

DATASET = {"name": "iris", "digest": "abc123", "source_type": "local", "source": '{"uri": "/data/iris.csv"}'}


def used(context: str | None = "training", **changed: Any) -> dict[str, Any]:
    """A dataset as a client logs it."""
    tags = [] if context is None else [{"key": "mlflow.data.context", "value": context}]
    return {"tags": tags, "dataset": DATASET | changed}


async def links(door: Door, run: str) -> list[tuple[str, str]]:
    found = door.site.rootnode.db.read_now(
        lambda tx: tx.rows("SELECT l.type, n.title FROM link l JOIN node n ON n.id = l.target WHERE l.source = :run", run=run)
    )
    return sorted((kind, title) for kind, title in found)


async def test_datasets_come_back_as_they_were_logged(door: Door) -> None:
    run = await door.run()
    whole = used(schema='{"a": 1}', profile='{"num_rows": 150}')
    assert (await door.post("runs/log-inputs", run_id=run, datasets=[whole, used(None, digest="d2")])).json() == {}
    plain = {"tags": [], "dataset": DATASET | {"digest": "d2"}}
    assert (await door.page(run))["inputs"] == {"dataset_inputs": [whole, plain]}
    assert await links(door, run) == [("trained_on", "iris (abc123)"), ("trained_on", "iris (d2)")]
    found = (await door.post("runs/search", experiment_ids=["0"])).json()["runs"]
    assert found[0]["inputs"] == {"dataset_inputs": [whole, plain]}
    rows = door.site.rootnode.db.read_now(lambda tx: tx.rows("SELECT fields, state FROM node WHERE kind = 'dataset_version' ORDER BY id"))
    first, second = (json.loads(fields) for fields, _ in rows)
    assert (first, second) == ({"version": 1, "digest": "abc123", "rows": 150}, {"version": 2, "digest": "d2"})
    assert {state for _, state in rows} == {"ready"}


async def test_the_same_dataset_is_there_once_per_run_and_once_per_project(door: Door) -> None:
    first, second = await door.run(), await door.run()
    for run in (first, first, second):
        await door.post("runs/log-inputs", run_id=run, datasets=[used(), used("eval")])
        assert len((await door.page(run))["inputs"]["dataset_inputs"]) == 1
    counted: dict[str, int] = door.site.rootnode.db.read_now(
        lambda tx: dict(tx.rows("SELECT kind, COUNT(*) FROM node WHERE kind IN ('dataset', 'dataset_version') GROUP BY kind"))
    )
    assert counted == {"dataset": 1, "dataset_version": 1}
    assert await links(door, second) == [("evaluated_on", "iris (abc123)"), ("trained_on", "iris (abc123)")]


@pytest.mark.parametrize(
    ("context", "link"),
    [("train", "trained_on"), ("", "trained_on"), ("eval", "evaluated_on"), ("validation", "evaluated_on"), ("test", "evaluated_on")],
)
async def test_the_context_says_what_the_data_was_for(sqlite_door: Door, context: str, link: str) -> None:
    run = await sqlite_door.run()
    await sqlite_door.post("runs/log-inputs", run_id=run, datasets=[used(context)])
    assert await links(sqlite_door, run) == [(link, "iris (abc123)")]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": None}, "Dataset name cannot be None"),
        ({"name": "x" * 501}, "'name' exceeds the maximum length of 500 characters"),
        ({"digest": "x" * 37}, "'digest' exceeds the maximum length of 36 characters"),
        ({"source": None}, "Dataset source cannot be None"),
        ({"source_type": None}, "Dataset source_type cannot be None"),
        ({"source": "x" * 65_536}, "'source' exceeds the maximum length of 65535 characters"),
        ({"schema": "x" * 1_048_576}, "'schema' exceeds the maximum length of 1048575 characters"),
        ({"name": "a\x00b"}, "NUL"),
    ],
)
async def test_a_dataset_that_does_not_do_is_refused_and_leaves_no_trace(door: Door, changed: dict[str, Any], sentence: str) -> None:
    run = await door.run()
    answer = await door.post("runs/log-inputs", run_id=run, datasets=[used(), used(**changed)])
    assert failure(answer) == (400, "INVALID_PARAMETER_VALUE")
    assert sentence in answer.json()["message"]
    assert (await door.page(run))["inputs"] == {}


async def test_a_tag_of_an_input_has_limits(door: Door) -> None:
    run = await door.run()
    for tag, sentence in (({"key": "x" * 256, "value": ""}, "'key' exceeds"), ({"key": "k", "value": "x" * 501}, "'value' exceeds")):
        answer = await door.post("runs/log-inputs", run_id=run, datasets=[{"tags": [tag], "dataset": DATASET}])
        assert sentence in answer.json()["message"]


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ("datasets.name = 'iris'", "a"), ("dataset.digest LIKE 'abc%'", "ab"), ("datasets.context = 'eval'", "b"),
        ("datasets.name != 'iris'", "b"), ("datasets.name IN ('iris', 'wine')", "ab"), ("dataset.name ILIKE 'WINE'", "b"),
        ("datasets.name = 'iris' AND datasets.context = 'eval'", ""),
    ],
)  # fmt: skip
async def test_runs_are_found_by_the_datasets_they_used(door: Door, filter_: str, expected: str) -> None:
    for name, dataset in (("a", used()), ("b", used("eval", name="wine")), ("c", None)):
        run = await door.run(run_name=name)
        if dataset:
            await door.post("runs/log-inputs", run_id=run, datasets=[dataset])
    asked = {"experiment_ids": ["0"], "filter": filter_, "order_by": ["attributes.run_name ASC"]}
    runs = (await door.post("runs/search", **asked)).json().get("runs", [])
    assert "".join(run["info"]["run_name"] for run in runs) == expected


async def test_what_lies_in_the_trash_is_made_anew(door: Door) -> None:
    run = await door.run()
    await door.post("runs/log-inputs", run_id=run, datasets=[used()])
    rootnode = door.site.rootnode
    dataset = rootnode.db.read_now(lambda tx: tx.scalar("SELECT id FROM node WHERE kind = 'dataset'"))
    rootnode.db.write_now(lambda tx: tx.run("UPDATE node SET trashed = 1 WHERE id = :id OR parent = :id", id=dataset))
    other = await door.run()
    assert (await door.post("runs/log-inputs", run_id=other, datasets=[used()])).status_code == 200
    assert await links(door, other) == [("trained_on", "iris (abc123)")]
    assert len((await door.page(run))["inputs"]["dataset_inputs"]) == 1


async def test_models_taken_in_and_made_are_told_and_linked(door: Door) -> None:
    run = await door.run()
    made = (await door.post("logged-models", experiment_id="0", name="model", source_run_id=run)).json()["model"]["info"]["model_id"]
    uses = [{"model_id": made, "step": "7"}]
    for _ in range(2):
        assert (await door.post("runs/outputs", run_id=run, models=uses)).json() == {}
    later = await door.run()
    unknown = "m-" + "0" * 32
    assert (await door.post("runs/log-inputs", run_id=later, models=[{"model_id": made}, {"model_id": unknown}])).json() == {}
    assert (await door.page(run))["outputs"] == {"model_outputs": [{"model_id": made, "step": 7}]}
    assert (await door.page(later))["inputs"] == {"model_inputs": [{"model_id": made}, {"model_id": unknown}]}
    assert await links(door, run) == [("produced", "model")]
    assert await links(door, later) == [("derived_from", "model")]


async def test_what_is_no_input_is_refused(door: Door) -> None:
    run = await door.run()
    for endpoint, fields in (
        ("runs/outputs", {"run_id": run}),
        ("runs/outputs", {"run_id": run, "models": [{"step": 1}]}),
        ("runs/outputs", {"run_id": run, "models": [{"model_id": "m" * 37}]}),
        ("runs/log-inputs", {"run_id": run, "datasets": [{"tags": []}]}),
        ("runs/log-inputs", {"run_id": run, "datasets": "x"}),
        ("runs/log-inputs", {}),
    ):
        assert failure(await door.post(endpoint, **fields)) == (400, "INVALID_PARAMETER_VALUE"), (endpoint, fields)
    assert failure(await door.post("runs/log-inputs", run_id="0" * 32)) == (404, "RESOURCE_DOES_NOT_EXIST")
    await door.post("runs/delete", run_id=run)
    assert failure(await door.post("runs/log-inputs", run_id=run, datasets=[used()])) == (400, "INVALID_PARAMETER_VALUE")


async def test_datasets_of_experiments_are_found(door: Door) -> None:
    await door.post("experiments/create", name="other")
    for experiment, context in (("0", "training"), ("0", "eval"), ("1", None)):
        run = await door.run(experiment_id=experiment)
        await door.post("runs/log-inputs", run_id=run, datasets=[used(context)])
    found = (await door.post("experiments/search-datasets", experiment_ids=["0", "1"])).json()["dataset_summaries"]
    one = {"name": "iris", "digest": "abc123"}
    assert found == [
        {"experiment_id": "0", **one, "context": "eval"},
        {"experiment_id": "0", **one, "context": "training"},
        {"experiment_id": "1", **one},
    ]
    assert (await door.post("experiments/search-datasets", experiment_ids=["7"])).json() == {}
    for ids in ([], [str(number) for number in range(21)]):
        assert failure(await door.post("experiments/search-datasets", experiment_ids=ids)) == (400, "INVALID_PARAMETER_VALUE")


async def test_models_of_older_clients_go_to_a_tag(door: Door) -> None:
    run = await door.run()
    flavours = {"sklearn": {"code": None, "config": {"secret": 1}}, "python_function": {}}
    said = {"run_id": run, "artifact_path": "model", "utc_time_created": "now", "flavors": flavours, "signature": {"inputs": "x"}}
    for path in ("model", "second", "model"):
        answer = await door.post("runs/log-model", run_id=run, model_json=json.dumps(said | {"artifact_path": path}))
        assert answer.json() == {}, answer.text
    tags = {tag["key"]: tag["value"] for tag in (await door.page(run))["data"]["tags"]}
    history = json.loads(tags["mlflow.log-model.history"])
    assert [entry["artifact_path"] for entry in history] == ["model", "second"]
    assert history[0]["flavors"] == {"sklearn": {"code": None}, "python_function": {}}
    assert "signature" not in history[0]
    for text, sentence in (("{", "not a valid JSON"), ("{}", "missing mandatory fields"), (None, "model_json")):
        answer = await door.post("runs/log-model", run_id=run, model_json=text)
        assert failure(answer) == (400, "INVALID_PARAMETER_VALUE")
        assert sentence in answer.json()["message"]
    await door.post("runs/set-tag", run_id=run, key="mlflow.log-model.history", value="no list")
    assert failure(await door.post("runs/log-model", run_id=run, model_json=json.dumps(said))) == (400, "INVALID_PARAMETER_VALUE")
