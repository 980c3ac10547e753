"""What MLflow's clients send, field by field. Whatever else they send is passed over, as proto3 JSON does."""

from typing import Annotated, TypeAlias

import msgspec

Int64: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number as proto3 has it. No database takes a larger one."""


class Pair(msgspec.Struct, frozen=True):
    """A tag or a param."""

    key: str | None = None
    value: str | None = None


class MetricForm(msgspec.Struct, frozen=True):
    """A point. `timestamp` in milliseconds. Of a logged model, and measured on a dataset, where they are named."""

    key: str | None = None
    value: float | None = None
    timestamp: Int64 | None = None
    step: Int64 | None = None
    model_id: str | None = None
    dataset_name: str | None = None
    dataset_digest: str | None = None


class Nothing(msgspec.Struct, frozen=True):
    """No field is looked at."""


class CreateExperiment(msgspec.Struct, frozen=True):
    name: str | None = None
    artifact_location: str | None = None
    tags: tuple[Pair, ...] | None = None


class OfExperiment(msgspec.Struct, frozen=True):
    """Names an experiment, and in some calls more."""

    experiment_id: str | None = None
    experiment_name: str | None = None
    new_name: str | None = None
    key: str | None = None
    value: str | None = None


class SearchForm(msgspec.Struct, frozen=True):
    """A search for runs or experiments. View types come as names or numbers."""

    experiment_ids: tuple[str, ...] | None = None
    filter: str | None = None
    run_view_type: str | Int64 | None = None
    view_type: str | Int64 | None = None
    max_results: Int64 | None = None
    order_by: tuple[str, ...] | None = None
    page_token: str | None = None


class CreateRun(msgspec.Struct, frozen=True):
    experiment_id: str | None = None
    user_id: str | None = None
    run_name: str | None = None
    start_time: Int64 | None = None
    tags: tuple[Pair, ...] | None = None


class OfRun(msgspec.Struct, frozen=True):
    """Names a run, under its present or its old name. In most calls there is more."""

    run_id: str | None = None
    run_uuid: str | None = None


class UpdateRun(OfRun, frozen=True):
    status: str | Int64 | None = None
    end_time: Int64 | None = None
    run_name: str | None = None


class OneTag(OfRun, frozen=True):
    key: str | None = None
    value: str | None = None


class OneMetric(OfRun, frozen=True):
    key: str | None = None
    value: float | None = None
    timestamp: Int64 | None = None
    step: Int64 | None = None
    model_id: str | None = None
    dataset_name: str | None = None
    dataset_digest: str | None = None


class Batch(OfRun, frozen=True):
    metrics: tuple[MetricForm, ...] | None = None
    params: tuple[Pair, ...] | None = None
    tags: tuple[Pair, ...] | None = None


class HistoryForm(OfRun, frozen=True):
    metric_key: str | None = None
    max_results: Int64 | None = None
    page_token: str | None = None


class ListForm(OfRun, frozen=True):
    path: str | None = None
