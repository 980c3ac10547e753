"""What runs came from and what came of them: datasets used, logged models taken in, logged models made.

A dataset is a node with a version beneath it for each digest. What a client says of a version (source, schema, profile)
is kept as text; nobody follows it. What was logged once is there once, also when it is logged again.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.datasets import VERB, DatasetUsed, check_dataset, dataset_version
from rootnode.build.limits import check_text
from rootnode.build.places import check_may_write, live_run, node_of_model
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Connect, Event, Request
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid
from rootnode.kit.ids import new_id

MOST: Final = 1_000
MODEL_ID: Final = 36
SHOWN: Final = 20
TRAINING: Final = frozenset(("", "train", "training"))
"""Contexts of data that a run was trained on; in any other it was evaluated."""

_INPUT: Final = (
    "INSERT INTO run_input (run, version, workspace, project, context, tags, row_seq) "
    "VALUES (:run, :version, :workspace, :project, :context, :tags, :row_seq) ON CONFLICT (run, version) DO NOTHING"
)
_MODEL: Final = (
    "INSERT INTO run_model (run, role, model, workspace, project, step, row_seq) "
    "VALUES (:run, :role, :model, :workspace, :project, :step, :row_seq) ON CONFLICT (run, role, model) DO NOTHING"
)


class ModelUse(msgspec.Struct, frozen=True):
    """A logged model by the id that the client gave (m-...), and the step at which a run made it."""

    model: str
    step: int = 0


class Uses(msgspec.Struct, frozen=True):
    """A run's datasets, models taken in and models made, in the order in which they were logged."""

    datasets: list[DatasetUsed]
    inputs: list[str]
    outputs: list[ModelUse]


def log_inputs(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, datasets: Sequence[DatasetUsed] = (), models: Sequence[str] = ()
) -> None:
    """Note the datasets and logged models that a run uses. Raises Invalid, NotFound, Forbidden."""
    _check(datasets, models)
    hold_project(tx, project)
    node = live_run(tx, project, run)
    operation, requests, names = new_id(), list[Request](), []
    for used in datasets:
        version = dataset_version(tx, caller, graph, node, used, operation)
        requests.append(Connect(_link_for(used), run, version, "protocol"))
        tags = msgspec.json.encode(used.tags).decode()
        if tx.run(_INPUT, **_owned(tx, node), version=version, context=used.context, tags=tags):
            names.append(used.name)
    taken = [model for model in models if _use(tx, node, "input", ModelUse(model))]
    requests += _links(tx, node, "derived_from", models)
    logged: dict[str, Any] = {"datasets": names[:SHOWN]} if names else {}
    if taken:
        logged["models"] = taken[:SHOWN]
    if logged:
        requests.append(Event(run, "inputs.logged", logged))
    _apply(tx, caller, graph, node, requests, VERB, operation)


def log_outputs(tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, models: Sequence[ModelUse]) -> None:
    """Note the logged models that a run made. Raises Invalid, NotFound, Forbidden."""
    _check((), [use.model for use in models])
    hold_project(tx, project)
    node = live_run(tx, project, run)
    made = [use.model for use in models if _use(tx, node, "output", use)]
    requests = _links(tx, node, "produced", [use.model for use in models])
    if made:
        requests.append(Event(run, "outputs.logged", {"models": made[:SHOWN]}))
    _apply(tx, caller, graph, node, requests, "log_outputs")


def _check(datasets: Sequence[DatasetUsed], models: Sequence[str]) -> None:
    if len(datasets) > MOST or len(models) > MOST:
        raise Invalid(f"At most {MOST:,} datasets and {MOST:,} models can be logged at once.")
    for used in datasets:
        check_dataset(used)
    for model in models:
        if not model:
            raise Invalid("A model's id is empty.", where="models")
        check_text(model, "model_id", MODEL_ID)


def _owned(tx: WriteTx, run: Node) -> dict[str, object]:
    return {"run": run.id, "workspace": run.workspace, "project": run.project, "row_seq": tx.next_row_seq()}


def _link_for(used: DatasetUsed) -> str:
    return "trained_on" if (used.context or "").lower() in TRAINING else "evaluated_on"


def _use(tx: WriteTx, run: Node, role: str, use: ModelUse) -> bool:
    return tx.run(_MODEL, **_owned(tx, run), role=role, model=use.model, step=use.step) > 0


def _links(tx: WriteTx, run: Node, link: str, models: Sequence[str]) -> list[Request]:
    """Links to those of the models that are logged models of this project; MLflow lets a run name others too."""
    nodes = [node for node in map(node_of_model, models) if node]
    sql = f"SELECT id FROM node WHERE {tx.any_of('id', 'nodes')} AND project = :project AND kind = 'logged_model' AND trashed IS NULL"
    there = {node for (node,) in tx.rows(sql, nodes=nodes, project=run.project)}
    return [Connect(link, run.id, node, "protocol") for node in nodes if node in there]


def _apply(tx: WriteTx, caller: Caller, graph: Graph, run: Node, requests: list[Request], verb: str, operation: str | None = None) -> None:
    if requests:
        graph.apply(tx, caller, requests, verb=verb, operation=operation)
    else:
        check_may_write(tx, caller, graph, run)


def uses_of(tx: ReadTx, runs: Sequence[str]) -> dict[str, Uses]:
    """Of each run: what it used and what it made. The caller's access has been checked."""
    found = {run: Uses([], [], []) for run in runs}
    sql = f"SELECT run, version, tags FROM run_input WHERE {tx.any_of('run', 'runs')} ORDER BY run, row_seq"
    used = tx.rows(sql, runs=list(runs))
    details = _details(tx, {version for _, version, _ in used})
    for run, version, tags in used:
        if version in details:
            pairs = msgspec.json.decode(tags, type=tuple[tuple[str, str], ...])
            found[run].datasets.append(msgspec.structs.replace(details[version], tags=pairs))
    sql = f"SELECT run, role, model, step FROM run_model WHERE {tx.any_of('run', 'runs')} ORDER BY run, row_seq"
    for run, role, model, step in tx.rows(sql, runs=list(runs)):
        if role == "input":
            found[run].inputs.append(model)
        else:
            found[run].outputs.append(ModelUse(model, step))
    return found


def _details(tx: ReadTx, versions: set[str]) -> dict[str, DatasetUsed]:
    """What was said of each version; read once, because a profile is large and many runs use the same data."""
    if not versions:
        return {}
    sql = f"SELECT version, name, digest, source_type, source, schema, profile FROM dataset_detail WHERE {tx.any_of('version', 'versions')}"
    return {row[0]: DatasetUsed(*row[1:]) for row in tx.rows(sql, versions=list(versions))}
