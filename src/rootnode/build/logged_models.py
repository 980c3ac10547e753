"""Logged models: made by a run or beside one, filled with files, finalised, put into the trash."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.experiments import experiment_to_write
from rootnode.build.limits import NONE, check_text
from rootnode.build.names import name_for
from rootnode.build.places import MODEL, check_may_write, live_model, live_run_id, model_in, node_of_model
from rootnode.build.values import add_params, drop_tag, put_tags, values_of
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Create, Event, Trash, Update
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.kit.ids import new_id

NAME: Final = 500
DIGEST: Final = 36
KEY: Final = 255
VALUE: Final = 100_000
RUN: Final = 32
SHOWN: Final = 20
MOST_METRICS: Final = 250_000
"""Points of metrics in one answer."""
_UNFIT: Final = ("/", ":", ".", "%", '"', "'")

_PLACE: Final = (
    "INSERT INTO logged_model_place (model, workspace, project, experiment, source_run, model_type, row_seq) "
    "VALUES (:model, :workspace, :project, :experiment, :source_run, :model_type, :row_seq)"
)
_POINT: Final = (
    "INSERT INTO logged_model_metric (model, key, time, step, run, workspace, project, value, dataset_name, dataset_digest, row_seq) "
    "VALUES (:model, :key, :time, :step, :run, :workspace, :project, :value, :dataset_name, :dataset_digest, :row_seq) "
    "ON CONFLICT (model, key, time, step, run) DO NOTHING"
)
_PLACED: Final = (
    f"SELECT {COLUMNS}, m.experiment, m.source_run, m.model_type FROM logged_model_place m JOIN node n ON n.id = m.model "
    "JOIN project p ON p.id = n.project WHERE "
)
_POINTS: Final = "SELECT model, key, value, time, step, run, dataset_name, dataset_digest FROM logged_model_metric WHERE "


class NewModel(msgspec.Struct, frozen=True):
    """What a client says of a logged model it begins. Without a name it is given one."""

    experiment: int = 0
    name: str = ""
    source_run: str = ""
    model_type: str = ""
    params: Sequence[tuple[str, str]] = ()
    tags: Mapping[str, str] = NONE


class ModelPoint(msgspec.Struct, frozen=True):
    """A point of a metric of a logged model (m-...). `time` in microseconds UTC; the dataset's texts are empty where none was named."""

    model: str
    key: str
    value: float
    time: int
    step: int
    run: str = ""
    dataset_name: str = ""
    dataset_digest: str = ""


class LoggedModel(msgspec.Struct, frozen=True):
    """A logged model with all that belongs to it, its files left out."""

    node: Node
    experiment: int
    source_run: str
    model_type: str
    params: dict[str, str]
    tags: dict[str, str]
    metrics: list[ModelPoint]

    @property
    def id(self) -> str:
        """As MLflow's clients know it."""
        return MODEL + self.node.id


def create_logged_model(tx: WriteTx, caller: Caller, graph: Graph, project: str, new: NewModel) -> LoggedModel:
    """Make a logged model, pending, beneath its run or else its experiment. Raises Invalid, NotFound, Forbidden."""
    name = new.name or name_for(new_id())
    _check(name, new)
    experiment = experiment_to_write(tx, caller, graph, project, new.experiment)
    fields = {"model_type": new.model_type} if new.model_type else {}
    parent = live_run_id(tx, project, new.source_run) or experiment.id
    node = graph.apply(tx, caller, [Create("logged_model", project, name, fields=fields, parent=parent)], verb="create_logged_model").node
    place = {"workspace": node.workspace, "project": project, "experiment": new.experiment, "model_type": new.model_type}
    tx.run(_PLACE, model=node.id, **place, source_run=new.source_run, row_seq=tx.next_row_seq())
    add_params(tx, node, list(new.params))
    put_tags(tx, node, dict(new.tags))
    return LoggedModel(node, new.experiment, new.source_run, new.model_type, dict(new.params), dict(new.tags), [])


def _check(name: str, new: NewModel) -> None:
    if not name.strip() or any(sign in name for sign in _UNFIT):
        why = f"Model name must be a non-empty string and cannot contain the following characters: {_UNFIT}"
        raise Invalid(f"Invalid model name ({name[:200]!r}) provided. {why}", where="name")
    for text, what, limit in ((name, "name", NAME), (new.model_type, "model_type", NAME), (new.source_run, "source_run_id", RUN)):
        check_text(text, what, limit)
    _check_pairs(new.params, "params")
    _check_pairs(new.tags.items(), "tags")


def _check_pairs(pairs: Iterable[tuple[str, str]], what: str) -> None:
    seen = set()
    for index, (key, value) in enumerate(pairs):
        check_text(key, f"{what}[{index}].key", KEY)
        check_text(value, f"{what}[{index}].value", VALUE)
        if key in seen:
            raise Invalid(f"Duplicate {what} keys have been submitted: {key[:200]}.", where=what)
        seen.add(key)


def finalize_logged_model(tx: WriteTx, caller: Caller, graph: Graph, project: str, model: str, state: str) -> LoggedModel:
    """Say that a logged model is ready, or that it failed. Raises NotFound, Invalid."""
    node = live_model(tx, project, model)
    graph.apply(tx, caller, [Update(node.id, state=state)], verb="finalize_logged_model")
    return logged_model(tx, project, model)


def delete_logged_model(tx: WriteTx, caller: Caller, graph: Graph, project: str, model: str) -> None:
    """Put a logged model into the trash; one that is there already stays there. Raises NotFound."""
    graph.apply(tx, caller, [Trash(model_in(tx, project, model, trashed=True).id)], verb="delete_logged_model")


def log_model_params(tx: WriteTx, caller: Caller, graph: Graph, project: str, model: str, params: Sequence[tuple[str, str]]) -> None:
    """Add params; one that is there with another value is refused. Raises NotFound, Invalid."""
    _check_pairs(params, "params")
    node = live_model(tx, project, model)
    _note(tx, caller, graph, node, "params.logged", add_params(tx, node, params))


def set_model_tags(tx: WriteTx, caller: Caller, graph: Graph, project: str, model: str, tags: Mapping[str, str]) -> None:
    """Set tags. Raises NotFound, Invalid."""
    _check_pairs(tags.items(), "tags")
    node = live_model(tx, project, model)
    _note(tx, caller, graph, node, "tags.set", put_tags(tx, node, dict(tags)))


def _note(tx: WriteTx, caller: Caller, graph: Graph, node: Node, event: str, keys: list[str]) -> None:
    if keys:
        graph.apply(tx, caller, [Event(node.id, event, {"keys": keys[:SHOWN], "count": len(keys)})], verb=event.replace(".", "_"))
    else:
        check_may_write(tx, caller, graph, node)


def delete_model_tag(tx: WriteTx, caller: Caller, graph: Graph, project: str, model: str, key: str) -> None:
    """Take a tag away. Raises NotFound, Invalid."""
    check_text(key, "key", KEY)
    node = live_model(tx, project, model)
    if not drop_tag(tx, node, key):
        raise NotFound(f"No tag with key {key[:200]!r} found for model with ID {model!r}.")
    graph.apply(tx, caller, [Event(node.id, "tag.deleted", {"key": key})], verb="delete_model_tag")


def add_model_points(tx: WriteTx, run: Node, points: Sequence[ModelPoint]) -> int:
    """Keep points that a run logged as metrics of logged models. Answers how many are new.

    Models that are not there are passed over. Raises Invalid.
    """
    for point in points:
        check_text(point.dataset_name, "dataset_name", NAME)
        check_text(point.dataset_digest, "dataset_digest", DIGEST)
    nodes = [node for node in {node_of_model(point.model) for point in points} if node]
    sql = f"SELECT id FROM node WHERE {tx.any_of('id', 'nodes')} AND project = :project AND kind = 'logged_model'"
    there = {node for (node,) in tx.rows(sql, nodes=nodes, project=run.project)}
    owned = {"run": run.id, "workspace": run.workspace, "project": run.project}
    count = 0
    for point in points:
        if (node := node_of_model(point.model)) in there:
            row = msgspec.structs.asdict(point) | owned | {"model": node, "row_seq": tx.next_row_seq()}
            row["value"] = None if point.value != point.value else point.value  # NaN
            count += tx.run(_POINT, **row)
    return count


def logged_model(tx: ReadTx, project: str, model: str, *, trashed: bool = False) -> LoggedModel:
    """One logged model; `trashed`: also one in the trash. The caller's access to the project has been checked. Raises NotFound."""
    return logged_models(tx, [model_in(tx, project, model, trashed=trashed).id])[0]


def logged_models(tx: ReadTx, nodes: Sequence[str]) -> list[LoggedModel]:
    """Those of the logged models that are there, by the ids of their nodes and in that order. The caller's access has been checked."""
    placed = {row[0]: row for row in tx.rows(_PLACED + tx.any_of("m.model", "nodes"), nodes=list(nodes))}
    ids = [node for node in nodes if node in placed]
    params, tags, points = values_of(tx, "logged_model_param", ids), values_of(tx, "logged_model_tag", ids), _points(tx, ids)
    found = []
    for node in ids:
        experiment, source_run, model_type = placed[node][16:]
        found.append(LoggedModel(node_of(placed[node][:16]), experiment, source_run, model_type, params[node], tags[node], points[node]))
    return found


def _points(tx: ReadTx, nodes: Sequence[str]) -> dict[str, list[ModelPoint]]:
    found: dict[str, list[ModelPoint]] = {node: [] for node in nodes}
    sql = f"{_POINTS}{tx.any_of('model', 'nodes')} ORDER BY model, key, time, step, run LIMIT :most"
    rows = tx.rows(sql, nodes=list(nodes), most=MOST_METRICS + 1)
    if len(rows) > MOST_METRICS:
        raise Invalid(f"These logged models have more than {MOST_METRICS:,} points of metrics. Ask for fewer at once.", where="max_results")
    for node, key, value, *rest in rows:
        found[node].append(ModelPoint(MODEL + node, key, float("nan") if value is None else value, *rest))
    return found
