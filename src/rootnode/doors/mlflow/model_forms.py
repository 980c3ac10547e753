"""What MLflow's clients send about datasets, logged models and bulks of curves, field by field."""

import msgspec

from rootnode.doors.mlflow.forms import Int64, OfRun, Pair


class DatasetForm(msgspec.Struct, frozen=True):
    """Texts that are kept and never followed."""

    name: str | None = None
    digest: str | None = None
    source_type: str | None = None
    source: str | None = None
    schema: str | None = None
    profile: str | None = None


class DatasetInputForm(msgspec.Struct, frozen=True):
    tags: tuple[Pair, ...] | None = None
    dataset: DatasetForm | None = None


class ModelUseForm(msgspec.Struct, frozen=True):
    """A logged model that a run took in or made."""

    model_id: str | None = None
    step: Int64 | None = None


class LogInputs(OfRun, frozen=True):
    datasets: tuple[DatasetInputForm, ...] | None = None
    models: tuple[ModelUseForm, ...] | None = None


class LogModel(OfRun, frozen=True):
    """Of clients before MLflow 3, which describe the model in JSON."""

    model_json: str | None = None


class SearchDatasets(msgspec.Struct, frozen=True):
    experiment_ids: tuple[str, ...] | None = None


class CreateLoggedModel(msgspec.Struct, frozen=True):
    experiment_id: str | None = None
    name: str | None = None
    model_type: str | None = None
    source_run_id: str | None = None
    params: tuple[Pair, ...] | None = None
    tags: tuple[Pair, ...] | None = None


class OfModel(msgspec.Struct, frozen=True):
    """What is said of a logged model that the address names."""

    status: str | Int64 | None = None
    params: tuple[Pair, ...] | None = None
    tags: tuple[Pair, ...] | None = None
    allow_deleted: str | None = None
    artifact_directory_path: str | None = None


class ModelDataset(msgspec.Struct, frozen=True):
    dataset_name: str | None = None
    dataset_digest: str | None = None


class ModelOrder(ModelDataset, frozen=True):
    field_name: str | None = None
    ascending: bool | None = None


class SearchLoggedModels(msgspec.Struct, frozen=True):
    experiment_ids: tuple[str, ...] | None = None
    filter: str | None = None
    datasets: tuple[ModelDataset, ...] | None = None
    max_results: Int64 | None = None
    order_by: tuple[ModelOrder, ...] | None = None
    page_token: str | None = None


class BulkForm(msgspec.Struct, frozen=True):
    """One metric of many runs."""

    run_id: tuple[str, ...] | None = None
    run_ids: tuple[str, ...] | None = None
    metric_key: str | None = None
    start_step: Int64 | None = None
    end_step: Int64 | None = None
    max_results: Int64 | None = None
