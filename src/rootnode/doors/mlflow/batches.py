"""What a running program logs: metrics, params, tags. The hot routes: raw bodies, decoded by decoders made once."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Response, post

from rootnode.auth.caller import Caller
from rootnode.build.limits import check_batch, check_name, invalid_value
from rootnode.build.logged_models import ModelPoint
from rootnode.build.runs import delete_tag as take_tag_away
from rootnode.build.runs import log_batch
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, forms
from rootnode.doors.mlflow.experiments import INGEST, Asked
from rootnode.doors.mlflow.places import Key, write
from rootnode.doors.mlflow.reading import HINT, body_of, pairs_of, required, run_of, tags_of
from rootnode.doors.mlflow.runs import BASE
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.apply import Graph
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Invalid
from rootnode.series.points import Points

HOT: Final = {"access": "ingest", "body": "ingest"}

BATCH: Final = msgspec.json.Decoder(forms.Batch, strict=False)
METRIC: Final = msgspec.json.Decoder(forms.OneMetric, strict=False)
TAG: Final = msgspec.json.Decoder(forms.OneTag, strict=False)


@post(f"{BASE}/log-batch", opt=HOT, status_code=200)
async def batch(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Points, params and tags at once, all or nothing."""
    form = await body_of(request, BATCH)
    run = run_of(form)
    metrics = form.metrics or ()
    check_batch(len(metrics), len(form.params or ()), len(form.tags or ()))
    points, params, tags = points_of(metrics, "metrics"), pairs_of(form.params, "params"), tags_of(form.tags)
    more = model_points_of(metrics)
    await write(rootnode, caller, key, log, rootnode, run, points=points, params=params, tags=tags, of_models=more)
    return answers.json()


@post(f"{BASE}/log-metric", opt=HOT, status_code=200)
async def metric(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """One point."""
    form = await body_of(request, METRIC)
    one = forms.MetricForm(form.key, form.value, form.timestamp, form.step, form.model_id, form.dataset_name, form.dataset_digest)
    points, more = points_of((one,), ""), model_points_of((one,))
    await write(rootnode, caller, key, log, rootnode, run_of(form), points=points, of_models=more, verb="log_metric")
    return answers.json()


@post(f"{BASE}/log-parameter", opt=HOT, status_code=200)
async def parameter(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """One param."""
    form = await body_of(request, TAG)
    params = [(required(form.key, "key"), form.value or "")]
    await write(rootnode, caller, key, log_batch, run_of(form), series=rootnode.series, params=params, verb="log_param")
    return answers.json()


@post(f"{BASE}/set-tag", opt=HOT, status_code=200)
async def set_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """One tag."""
    form = await body_of(request, TAG)
    tags = {required(form.key, "key"): form.value or ""}
    await write(rootnode, caller, key, log_batch, run_of(form), series=rootnode.series, tags=tags, verb="set_tag")
    return answers.json()


@post(f"{BASE}/delete-tag", opt=INGEST, status_code=200)
async def delete_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Take a tag away."""
    form = await body_of(request, TAG)
    await write(rootnode, caller, key, take_tag_away, run_of(form), required(form.key, "key"))
    return answers.json()


def log(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, /, rootnode: Rootnode, run: str, *, points: Points | None, **given: Any
) -> None:
    """`log_batch`, as far as the project's quota of points goes."""
    rootnode.quotas.know(tx, project)
    new = log_batch(tx, caller, graph, project, run, series=rootnode.series, points=points, **given)
    rootnode.quotas.took_points(tx, project, new)


def points_of(metrics: Sequence[forms.MetricForm], path: str) -> Points | None:
    """Points as columns, times in microseconds. Raises Invalid with MLflow's sentences, naming the first that does not do."""
    if not metrics:
        return None
    for index, one in enumerate(metrics):
        if one.key is None or one.value is None or one.timestamp is None or one.timestamp < 0:
            raise _unfit(one, f"{path}[{index}]." if path else "")
    for name in {one.key for one in metrics}:
        check_name(name or "", f"{path}.name" if path else "key", "Metric name")
    return Points.of(
        [one.key or "" for one in metrics],
        [one.step or 0 for one in metrics],
        [(one.timestamp or 0) * 1_000 for one in metrics],
        [0.0 if one.value is None else one.value for one in metrics],
    )


def model_points_of(metrics: Sequence[forms.MetricForm]) -> list[ModelPoint]:
    """Those of the points that are metrics of logged models. What `points_of` refuses has been refused."""
    return [
        ModelPoint(
            one.model_id,
            one.key or "",
            0.0 if one.value is None else one.value,
            (one.timestamp or 0) * 1_000,
            one.step or 0,
            dataset_name=one.dataset_name or "",
            dataset_digest=one.dataset_digest or "",
        )
        for one in metrics
        if one.model_id
    ]


def _unfit(one: forms.MetricForm, prefix: str) -> Invalid:
    for name in ("key", "value", "timestamp"):
        if getattr(one, name) is None:
            return Invalid(f"Missing value for required parameter '{prefix}{name}'.{HINT}", where=f"{prefix}{name}")
    why = f"metric '{one.key}' (value={one.value}). Timestamp must be a nonnegative long (64-bit integer) "
    return invalid_value(f"{prefix}timestamp", one.timestamp, why)


ROUTES = (batch, metric, parameter, set_tag, delete_tag)
