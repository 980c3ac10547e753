"""Curves of many runs in one answer, and the twins of all addresses: the contract of MLflow 3.17.2."""

from typing import Any

import pytest

from rootnode.doors.mlflow.bulk import firsts
from rootnode.testing.mlflow import Door, failure

BULK, INTERVAL = "metrics/get-history-bulk", "metrics/get-history-bulk-interval"


async def logged(door: Door, count: int) -> str:
    """A run whose metric `loss` has `count` points: at step n the value 1000 - n."""
    run = await door.run()
    for start in range(0, count, 1_000):
        steps = range(start, min(start + 1_000, count))
        points = [{"key": "loss", "value": 1_000.0 - step, "timestamp": 5_000 + step, "step": step} for step in steps]
        assert (await door.post("runs/log-batch", run_id=run, metrics=points)).status_code == 200
    return run


async def steps(door: Door, **params: Any) -> list[int]:
    answer = await door.get(INTERVAL, metric_key="loss", **params)
    assert answer.status_code == 200, answer.text
    return [point["step"] for point in answer.json().get("metrics", [])]


@pytest.mark.parametrize(
    ("count", "parts", "chosen"),
    [
        (0, 3, []), (1, 3, [0]), (3, 3, [0, 1, 2]), (3, 1, [2]), (10, 3, [0, 4, 9]), (10, 4, [0, 3, 6, 9]), (11, 2, [0, 10]),
        (5, 9, [0, 1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_points_are_chosen_evenly_with_the_first_and_the_last(count: int, parts: int, chosen: list[int]) -> None:
    assert firsts(count, parts) == chosen


async def test_some_points_of_each_run(door: Door) -> None:
    first, second = await logged(door, 1_200), await logged(door, 3)
    answer = (await door.get(INTERVAL, metric_key="loss", run_ids=[first, second], max_results=5)).json()["metrics"]
    assert [(point["run_id"] == first, point["step"]) for point in answer] == [
        *((True, step) for step in (0, 240, 480, 720, 1_199)),
        *((False, step) for step in (0, 1, 2)),
    ]
    assert answer[1] == {"key": "loss", "value": 760.0, "timestamp": 5_240, "step": 240, "run_id": first}
    assert await steps(door, run_ids=first, start_step=100, end_step=104) == [100, 101, 102, 103, 104]
    assert await steps(door, run_ids=first, start_step=100, end_step=300, max_results=2) == [100, 300]
    assert await steps(door, run_ids=["0" * 32, second]) == [0, 1, 2]
    assert await steps(door, run_ids=[second, second]) == [0, 1, 2]
    assert len(await steps(door, run_ids=first)) == 1_200


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"metric_key": "loss"}, "run_ids"),
        ({"run_ids": "x"}, "metric_key"),
        ({"run_ids": ["x"] * 101, "metric_key": "loss"}, "at most 100 run_ids. Received 101 run_ids."),
        ({"run_ids": "x", "metric_key": "loss", "max_results": 0}, "max_results must be between 1 and 2500."),
        ({"run_ids": "x", "metric_key": "loss", "max_results": 2_501}, "max_results must be between 1 and 2500."),
        ({"run_ids": "x", "metric_key": "loss", "start_step": 1}, "both must be specified"),
        ({"run_ids": "x", "metric_key": "loss", "start_step": 2, "end_step": 1}, "end_step must be greater than start_step"),
        ({"run_ids": "x", "metric_key": "loss", "max_results": "many"}, "max_results"),
    ],
)
async def test_what_is_asked_wrongly_is_refused(sqlite_door: Door, params: dict[str, Any], sentence: str) -> None:
    answer = await sqlite_door.get(INTERVAL, **params)
    assert failure(answer) == (400, "INVALID_PARAMETER_VALUE")
    assert sentence in answer.json()["message"]


async def test_whole_histories_up_to_a_limit(door: Door) -> None:
    runs = sorted([await logged(door, 3), await logged(door, 2)])
    found = (await door.get(BULK, metric_key="loss", run_id=[*runs, "0" * 32])).json()["metrics"]
    assert [point["run_id"] for point in found] == sorted(point["run_id"] for point in found)
    assert len(found) == 5
    assert len((await door.get(BULK, metric_key="loss", run_id=runs, max_results=4)).json()["metrics"]) == 4
    assert (await door.get(BULK, metric_key="none", run_id=runs)).json() == {"metrics": []}
    assert len((await door.get(BULK, metric_key="loss", run_id=[*runs, "a\x00b"])).json()["metrics"]) == 5
    assert len((await door.get(INTERVAL, metric_key="loss", run_ids=[*runs, "a\x00b"])).json()["metrics"]) == 5
    for most in (0, -1):
        refused = await door.get(BULK, metric_key="loss", run_id=runs, max_results=most)
        assert failure(refused) == (400, "INVALID_PARAMETER_VALUE")
        assert f"Invalid value {most} for parameter 'max_results'" in refused.json()["message"]
    for params in ({"metric_key": "loss"}, {"run_id": runs}, {"run_id": ["x"] * 101, "metric_key": "loss"}):
        assert failure(await door.get(BULK, **params)) == (400, "INVALID_PARAMETER_VALUE")


async def test_each_address_has_its_twin(door: Door) -> None:
    run = await logged(door, 3)
    client, twin = door.client, f"{door.base}/ajax-api/2.0/mlflow"
    asked = {"run_id": run}
    assert (await client.get(f"{twin}/runs/get", params=asked)).json() == (await door.get("runs/get", **asked)).json()
    bulk = await client.get(f"{twin}/{BULK}", params=asked | {"metric_key": "loss"})
    assert len(bulk.json()["metrics"]) == 3
    assert (await client.post(f"{twin}/experiments/search-datasets", json={"experiment_ids": ["0"]})).json() == {}
    assert failure(await client.get(f"{twin}/runs/nothing")) == (404, "ENDPOINT_NOT_FOUND")
    assert failure(await door.site.client().get(f"{twin}/runs/get", params=asked)) == (401, "UNAUTHENTICATED")
    put = await client.put(f"{door.base}/ajax-api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/a.txt", content=b"x")
    assert put.status_code == 200
    assert (await door.file(f"0/{run}/artifacts/a.txt")).content == b"x"
