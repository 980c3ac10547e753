"""What MLflow's clients are answered: proto3 JSON, with whole numbers as numbers, as MLflow's own server writes it."""

import math
from typing import Final

import msgspec
from litestar import Response

from rootnode.build.experiments import Experiment
from rootnode.build.inputs import Uses
from rootnode.build.pages import RunPage

ROOT: Final = "mlflow-artifacts:/"
FOLDER: Final = "artifacts"


class KeyValue(msgspec.Struct, frozen=True):
    key: str
    value: str


class Metric(msgspec.Struct, frozen=True):
    key: str
    value: float | str
    timestamp: int
    step: int


class ExperimentAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    experiment_id: str
    name: str
    artifact_location: str
    lifecycle_stage: str
    last_update_time: int
    creation_time: int
    tags: tuple[KeyValue, ...] = ()


class RunInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    run_uuid: str
    experiment_id: str
    run_name: str
    user_id: str
    status: str
    start_time: int
    artifact_uri: str
    lifecycle_stage: str
    run_id: str
    end_time: int | None = None


class RunData(msgspec.Struct, frozen=True, omit_defaults=True):
    metrics: tuple[Metric, ...] = ()
    params: tuple[KeyValue, ...] = ()
    tags: tuple[KeyValue, ...] = ()


class DatasetAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    digest: str
    source_type: str
    source: str
    schema: str | None = None
    profile: str | None = None


class DatasetInput(msgspec.Struct, frozen=True):
    tags: tuple[KeyValue, ...]
    dataset: DatasetAnswer


class ModelInput(msgspec.Struct, frozen=True):
    model_id: str


class ModelOutput(msgspec.Struct, frozen=True):
    model_id: str
    step: int


class RunInputs(msgspec.Struct, frozen=True, omit_defaults=True):
    dataset_inputs: tuple[DatasetInput, ...] = ()
    model_inputs: tuple[ModelInput, ...] = ()


class RunOutputs(msgspec.Struct, frozen=True, omit_defaults=True):
    model_outputs: tuple[ModelOutput, ...] = ()


class RunAnswer(msgspec.Struct, frozen=True):
    info: RunInfo
    data: RunData
    inputs: RunInputs
    outputs: RunOutputs


def json(**fields: object) -> Response[bytes]:
    """The answer with these fields, those that are None left out."""
    given = {name: value for name, value in fields.items() if value is not None}
    return Response(msgspec.json.encode(given), media_type="application/json")


def number(value: float) -> float | str:
    """A double as proto3 JSON has it."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def stage(*, deleted: bool) -> str:
    """MLflow's word for live or in the trash."""
    return "deleted" if deleted else "active"


def experiment_answer(experiment: Experiment) -> ExperimentAnswer:
    """An experiment in MLflow's form. Files always go through this server, whatever location the client asked for."""
    return ExperimentAnswer(
        str(experiment.number),
        experiment.name,
        f"{ROOT}{experiment.number}",
        stage(deleted=experiment.deleted),
        experiment.updated // 1_000,
        experiment.created // 1_000,
        pairs(experiment.tags),
    )


def artifact_uri(experiment: int, run: str) -> str:
    """Where a client puts a run's files."""
    return f"{ROOT}{experiment}/{run}/{FOLDER}"


def info_answer(page: RunPage) -> RunInfo:
    """A run's head in MLflow's form."""
    ended = page.node.fields.get("ended")
    return RunInfo(
        page.node.id,
        str(page.experiment),
        page.node.title,
        str(page.node.fields.get("user", "")),
        page.node.state.upper(),
        page.started // 1_000,
        artifact_uri(page.experiment, page.node.id),
        stage(deleted=page.node.trashed is not None),
        page.node.id,
        None if ended is None else int(ended) // 1_000,
    )


def run_answer(page: RunPage) -> RunAnswer:
    """A run in MLflow's form."""
    metrics = tuple(Metric(each.key, number(each.last), each.time // 1_000, each.step) for each in page.metrics)
    data = RunData(metrics, pairs(page.params), pairs(page.tags))
    outputs = tuple(ModelOutput(use.model, use.step) for use in page.uses.outputs)
    return RunAnswer(info_answer(page), data, _inputs(page.uses), RunOutputs(outputs))


def _inputs(uses: Uses) -> RunInputs:
    datasets = (
        DatasetInput(
            tuple(KeyValue(key, value) for key, value in used.tags),
            DatasetAnswer(used.name, used.digest, used.source_type, used.source, used.schema, used.profile),
        )
        for used in uses.datasets
    )
    return RunInputs(tuple(datasets), tuple(map(ModelInput, uses.inputs)))


def pairs(values: dict[str, str]) -> tuple[KeyValue, ...]:
    """Params or tags in MLflow's form."""
    return tuple(KeyValue(key, value) for key, value in values.items())
