"""The contract of MLflow 3.17.2 as far as this door speaks it: answers, error codes and sentences."""

import json
import os
from typing import Any

import pytest

from rootnode.testing.app import Site
from rootnode.testing.mlflow import Door, failure

MISSING = "0" * 32


async def test_experiments_live_as_mlflows_do(door: Door) -> None:
    assert (await door.get("experiments/get", experiment_id="0")).json()["experiment"]["name"] == "Default"
    made = await door.post("experiments/create", name="baseline", tags=[{"key": "team", "value": "risk"}], artifact_location="s3://other/x")
    assert (made.status_code, made.json()) == (200, {"experiment_id": "1"})
    found = (await door.get("experiments/get-by-name", experiment_name="baseline")).json()["experiment"]
    assert found == (await door.get("experiments/get", experiment_id="1")).json()["experiment"]
    times = found.pop("creation_time"), found.pop("last_update_time")
    assert all(isinstance(time, int) for time in times)
    assert found == {
        "experiment_id": "1",
        "name": "baseline",
        "artifact_location": "mlflow-artifacts:/1",
        "lifecycle_stage": "active",
        "tags": [{"key": "team", "value": "risk"}],
    }
    assert failure(await door.post("experiments/create", name="baseline")) == (400, "RESOURCE_ALREADY_EXISTS")
    assert failure(await door.get("experiments/get-by-name", experiment_name="none")) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert failure(await door.get("experiments/get", experiment_id="9")) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert failure(await door.get("experiments/get", experiment_id="x")) == (400, "INVALID_PARAMETER_VALUE")


async def test_experiments_are_changed_deleted_and_restored(door: Door) -> None:
    await door.post("experiments/create", name="baseline")
    for endpoint, fields in (
        ("update", {"new_name": "first"}),
        ("set-experiment-tag", {"key": "a", "value": "1"}),
        ("set-experiment-tag", {"key": "b", "value": "2"}),
        ("delete-experiment-tag", {"key": "b"}),
        ("delete", {}),
    ):
        answer = await door.post(f"experiments/{endpoint}", experiment_id="1", **fields)
        assert (answer.status_code, answer.json()) == (200, {}), answer.text
    found = (await door.get("experiments/get", experiment_id="1")).json()["experiment"]
    assert (found["name"], found["tags"], found["lifecycle_stage"]) == ("first", [{"key": "a", "value": "1"}], "deleted")
    assert failure(await door.post("runs/create", experiment_id="1")) == (400, "INVALID_PARAMETER_VALUE")
    assert (await door.post("experiments/restore", experiment_id="1")).status_code == 200
    assert (await door.post("runs/create", experiment_id="1")).status_code == 200


async def test_experiments_are_searched_with_default_among_them(door: Door) -> None:
    async def names(**fields: Any) -> list[str]:
        return [each["name"] for each in (await door.post("experiments/search", **fields)).json().get("experiments", [])]

    assert await names(max_results=10) == ["Default"]
    for name in ("a", "b"):
        await door.post("experiments/create", name=name)
    assert await names(max_results=10, order_by=["experiment_id DESC"]) == ["b", "a", "Default"]
    assert await names(filter="name LIKE 'a%'") == ["a"]
    assert await names(filter="name != 'a'") == ["b", "Default"]
    assert await names(order_by=["name DESC"], max_results=1) == ["b"]
    assert await names(view_type="DELETED_ONLY") == []
    by_query = await door.get("experiments/search", max_results="2", order_by=["name ASC"], view_type="ALL")
    first = by_query.json()
    assert [each["name"] for each in first["experiments"]] == ["Default", "a"]


async def test_a_run_from_its_begin_to_its_end(door: Door) -> None:
    tags = [{"key": "mlflow.user", "value": "olga"}, {"key": "team", "value": "risk"}]
    made = await door.post("runs/create", experiment_id="0", user_id="olga", start_time="1700000000123", run_name="r1", tags=tags)
    info = made.json()["run"]["info"]
    run = info["run_id"]
    assert info == {
        "run_uuid": run,
        "run_id": run,
        "experiment_id": "0",
        "run_name": "r1",
        "user_id": "olga",
        "status": "RUNNING",
        "start_time": 1_700_000_000_123,
        "artifact_uri": f"mlflow-artifacts:/0/{run}/artifacts",
        "lifecycle_stage": "active",
    }
    ended = await door.post("runs/update", run_id=run, run_uuid=run, status="FINISHED", end_time=1_700_000_001_000)
    assert ended.json()["run_info"]["status"] == "FINISHED"
    assert ended.json()["run_info"]["end_time"] == 1_700_000_001_000
    page = await door.page(run)
    assert page["data"]["tags"] == [
        {"key": "mlflow.runName", "value": "r1"},
        {"key": "mlflow.user", "value": "olga"},
        {"key": "team", "value": "risk"},
    ]
    assert (await door.post("runs/delete", run_id=run)).json() == {}
    assert (await door.page(run))["info"]["lifecycle_stage"] == "deleted"
    assert failure(await door.post("runs/log-parameter", run_id=run, key="a", value="1")) == (400, "INVALID_PARAMETER_VALUE")
    assert (await door.post("runs/restore", run_id=run)).json() == {}


async def test_numbers_come_as_proto3_json_has_them(door: Door) -> None:
    run = await door.run()
    metrics = [
        {"key": "a", "value": "NaN", "timestamp": "1", "step": "3"},
        {"key": "b", "value": "Infinity", "timestamp": 1},
        {"key": "c", "value": "-Infinity", "timestamp": 1, "step": -5},
        {"key": "d", "value": "1e-3", "timestamp": 1.0},
        {"key": "e", "value": 7, "timestamp": 1},
    ]
    assert (await door.post("runs/log-batch", run_id=run, metrics=metrics)).status_code == 200
    bare = json.dumps({"run_id": run, "metrics": [{"key": "f", "value": float("nan"), "timestamp": 2}]}).encode()
    assert b": NaN" in bare
    assert (await door.post("runs/log-batch", bare)).status_code == 200
    found = {each["key"]: (each["value"], each["timestamp"], each["step"]) for each in (await door.page(run))["data"]["metrics"]}
    assert found == {
        "a": ("NaN", 1, 3),
        "b": ("Infinity", 1, 0),
        "c": ("-Infinity", 1, -5),
        "d": (0.001, 1, 0),
        "e": (7.0, 1, 0),
        "f": ("NaN", 2, 0),
    }


async def test_a_repeated_post_changes_nothing(door: Door) -> None:
    run = await door.run()
    body = {
        "metrics": [{"key": "loss", "value": 1.0, "timestamp": 1, "step": step} for step in range(10)],
        "params": [{"key": "lr", "value": "0.1"}],
        "tags": [{"key": "t", "value": "1"}],
    }
    for _ in range(3):
        assert (await door.post("runs/log-batch", run_id=run, **body)).status_code == 200
        assert (await door.post("runs/log-metric", run_id=run, key="loss", value=1.0, timestamp=1, step=3)).status_code == 200
    history = (await door.get("metrics/get-history", run_id=run, metric_key="loss")).json()
    assert [each["step"] for each in history["metrics"]] == list(range(10))


async def test_history_comes_in_pages(door: Door) -> None:
    run = await door.run()
    points = [{"key": "loss", "value": 1 / (step + 1), "timestamp": step, "step": step} for step in range(25)]
    await door.post("runs/log-batch", run_id=run, metrics=points)
    token, steps = "", []
    while True:
        page = (await door.get("metrics/get-history", run_id=run, metric_key="loss", max_results=10, page_token=token)).json()
        steps += [each["step"] for each in page["metrics"]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert steps == list(range(25))
    assert (await door.get("metrics/get-history", run_id=run, metric_key="none")).json() == {}
    assert failure(await door.get("metrics/get-history", run_id=run, metric_key="loss", max_results=0)) == (400, "INVALID_PARAMETER_VALUE")
    assert failure(await door.get("metrics/get-history", run_id=run, metric_key="loss", page_token="!")) == (400, "INVALID_PARAMETER_VALUE")
    assert failure(await door.get("metrics/get-history", run_id=MISSING, metric_key="loss")) == (404, "RESOURCE_DOES_NOT_EXIST")


@pytest.mark.parametrize(
    ("endpoint", "fields", "sentence"),
    [
        ("runs/log-metric", {"key": "a", "timestamp": 1}, "Missing value for required parameter 'value'."),
        ("runs/log-metric", {"value": 1.0, "timestamp": 1}, "Missing value for required parameter 'key'."),
        ("runs/log-metric", {"key": "a", "value": 1.0}, "Missing value for required parameter 'timestamp'."),
        ("runs/log-metric", {"key": "a", "value": "x", "timestamp": 1}, "Invalid value for parameter 'value' supplied"),
        ("runs/log-metric", {"key": "a", "value": True, "timestamp": 1}, "Invalid value for parameter 'value' supplied"),
        ("runs/log-metric", {"key": "a", "value": 1.0, "timestamp": -1}, "Timestamp must be a nonnegative long (64-bit integer)"),
        ("runs/log-metric", {"key": "../a", "value": 1.0, "timestamp": 1}, "This name would resolve to '../a'"),
        ("runs/log-metric", {"key": "a;b", "value": 1.0, "timestamp": 1}, "Names may only contain alphanumerics"),
        ("runs/log-batch", {"metrics": [{"key": "a", "value": 1.0}]}, "Missing value for required parameter 'metrics[0].timestamp'."),
        ("runs/log-batch", {"params": [{"value": "1"}]}, "Missing value for required parameter 'params[0].key'."),
        ("runs/log-batch", {"params": [{"key": "a", "value": 1}]}, "Invalid value for parameter 'params[0].value' supplied"),
        ("runs/log-batch", {"metrics": [{"key": "a", "value": 1, "timestamp": 1}] * 1001}, "at most 1000 metrics. Got 1001 metrics"),
        ("runs/log-batch", {"metrics": {}}, "Invalid value for parameter 'metrics' supplied"),
        ("runs/log-parameter", {"value": "1"}, "Missing value for required parameter 'key'."),
        ("runs/set-tag", {"key": "a" * 251, "value": "x"}, "exceeds the maximum length of 250 characters"),
        ("runs/delete-tag", {}, "Missing value for required parameter 'key'."),
        ("runs/update", {"status": "DONE"}, "parameter 'status'"),
    ],
)
async def test_what_does_not_do_is_refused_with_mlflows_sentence(
    sqlite_door: Door, endpoint: str, fields: dict[str, Any], sentence: str
) -> None:
    run = await sqlite_door.run()
    answer = await sqlite_door.post(endpoint, run_id=run, **fields)
    assert failure(answer) == (400, "INVALID_PARAMETER_VALUE")
    assert sentence in answer.json()["message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"NaN", b'{"run_id": NaN}', b"\xff\xfe", b"{" * 100_000, b"[" * 100_000])
async def test_a_body_that_is_none_is_refused(sqlite_door: Door, body: bytes) -> None:
    assert failure(await sqlite_door.post("runs/log-batch", body)) == (400, "INVALID_PARAMETER_VALUE")


async def test_runs_are_searched_page_by_page(door: Door) -> None:
    for number in range(5):
        run = await door.run(run_name=f"r{number}", start_time=1_000 + number)
        await door.post("runs/log-metric", run_id=run, key="f1", value=number / 10, timestamp=1)
    asked = {"experiment_ids": ["0"], "filter": "metrics.f1 >= 0.1", "order_by": ["metrics.f1 DESC"], "max_results": 2}
    names, token = [], None
    while True:
        page = (await door.post("runs/search", **asked, page_token=token)).json()
        names += [each["info"]["run_name"] for each in page["runs"]]
        token = page.get("next_page_token")
        if token is None:
            break
    assert names == ["r4", "r3", "r2", "r1"]
    assert (await door.post("runs/search", experiment_ids=["7"])).json() == {}
    assert (await door.post("runs/search", experiment_ids=["0"], run_view_type="DELETED_ONLY")).json() == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"filter": "metrics.f1 > 'x'"},
        {"filter": "metrics.f1 >"},
        {"filter": "params.lr = 0.1"},
        {"filter": "metrics.f1 > 1 OR metrics.f1 < 0"},
        {"filter": "colour.red = 'x'"},
        {"filter": "attributes.fields = 'x'"},
        {"filter": "tags.a = 'x'; DROP TABLE node"},
        {"filter": "datasets.colour = 'x'"},
        {"order_by": ["metrics.f1 SIDEWAYS"]},
        {"order_by": ["f1"]},
        {"max_results": 0},
        {"max_results": 50_001},
        {"page_token": "!"},
        {"page_token": "e30="},
        {"experiment_ids": ["../0"]},
        {"run_view_type": "SOME"},
    ],
)
async def test_a_search_that_does_not_do_is_refused(sqlite_door: Door, fields: dict[str, Any]) -> None:
    answer = await sqlite_door.post("runs/search", **{"experiment_ids": ["0"], **fields})
    assert failure(answer) == (400, "INVALID_PARAMETER_VALUE")


async def test_files_go_up_and_down_whole_and_in_ranges(door: Door) -> None:
    run = await door.run()
    root, body = f"0/{run}/artifacts", os.urandom(3_000_000)
    for path in ("model/weights.bin", "a b/ü.txt", "top.txt"):
        assert (await door.put(f"{root}/{path}", body)).json() == {}
    whole = await door.file(f"{root}/model/weights.bin")
    assert (whole.status_code, whole.content == body, whole.headers["content-length"]) == (200, True, "3000000")
    assert whole.headers["content-type"] == "application/octet-stream"
    assert whole.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in whole.headers["content-security-policy"]
    part = await door.file(f"{root}/a b/ü.txt", range="bytes=1000000-1999999")
    assert (part.status_code, part.content == body[1_000_000:2_000_000]) == (206, True)
    assert part.headers["content-range"] == "bytes 1000000-1999999/3000000"
    tail = await door.file(f"{root}/top.txt", range="bytes=-10")
    assert tail.content == body[-10:]
    assert (await door.file(f"{root}/top.txt", range="bytes=3000000-")).status_code == 416
    assert (await door.file(f"{root}/top.txt", **{"if-none-match": whole.headers["etag"]})).status_code == 304
    assert (await door.files(root)).json()["files"] == [
        {"path": "a b", "is_dir": True},
        {"path": "model", "is_dir": True},
        {"path": "top.txt", "is_dir": False, "file_size": 3_000_000},
    ]
    assert (await door.files(f"{root}/model")).json()["files"] == [{"path": "weights.bin", "is_dir": False, "file_size": 3_000_000}]
    listed = (await door.get("artifacts/list", run_id=run, path="model")).json()
    assert (listed["root_uri"], listed["files"][0]["path"]) == (f"mlflow-artifacts:/{root}", "model/weights.bin")
    gone = await door.client.delete(f"{door.base}/api/2.0/mlflow-artifacts/artifacts/{root}/model")
    assert (gone.status_code, gone.json()) == (200, {})
    assert failure(await door.file(f"{root}/model/weights.bin")) == (404, "RESOURCE_DOES_NOT_EXIST")


async def test_a_file_that_may_not_be_put_is_refused_before_it_is_taken(door: Door) -> None:
    run = await door.run()
    taken: list[bytes] = []

    async def pieces() -> Any:
        for _ in range(100):
            taken.append(b"x" * 65_536)
            yield taken[-1]

    base = f"{door.base}/api/2.0/mlflow-artifacts/artifacts"
    for path in (f"1/{run}/artifacts/a", f"0/{MISSING}/artifacts/a", f"0/{run}/elsewhere/a", f"0/{run}/artifacts/../a"):
        answer = await door.client.put(f"{base}/{path}", content=pieces())
        assert answer.status_code in (400, 404)
    await door.post("runs/delete", run_id=run)
    assert failure(await door.put(f"0/{run}/artifacts/a", b"x")) == (400, "INVALID_PARAMETER_VALUE")


async def test_the_server_says_what_it_is_and_what_it_has_not(sqlite_door: Door) -> None:
    client = sqlite_door.client
    version = await client.get("/p/FRAUD/version")
    assert (version.status_code, version.text) == (200, "3.3.0")
    assert (await client.get("/p/FRAUD/health")).text == "OK"
    for method, path in (
        ("GET", "/api/3.0/mlflow/server-info"),
        ("POST", "/api/3.0/mlflow/traces"),
        ("POST", "/ajax-api/2.0/mlflow/runs/nothing"),
        ("POST", "/api/2.0/mlflow/gateway-proxy"),
        ("POST", "/api/3.0/mlflow/traces"),
        ("GET", "/api/2.0/mlflow/runs/nothing"),
    ):
        assert failure(await client.request(method, f"/p/FRAUD{path}")) == (404, "ENDPOINT_NOT_FOUND")
    assert (await client.put("/p/FRAUD/api/2.0/mlflow/runs/get")).json()["error_code"] == "ENDPOINT_NOT_FOUND"
    found = await sqlite_door.post("logged-models/search", experiment_ids=["0"])
    assert (found.status_code, found.json()) == (200, {})


async def test_who_may_not_is_refused_in_mlflows_form(any_site: Site) -> None:
    door = Door(any_site)
    run = await door.run()
    get = f"/p/FRAUD/api/2.0/mlflow/runs/get?run_id={run}"
    create = "/p/FRAUD/api/2.0/mlflow/runs/create"
    assert failure(await any_site.client().get(get)) == (401, "UNAUTHENTICATED")
    assert failure(await any_site.client().get(get, headers={"authorization": "Bearer rn_x"})) == (401, "UNAUTHENTICATED")
    other = any_site.client(any_site.project_token(any_site.project("OTHER")))
    assert failure(await other.get(get)) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert failure(await other.post(create, json={})) == (404, "RESOURCE_DOES_NOT_EXIST")
    swapped = f"/p/OTHER/api/2.0/mlflow/runs/get?run_id={run}"
    assert (await other.get(swapped)).json()["message"] == f"Run with id={run} not found"
    reader = any_site.client(any_site.project_token(door.project, ("read",)))
    assert (await reader.get(get)).status_code == 200
    assert failure(await reader.post(create, json={})) == (403, "PERMISSION_DENIED")
    ingest = any_site.client(any_site.project_token(door.project, ("ingest",)))
    assert (await ingest.post(create, json={})).status_code == 200
    assert failure(await ingest.get(get)) == (403, "PERMISSION_DENIED")
    assert failure(await ingest.post("/p/FRAUD/api/2.0/mlflow/runs/delete", json={"run_id": run})) == (403, "PERMISSION_DENIED")
    models = "/p/FRAUD/api/2.0/mlflow/logged-models"
    model = (await door.post("logged-models", experiment_id="0", params=[{"key": "a", "value": "1"}])).json()["model"]["info"]["model_id"]
    told = await ingest.patch(f"{models}/{model}", json={"model_id": model, "status": "LOGGED_MODEL_READY"})
    assert (told.status_code, told.json()["model"]["data"]) == (200, {})
    viewer = any_site.person("guest")
    any_site.grant(door.project, viewer, "viewer")
    token = any_site.client(any_site.own_token(viewer))
    assert (await token.get(get)).status_code == 200
    assert failure(await token.post(create, json={})) == (403, "PERMISSION_DENIED")
    assert (await any_site.client(viewer).get(get)).status_code == 200


async def test_basic_authentication_takes_the_token_as_password(site: Site) -> None:
    door = Door(site)
    secret = site.project_token(door.project).secret or ""
    answer = await site.client().post("/p/fraud/api/2.0/mlflow/runs/create", json={}, auth=("anybody", secret))
    assert answer.status_code == 200
