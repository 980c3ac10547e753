"""The unmodified mlflow client 3.17.2 against a real server, on both engines."""

import textwrap
from collections import Counter
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from clients.conftest import PATIENCE, PROGRAMS, REPOSITORY, Tracking

pytestmark = [pytest.mark.clients, pytest.mark.slow]
PROCESSES: Final = 8


def test_a_plain_training_run(tracking: Tracking) -> None:
    found = tracking.run(PROGRAMS / "plain.py")
    assert found["info"] == ["FINISHED", "first", "active"]
    assert found["params"] == {"lr": "0.1", "depth": "3", "note": "a b"}
    assert found["metrics"] == {"loss": "0.05", "nan": "nan", "up": "inf", "down": "-inf"}
    tags = found["tags"]
    assert (tags["team"], tags["x"], tags["z"], tags["mlflow.runName"], tags["mlflow.note.content"]) == (
        "risk",
        "y",
        "1",
        "first",
        "what for",
    )
    assert found["history"] == [[step, 1 / (step + 1)] for step in range(20)]
    assert found["nan"] == ["nan"]
    assert found["search"] == ["first"]
    assert found["by metric"] == ["child", "first"]
    assert found["files"] == [["d.json", False], ["model", True], ["notes", True]]
    assert found["deep"] == [["model/sub/deep/big.bin", 5_000_000], ["model/sub/deep/empty", 0]]
    assert found["text"] == "hällo"
    assert found["downloaded"] == ["sub/deep/big.bin", "sub/deep/empty"]
    assert found["same"]
    check_refusals(found)
    assert found["deleted"] == ["deleted", "renamed", "FAILED"]
    assert (found["resumed"], found["async"]) == (1.0, 200)
    assert found["experiments"] == ["Default", "another", "plain"]
    assert found["restored"] == "active"


def check_refusals(found: dict[str, Any]) -> None:
    """Codes and sentences that users of MLflow know."""
    for what, code, sentence in (
        ("changed param", "INVALID_PARAMETER_VALUE", "Changing param values is not allowed"),
        ("no such run", "RESOURCE_DOES_NOT_EXIST", "not found"),
        ("taken", "RESOURCE_ALREADY_EXISTS", "already exists"),
        ("bad name", "INVALID_PARAMETER_VALUE", "Names may only contain alphanumerics"),
        ("bad filter", "INVALID_PARAMETER_VALUE", "Invalid comparison clause"),
    ):
        assert found[what][0] == code, what
        assert sentence in found[what][1], what
    assert found["no such experiment"]


def test_eight_processes_at_once_lose_and_double_nothing(tracking: Tracking) -> None:
    api = tracking.api
    # of two clients that make an experiment at once, mlflow 3.17's loser logs to Default: it forgets to make the winner's the active one
    assert api.post("/api/2.0/mlflow/experiments/create", json={"name": "hammer"}).status_code == 200
    shared = api.post("/api/2.0/mlflow/runs/create", json={"run_name": "shared"}).json()["run"]["info"]["run_id"]
    running = [tracking.start(PROGRAMS / "hammer.py", str(number), shared) for number in range(PROCESSES)]
    for process in running:
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
    search = {"experiment_ids": [experiment_of(api)], "filter": "params.process LIKE '%'"}
    runs = api.post("/api/2.0/mlflow/runs/search", json=search).json()["runs"]
    assert sorted(run["info"]["run_name"] for run in runs) == [f"process {number}" for number in range(PROCESSES)]
    for run in runs:
        assert len(history(api, run["info"]["run_id"], "loss")) == 500
    assert history(api, shared, "all") == [float(step) for step in range(500)]
    for number in range(PROCESSES):
        assert history(api, shared, f"of/{number}") == [float(batch) for batch in range(10)]


def experiment_of(api: httpx.Client) -> str:
    found = api.get("/api/2.0/mlflow/experiments/get-by-name", params={"experiment_name": "hammer"}).json()
    return str(found["experiment"]["experiment_id"])


def history(api: httpx.Client, run: str, key: str) -> list[float]:
    found = api.get("/api/2.0/mlflow/metrics/get-history", params={"run_id": run, "metric_key": key}).json()
    return [point["value"] for point in found["metrics"]]


def test_basic_authentication(tracking: Tracking, tmp_path: Path) -> None:
    program = tmp_path / "basic.py"
    program.write_text("import mlflow\nwith mlflow.start_run():\n    mlflow.log_metric('a', 1.0)\nprint('{\"done\": true}')\n")
    assert tracking.run(program, MLFLOW_TRACKING_USERNAME="x", MLFLOW_TRACKING_PASSWORD=tracking.token, MLFLOW_TRACKING_TOKEN="") == {
        "done": True
    }


def test_the_guides_script_runs_as_it_stands(tracking: Tracking, tmp_path: Path) -> None:
    guide = (REPOSITORY / "docs" / "guide" / "mlflow.md").read_text()
    block = guide.partition("```python\n")[2].partition("```")[0]
    program = tmp_path / "first_steps.py"
    program.write_text(textwrap.dedent(block))
    run = tracking.run(program).strip()
    assert len(history(tracking.api, run, "loss")) == 200


def test_the_example_fills_a_project(tracking: Tracking) -> None:
    tracking.run(REPOSITORY / "example" / "train.py", "--quick")
    api = tracking.api
    runs = api.post("/api/2.0/mlflow/runs/search", json={"experiment_ids": ["1", "2"]}).json()["runs"]
    assert Counter(run["info"]["status"] for run in runs) == {"FINISHED": 13, "FAILED": 1}
    trained = [run for run in runs if any(metric["key"] == "test_accuracy" for metric in run["data"].get("metrics", []))]
    assert len(trained) == 12
    for run in trained:
        values = {metric["key"]: metric["value"] for metric in run["data"]["metrics"]}
        assert 0 < values["test_accuracy"] < 1  # two epochs teach little
        assert len(history(api, run["info"]["run_id"], "train_loss")) >= 20
        listed = api.get("/api/2.0/mlflow/artifacts/list", params={"run_id": run["info"]["run_id"], "path": "evaluation"}).json()
        assert [file["path"] for file in listed["files"]] == [
            f"evaluation/{name}" for name in ("confusion.json", "confusion.svg", "report.md")
        ]
