"""What MLflow's clients send about registered models and their versions, field by field."""

import msgspec

from rootnode.doors.mlflow.forms import Int64, Pair


class OfModel(msgspec.Struct, frozen=True):
    """Names a registered model, and in some calls a version, an alias or a tag of it, and more."""

    name: str | None = None
    new_name: str | None = None
    description: str | None = None
    version: str | None = None
    alias: str | None = None
    key: str | None = None
    value: str | None = None
    stages: tuple[str, ...] | None = None


class CreateModel(msgspec.Struct, frozen=True):
    name: str | None = None
    tags: tuple[Pair, ...] | None = None
    description: str | None = None


class CreateVersion(msgspec.Struct, frozen=True):
    name: str | None = None
    source: str | None = None
    run_id: str | None = None
    tags: tuple[Pair, ...] | None = None
    run_link: str | None = None
    description: str | None = None
    model_id: str | None = None


class Transition(OfModel, frozen=True):
    stage: str | None = None
    archive_existing_versions: bool | None = None


class RegistrySearch(msgspec.Struct, frozen=True):
    """A search for models or versions."""

    filter: str | None = None
    max_results: Int64 | None = None
    order_by: tuple[str, ...] | None = None
    page_token: str | None = None
