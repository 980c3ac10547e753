"""The model registry with the unmodified mlflow client 3.17.2 against a real server, on both engines."""

import json
from typing import Any

import pytest

from clients.conftest import PROGRAMS, Tracking

pytestmark = [pytest.mark.clients, pytest.mark.slow]


def test_the_model_registry(tracking: Tracking) -> None:
    found = tracking.run(PROGRAMS / "registry.py")
    assert found["made"] == ["fraud", "what for", {"team": "risk"}]
    assert found["first"] == ["1", "READY", True, {"a": "1"}, "/model"]
    assert found["second"] == ["2", "second"]
    assert found["registered by itself"] == "1"
    assert [found["by version"], found["by alias"], found["by stage"]] == [True, True, True]
    assert found["download uri"] == "/model"
    assert (found["aliases"], found["champion"]) == ({"champion": "2", "next": "2"}, "2")
    assert found["tags"] == [{"owner": "olga"}, {"b": "2"}, {"checked": "yes"}]
    check_searches(found)
    assert found["copied"] == ["production", "1", "models:/fraud/2", True]
    assert [found["archived"], found["stage of the other"]] == ["Production", "Archived"]
    assert [found["updated"], found["model updated"], found["renamed"]] == ["better", "for whom", "scam"]
    assert (found["prompt"], found["prompts"]) == ("Good day {{name}}", ["greet"])
    assert found["logged"] == ["1", True, True]
    assert found["logged uri"]
    assert found["logged file"] == "flavors: {}\n"
    assert json.loads(found["logged tag"]) == [{"name": "forest", "version": "1"}]
    assert found["aliases after"] == {}
    check_refusals(found)


def check_searches(found: dict[str, Any]) -> None:
    assert found["models"] == ["fraud"]
    assert found["all models"] == ["new", "fraud"]
    assert found["pages"] == ["fraud", "new"]
    assert found["versions"] == ["2", "1"]
    assert found["by run"] == [["fraud", "1"], ["fraud", "2"], ["new", "1"]]
    assert found["by tag"] == ["2"]
    assert found["latest"] == {"None": "1", "Production": "2"}
    assert found["without prompts"] == ["new", "production", "scam"]


def check_refusals(found: dict[str, Any]) -> None:
    """Codes and sentences that users of MLflow know."""
    for what, code, sentence in (
        ("taken", "RESOURCE_ALREADY_EXISTS", "Registered Model (name=fraud) already exists."),
        ("no alias", "INVALID_PARAMETER_VALUE", "Registered model alias next not found."),
        ("bad filter", "INVALID_PARAMETER_VALUE", "Invalid attribute key 'run_id' specified"),
        ("old name", "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=fraud not found"),
        ("prompt as model", "RESOURCE_ALREADY_EXISTS", "already taken by a prompt"),
        ("deleted", "RESOURCE_DOES_NOT_EXIST", "Model Version (name=scam, version=2) not found"),
        ("model deleted", "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=scam not found"),
        ("local source", "INVALID_PARAMETER_VALUE", "To use a local path as a model version source"),
        ("bad name", "INVALID_PARAMETER_VALUE", "Names cannot contain '/' or ':'"),
        ("bad alias", "INVALID_PARAMETER_VALUE", "is reserved"),
    ):
        assert found[what][0] == code, (what, found[what])
        assert sentence in found[what][1], (what, found[what])
