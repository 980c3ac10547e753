"""Autologging with nothing switched off: the unmodified client, with the libraries that people train with, on both engines."""

from typing import Any

import pytest

from clients.conftest import AUTOLOGGING, PROGRAMS, TRAINERS, Tracking

pytestmark = [pytest.mark.clients, pytest.mark.slow]


def needs(program: str, python: Any) -> Any:
    """Skips, saying so, where the environment is missing."""
    if not python.exists():
        pytest.skip(f"no environment for {program} at {python}: run scripts/setup autologging clients")
    return python


def first_on(engine: str, other: str) -> pytest.MarkDecorator:
    """On `engine` in `make test`, on both in `make test-clients`: importing the libraries takes ten CPU seconds each time."""
    return pytest.mark.parametrize("tracking", [engine, pytest.param(other, marks=pytest.mark.trainers)], indirect=True)


def check_model(found: dict[str, Any]) -> None:
    """A run that ended well, and made one model, which is whole: found again, measured, downloaded and of use."""
    assert found["status"] == "FINISHED"
    assert found["params"] > 3
    assert len(found["outputs"]) == 1
    assert found["searched"] == found["outputs"]
    assert found["model"] == ["model", "READY", True]
    assert {"MLmodel", "requirements.txt"} <= set(found["model_files"])
    assert set(found["model_metrics"]) == set(found["metrics"]) != set()
    assert found["same"]


def linked(tracking: Tracking, run: str) -> set[tuple[str, str]]:
    """The run's outward links as (type, title of the far end)."""
    links = tracking.api.get(f"{tracking.server.url}/api/v1/items/{run}/links").json()["links"]
    return {(link["type"], link["end"]["title"].partition(" (")[0]) for link in links if link["direction"] == "out"}


def test_scikit_learn(tracking: Tracking) -> None:
    found = tracking.run(PROGRAMS / "autolog_sklearn.py", python=needs("scikit-learn", AUTOLOGGING))
    check_model(found)
    assert found["datasets"] == [["dataset", "train"], ["held out", "test"]]
    assert [profile.split(",")[0] for profile in found["rows"]] == ['{"num_rows": 426', '{"num_rows": 143']
    assert {"model.pkl", "input_example.json"} <= set(found["model_files"])
    assert {"estimator.html", "training_confusion_matrix.png"} <= set(found["files"])
    assert "training_accuracy_score" in found["metrics"]
    assert linked(tracking, found["run"]) == {
        ("trained_on", "dataset"), ("evaluated_on", "dataset"), ("evaluated_on", "held out"), ("produced", "model"),
    }  # fmt: skip


@first_on("postgres", "sqlite")
def test_xgboost(tracking: Tracking) -> None:
    found = tracking.run(PROGRAMS / "autolog_xgboost.py", python=needs("XGBoost", AUTOLOGGING))
    check_model(found)
    assert found["datasets"] == [["dataset", "train"], ["valid", "eval"]]
    assert found["metrics"] == ["valid-logloss"]
    assert "feature_importance_weight.png" in found["files"]


@first_on("sqlite", "postgres")
def test_lightgbm(tracking: Tracking) -> None:
    found = tracking.run(PROGRAMS / "autolog_lightgbm.py", python=needs("LightGBM", AUTOLOGGING))
    check_model(found)
    assert found["datasets"] == [["dataset", "train"], ["valid", "eval"]]
    assert found["metrics"] == ["valid-binary_logloss"]
    assert "feature_importance_gain.png" in found["files"]


@pytest.mark.trainers
def test_pytorch_lightning(tracking: Tracking) -> None:
    found = tracking.run(PROGRAMS / "train_lightning.py", python=needs("PyTorch Lightning", TRAINERS))
    check_model(found)
    assert found["datasets"] == [["points", "training"]]
    assert "train_loss_epoch" in found["metrics"]


@pytest.mark.trainers
def test_transformers(tracking: Tracking) -> None:
    found = tracking.run(PROGRAMS / "train_transformers.py", python=needs("transformers", TRAINERS))
    assert found["name"] == "tiny"
    assert found["params"] > 50
    assert {"loss", "grad_norm", "learning_rate", "epoch"} <= set(found["metrics"])
    assert found["losses"] == 8
    assert found["model"] == "READY"
