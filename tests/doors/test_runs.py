"""Runs over REST: page, table, curves, files; on both engines."""

import math
from typing import Any

import pytest

from rootnode.testing.app import Site
from rootnode.testing.mlflow import Door


@pytest.fixture
def door(any_site: Site) -> Door:
    return Door(any_site)


async def logged(door: Door, name: str = "r", **metrics: list[float]) -> str:
    """A run with those curves, one point a step."""
    run = await door.run(run_name=name, tags=[{"key": "team", "value": "risk"}])
    points = [
        {
            "key": key,
            "value": value if math.isfinite(value) else str(value).replace("inf", "Infinity").replace("nan", "NaN"),
            "timestamp": step,
            "step": step,
        }
        for key, values in metrics.items()
        for step, value in enumerate(values)
    ]
    answer = await door.post("runs/log-batch", run_id=run, metrics=points, params=[{"key": "lr", "value": "0.1"}])
    assert answer.status_code == 200, answer.text
    return run


async def get(door: Door, address: str, /, **params: Any) -> Any:
    answer = await door.client.get(f"/api/v1/{address}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_runs_page_is_one_answer(door: Door) -> None:
    run = await logged(door, loss=[3.0, 1.0], bad=[math.nan, math.inf, -math.inf], worse=[math.nan])
    page = await get(door, f"runs/{run}")
    assert (page["item"]["id"], page["item"]["type"], page["item"]["state"]) == (run, "run", "running")
    assert (page["params"], page["tags"]["team"]) == ({"lr": "0.1"}, "risk")
    metrics = {each["key"]: (each["last"], each["min"], each["max"], each["step"]) for each in page["metrics"]}
    assert metrics["loss"] == (1.0, 1.0, 3.0, 1)
    assert metrics["bad"] == ("-Infinity", "-Infinity", "Infinity", 2)
    assert metrics["worse"] == (None, None, None, 0)


async def test_curves_keep_every_spike_and_say_nan(door: Door) -> None:
    values = [math.sin(step / 50) for step in range(900)]
    values[617] = 99.0
    first = await logged(door, loss=values)
    second = await logged(door, loss=[1.0, math.nan, math.inf])
    asked = {"runs": [first, second], "keys": ["loss", "none"], "buckets": 50}
    found = (await door.client.post("/api/v1/projects/FRAUD/curves", json=asked)).json()["curves"]
    assert [(curve["run"], curve["key"]) for curve in found] == [(first, "loss"), (second, "loss")]
    long, short = found
    assert len(long["step"]) <= 50
    assert (max(long["max"]), long["exact"]) == (99.0, False)
    assert (short["mean"], short["exact"], short["step"]) == ([1.0, None, "Infinity"], True, [0, 1, 2])
    zoomed = {**asked, "runs": [first], "from_step": 600, "to_step": 640}
    (zoom,) = (await door.client.post("/api/v1/projects/FRAUD/curves", json=zoomed)).json()["curves"]
    assert (zoom["exact"], len(zoom["step"]), zoom["max"][17]) == (True, 41, 99.0)


@pytest.mark.parametrize(
    "change",
    [{"runs": []}, {"runs": ["0" * 32]}, {"keys": []}, {"buckets": 0}, {"buckets": 5_001}, {"keys": ["a"] * 101}, {"colour": 1}],
)
async def test_curves_that_cannot_be_drawn_are_refused(door: Door, change: dict[str, Any]) -> None:
    run = await logged(door, loss=[1.0])
    answer = await door.client.post("/api/v1/projects/FRAUD/curves", json={"runs": [run], "keys": ["loss"], **change})
    assert answer.status_code in (400, 404)


async def test_the_table_sorts_by_a_column_and_pages(door: Door) -> None:
    for name, value in (("a", 0.1), ("b", 0.3), ("c", math.nan), ("d", 0.2)):
        await logged(door, name, f1=[value])
    titles: list[str] = []
    cells: dict[str, Any] = {}
    cursor = ""
    while cursor is not None:
        page = await get(door, "projects/FRAUD/runs", columns="metric.f1,param.lr,tag.team", sort="metric.f1", limit=3, cursor=cursor)
        titles += [row["item"]["title"] for row in page["runs"]]
        cells |= {row["item"]["title"]: row["cells"] for row in page["runs"]}
        cursor = page["next"]
    assert titles == ["b", "d", "a", "c"]
    assert cells["b"] == {"metric.f1": 0.3, "param.lr": "0.1", "tag.team": "risk"}
    assert cells["c"]["metric.f1"] is None
    assert await get(door, "projects/FRAUD/run-columns") == {
        "metrics": [{"key": "f1", "runs": 4}],
        "params": [{"key": "lr", "runs": 4}],
        "tags": [{"key": "team", "runs": 4}],
    }
    for wrong in ({"sort": "f1"}, {"columns": "colour"}, {"cursor": "x"}, {"limit": 0}):
        assert (await door.client.get("/api/v1/projects/FRAUD/runs", params=wrong)).status_code == 400


async def test_files_are_shown_only_where_that_is_safe(door: Door) -> None:
    run = await door.run()
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    for name, body in (("a/x.png", b"\x89PNG"), ("a/x.svg", svg), ("a/x.html", b"<script>"), ("a/x.md", b"# x"), ("a/x.pkl", b"cos")):
        assert (await door.put(f"0/{run}/artifacts/{name}", body)).status_code == 200
    assert [each["path"] for each in (await get(door, f"runs/{run}/files", path="a"))["files"]][:2] == ["a/x.html", "a/x.md"]
    kinds = {}
    for name in ("x.png", "x.svg", "x.html", "x.md", "x.pkl"):
        answer = await door.client.get(f"/api/v1/runs/{run}/file", params={"path": f"a/{name}"})
        kinds[name] = (answer.headers["content-type"], answer.headers["content-disposition"].partition(";")[0])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["content-security-policy"].endswith("sandbox")
    assert kinds == {
        "x.png": ("image/png", "inline"),
        "x.svg": ("image/svg+xml", "inline"),
        "x.html": ("application/octet-stream", "attachment"),
        "x.md": ("text/plain; charset=utf-8", "inline"),
        "x.pkl": ("application/octet-stream", "attachment"),
    }
    part = await door.client.get(f"/api/v1/runs/{run}/file", params={"path": "a/x.md"}, headers={"range": "bytes=0-0"})
    assert (part.status_code, part.content) == (206, b"#")
    assert (await door.client.get(f"/api/v1/runs/{run}/file", params={"path": "../x"})).status_code == 400
    assert (await door.client.get(f"/api/v1/runs/{run}/file", params={"path": "none"})).status_code == 404


@pytest.mark.parametrize("given", ["bytes=5-2", "bytes=9-", "bytes=-0", "bytes=99999999999999999-"])
async def test_a_range_beyond_the_file_is_416(door: Door, given: str) -> None:
    run = await door.run()
    await door.put(f"0/{run}/artifacts/a", b"12345")
    answer = await door.client.get(f"/api/v1/runs/{run}/file", params={"path": "a"}, headers={"range": given})
    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")


@pytest.mark.parametrize(
    "given", ["bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=0-1; x", "bytes=" + "9" * 400 + "-"]
)
async def test_a_range_of_no_known_form_is_passed_over(door: Door, given: str) -> None:
    run = await door.run()
    await door.put(f"0/{run}/artifacts/a", b"12345")
    answer = await door.client.get(f"/api/v1/runs/{run}/file", params={"path": "a"}, headers={"range": given})
    assert (answer.status_code, answer.content) == (200, b"12345")


async def test_c12_a_run_of_another_project_is_as_one_that_is_not_there(any_site: Site) -> None:
    door = Door(any_site)
    run = await logged(door, loss=[1.0])
    other = any_site.client(any_site.project_token(any_site.project("OTHER")))
    for path in ("runs/{}", "runs/{}/files", "runs/{}/file?path=a"):
        there, nowhere = [await other.get("/api/v1/" + path.format(each)) for each in (run, "0" * 32)]
        assert there.status_code == nowhere.status_code == 404
        assert there.json()["detail"] == nowhere.json()["detail"].replace("0" * 32, run)
    for key in ("OTHER", "FRAUD"):
        answer = await other.post(f"/api/v1/projects/{key}/curves", json={"runs": [run], "keys": ["loss"]})
        assert answer.status_code == 404
    item = any_site.item(door.project)
    assert (await door.client.get(f"/api/v1/runs/{item}")).status_code == 404
