"""Logged models as MLflow's clients are answered."""

import msgspec

from rootnode.build.logged_models import LoggedModel, ModelPoint
from rootnode.doors.mlflow.answers import ROOT, KeyValue, number, pairs

STATES = {"pending": "LOGGED_MODEL_PENDING", "ready": "LOGGED_MODEL_READY", "failed": "LOGGED_MODEL_UPLOAD_FAILED"}
"""State -> MLflow's word for it, in the order of MLflow's numbers from 1 on."""


class ModelInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    model_id: str
    experiment_id: str
    name: str
    creation_timestamp_ms: int
    last_updated_timestamp_ms: int
    artifact_uri: str
    status: str
    model_type: str = ""
    source_run_id: str = ""
    tags: tuple[KeyValue, ...] = ()


class ModelMetric(msgspec.Struct, frozen=True, omit_defaults=True):
    key: str
    value: float | str
    timestamp: int
    step: int
    model_id: str
    run_id: str
    dataset_name: str = ""
    dataset_digest: str = ""


class ModelData(msgspec.Struct, frozen=True, omit_defaults=True):
    params: tuple[KeyValue, ...] = ()
    metrics: tuple[ModelMetric, ...] = ()


class ModelAnswer(msgspec.Struct, frozen=True):
    info: ModelInfo
    data: ModelData


def model_uri(model: LoggedModel) -> str:
    """Where a client puts a logged model's files."""
    return f"{ROOT}{model.experiment}/models/{model.id}/artifacts"


def model_answer(model: LoggedModel) -> ModelAnswer:
    """A logged model in MLflow's form."""
    info = ModelInfo(
        model.id,
        str(model.experiment),
        model.node.title,
        model.node.created // 1_000,
        model.node.updated // 1_000,
        model_uri(model),
        STATES[model.node.state],
        model.model_type,
        model.source_run,
        pairs(model.tags),
    )
    return ModelAnswer(info, ModelData(pairs(model.params), tuple(map(_metric, model.metrics))))


def _metric(point: ModelPoint) -> ModelMetric:
    time = point.time // 1_000
    return ModelMetric(point.key, number(point.value), time, point.step, point.model, point.run, point.dataset_name, point.dataset_digest)
