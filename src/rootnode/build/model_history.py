"""The models of a run as clients before MLflow 3 tell of them: a list in JSON, kept in a tag of the run."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import check_text
from rootnode.build.places import check_may_write, live_run
from rootnode.build.values import put_tags, values_of
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Event
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Invalid

TAG: Final = "mlflow.log-model.history"
LONGEST: Final = 1_000_000
"""Longer than other tags may be: MLflow cuts the list off in its midst, and can read it no more."""
KEPT: Final = ("run_id", "artifact_path", "utc_time_created", "model_uuid")


def record_model(tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, said: Mapping[str, Any]) -> None:
    """Add a model to the history of its run; one that is there already changes nothing. Raises Invalid, NotFound."""
    node = live_run(tx, project, run)
    history = _history(values_of(tx, "run_tag", [run])[run].get(TAG, "[]"))
    flavours = said["flavors"] if isinstance(said["flavors"], dict) else {}
    entry = {key: said[key] for key in KEPT if key in said} | {"flavors": {name: _plain(flavour) for name, flavour in flavours.items()}}
    if entry in history:
        check_may_write(tx, caller, graph, node)
        return
    value = msgspec.json.encode([*history, entry]).decode()
    check_text(value, TAG, LONGEST)
    put_tags(tx, node, {TAG: value})
    graph.apply(tx, caller, [Event(run, "logged", {"tags": [TAG]})], verb="record_model")


def _history(text: str) -> list[Any]:
    try:
        return msgspec.json.decode(text, type=list[Any])
    except msgspec.DecodeError:
        raise Invalid(f"The tag {TAG} of the run holds no list of models any more, so none can be added.", where=TAG) from None


def _plain(flavour: Any) -> Any:
    return {key: value for key, value in flavour.items() if key != "config"} if isinstance(flavour, dict) else flavour
